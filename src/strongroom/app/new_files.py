# SPDX-License-Identifier: GPL-3.0-or-later
"""A file that a person named, written as a whole or not at all, and readable by them alone.

It grows without any name where the system has such files (Linux's O_TMPFILE, open(2)), so
that not even a kill leaves anything of it; elsewhere under another name.  It takes its own
once the disk has it, so that nothing half-done is ever found there, and whatever ends the
writing takes it away again.  What a kill leaves of the other name goes with the next file
that is written there.

It replaces the one file that was there at the beginning: to write may take minutes, and what
came or was changed meanwhile is nothing that anybody gave away.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from strongroom.errors import AlreadyExists, CannotSave, DiskFull, NotWritable
from strongroom.texts import _
from strongroom.vault.failures import NO_ROOM
from strongroom.vault.leftovers import clear_beside
from strongroom.vault.places import create_private, put_new, sync_folder, unfinished
from strongroom.vault.regular import identity

_OWNER_ONLY = 0o600
_LINK = "/proc/self/fd/{}"


def check_place(path: Path, *, replace: bool = False, nameless: bool = True) -> None:
    """Refuse a place that will not do, before anything is asked or done for it.

    What is not ``nameless`` while it is written has a longer name then.

    Raises:
        AlreadyExists: there is a file of that name, and it is not to be replaced.
        NotWritable: there is no such folder, something there that is no file, or the name is
            longer than the disk takes.
    """
    check_name(path, nameless=nameless and not (replace and os.path.lexists(path)))
    if os.path.lexists(path):
        if not path.is_file():
            sentence = _("“{path}” is not a file; choose another name.")
            raise NotWritable(sentence.format(path=path))
        if not replace:
            sentence = _("“{path}” exists already: choose another name or folder.")
            raise AlreadyExists(sentence.format(path=path))
    if not path.parent.is_dir():
        sentence = _("There is no folder “{folder}”; choose another.")
        raise NotWritable(sentence.format(folder=path.parent))


def check_name(path: Path, *, nameless: bool = True) -> None:
    """Refuse a name that no file on that disk can have.

    Raises:
        NotWritable: it is such a name.
    """
    if not path.name or "\0" in str(path):
        raise NotWritable(_("No file can have this name; choose another."))
    nameless = nameless and hasattr(os, "O_TMPFILE")
    if _is_too_long(path if nameless else unfinished(path)):
        raise NotWritable(_("The file's name is too long for this disk; choose a shorter one."))


def _is_too_long(path: Path) -> bool:
    try:
        path.lstat()
    except OSError as error:
        return error.errno == errno.ENAMETOOLONG
    return False


@contextmanager
def new_file(path: Path, *, replace: bool = False) -> Iterator[BinaryIO]:
    """Lend a file that becomes ``path`` where all goes well, and is gone where it does not.

    Raises:
        AlreadyExists, NotWritable: as :func:`check_place`, or another file is there at the end.
        DiskFull, NotWritable: it cannot be written.
    """
    check_place(path, replace=replace)
    with _told(path):
        clear_beside(path)
        before = _which(path)
        fresh = unfinished(path)
        nameless = _nameless(path.parent)
        try:
            with nameless or create_private(fresh) as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
                if nameless is not None:
                    # A link takes nobody's place.  What is to be replaced needs a name before.
                    _name(file, fresh if before else path)
            if before:
                _replace(fresh, path, before)
            elif nameless is None:
                put_new(fresh, path)
            else:
                sync_folder(path.parent)
        except BaseException:
            with suppress(OSError):
                fresh.unlink()
            raise


def _nameless(folder: Path) -> BinaryIO | None:
    """Return a file in ``folder`` that has no name, None where there is no such thing."""
    try:
        descriptor = os.open(folder, os.O_RDWR | os.O_TMPFILE, _OWNER_ONLY)
    except (OSError, AttributeError):  # a file system, or a system, that has none
        return None
    if not os.path.exists(_LINK.format(descriptor)):  # noqa: PTH110 - a link to follow
        os.close(descriptor)
        return None
    return os.fdopen(descriptor, "w+b")


def _name(file: BinaryIO, path: Path) -> None:
    """Give a nameless file a name, that of no other file."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        # With a folder given it is linkat(2) that is called, which follows the link.
        os.link(_LINK.format(file.fileno()), path.name, src_dir_fd=folder, dst_dir_fd=folder)
    finally:
        os.close(folder)


def _which(path: Path) -> tuple[int, ...] | None:
    """Return which file is there, and in what state; None where there is none."""
    try:
        return identity(path.lstat())
    except FileNotFoundError:
        return None


def _replace(fresh: Path, path: Path, before: tuple[int, ...]) -> None:
    now = _which(path)
    if now is None:
        put_new(fresh, path)
        return
    if now != before:
        sentence = _("“{path}” was changed meanwhile, and stays as it is; choose another name.")
        raise AlreadyExists(sentence.format(path=path))
    os.replace(fresh, path)  # noqa: PTH105 - the name of what it does
    sync_folder(path.parent)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except FileExistsError:
        sentence = _("“{path}” exists already: choose another name or folder.")
        raise AlreadyExists(sentence.format(path=path)) from None
    except OSError as error:
        raise _refusal(path, error) from None


def _refusal(path: Path, error: OSError) -> CannotSave:
    if error.errno in NO_ROOM:
        sentence = _("The disk with “{path}” is full; nothing was saved, make some room first.")
        return DiskFull(sentence.format(path=path))
    sentence = _("“{path}” cannot be written ({reason}); choose another place.")
    return NotWritable(sentence.format(path=path, reason=error.strerror or type(error).__name__))
