# SPDX-License-Identifier: GPL-3.0-or-later
"""Deleting a file that holds passwords for all to read: that very file, and no other.

What is deleted is the file that was open, known by where it lies on its disk, its length and
its last change.  Another file of that name is left alone, and so is one that is only pointed
at, belongs to somebody else, or was changed since.  Its folder is held on to meanwhile, so that
another one that takes its name has nothing to lose.  It is written over once where nothing else
shares its bytes, then removed; the bin is not used.  None of that is a promise: flash storage,
file systems that copy on write, snapshots, synced folders and backups keep what they have.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from strongroom.errors import ChangedSince, NotFound, NotWritable, StrongroomError
from strongroom.texts import _
from strongroom.vault.regular import identity

_CHUNK = 1 << 20
_MOST_WRITTEN_OVER = 256 << 20  # bytes; more would take minutes, for little
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_OVER = os.O_WRONLY | _NO_FOLLOW | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class PlainFile:
    """Which file it is."""

    path: Path
    device: int
    inode: int
    size: int
    modified_ns: int

    @classmethod
    def of(cls, path: Path, descriptor: int) -> "PlainFile":
        """Return what is known of the file at ``path`` that is open as ``descriptor``."""
        return cls(path.absolute(), *identity(os.fstat(descriptor)))

    def is_it(self, found: os.stat_result) -> bool:
        """Tell whether it is still this file that was found."""
        return identity(found) == (self.device, self.inode, self.size, self.modified_ns)


def delete(file: PlainFile) -> bool:
    """Delete ``file``; return whether it could be written over before.

    Raises:
        NotFound: it is gone already.
        ChangedSince: something else is there now, which is left alone.
        NotWritable: it cannot be removed.
    """
    try:
        with _in_its_folder(file.path) as (name, folder):
            _check(file, os.lstat(name, dir_fd=folder))
            over = file.size <= _MOST_WRITTEN_OVER and _write_over(file, name, folder)
            _check_place(file, os.lstat(name, dir_fd=folder))
            os.unlink(name, dir_fd=folder)
    except FileNotFoundError:
        sentence = _("{file} is not there any more; it was moved or deleted by something else.")
        raise NotFound(sentence.format(file=file.path.name)) from None
    except OSError as error:
        sentence = _("{file} cannot be deleted ({reason}); delete it by hand.")
        reason = error.strerror or type(error).__name__
        raise NotWritable(sentence.format(file=file.path.name, reason=reason)) from None
    return over


def question(file: PlainFile) -> str:
    """Return what is to be known before it is deleted."""
    return _(
        "{file} is removed for good, not put into the bin. Look first whether everything has"
        " arrived: the file is the only other place where it is."
    ).format(file=file.path.name)


def question_of_export(file: PlainFile) -> str:
    """Return what is to be known before what was just written is deleted."""
    sentence = _("{file} is removed for good, not put into the bin.")
    return f"{sentence.format(file=file.path.name)} {_survives()}"


def still_there(file: PlainFile) -> str:
    """Return what is said of a file that nobody has offered to delete."""
    sentence = _(
        "“{path}” still holds all of it, readable by anyone: look whether everything has arrived,"
        " then delete the file."
    )
    return f"{sentence.format(path=file.path)} {_survives()}"


def outcome(file: PlainFile, *, over: bool) -> str:
    """Return what was done, and what that does not do."""
    done = _("{file} was written over and deleted.") if over else _("{file} was deleted.")
    return f"{done.format(file=file.path.name)} {_survives()}"


def _survives() -> str:
    return _(
        "On flash storage, in synced folders, snapshots and backups its content may survive:"
        " where that matters, change the most important passwords."
    )


@contextmanager
def _in_its_folder(path: Path) -> Iterator[tuple[str | Path, int | None]]:
    """Lend what the file is called in its folder, and that; its path where nobody holds folders."""
    if os.unlink not in os.supports_dir_fd:
        yield path, None
        return
    # To look into the folder is more than what is asked of it.
    flags = getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY
    folder = os.open(path.parent, flags)
    try:
        yield path.name, folder
    finally:
        os.close(folder)


def _check(file: PlainFile, found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise _stays(file, _("{file} is not itself the file that was read; delete it by hand."))
    if not file.is_it(found):
        raise _stays(file, _("{file} has changed since it was read, so it was left alone."))
    if hasattr(os, "geteuid") and found.st_uid != os.geteuid():
        raise _stays(file, _("{file} belongs to somebody else, so it was left alone."))


def _check_place(file: PlainFile, found: os.stat_result) -> None:
    """Make sure once more that it is the one, whose length and times may be others by now."""
    if (found.st_dev, found.st_ino) != (file.device, file.inode):
        raise _stays(file, _("{file} has changed since it was read, so it was left alone."))


def _stays(file: PlainFile, sentence: str) -> StrongroomError:
    return ChangedSince(sentence.format(file=file.path.name))


def _write_over(file: PlainFile, name: str | Path, folder: int | None) -> bool:
    """Write over the file's bytes where they are, and nobody else's; return whether it was."""
    try:
        descriptor = os.open(name, _OVER, dir_fd=folder)
    except OSError:  # read-only, which does not keep its folder from letting it go
        return False
    try:
        seen = os.fstat(descriptor)
        _check(file, seen)
        if seen.st_nlink != 1:
            return False
        left = file.size
        while left > 0:
            left -= os.write(descriptor, bytes(min(left, _CHUNK)))
        os.fsync(descriptor)
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return True
