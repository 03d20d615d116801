# SPDX-License-Identifier: GPL-3.0-or-later
"""One save: one transaction on a connection of its own, acknowledged when the disk has it.

The plan is made inside the transaction, over the state that the file then is in: where
another program wrote meanwhile, that state is verified and judged first.  A file that was
replaced under the connection takes the save with it although COMMIT succeeds, so device
and inode are compared after BEGIN and after COMMIT, and then everything begins again.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

import msgspec

from strongroom.crypto.sealing import tag_of
from strongroom.errors import CannotOpen
from strongroom.model.changes import Changes
from strongroom.vault import journal, locking, store
from strongroom.vault.access import TRIES
from strongroom.vault.check import STEP, Progress, no_progress
from strongroom.vault.core import Core
from strongroom.vault.differences import changes_of, merged, settings_change
from strongroom.vault.failures import LeftBehind, Replaced, busy_saving, is_full, when_saving
from strongroom.vault.header import header_hash
from strongroom.vault.manifest import Manifest
from strongroom.vault.transaction import Plan, RowWrite, Transaction

# From so many rows on, building the sorted list anew is quicker than moving its tail
# for every one of them.
_MANY = 256

MakePlan = Callable[[Transaction], Plan]


def save(core: Core, make_plan: MakePlan, progress: Progress = no_progress) -> Changes:
    """Write what ``make_plan`` wants and return what changed, other programs' saves too.

    ``make_plan`` may be called again, over a newer state.  ``progress`` is told of rows that
    were all sealed and are being written, until the commit; what it raises ends the save.

    Raises:
        CannotSave: nothing was written.
        CannotOpen: the file is no longer one that would be opened.
    """
    core.refuse_read_only()
    for _attempt in range(TRIES):
        try:
            with when_saving(core.file), locking.exclusive(core.access.lock):
                return _attempt_save(core, make_plan, progress)
        except (Replaced, LeftBehind):
            continue
    raise busy_saving(core.file)


def _attempt_save(core: Core, make_plan: MakePlan, progress: Progress) -> Changes:
    if journal.companions(core.file):
        core.access.settle()
    connected_to = store.look_whole(core.file).same_file
    try:
        with store.writing(core.file) as connection:
            _check_same_file(core, connected_to)
            catch_up(core, connection)
            transaction = Transaction(
                connection, core.standing, core.unlocked.rows, core.clock.now_ms()
            )
            plan = make_plan(transaction)
            if not plan.writes and plan.header is None and plan.settings == core.standing.settings:
                return core.take_unseen()
            saved = _Saved(core, plan)
            with saved.or_not_at_all(), _no_room_taken(connection):
                saved.write(connection, progress)
                _commit(core, connection, connected_to)
    except _Unsure as unsure:
        saved.decide(unsure.cause)
    return saved.taken_in()


class _Unsure(Exception):
    """COMMIT failed, or the look after it; the file itself has to tell what came of it."""

    def __init__(self, cause: sqlite3.Error | OSError) -> None:
        super().__init__()
        self.cause = cause


@contextmanager
def _no_room_taken(connection: sqlite3.Connection) -> Iterator[None]:
    """Undo at once what a save had written when the disk became full.

    SQLite would close with its journal in place and leave that to whoever reads next.  We judge
    a journal in a copy, for which this very save has left no room: nobody could open the vault
    until some is made.  The connection that wrote the journal is the one that applies it here.
    """
    try:
        yield
    except (sqlite3.Error, _Unsure) as error:
        if is_full(error.cause if isinstance(error, _Unsure) else error):
            with suppress(sqlite3.Error):
                store.apply_journal(connection)
        raise


def _commit(core: Core, connection: sqlite3.Connection, connected_to: tuple[int, int]) -> None:
    try:
        connection.execute("COMMIT")
        _check_same_file(core, connected_to)
    except (sqlite3.Error, OSError) as error:
        raise _Unsure(error) from None


def catch_up(core: Core, connection: sqlite3.Connection) -> None:
    """Take in what another program has written before this transaction began.

    Raises:
        ReadOnlyVault: the file is older by now, or both have changed.
    """
    fresh = core.fresh(connection)
    if fresh is not None:
        core.take_in(fresh, core.recall())
        core.refuse_read_only()


def _check_same_file(core: Core, connected_to: tuple[int, int]) -> None:
    try:
        there = store.identity(core.file)
    except FileNotFoundError:
        raise Replaced from None
    if there != connected_to:
        raise Replaced


class _Saved:
    """The state that a plan leads to, taken in by the core once it is on the disk.

    Only the list of tags is changed before that, because copying it would cost more than
    the rest of a save in a large vault; a failure changes it back.
    """

    def __init__(self, core: Core, plan: Plan) -> None:
        self._core = core
        self._writes = plan.writes
        self._for_good = plan.for_good
        self._values = settings_change(
            core.standing.settings, plan.settings, rows=bool(plan.writes)
        )
        writers = core.writers_after_save(plan.settings.writers)
        self._settings = msgspec.structs.replace(plan.settings, writers=writers)
        self._header = plan.header or core.standing.header
        self._manifest = core.standing.manifest
        self._stored = core.standing.stored
        self._replaced: list[tuple[int, bytes | None]] = []

    @contextmanager
    def or_not_at_all(self) -> Iterator[None]:
        """Change the list of tags back where the save fails."""
        try:
            yield
        except _Unsure:
            raise
        except BaseException:
            self._take_back()
            raise

    def decide(self, cause: sqlite3.Error | OSError) -> None:
        """Come back where the save is in the file although its end failed with ``cause``.

        Raises:
            sqlite3.Error, OSError: ``cause``; the file is as it was before.
            NotWritable: the file cannot tell either.
        """
        before = self._core.standing.head
        after = (self._header, self._stored.build())
        done = False
        try:
            done = self._core.access.decide(before, after)
        finally:
            if not done:
                self._take_back()
        if not done:
            raise cause

    def _take_back(self) -> None:
        for row_id, tag in reversed(self._replaced):
            if tag is None:
                self._core.standing.manifest.remove(row_id)
            else:
                self._core.standing.manifest.put(row_id, tag)

    def write(self, connection: sqlite3.Connection, progress: Progress) -> None:
        """Write rows, settings, and the manifest with the header, in that order."""
        core, unlocked = self._core, self._core.unlocked
        settings_row = unlocked.keys.settings_row
        seen = Transaction(connection, core.standing, unlocked.rows, 0)
        settings = unlocked.rows.seal_overview(
            settings_row, self._settings, seen.sealed_overview(settings_row)
        )
        _write_rows(connection, self._writes, progress)
        connection.execute("REPLACE INTO overview VALUES (?, ?)", (settings_row, settings))
        tags = [(write.id, tag_of(write.sealed)) for write in self._writes]
        self._take_tags([*tags, (settings_row, tag_of(settings))])
        progress(len(self._writes), len(self._writes))
        self._stored = self._manifest.vouch(
            unlocked.keys.manifest,
            vault_id=unlocked.vault_id,
            header_hash=header_hash(self._header),
            generation=core.standing.stored.generation + 1,
        )
        head = (self._header, self._stored.build())
        if self._header == core.standing.header:
            connection.execute("UPDATE vault SET manifest = ?", head[1:])
        else:
            connection.execute("UPDATE vault SET header = ?, manifest = ?", head)

    def taken_in(self) -> Changes:
        """Let the core hold the new state, and return what changed."""
        core, standing = self._core, self._core.standing
        standing.header = self._header
        standing.manifest, standing.stored = self._manifest, self._stored
        standing.settings = self._settings
        for write in self._writes:
            standing.contents.put(write.id, write.after)
        ours = changes_of(
            ((write.id, write.before, write.after) for write in self._writes),
            tuple(write.undo for write in self._writes),
        )
        ours = msgspec.structs.replace(ours, settings=self._values, for_good=self._for_good)
        core.count_more(ours)
        core.has_saved = True
        # Where this look fails the file was replaced again: the next look will tell.
        with suppress(OSError, CannotOpen):
            core.seen_file = store.look(core.file)
        core.remember(saved=True)
        return merged(core.take_unseen(), ours)

    def _take_tags(self, tags: list[tuple[int, bytes]]) -> None:
        if len(tags) >= _MANY:
            self._manifest = Manifest.of(
                sorted((dict(self._manifest.records()) | dict(tags)).items())
            )
            return
        for row_id, tag in tags:
            self._replaced.append((row_id, self._manifest.tag(row_id)))
            self._manifest.put(row_id, tag)


def _write_rows(
    connection: sqlite3.Connection, writes: Sequence[RowWrite], progress: Progress
) -> None:
    for done, write in enumerate(writes):
        if done % STEP == 0:
            progress(len(writes), len(writes))
        connection.execute("REPLACE INTO overview VALUES (?, ?)", (write.id, write.sealed))
        if write.details is not None:
            connection.execute("REPLACE INTO details VALUES (?, ?)", (write.id, write.details))
        elif write.drop_details:
            connection.execute("DELETE FROM details WHERE id = ?", (write.id,))
        for part_id in write.drop_parts:
            connection.execute("DELETE FROM attachment WHERE id = ?", (part_id,))
        for part_id, sealed in write.put_parts:
            connection.execute("REPLACE INTO attachment VALUES (?, ?)", (part_id, sealed))
