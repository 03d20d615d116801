# SPDX-License-Identifier: GPL-3.0-or-later
"""A backup: the open vault's present state, copied by SQLite, and read back before it counts.

It is written under another name, 0600 from its first byte, and gets its own only once the
disk has it and all of it was verified: structure, schema, manifest, the tag of every details
row.  Only then may an earlier one go.  So a vault that is damaged makes no backup, and
pushes none out.

What counts towards the number that is kept, and what is removed, was verified just so, and
each state of the vault counts once.  A file that is damaged, or was planted, takes nobody's
place and stays where it is.  The order is that of the generations, for which the manifests
vouch; a name, which anybody can give, decides between states of the same one only.
"""

import errno
import os
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing, suppress
from hashlib import sha256
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
from strongroom.vault import locking, schema
from strongroom.vault.access import looking
from strongroom.vault.backups import files
from strongroom.vault.backups.files import BackupFile
from strongroom.vault.backups.verdicts import BackupState, Verdict, Verdicts
from strongroom.vault.building import new_file
from strongroom.vault.check import Progress, check_tags, no_progress
from strongroom.vault.core import Core
from strongroom.vault.header import Header
from strongroom.vault.locking import LockTaken
from strongroom.vault.manifest import StoredManifest
from strongroom.vault.places import PART, sync_folder, unfinished
from strongroom.vault.standing import Standing, read_head
from strongroom.vault.unlocked import Unlocked

_HOUR = 60 * 60 * 1000  # milliseconds
_PAGES = 2048  # copied between two reports of progress, 8 MiB
_OWNER_FOLDER = 0o700
_BROKEN = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_MOST_LOOKS = 16  # files that are looked through at once; the others wait for the next time
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
Head = tuple[bytes, bytes]  # header and manifest as stored, which name one state


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
    head = core.read(lambda _connection, standing: _head_of(standing))
    if core.standing.stored.count <= 1 or _has(core, folder, head):
        return None  # nothing but settings, or nothing new
    try:
        folder.mkdir(mode=_OWNER_FOLDER, exist_ok=True)
        with locking.exclusive(core.places.lock_of(folder.resolve())):
            made = _make(core, folder, progress)
            _Rotation(core, made, head).run(most, spare)
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
    return verdict_of(unlocked, path, tags=tags).state


def verdict_of(unlocked: Unlocked, path: Path, *, tags: bool = True) -> Verdict:
    """Tell the same, and of a good one that was verified which state it holds."""
    try:
        with looking(path) as connection:
            header, _manifest = read_head(connection)
            ours = Header.parse(header).vault_id == unlocked.vault_id
            if not ours or not _under_key(unlocked, connection):
                return Verdict(state=BackupState.OTHER_KEY)
            if not tags:
                return Verdict(state=BackupState.GOOD)
            standing = verify(unlocked, connection)
    except NewerVersion:
        return Verdict(state=BackupState.NEWER)
    except CannotOpen:
        return Verdict(state=BackupState.DAMAGED)
    return Verdict(
        state=BackupState.GOOD,
        generation=standing.stored.generation,
        head=_named(_head_of(standing)),
    )


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

    Header and manifest have to be those of the state that was verified, and so have the tags
    of all overviews and details: to make the manifest anew from them would tell no more.

    Raises:
        Damaged: something in it is not as it was saved.
    """
    try:
        with looking(fresh) as connection:
            same = _is_of(connection, core.standing, head)
    except (Altered, Damaged):
        raise _unsound() from None
    if not same:
        raise _unsound()


def _is_of(connection: sqlite3.Connection, standing: Standing, head: Head) -> bool:
    _check_structure(connection)
    if not read_head(connection) == head == _head_of(standing):
        return False
    overviews = connection.execute("SELECT id, substr(sealed, -16) FROM overview")
    if dict(overviews.fetchall()) != dict(standing.manifest.records()):
        return False
    return not check_tags(connection, standing.contents.details_tags())


def verify(unlocked: Unlocked, connection: sqlite3.Connection) -> Standing:
    """Verify structure, manifest, overviews and the tag of every details row.

    Raises:
        Altered, Damaged: one of them is not as it was saved.
    """
    _check_structure(connection)
    standing = unlocked.read(connection)
    if check_tags(connection, standing.contents.details_tags()):
        raise _unsound()
    return standing


def _check_structure(connection: sqlite3.Connection) -> None:
    if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise _unsound()


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
    """Tell whether there is a sound backup of this state.

    One that is known to be damaged stays so.  That one was sound once is not enough.
    """
    verdicts = Verdicts(core.places.verdicts(folder.resolve()), core.unlocked.keys.key_id)

    def is_sound(path: Path) -> bool:
        known = verdicts.known(path)
        if known is not None and known.state is not BackupState.GOOD:
            return False
        return state_of(core.unlocked, path) is BackupState.GOOD

    found = files.named_like_backups(folder)
    return any(_head_at(file.path) == head and is_sound(file.path) for file in found)


def _head_at(path: Path) -> Head | None:
    try:
        with looking(path) as connection:
            return read_head(connection)
    except CannotOpen:
        return None


def _named(head: Head) -> str:
    return sha256(sha256(head[0]).digest() + head[1]).hexdigest()


class _Rotation:
    """Which backups go after one was made; what is known of each is remembered."""

    def __init__(self, core: Core, made: Path, head: Head) -> None:
        self._core = core
        self._made = made
        self._head = head
        memory = core.places.verdicts(made.parent.resolve())
        self._verdicts = Verdicts(memory, core.unlocked.keys.key_id)

    def run(self, most: int, spare: Collection[Path]) -> None:
        """Remove what is too many, and never the one that was made just now."""
        self._verdicts.find(self._made, lambda _path: self._verdict())
        others = [
            file
            for file in files.named_like_backups(self._made.parent)
            if file.path != self._made and file.path.resolve() not in spare
        ]
        found = self._ordered(self._judged(others))
        self._verdicts.store()
        if self._core.finding is not None:
            return  # what is open is not the latest: it is no measure of which are the oldest
        now = self._core.clock.now_ms()
        times = [now, *(_moment(file, now) for file, _verdict in found)]
        for place in to_remove(times, most):
            with suppress(OSError):  # it goes the next time
                found[place - 1][0].path.unlink()

    def _verdict(self) -> Verdict:
        """Return what making it has verified."""
        return Verdict(
            state=BackupState.GOOD,
            generation=StoredManifest.parse(self._head[1]).generation,
            head=_named(self._head),
        )

    def _judged(self, others: Sequence[BackupFile]) -> Iterator[tuple[BackupFile, Verdict]]:
        looks = 0
        for file in others:
            verdict = self._verdicts.known(file.path)
            if verdict is None and looks < _MOST_LOOKS:
                looks += 1
                verdict = self._verdicts.find(
                    file.path, lambda path: verdict_of(self._core.unlocked, path)
                )
            if verdict is not None and verdict.state is BackupState.GOOD:
                yield file, verdict

    def _ordered(
        self, judged: Iterator[tuple[BackupFile, Verdict]]
    ) -> list[tuple[BackupFile, Verdict]]:
        """Return one good file of each state, newest first.

        States that are later than the one just kept are those of a file that an older one has
        taken the place of, and the person went on: they are older than all that came since.
        """
        now = self._core.clock.now_ms()
        ours = self._verdict()

        def order(one: tuple[BackupFile, Verdict]) -> tuple[bool, int, int, BackupFile]:
            file, verdict = one
            before = verdict.generation <= ours.generation
            return before, verdict.generation, _moment(file, now), file

        each: dict[str, tuple[BackupFile, Verdict]] = {}
        for one in sorted(judged, key=order, reverse=True):
            each.setdefault(one[1].head, one)
        each.pop(ours.head, None)
        return list(each.values())


def _moment(file: BackupFile, now: int) -> int:
    """Return when a file was made; what says that it is of the future says nothing."""
    return file.made_ms if file.made_ms <= now else 0


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
