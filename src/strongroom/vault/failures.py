# SPDX-License-Identifier: GPL-3.0-or-later
"""What the file system and SQLite say, told to people in one sentence each.

Only here are ``OSError`` and ``sqlite3.Error`` turned into errors of ours, once for opening
and once for saving, so that no other module has to know the codes.  A code that no file
and no disk can cause is a bug of ours and passes through.
"""

import errno
import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from strongroom.errors import (
    Altered,
    BeingWritten,
    CannotOpen,
    CannotSave,
    Damaged,
    DiskFull,
    NotWritable,
    OtherVault,
    StrongroomError,
    Unreadable,
    VaultBusy,
    VaultGone,
)
from strongroom.texts import _
from strongroom.vault.locking import LockTaken
from strongroom.vault.places import finished
from strongroom.vault.regular import LOOK

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NOT_ALLOWED = {errno.EACCES, errno.EPERM, errno.EROFS}
_ROOM_TO_READ = 64 * 1024 * 1024
_AT_ONCE = 1 << 20
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_OF_THE_DISK = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN}
# Of a quota, or of a limit on files, it says that it could not write.
_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE}
_REFUSED = {
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_AUTH,
}


class LeftBehind(Exception):
    """SQLite found a journal that it would have to apply; journals are judged by us."""


class Replaced(Exception):
    """Another file has taken the vault's place since it was connected to."""


_OURS_TO_HANDLE: dict[int | None, type[Exception]] = {
    sqlite3.SQLITE_READONLY_ROLLBACK: LeftBehind,
    sqlite3.SQLITE_READONLY_DBMOVED: Replaced,
}


@contextmanager
def when_opening(path: Path) -> Iterator[None]:
    """Raise what stopped the reading of ``path`` as an error for people.

    Raises:
        Unreadable: the file system or another program stands in the way.
        Damaged: SQLite finds its own structure broken.
        LeftBehind: a journal lies beside the file.
    """
    try:
        yield
    except OSError as error:
        raise _unreadable(path, error) from None
    except sqlite3.Error as error:
        raise _not_opened(path, error) from None
    except UnicodeDecodeError:
        # A broken schema goes into SQLite's message, which Python then cannot decode.
        raise damaged(path) from None
    except MemoryError:
        raise _memory_asked_for(path) from None
    except LockTaken:
        raise busy_opening(path) from None


@contextmanager
def when_saving(path: Path) -> Iterator[None]:
    """Raise what stopped the writing of ``path`` as an error for people.

    Raises:
        CannotSave: in one of its kinds.
        Damaged: SQLite finds its own structure broken.
        LeftBehind: a journal lies beside the file.
        Replaced: another file took the place of the one being written.
    """
    try:
        yield
    except OSError as error:
        raise _unwritable(path, error) from None
    except sqlite3.Error as error:
        raise _not_saved(path, error) from None
    except UnicodeDecodeError:
        raise damaged(path) from None
    except MemoryError:
        raise _memory_asked_for(path) from None
    except LockTaken:
        raise busy_saving(path) from None


def damaged(path: Path) -> Damaged:
    """Return the error for bytes that are missing or broken."""
    return Damaged(
        _("“{name}” is damaged; open a backup of it instead.").format(name=path.name),
    )


def _memory_asked_for(path: Path) -> CannotOpen:
    """Return the error for memory that was not to be had.

    A row that states a length of 4 GiB makes SQLite ask for room that no honest file needs:
    where there is some for all of the file, that is damage.
    """
    try:
        bytearray(path.stat().st_size + _ROOM_TO_READ)
    except (OSError, MemoryError):
        return Unreadable(
            _(
                "This computer has not enough memory to read “{name}”; "
                "close other programs and try again."
            ).format(name=path.name),
        )
    return damaged(path)


def altered() -> Altered:
    """Return the error for a row that is not the one that is vouched for."""
    return Altered(
        _(
            "A part of this vault was changed by something other than Strongroom. "
            "Restore it from a backup."
        )
    )


def gone(path: Path) -> VaultGone:
    """Return the error for a vault that is no longer where it was."""
    return VaultGone(
        _("“{path}” was moved, renamed or deleted; nothing was saved.").format(path=path),
    )


def vanished(path: Path) -> VaultGone:
    """Return the error for an open vault whose file cannot be looked at any more."""
    return VaultGone(
        _(
            "“{path}” is no longer there: it was moved, renamed or deleted, or its drive was "
            "taken away. Put it back to go on."
        ).format(path=path),
    )


def another_vault(path: Path) -> OtherVault:
    """Return the error for another vault's file in the place of the open one."""
    return OtherVault(
        _(
            "“{path}” is another vault by now. Put the right file back, or lock this vault "
            "and open the other one."
        ).format(path=path),
    )


def says_of_the_disk(error: sqlite3.Error) -> bool:
    """Tell whether SQLite complains of the disk, which says nothing about the content."""
    code = _code(error)
    return code is not None and code & 0xFF in _OF_THE_DISK


def is_full(error: sqlite3.Error | OSError) -> bool:
    """Tell whether SQLite could not write because there was no room left."""
    return isinstance(error, sqlite3.Error) and _code(error) in _FULL


def _code(error: sqlite3.Error) -> int | None:
    # Python's own complaints (text that is not UTF-8) carry no code.
    return getattr(error, "sqlite_errorcode", None)


def _not_opened(path: Path, error: sqlite3.Error) -> Exception:
    code = _code(error)
    if code == sqlite3.SQLITE_READONLY_ROLLBACK:
        return LeftBehind()
    kind = None if code is None else code & 0xFF
    if kind in _BUSY:
        return busy_opening(path)
    if kind in _REFUSED:
        return _not_given(path)
    if kind == sqlite3.SQLITE_FULL:
        return Unreadable(
            _("The disk is full; make some room to open “{path}”.").format(path=path),
        )
    if kind == sqlite3.SQLITE_IOERR or (kind == sqlite3.SQLITE_CORRUPT and not can_be_read(path)):
        return Unreadable(
            _("The disk reports an error while reading “{path}”.").format(path=path),
        )
    return error if _is_our_bug(error, kind) else damaged(path)


def busy_opening(path: Path) -> CannotOpen:
    """Return the error for a vault that another program keeps to itself."""
    return BeingWritten(
        _("Another program is writing “{name}”; try again in a moment.").format(name=path.name),
    )


def busy_saving(path: Path) -> CannotSave:
    """Return the error for a save that waited for another program in vain."""
    return VaultBusy(
        _("Another program is using “{name}”; nothing was saved, try again in a moment.").format(
            name=path.name
        ),
    )


def _not_given(path: Path) -> CannotOpen:
    return Unreadable(
        _("You do not have permission to read “{path}”.").format(path=path),
    )


def refuse_unwritable(path: Path) -> None:
    """Refuse what would put a new file in the place of the vault at ``path``.

    A rename asks for the folder alone, and would take a file's own protection away.

    Raises:
        NotWritable: the file or its folder is read-only for this person, or cannot be looked at.
    """
    with when_saving(path):
        for needed in (path, path.parent):
            if needed.exists() and not os.access(needed, os.W_OK):
                raise _not_taken(needed)


def _meant(path: Path, error: OSError) -> Path:
    """Return what the error speaks of: the vault, or a file that goes with it.

    A file that is to take a name is called by that name: its own means nothing to people.
    """
    return finished(Path(error.filename) if isinstance(error.filename, str) else path)


def _own_files(path: Path) -> str:
    """Return the sentence for a folder of the program's own, which is not the vault's."""
    return _(
        "Strongroom keeps files of its own in “{path}”, "
        "and you do not have permission to write there."
    ).format(path=path)


def _unreadable(path: Path, error: OSError) -> CannotOpen:
    meant = _meant(path, error)
    of_ours, path = meant.parent != path.parent, meant
    if isinstance(error, FileNotFoundError | NotADirectoryError) and not of_ours:
        sentence = _("There is no file “{path}”; choose another, or create a vault.")
    elif isinstance(error, IsADirectoryError):
        sentence = _("“{path}” is a folder; choose the vault's file in it.")
    elif error.errno in _NOT_ALLOWED:
        return Unreadable(_own_files(path)) if of_ours else _not_given(path)
    elif error.errno in NO_ROOM:
        sentence = _("The disk is full; make some room to open “{path}”.")
    else:
        sentence = _("“{path}” cannot be read ({reason}).")
    return Unreadable(sentence.format(path=path, reason=error.strerror))


def _not_saved(path: Path, error: sqlite3.Error) -> Exception:
    code = _code(error)
    if code in _OURS_TO_HANDLE:
        return _OURS_TO_HANDLE[code]()
    kind = None if code is None else code & 0xFF
    if _is_our_bug(error, kind):
        return error
    if kind == sqlite3.SQLITE_CORRUPT and not can_be_read(path):
        return _disk_error(path)
    return _save_failures(kind)(path)


def can_be_read(path: Path) -> bool:
    """Tell whether the disk gives every byte of the file, as a drive that is gone does not.

    SQLite calls a file corrupt where a read of it fails (its os_unix.c, unixRead).  No
    connection is open any more: an error of one is handled when it is closed.
    """
    try:
        descriptor = os.open(path, LOOK)
        try:
            while stat.S_ISREG(os.fstat(descriptor).st_mode) and os.read(descriptor, _AT_ONCE):
                pass
        finally:
            os.close(descriptor)
    except OSError:
        return False
    return True


def not_as_written(fresh: Path, path: Path) -> StrongroomError:
    """Return the error for a file that was to take the place of ``path`` and reads otherwise."""
    return damaged(fresh) if can_be_read(fresh) else _disk_error(path)


def _save_failures(kind: int | None) -> Callable[[Path], StrongroomError]:
    if kind in _BUSY:
        return busy_saving
    if kind in _REFUSED:
        return _not_taken
    if kind == sqlite3.SQLITE_FULL:
        return _no_room
    return _disk_error if kind == sqlite3.SQLITE_IOERR else damaged


def _disk_error(path: Path) -> CannotSave:
    return NotWritable(
        _("The disk reports an error while writing “{path}”; nothing was saved.").format(path=path),
    )


def unsure(path: Path) -> CannotSave:
    """Return the error for a save whose end failed, on a disk that does not let us look."""
    return NotWritable(
        _(
            "The disk reports an error while writing “{path}”; whether the last change was saved "
            "will show when the vault is next opened."
        ).format(path=path),
    )


def _no_room(path: Path) -> CannotSave:
    return DiskFull(
        _("The disk with “{path}” is full; nothing was saved, make some room first.").format(
            path=path
        ),
    )


def _not_taken(path: Path) -> CannotSave:
    return NotWritable(
        _("“{path}” cannot be written: its file, folder or disk is read-only for you.").format(
            path=path
        ),
    )


def _unwritable(path: Path, error: OSError) -> StrongroomError:
    meant = _meant(path, error)
    if error.errno in NO_ROOM:
        return _no_room(meant)
    if error.errno in _NOT_ALLOWED:
        of_ours = meant.parent != path.parent
        return NotWritable(_own_files(meant)) if of_ours else _not_taken(meant)
    if isinstance(error, FileNotFoundError | NotADirectoryError) and meant == path:
        return gone(path)
    return NotWritable(
        _("“{path}” cannot be written ({reason}); nothing was saved.").format(
            path=meant, reason=error.strerror
        ),
    )


def _is_our_bug(error: sqlite3.Error, kind: int | None) -> bool:
    return isinstance(error, sqlite3.ProgrammingError) or kind == sqlite3.SQLITE_MISUSE
