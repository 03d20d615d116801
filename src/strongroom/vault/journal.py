# SPDX-License-Identifier: GPL-3.0-or-later
"""A journal beside the vault is evidence to be judged, never applied in place.

SQLite rolls back any journal it finds.  One that a sync service carried along undoes saves
that were finished, and one that names a super-journal makes SQLite delete that file,
whichever it is.  A write-ahead log is read by SQLite even where the vault says that it has
none.  We write neither of those, so they are planted.  An ordinary journal was left by a
save that was cut short, or is stale, and only the content itself can tell.
"""

import errno
import os
import secrets
import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import suppress
from enum import IntEnum
from pathlib import Path

from strongroom.errors import CannotOpen
from strongroom.texts import _
from strongroom.vault import locking, store
from strongroom.vault import remembered as memory
from strongroom.vault.failures import LeftBehind, can_be_read, damaged, says_of_the_disk
from strongroom.vault.header import Header
from strongroom.vault.manifest import StoredManifest
from strongroom.vault.places import VaultPlaces, create_private, sync_folder, unfinished
from strongroom.vault.schema import PAGE_SIZE
from strongroom.vault.standing import read_head

# What a journal begins with, and what ends one that names a super-journal (SQLite's file
# format, section 3; pager.c, readSuperJournal).
MAGIC = bytes.fromhex("d9d505f920a163d7")
_JOURNAL_HEAD = 28  # bytes of a journal's header that say something
_JOURNAL = "-journal"
_NEVER_OURS = ("-wal", "-shm")


class Soundness(IntEnum):
    """What a full examination of a file came to; more is better."""

    BROKEN = 0
    WITH_ORPHANS = 1
    CLEAN = 2


def companions(path: Path) -> list[Path]:
    """Return the files beside a vault that SQLite would act upon."""
    beside = (path.with_name(path.name + suffix) for suffix in (_JOURNAL, *_NEVER_OURS))
    return [file for file in beside if os.path.lexists(file)]


def settle(path: Path, places: VaultPlaces, examine: Callable[[Path], Soundness]) -> list[str]:
    """Judge what lies beside ``path``, and leave the file as its owner last saved it.

    The caller holds the lock alone, and has no connection open.  ``examine`` verifies a
    file down to its last row; it is asked only where the content has to decide.  Returns a
    sentence for the person for each thing that was found.

    Raises:
        LockTaken: a program that does not know our lock is saving all the while.
        LeftBehind: something was saved while the journal was being judged: begin again.
        Damaged: neither the file nor what the journal makes of it is sound.
        OSError: something cannot be moved, copied or replaced.
    """
    locking.wait_for_saver(path)
    try:
        return [_settle_one(path, file, places, examine) for file in companions(path)]
    except FileNotFoundError:  # its save came to an end while it was being looked at
        raise LeftBehind from None


def decide(
    path: Path,
    places: VaultPlaces,
    examine: Callable[[Path], Soundness],
    before: tuple[bytes, bytes],
    after: tuple[bytes, bytes],
) -> bool:
    """Tell whether a save of our own whose end failed led to ``after``, or undo it.

    The caller still holds the lock alone, and has closed its connection.  The journal is the
    one that this save wrote, so it is applied, in a private copy, where it leads to ``before``.

    Raises:
        Damaged: neither the file nor what the journal makes of it is sound.
        LeftBehind, OSError, sqlite3.Error, CannotOpen: it cannot be told.
    """
    journal = path.with_name(path.name + _JOURNAL)
    if not os.path.lexists(journal):
        return _head_of(path) == after
    judged = _states(path, journal)
    with places.private(path) as folder:
        copy = None if _is_planted(journal, path) else _rolled_back(path, journal, folder)
        if copy is None or _head_of(copy) != before or examine(copy) is Soundness.BROKEN:
            raise damaged(path)
        _take_the_place(copy, path, journal, judged)
    return False


def _settle_one(
    path: Path, file: Path, places: VaultPlaces, examine: Callable[[Path], Soundness]
) -> str:
    if file.name.endswith(_NEVER_OURS) or _is_planted(file, path):
        return _said_planted(_set_aside(file))
    return _judge(path, file, places, examine)


def _is_planted(journal: Path, vault: Path) -> bool:
    found = journal.lstat()
    if not stat.S_ISREG(found.st_mode) or found.st_size > longest_journal(vault):
        return True
    with journal.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - len(MAGIC)))
        return file.read() == MAGIC


def longest_journal(vault: Path) -> int:
    """Return how long a journal can be that a save of ours left beside this file.

    It holds each page of the file once, with 8 bytes about it and, where little memory makes
    SQLite write them one by one, a header of 512 for every page: an eighth more than the
    file.  The rest is for what the person's disk rounds up.  A longer one would fill the
    disk with its copy.
    """
    size = vault.stat().st_size
    return size + size // 4 + 64 * 1024


def _judge(
    path: Path, journal: Path, places: VaultPlaces, examine: Callable[[Path], Soundness]
) -> str:
    judged = _states(path, journal)
    as_it_stands = examine(path)
    if as_it_stands is Soundness.CLEAN:
        said = _said_of_our_own(path, journal, places)
        if said is None:
            _check_unchanged(path, journal, judged)
            return _said_stale(_set_aside(journal))
        # What was cut short may be in memory alone, and look well: it is written afresh.
        _take_the_place(path, path, journal, judged)
        return said
    with places.private(path) as folder:
        copy = _rolled_back(path, journal, folder)
        recovered = examine(copy) if copy else Soundness.BROKEN
        if copy and as_it_stands is Soundness.BROKEN and recovered is not Soundness.BROKEN:
            _take_the_place(copy, path, journal, judged)
            return _said_cut_short()
        if copy and recovered is Soundness.CLEAN and _same_head(copy, path):
            aside = _aside(path)
            _take_the_place(copy, path, journal, judged, keep=aside)
            return f"{_said_cut_short()} {_said_kept(aside)}"
        if as_it_stands is Soundness.BROKEN:
            _check_the_disk(path, folder)
    if as_it_stands is Soundness.BROKEN:
        raise damaged(path)
    _check_unchanged(path, journal, judged)
    return _said_stale(_set_aside(journal))


def _said_of_our_own(path: Path, journal: Path, places: VaultPlaces) -> str | None:
    """Return what to say of a journal that this program's own last save left, None of another.

    Beside a sound file that is one which brings back the very state that the file is in: the
    save was cut short before its first page.  Or the state that was last seen on this machine,
    of which the file is the next: the save was cut short at its very end.  Neither holds
    anything that the file has not, so it need not be kept.
    """
    with suppress(OSError, sqlite3.Error, CannotOpen):
        before, now = _head_brought_back(path, journal, places), _head_of(path)
        if before == now:
            return _said_cut_short()
        if before is not None and _is_next(before, now, places):
            return _said_complete()
    return None


def _head_brought_back(
    path: Path, journal: Path, places: VaultPlaces
) -> tuple[bytes, bytes] | None:
    if not _is_begun_by_us(journal):
        return None
    with places.private(path) as folder:
        copy = _rolled_back(path, journal, folder)
        return None if copy is None else _head_of(copy)


def _is_begun_by_us(journal: Path) -> bool:
    """Tell whether SQLite began this journal, as it is before and after its first sync."""
    with journal.open("rb") as file:
        first = file.read(_JOURNAL_HEAD)
    if not first:
        return True
    # The magic is written over zeros once the rest is on the disk, and may be cut short itself.
    magic = first[: len(MAGIC)].rstrip(b"\0")
    return MAGIC.startswith(magic) and first[24:_JOURNAL_HEAD] == PAGE_SIZE.to_bytes(4)


def _is_next(before: tuple[bytes, bytes], now: tuple[bytes, bytes], places: VaultPlaces) -> bool:
    known = memory.load(places.remembered(Header.parse(now[0]).vault_id))
    if known is None or known.seen.manifest != before[1].hex():
        return False
    generations = [StoredManifest.parse(manifest).generation for _header, manifest in (before, now)]
    return generations[1] == generations[0] + 1


def _head_of(file: Path) -> tuple[bytes, bytes]:
    with store.reading(file, alone=True) as connection:
        return read_head(connection)


def _same_head(copy: Path, path: Path) -> bool:
    """Tell whether two sound files hold the same save, whatever orphans either has.

    Rows that nothing vouches for can be added by anyone.  They must not be a reason to take
    a finished save back, so header and manifest have to be the very same.
    """
    return _head_of(copy) == _head_of(path)


def _rolled_back(path: Path, journal: Path, folder: Path) -> Path | None:
    """Return a copy to which SQLite has applied the journal, None where it will not."""
    copy = folder / "vault"
    _copy(path, copy)
    _copy(journal, folder / f"vault{_JOURNAL}")
    most = path.stat().st_size + journal.stat().st_size
    try:
        store.roll_back(copy)
    except sqlite3.Error as error:
        if says_of_the_disk(error) or not can_be_read(copy):
            raise
        return None
    # A journal states the size that the file had, and a false one states 16 TiB.
    return copy if copy.stat().st_size <= most else None


def _check_the_disk(path: Path, folder: Path) -> None:
    """Make sure that the disk kept a recovery from being sound no more than it was: it works.

    Raises:
        OSError: it does not, and says nothing about the vault.
    """
    if not can_be_read(path):
        raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))
    _copy(path, folder / "tried")
    if not can_be_read(folder / "tried"):
        raise OSError(errno.EIO, os.strerror(errno.EIO), str(folder))


def _take_the_place(
    copy: Path,
    path: Path,
    journal: Path,
    judged: list[tuple[int, int, int]],
    keep: Path | None = None,
) -> None:
    """Put ``copy`` in place; where ``keep`` is given, the file as it was is found there."""
    fresh, old = unfinished(path), unfinished(path)
    try:
        _copy(copy, fresh)
        if keep is not None:
            _copy(path, old)
        _check_unchanged(path, journal, judged)
        if keep is not None:
            old.rename(keep)
        os.replace(fresh, path)  # noqa: PTH105 - the name of what it does
    except BaseException:
        for made in filter(None, (fresh, old, keep)):
            made.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)
    # Only now: cut short before this, the journal is found again and judged stale.
    journal.unlink()


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as old, create_private(target) as new:
        shutil.copyfileobj(old, new, 1024 * 1024)
        new.flush()
        os.fsync(new.fileno())


def _set_aside(file: Path) -> Path:
    aside = _aside(file)
    file.rename(aside)
    return aside


def _aside(file: Path) -> Path:
    return file.with_name(f"{file.name}.set-aside-{secrets.token_hex(4)}")


def _states(*files: Path) -> list[tuple[int, int, int]]:
    found = [file.stat() for file in files]
    return [(seen.st_ino, seen.st_size, seen.st_mtime_ns) for seen in found]


def _check_unchanged(path: Path, journal: Path, judged: list[tuple[int, int, int]]) -> None:
    """Make sure that what was judged is still what lies there, and nobody is at it."""
    locking.wait_for_saver(path)
    if _states(path, journal) != judged:
        raise LeftBehind


def _said_cut_short() -> str:
    return _("Saving was cut short the last time; the vault is as it was before that save.")


def _said_complete() -> str:
    return _("The last save was cut short at its very end; nothing of it is missing.")


def _said_kept(aside: Path) -> str:
    return _("The file as it was found is now called “{name}”, and you can delete it.").format(
        name=aside.name
    )


def _said_planted(aside: Path) -> str:
    return _(
        "A file that Strongroom never writes lay beside the vault and could have changed it; "
        "it is now called “{name}”, and you can delete it."
    ).format(name=aside.name)


def _said_stale(aside: Path) -> str:
    return _(
        "A leftover journal that does not belong to this state of the vault lay beside it; "
        "it is now called “{name}”, and you can delete it."
    ).format(name=aside.name)
