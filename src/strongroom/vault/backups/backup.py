# SPDX-License-Identifier: GPL-3.0-or-later
"""A backup: the open vault's present state, copied by SQLite, and read back before it counts.

It is written under another name, 0600 from its first byte, and gets its own only once the
disk has it and all of it was verified: structure, schema, manifest, the tag of every details
row.  Only then may an earlier one go.  So a vault that is damaged makes no backup, and
pushes none out.  What is removed is certainly an earlier backup of this vault under this
key: by its name, by the id in its header, and by its settings, which open.
"""

import errno
import os
import secrets
import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import closing, suppress
from enum import StrEnum
from pathlib import Path

from strongroom.errors import (
    Altered,
    CannotOpen,
    CannotSave,
    Damaged,
    DiskFull,
    NewerVersion,
    NotWritable,
    StrongroomError,
    VaultBusy,
)
from strongroom.texts import _
from strongroom.vault import locking, schema, store
from strongroom.vault.backups import files
from strongroom.vault.backups.files import BackupFile
from strongroom.vault.building import new_file
from strongroom.vault.check import Progress, check_tags, no_progress
from strongroom.vault.core import Core
from strongroom.vault.failures import when_opening
from strongroom.vault.header import Header
from strongroom.vault.locking import LockTaken
from strongroom.vault.places import sync_folder
from strongroom.vault.standing import Standing, read_head
from strongroom.vault.unlocked import Unlocked

_HOUR = 60 * 60 * 1000  # milliseconds
_PAGES = 2048  # copied between two reports of progress, 8 MiB
_OWNER_FOLDER = 0o700
_BROKEN = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
Head = tuple[bytes, bytes]  # header and manifest as stored, which name one state


class _NotCopied(Exception):
    """SQLite gave up while it copied; its own error is the one argument."""


class BackupState(StrEnum):
    """What is known of a backup."""

    GOOD = "good"
    DAMAGED = "damaged"
    NEWER = "newer version"
    OTHER_KEY = "other key"  # locked with a password that was changed since
    UNKNOWN = "unknown"  # nobody has looked with the key


def back_up(
    core: Core,
    folder: Path,
    most: int,
    progress: Progress = no_progress,
    spare: Collection[Path] = (),
) -> Path | None:
    """Make a backup of the present state in ``folder``, and keep ``most`` of this key's.

    Returns None where there is nothing to keep, or the newest one holds this very state.
    ``progress`` is told pages done and pages in all; what it raises ends it, and nothing is
    left behind.  ``spare`` are files, their links resolved, that stay whatever there are.

    Raises:
        CannotSave: the folder does not take it; the sentence says why.
        CannotOpen: the vault itself is no longer one that would be opened, or not sound.
    """
    head = core.read(lambda _connection, standing: _head_of(standing))
    if core.standing.stored.count <= 1 or _has(core, folder, head):
        return None  # nothing but settings, or nothing new
    try:
        folder.mkdir(mode=_OWNER_FOLDER, exist_ok=True)
        with locking.exclusive(core.places.lock_of(folder.resolve())):
            made = _make(core, folder, progress)
            _rotate(core.unlocked, made, most, spare)
            return made
    except (OSError, LockTaken) as error:
        raise _failure(folder, error) from None
    except _NotCopied as stopped:
        raise _failure(folder, stopped.args[0]) from None


def state_of(unlocked: Unlocked, path: Path, tags: bool = True) -> BackupState:  # noqa: FBT001, FBT002 - a depth
    """Tell how a backup stands, looking with the open vault's key; it never raises.

    With ``tags`` everything up to the tag of each details row is verified; without, only
    its head is read, which is quick at any size.
    """
    try:
        with when_opening(path):
            store.look(path)
            with store.reading(path, alone=True) as connection:
                header, _manifest = read_head(connection)
                if Header.parse(header).vault_id != unlocked.vault_id:
                    return BackupState.OTHER_KEY
                if not _under_key(unlocked, connection):
                    return BackupState.OTHER_KEY
                if tags:
                    _verify(unlocked, connection)
    except NewerVersion:
        return BackupState.NEWER
    except CannotOpen:
        return BackupState.DAMAGED
    return BackupState.GOOD


def to_remove(made: Sequence[int], most: int) -> list[int]:
    """Return the places in ``made``, newest first, of the backups that go so that ``most`` stay.

    The oldest go, with one exception: while there are older ones, those of the last hour take
    half of the places at most (the first and the latest of them), or a script that saves a
    hundred times would push out last week's.
    """
    left, gone = list(range(len(made))), []
    while len(left) > most:
        recent = [place for place in left if made[left[0]] - made[place] < _HOUR]
        crowded = len(recent) < len(left) and len(recent) > max(1, most // 2)
        victim = recent[-2 if len(recent) > 2 else -1] if crowded else left[-1]  # noqa: PLR2004
        left.remove(victim)
        gone.append(victim)
    return gone


# Making one


def _make(core: Core, folder: Path, progress: Progress) -> Path:
    files.remove_left_overs(folder)
    path = files.free_name(folder, core.file, core.clock.now_ms())
    fresh = files.unfinished(path, secrets.token_hex(4))
    with new_file(fresh):
        head = core.read(_copying(fresh, progress))
        with fresh.open("rb+") as file:
            os.fsync(file.fileno())
        _verify_copy(core, fresh, head)
        os.replace(fresh, path)  # noqa: PTH105 - the name of what it does
    sync_folder(folder)
    return path


def _copying(fresh: Path, progress: Progress) -> Callable[[sqlite3.Connection, Standing], Head]:
    def copy(source: sqlite3.Connection, standing: Standing) -> Head:
        try:
            _copy(source, fresh, progress)
        except sqlite3.Error as error:
            raise _NotCopied(error) from None  # the vault was read before: it is the other side
        return _head_of(standing)

    return copy


def _copy(source: sqlite3.Connection, fresh: Path, progress: Progress) -> None:
    with closing(sqlite3.connect(fresh, isolation_level=None)) as target:
        schema.be_careful(target)
        # There is no journal: where it fails the file is thrown away.
        target.execute("PRAGMA journal_mode = OFF")
        target.execute("PRAGMA synchronous = OFF")
        source.backup(
            target,
            pages=_PAGES,
            progress=lambda _status, left, total: progress(total - left, total),
        )


def _verify_copy(core: Core, fresh: Path, head: Head) -> None:
    """Read the backup back, and with it the vault: a copy is no better than what it is of.

    Raises:
        Damaged: something in it is not as it was saved.
    """
    try:
        with when_opening(fresh):
            store.look(fresh)
            with store.reading(fresh, alone=True) as connection:
                # The manifest vouches for the same overviews, so their tags are ours: to
                # open them all once more would take longer than all the rest.
                tags = core.standing.contents.details_tags()
                standing = _verify(core.unlocked, connection, tags)
    except (Altered, Damaged):
        raise _unsound() from None
    if not _head_of(standing) == head == _head_of(core.standing):
        raise _unsound()


def _verify(
    unlocked: Unlocked,
    connection: sqlite3.Connection,
    tags: Mapping[int, bytes | None] | None = None,
) -> Standing:
    """Verify structure, manifest, overviews and the tag of every details row.

    ``tags`` are those of the details where they are known, else the overviews tell.

    Raises:
        Altered, Damaged: one of them is not as it was saved.
    """
    if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise _unsound()
    standing = unlocked.read(connection)
    if check_tags(connection, standing.contents.details_tags() if tags is None else tags):
        raise _unsound()
    return standing


def _head_of(standing: Standing) -> Head:
    return standing.header, standing.manifest_bytes


def _unsound() -> Damaged:
    return Damaged(
        _(
            "The vault is damaged or was changed by something other than Strongroom, so no "
            "backup was made and the earlier ones are kept; check the vault."
        )
    )


# The earlier ones


def _has(core: Core, folder: Path, head: Head) -> bool:
    """Tell whether the newest backup is sound, and of this state."""
    newest = next(iter(_ours(core.unlocked, folder)), None)
    if newest is None or _head_at(newest.path) != head:
        return False
    return state_of(core.unlocked, newest.path) is BackupState.GOOD


def _head_at(path: Path) -> Head | None:
    try:
        seen = files.glance(path)
    except CannotOpen:
        return None
    return seen.header, seen.manifest


def _ours(unlocked: Unlocked, folder: Path) -> Sequence[BackupFile]:
    """Return this vault's backups under this key in ``folder``, newest first."""
    return [
        file
        for file in files.named_like_backups(folder)
        if state_of(unlocked, file.path, tags=False) is BackupState.GOOD
    ]


def _rotate(unlocked: Unlocked, made: Path, most: int, spare: Collection[Path]) -> None:
    """Remove what is too many, and never the one that was ``made`` just now.

    A clock that was set back would call it the oldest.
    """
    ours = [file for file in _ours(unlocked, made.parent) if file.path.resolve() not in spare]
    others = [file for file in ours if file.path != made]
    if not ours:
        return  # the disk has gone since
    times = [max(file.made_ms for file in ours), *(file.made_ms for file in others)]
    for place in to_remove(times, most):
        with suppress(OSError):  # it goes the next time
            others[place - 1].path.unlink()


def _under_key(unlocked: Unlocked, connection: sqlite3.Connection) -> bool:
    """Tell whether the file's settings lie where this key says, and open."""
    row_id = unlocked.keys.settings_row
    found = connection.execute("SELECT sealed FROM overview WHERE id = ?", (row_id,)).fetchone()
    if found is None or type(found[0]) is not bytes:
        return False
    try:
        unlocked.rows.open_overview(row_id, found[0])
    except CannotOpen:
        return False
    return True


# What stands in the way


def _failure(folder: Path, error: Exception) -> StrongroomError:
    code = getattr(error, "sqlite_errorcode", None)
    kind = None if code is None else code & 0xFF
    if isinstance(error, LockTaken):
        sentence = _("Another program is making a backup in “{folder}”, so none was made.")
        return VaultBusy(sentence.format(folder=folder))
    if kind in _BROKEN:
        return _unsound()
    if kind == sqlite3.SQLITE_FULL or getattr(error, "errno", None) in _NO_ROOM:
        return DiskFull(
            _("No backup was made: the disk with “{folder}” is full; make some room.").format(
                folder=folder
            )
        )
    if isinstance(error, FileNotFoundError | NotADirectoryError | FileExistsError):
        sentence = _("No backup was made: there is no folder “{folder}”; choose one in Settings.")
        return NotWritable(sentence.format(folder=folder))
    return _not_written(folder, error)


def _not_written(folder: Path, error: Exception) -> CannotSave:
    if isinstance(error, PermissionError):
        sentence = _(
            "No backup was made: “{folder}” is read-only for you; choose another in Settings."
        )
        return NotWritable(sentence.format(folder=folder))
    reason = getattr(error, "strerror", None) or str(error)
    sentence = _("No backup was made: “{folder}” cannot be written ({reason}).")
    return NotWritable(sentence.format(folder=folder, reason=reason))
