# SPDX-License-Identifier: GPL-3.0-or-later
"""A backup: the open vault's present state, copied by SQLite, and read back before it counts.

It is written under another name, 0600 from its first byte, and gets its own only once the
disk has it and all of it was verified: structure, schema, manifest, the tag of every details
row.  Only then may an earlier one go.  So a vault that is damaged makes no backup, and
pushes none out.
"""

import os
import sqlite3
from collections.abc import Callable, Collection
from contextlib import closing
from pathlib import Path

from strongroom.errors import (
    Altered,
    CannotOpen,
    CannotSave,
    Damaged,
    DiskFull,
    NotWritable,
    StrongroomError,
    VaultBusy,
)
from strongroom.texts import _
from strongroom.vault import locking, schema
from strongroom.vault.access import looking
from strongroom.vault.backups import files
from strongroom.vault.backups.judging import check_structure, unsound, verdict_of
from strongroom.vault.backups.rotation import Rotation
from strongroom.vault.backups.verdicts import BackupState, Verdicts
from strongroom.vault.building import new_file
from strongroom.vault.check import Progress, check_tags, no_progress
from strongroom.vault.core import Core
from strongroom.vault.failures import NO_ROOM
from strongroom.vault.locking import LockTaken
from strongroom.vault.places import PART, sync_folder, unfinished
from strongroom.vault.standing import Head, Standing, read_head

_PAGES = 2048  # copied between two reports of progress, 8 MiB
_OWNER_FOLDER = 0o700
_BROKEN = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


class _NotCopied(Exception):
    """SQLite gave up while it copied; its own error is the one argument."""


def back_up(
    core: Core,
    folder: Path,
    most: int,
    progress: Progress = no_progress,
    spare: Collection[Path] = (),
) -> Path | None:
    """Make a backup of the present state in ``folder``, and keep ``most`` of this key's.

    Returns None where there is nothing to keep, or the vault's very state is kept already.
    ``progress`` is told pages done and pages in all; what it raises ends it, and nothing is
    left behind.  ``spare`` are files, their links resolved, that stay whatever there are.

    Raises:
        CannotSave: the folder does not take it; the sentence says why.
        CannotOpen: the vault itself is no longer one that would be opened, or not sound.
    """
    head = core.read(lambda _connection, standing: standing.head)
    if core.standing.stored.count <= 1 or _has(core, folder, head):
        return None  # nothing but settings, or nothing new
    try:
        folder.mkdir(mode=_OWNER_FOLDER, exist_ok=True)
        with locking.exclusive(core.places.lock_of(folder.resolve())):
            made = _make(core, folder, progress)
            Rotation(core, made, head).run(most, spare)
            return made
    except (OSError, LockTaken) as error:
        raise _failure(folder, error) from None
    except _NotCopied as stopped:
        raise _failure(folder, stopped.args[0]) from None


# Making one


def _make(core: Core, folder: Path, progress: Progress) -> Path:
    files.remove_left_overs(folder)
    path = files.free_name(folder, core.file, core.clock.now_ms())
    fresh = unfinished(path, PART)
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
        return standing.head

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

    Header and manifest have to be those of the state that was verified, and so have the tags
    of all overviews and details: to make the manifest anew from them would tell no more.

    Raises:
        Damaged: something in it is not as it was saved.
    """
    try:
        with looking(fresh) as connection:
            same = _is_of(connection, core.standing, head)
    except (Altered, Damaged):
        raise unsound() from None
    if not same:
        raise unsound()


def _is_of(connection: sqlite3.Connection, standing: Standing, head: Head) -> bool:
    check_structure(connection)
    if not read_head(connection) == head == standing.head:
        return False
    overviews = connection.execute("SELECT id, substr(sealed, -16) FROM overview")
    if dict(overviews.fetchall()) != dict(standing.manifest.records()):
        return False
    return not check_tags(connection, standing.contents.details_tags())


# The earlier ones


def _has(core: Core, folder: Path, head: Head) -> bool:
    """Tell whether there is a sound backup of this state.

    One that is known to be damaged stays so.  That one was sound once is not enough.
    """
    verdicts = Verdicts(core.places.verdicts(folder.resolve()), core.unlocked.keys.key_id)

    def is_sound(path: Path) -> bool:
        known = verdicts.known(path)
        if known is not None and known.state is not BackupState.GOOD:
            return False
        return verdict_of(core.unlocked, path).state is BackupState.GOOD

    found = files.named_like_backups(folder)
    return any(_head_at(file.path) == head and is_sound(file.path) for file in found)


def _head_at(path: Path) -> Head | None:
    try:
        with looking(path) as connection:
            return read_head(connection)
    except CannotOpen:
        return None


# What stands in the way


def _failure(folder: Path, error: Exception) -> StrongroomError:
    code = getattr(error, "sqlite_errorcode", None)
    kind = None if code is None else code & 0xFF
    if isinstance(error, LockTaken):
        sentence = _("Another program is making a backup in “{folder}”, so none was made.")
        return VaultBusy(sentence.format(folder=folder))
    if kind in _BROKEN:
        return unsound()
    if kind == sqlite3.SQLITE_FULL or getattr(error, "errno", None) in NO_ROOM:
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
