# SPDX-License-Identifier: GPL-3.0-or-later
"""What an open vault holds, and how it follows its file from one verified state to the next.

Whatever the file shows next is verified and judged like a fresh opening before any of it
is taken in; what changed for the person is kept until a caller is told of it.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec

from strongroom.errors import Altered, CannotOpen, CannotSave, ReadOnlyVault, WrongKey
from strongroom.model.changes import Changes
from strongroom.secret import SecretBytes
from strongroom.texts import _
from strongroom.vault import remembered as memory
from strongroom.vault.access import Access
from strongroom.vault.differences import between, changed_ids, items_more, merged
from strongroom.vault.failures import another_vault, vanished, when_opening
from strongroom.vault.findings import Finding, judge
from strongroom.vault.header import Header
from strongroom.vault.journal import Soundness
from strongroom.vault.local import LocalNotes, VaultSide
from strongroom.vault.places import VaultPlaces
from strongroom.vault.remembered import WRITER_BYTES, Age, Remembered, Seen, compare
from strongroom.vault.standing import Standing, read_head
from strongroom.vault.store import Fingerprint, look
from strongroom.vault.unlocked import Unlocked, examine

T = TypeVar("T")


class Clock(Protocol):
    """The part of a clock that a vault needs."""

    def now_ms(self) -> int:
        """Return milliseconds since 1970-01-01T00:00Z."""
        ...


class Core:
    """The open vault behind ``Vault``; it closes the keys that it was given."""

    def __init__(
        self,
        access: Access,
        unlocked: Unlocked,
        clock: Clock,
        standing: Standing,
        seen_file: Fingerprint,
        *,
        recalled: Remembered | None,
    ) -> None:
        """Take in the state that an opening has verified, and judge its age.

        ``recalled`` is what this machine remembered while the state was read, if anything.
        """
        self.access = Access(access.file, access.places, self._examine)
        self.access.notices += access.notices
        self.unlocked = unlocked
        self.clock = clock
        self.standing = standing
        self.seen_file = seen_file
        self.unseen = Changes()
        self.has_saved = False
        self._accepted: Remembered | None = None
        self._held: Seen | None = None
        self._notes: LocalNotes | None = None
        self._kept: SecretBytes | None = None
        self._say_what_is_forgotten()
        self.writer = new_writer() if recalled is None else recalled.writer
        self.item_count = _recalled_count(recalled, standing)
        self.finding: Finding | None = self._judge_by(recalled, standing)
        if self.finding is None:
            self.remember()
            self.places.keep_id_of(self.file, unlocked.vault_id)

    @property
    def file(self) -> Path:
        """Where the vault really lies."""
        return self.access.file

    @property
    def places(self) -> VaultPlaces:
        """Where this machine keeps its own."""
        return self.access.places

    def close(self) -> None:
        """Overwrite the keys; safe to call twice."""
        if self._notes is not None:
            self._notes.close()
            self._notes = None
        self.keep(None)
        self.unlocked.close()

    # The vault key, which is kept for a moment only, and only where somebody asked for it

    def keep(self, vault_key: SecretBytes | None) -> None:
        """Take over ``vault_key`` until it is taken away; one kept before is overwritten."""
        kept, self._kept = self._kept, vault_key
        if kept is not None:
            kept.close()

    def take_key(self) -> SecretBytes | None:
        """Give the kept key away: the taker closes it, and there is none after that."""
        kept, self._kept = self._kept, None
        return kept

    # Looking

    def read(self, work: Callable[[sqlite3.Connection, Standing], T], *, verify: bool = False) -> T:
        """Return what ``work`` makes of the file and of the state that it is in now.

        ``verify`` reads and verifies the whole state again, even if it seems to be ours.

        Raises:
            CannotOpen: as an opening does, and whatever ``work`` raises.
            VaultGone: the file is no longer there.
        """
        self.refuse_vanished()

        def current(
            connection: sqlite3.Connection,
        ) -> tuple[T, Standing | None, Remembered | None]:
            fresh = self.fresh(connection, verify=verify)
            # Within the lock: once it is let go, another program may save and remember that,
            # and the state that was read would look older than it was.
            recalled = self.recall()
            return work(connection, fresh or self.standing), fresh, recalled

        (result, fresh, recalled), seen = self.access.read(current)
        if fresh is not None:
            self.take_in(fresh, recalled)
        self.seen_file = seen
        return result

    def refuse_vanished(self) -> None:
        """Raise ``VaultGone`` where no file is in the vault's place."""
        with when_opening(self.file):
            if not self.file.exists():
                raise vanished(self.file)

    def fresh(self, connection: sqlite3.Connection, *, verify: bool = False) -> Standing | None:
        """Return the verified state of the file, None where it is the one that we have.

        Raises:
            OtherVault: another vault's file lies in its place.
            CannotOpen: the file is no longer one that would be opened.
        """
        same = self.standing.is_in(connection)
        if same and not verify:
            return None
        try:
            fresh = self.unlocked.read(connection)
        except Altered:
            header = read_head(connection)[0]
            if header == self.standing.header:
                raise
            if Header.parse(header).vault_id != self.unlocked.vault_id:
                raise another_vault(self.file) from None
            raise _locked_anew() from None
        return None if same else fresh

    def recall(self) -> Remembered | None:
        """Return what this machine remembers of the vault, None where that is nothing."""
        return memory.load(self._memory)

    def take_in(self, fresh: Standing, recalled: Remembered | None) -> None:
        """Go over to a state that another program left, and judge its age.

        ``recalled`` is what this machine remembered while the state was read, if anything.
        It is not enough to judge by: another program of this machine may have gone on with
        an older file, and we hold saves that are not in it.

        Raises:
            Altered, Damaged: a row that changed does not open; nothing is taken in.
        """
        ids = changed_ids(self.standing, fresh)
        changes = between(self.standing, fresh, ids)
        fresh.contents.keep_open(self.standing.contents, ids)
        if self.finding is None:
            self._held = self._seen(self.standing)
        self.standing = fresh
        self.count_more(changes)
        self.unseen = merged(self.unseen, changes)
        known = self._accepted or recalled
        self.finding = self._judge_by(known, fresh) or self._judge_by_held(fresh)
        if self.finding is None:
            self._use_the_writer_in_force()
            self.remember()

    def go_over_to(self, unlocked: Unlocked, standing: Standing) -> None:
        """Hold the file that a re-key has put in place; the old keys are overwritten."""
        self.keep(None)
        old, self.unlocked, self.standing = self.unlocked, unlocked, standing
        # Where this look fails the file was replaced again: the next look will tell.
        with suppress(OSError, CannotOpen):
            self.seen_file = look(self.file)
        self.remember(saved=True)
        if self._notes is not None:
            # A failure is made up for later: the old key is in the list of retired ones.
            with suppress(CannotSave):
                self._notes.rekey(unlocked.keys.local)
        old.close()

    @property
    def notes(self) -> LocalNotes:
        """The sealed notes of this machine, read when they are first asked for.

        Raises:
            CannotOpen: the state folder cannot be used.
        """
        if self._notes is None:
            with when_opening(self.file):
                self._notes = LocalNotes(
                    self.places,
                    self.unlocked.vault_id,
                    self.unlocked.keys.local,
                    self._side_for_notes(),
                )
            if self._notes.spoiled:
                self.access.notices.append(
                    _(
                        "What this computer noted on the vault (when items were used and looked "
                        "at, unfinished edits) could not be read, and begins anew."
                    )
                )
        return self._notes

    def _side_for_notes(self) -> VaultSide:
        def refusal() -> str | None:
            found = self.finding
            return None if found is None or found.can_go_on else found.sentence

        def key_in_force() -> bool:
            known = self.recall()
            return known is not None and known.seen.key_id == self.unlocked.keys.key_id.hex()

        return VaultSide(
            lambda: [retired.local for retired in self.standing.settings.retired],
            refusal,
            key_in_force,
        )

    def writers_after_save(self, writers: Mapping[str, int] | None = None) -> dict[str, int]:
        """Return everybody's number of saves, with one more of ours.

        ``writers`` are those that the save leads from, where it takes in another copy's.
        """
        writers = dict(self.standing.settings.writers if writers is None else writers)
        return writers | {self.writer: writers.get(self.writer, 0) + 1}

    def take_unseen(self) -> Changes:
        """Return what another program changed since this was last asked."""
        changes, self.unseen = self.unseen, Changes()
        return changes

    # Counting items, which nobody should have to decrypt a vault for

    def count_more(self, changes: Changes) -> None:
        """Keep the number of items right where it is known."""
        if self.item_count is not None:
            self.item_count += items_more(changes)

    def count(self) -> int:
        """Return the number of items, and remember it."""
        count = len(self.standing.contents.items())
        if self.item_count != count:
            self.item_count = count
            if self.finding is None:
                self.remember()
        return count

    # Older, forked, retired

    def refuse_read_only(self) -> None:
        """Raise ``ReadOnlyVault`` where a finding stands in the way of saving."""
        if self.finding is not None:
            raise ReadOnlyVault(self.finding.sentence)

    def go_on(self) -> None:
        """Accept the vault as it is; what is remembered changes with the next save only.

        That save counts under a new writer id: under the old one it would reach numbers
        that stand for other saves, and hide that the two copies parted.

        Raises:
            ReadOnlyVault: its key is retired or foreign.
        """
        if self.finding is None:
            return
        if not self.finding.can_go_on:
            raise ReadOnlyVault(self.finding.sentence)
        known = self.recall()
        self.finding = None
        self.writer = new_writer()
        self._accepted = self._to_remember(known)

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """Go on by what is done inside: where that fails, nothing was accepted."""
        if self.finding is None:
            yield
            return
        before = self.finding, self.writer, self._accepted
        self.go_on()
        try:
            yield
        except BaseException:
            finding, self.writer, self._accepted = before
            self.finding = self.finding or finding
            raise

    def remember(self, *, saved: bool = False) -> None:
        """Remember this state, unless a later one is; after a save always.

        That the state folder cannot be written is no reason to take back what was saved.
        """
        with suppress(OSError):
            self._remember(saved=saved)

    def _remember(self, *, saved: bool) -> None:
        known = self.recall()
        if known is not None and not saved:
            later = compare(known.seen, self._seen(self.standing)) is not Age.SAME_OR_NEWER
            if later or self._accepted is not None:
                return
        self._accepted = None
        wanted = self._to_remember(known)
        if known is None or msgspec.structs.replace(wanted.seen, at=known.seen.at) != known.seen:
            memory.store(self._memory, wanted)

    def _judge_by_held(self, standing: Standing) -> Finding | None:
        """Judge by the state that we held last; a finding stands until that is reached."""
        if self._held is None:
            return None
        return self._judge_by(Remembered(seen=self._held, writer=self.writer), standing)

    def _judge_by(self, known: Remembered | None, standing: Standing) -> Finding | None:
        return judge(
            known,
            self._seen(standing),
            standing.settings,
            lambda: len(standing.contents.items()),
        )

    def _use_the_writer_in_force(self) -> None:
        """Count saves under the id that this machine uses by now.

        Another program that went on with an older file has taken a new one.  Under ours we
        would reach numbers that stand for saves which are in the other branch.
        """
        known = self.recall()
        if known is not None and self._accepted is None:
            self.writer = known.writer

    def _to_remember(self, known: Remembered | None) -> Remembered:
        retired = {row.key.hex(): row.at for row in self.standing.settings.retired}
        if known is not None:
            retired = known.retired | retired
        return Remembered(seen=self._seen(self.standing), writer=self.writer, retired=retired)

    def _seen(self, standing: Standing) -> Seen:
        return Seen(
            writers=standing.settings.writers,
            key_id=self.unlocked.keys.key_id.hex(),
            header=memory.digest(standing.header),
            manifest=standing.manifest_bytes.hex(),
            items=self.item_count,
            at=self.clock.now_ms(),
            local=memory.digest(bytes(self.unlocked.keys.local.buffer)),
        )

    def _say_what_is_forgotten(self) -> None:
        if memory.set_aside_spoiled(self._memory):
            self.access.notices.append(
                _(
                    "What this computer remembered of the vault could not be read; an older copy "
                    "would not be noticed this time."
                )
            )

    @property
    def _memory(self) -> Path:
        return self.places.remembered(self.unlocked.vault_id)

    def _examine(self, file: Path) -> Soundness:
        return examine(file, lambda _header: self.unlocked)


def new_writer() -> str:
    """Return a random id under which a machine counts its saves."""
    return os.urandom(WRITER_BYTES).hex()


def _recalled_count(known: Remembered | None, standing: Standing) -> int | None:
    if known is None or known.seen.manifest != standing.manifest_bytes.hex():
        return None
    return known.seen.items


def _locked_anew() -> WrongKey:
    return WrongKey(
        _("The vault's unlock methods were changed elsewhere; lock it and unlock it again."),
        settings_changed=True,
    )
