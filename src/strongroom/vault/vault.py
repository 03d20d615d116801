# SPDX-License-Identifier: GPL-3.0-or-later
"""The open vault: what everything above this package knows of it.

One thread at a time uses a vault, which owns its keys and has one :meth:`Vault.close`.
Reading never writes the file.
"""

from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from types import MappingProxyType
from typing import Self

from strongroom.crypto.kdf import Argon2Cost
from strongroom.model.changes import Changes, RowChange, SettingsChange
from strongroom.model.credentials import Credentials, NewMethod, NewUnlock
from strongroom.model.item import Details, Folder, Item, Overview
from strongroom.secret import SecretBytes
from strongroom.vault import attachments, reading
from strongroom.vault.adding import Adding
from strongroom.vault.backups.backup import back_up
from strongroom.vault.backups.judging import verdict_of
from strongroom.vault.backups.verdicts import BackupState
from strongroom.vault.check import Progress, Report, no_progress
from strongroom.vault.copies import VaultCopy, open_copy
from strongroom.vault.core import Clock, Core
from strongroom.vault.creating import create_core
from strongroom.vault.draft import Draft
from strongroom.vault.extracting import extract
from strongroom.vault.findings import Finding
from strongroom.vault.header import Header
from strongroom.vault.keyslots import opened_by
from strongroom.vault.local import LocalNotes
from strongroom.vault.method_list import UnlockMethod, methods_of
from strongroom.vault.opening import Attempt, QuickAttempt, verify
from strongroom.vault.places import VaultPlaces
from strongroom.vault.planning import plan_draft, plan_put_back
from strongroom.vault.quick_slot import QuickSlot
from strongroom.vault.rekey import Rekey
from strongroom.vault.row_types import SettingsRow, UnknownRow
from strongroom.vault.saving import save
from strongroom.vault.shrinking import Share, is_wasteful, shrink
from strongroom.vault.transaction import Plan, Transaction
from strongroom.vault.uniting import Kinship, kinship


class ManyRows(Exception):
    """A change touches more rows than it was allowed to; nothing was written."""


class Vault:
    """One open vault: items, folders and settings, read, written and checked."""

    def __init__(self, path: Path, core: Core) -> None:
        """Take over ``core``; use :meth:`create` or :meth:`open`."""
        self.path = path
        self._core = core

    @classmethod
    def create(
        cls,
        path: Path,
        *,
        name: str,
        unlock: NewUnlock,
        cost: Argon2Cost,
        places: VaultPlaces,
        clock: Clock,
    ) -> tuple[Self, SecretBytes | None]:
        """Make a vault at ``path`` and open it; the second value is its recovery code.

        The caller closes ``unlock`` and the code.

        Raises:
            AlreadyExists: a file of that name is there.
            CannotSave: the file cannot be made; nothing is left behind.
            InvalidInput: the password or the key file cannot be taken.
        """
        core, code = create_core(
            path, name=name, unlock=unlock, cost=cost, places=places, clock=clock
        )
        return cls(path, core), code

    @classmethod
    def open(
        cls,
        path: Path,
        credentials: Credentials,
        *,
        places: VaultPlaces,
        clock: Clock,
        keep_key: bool = False,
    ) -> Self:
        """Open the vault at ``path``; the caller closes ``credentials``.

        With ``keep_key`` the vault key stays in memory until :meth:`take_key`.

        Raises:
            CannotOpen: in one of its kinds.
            InvalidInput: the key file or the recovery code is none.
        """
        attempt = Attempt(path, places, credentials, keep_key=keep_key)
        return cls(path, attempt.open(clock))

    @classmethod
    def open_quick(
        cls,
        path: Path,
        quick: QuickSlot,
        credentials: Credentials,
        *,
        places: VaultPlaces,
        clock: Clock,
        keep_key: bool = False,
    ) -> Self:
        """Open the vault at ``path`` through ``quick`` alone; otherwise as :meth:`open`.

        Raises:
            WrongKey: the PIN is wrong.
            QuickUnlockOver: the slot is another vault's, what the keyring gave does not
                belong to it, or its key does not open this file: the master password is
                asked for, and tells what is the matter.
            CannotOpen: what takes no key to find out.
            InvalidInput: the PIN is none.
        """
        attempt = QuickAttempt(path, places, credentials, quick, keep_key=keep_key)
        return cls(path, attempt.open(clock))

    def take_key(self) -> SecretBytes | None:
        """Give away the vault key that was kept, for the taker to close; once."""
        return self._core.take_key()

    def close(self) -> None:
        """Overwrite the keys, a kept one too; safe to call twice."""
        self._core.close()

    # What is known without reading

    @property
    def vault_id(self) -> bytes:
        """The vault's 16 bytes of id."""
        return self._core.unlocked.vault_id

    @property
    def settings(self) -> SettingsRow:
        """What belongs to the vault as a whole."""
        return self._core.standing.settings

    @property
    def name(self) -> str:
        """What its owner calls the vault."""
        return self.settings.name

    @property
    def is_empty(self) -> bool:
        """Whether nothing but its settings is in it."""
        return self._core.standing.stored.count <= 1

    @property
    def generation(self) -> int:
        """How many saves have led to this state."""
        return self._core.standing.stored.generation

    @property
    def state(self) -> bytes:
        """What names this state: no other of this vault or of another one has the same."""
        return self._core.standing.manifest_bytes

    @property
    def finding(self) -> Finding | None:
        """What is to be told of the vault's age, None where it is the latest."""
        return self._core.finding

    @property
    def read_only(self) -> bool:
        """Whether the vault is open for looking only."""
        return self._core.finding is not None

    @property
    def notices(self) -> tuple[str, ...]:
        """Sentences on what was found beside the file and put right, oldest first."""
        return tuple(self._core.access.notices)

    def go_on(self) -> None:
        """Accept a vault that is older than the one last seen here, or has parted from it.

        Raises:
            ReadOnlyVault: its key is retired or foreign; it stays for looking only.
        """
        self._core.go_on()

    def going_on(self) -> AbstractContextManager[None]:
        """Accept it by what is saved inside; where that fails, nothing was accepted."""
        return self._core.going_on()

    def verify(self, credentials: Credentials, *, keep_key: bool = False) -> None:
        """Make sure that ``credentials`` would open this vault; ``keep_key`` as in :meth:`open`.

        Raises:
            WrongKey, MethodMissing: they would not.
        """
        verify(self._core, credentials, keep_key=keep_key)

    @property
    def local(self) -> LocalNotes:
        """The sealed notes of this machine on the vault, which are never in the vault itself.

        Raises:
            CannotOpen: the state folder cannot be used.
        """
        return self._core.notes

    # Reading

    def overviews(self) -> Mapping[int, Overview]:
        """Return all items, those in the trash too; a live view that saves move on.

        The first call decrypts them.

        Raises:
            Altered, Damaged: one does not open.
        """
        self._core.count()
        return MappingProxyType(self._core.standing.contents.items())

    def folders(self) -> Mapping[int, Folder]:
        """Return all folders; as :meth:`overviews`."""
        return MappingProxyType(self._core.standing.contents.folders())

    def tombstones(self) -> Mapping[int, int]:
        """Return when each item was deleted for good; raises as :meth:`overviews`."""
        return self._core.standing.contents.tombstones()

    def buried(self) -> Mapping[int, int]:
        """Return the version that each deleted item was in, where that is known; as above."""
        return self._core.standing.contents.buried()

    def unknown_rows(self) -> Mapping[int, UnknownRow]:
        """Return the rows that a newer version added; raises as :meth:`overviews`."""
        return self._core.standing.contents.unknown()

    def details_tags(self) -> Mapping[int, bytes | None]:
        """Return the tag of each item's details, which names one state of them; as above."""
        return MappingProxyType(self._core.standing.contents.details_tags())

    def item(self, item_id: int) -> Item:
        """Decrypt one item.

        Raises:
            NotFound: there is none of that id.
            CannotOpen: the file is no longer what it was, ``Altered`` among the kinds.
        """
        return reading.item(self._core, item_id)

    def details(self, ids: Iterable[int]) -> Iterator[tuple[int, Details]]:
        """Decrypt the details of many items, a few at a time; raises as :meth:`item`."""
        return reading.details(self._core, ids)

    def refresh(self) -> Changes | None:
        """Take in what another program has written; None where nothing did.

        Raises:
            VaultGone: the file is no longer there.
            CannotOpen: it is no longer one that would be opened.
        """
        return reading.refresh(self._core)

    def verify_details(self) -> Report:
        """Compare every details row's tag with its overview: quick, and opens none.

        Raises:
            CannotOpen: the file is no longer one that would be opened.
        """
        return reading.verify_details(self._core)

    def check(self, progress: Progress = no_progress) -> Report:
        """Verify every row down to the last, attachments too.

        ``progress`` is told rows done and rows in all; what it raises ends the check.

        Raises:
            CannotOpen: the file is no longer one that would be opened.
        """
        return reading.check(self._core, progress)

    def open_copy(
        self, path: Path, credentials: Credentials | None = None, *, costly: bool = False
    ) -> VaultCopy:
        """Open another file of this vault for looking only; the caller closes it.

        Without ``credentials``, which stay the caller's, it is opened by the keys of this
        vault, and must be closed before these are.

        Raises:
            OtherVault: it is a copy of another vault.
            OtherKey: it is locked with other keys, and there were no credentials.
            CopyTooCostly: its key is far dearer than this vault's, and ``costly`` allows none.
            CannotOpen: in its other kinds.
            InvalidInput: the key file or the recovery code is none.
        """
        usual = Header.parse(self._core.standing.header)
        return open_copy(path, self._core.unlocked, usual, credentials, costly=costly)

    def kinship(self, copy: VaultCopy) -> Kinship:
        """Return how the key of ``copy`` stands to this vault's."""
        return kinship(self._core.unlocked, self.settings, copy)

    def extract(
        self,
        target: Path,
        ids: Collection[int],
        folders: Collection[int],
        *,
        name: str,
        unlock: NewUnlock,
        cost: Argon2Cost,
        progress: Progress = no_progress,
    ) -> int:
        """Make another vault at ``target`` of some items; return how many came.

        It has an id and a key of its own, and opens with ``unlock``, which stays the
        caller's.  ``progress`` is told items done and in all; what it raises ends the work.

        Raises:
            AlreadyExists, CannotSave, InvalidInput: it cannot be made; nothing is left of it.
            ChangedSince: an item was changed elsewhere in the middle of it.
            CannotOpen: the vault is no longer one that would be opened.
        """
        return extract(
            self._core,
            target,
            ids,
            folders,
            name=name,
            unlock=unlock,
            cost=cost,
            progress=progress,
        )

    # Backups

    def back_up(
        self,
        folder: Path,
        most: int,
        progress: Progress = no_progress,
        spare: Collection[Path] = (),
    ) -> Path | None:
        """Make a backup in ``folder``, verify it, and keep ``most`` of them, and ``spare``.

        None is returned where there is one of this very state, or the vault holds nothing.

        Raises:
            CannotSave: the folder does not take it.
            CannotOpen: the vault is no longer one that would be opened, or not sound.
        """
        return back_up(self._core, folder, most, progress, spare)

    def state_of_backup(self, path: Path, *, thorough: bool) -> BackupState:
        """Tell how a backup stands, by the key of this vault; it never raises."""
        return verdict_of(self._core.unlocked, path, tags=thorough).state

    # Writing

    def write(
        self,
        change: Callable[[Draft], None],
        progress: Progress = no_progress,
        *,
        most: int | None = None,
    ) -> Changes:
        """Save what ``change`` does to a draft, in one transaction.

        ``change`` may be called again over a newer state, so it does nothing else.  What
        another program saved meanwhile is in the result too; ``rows`` undoes this change
        alone.  ``progress`` is told rows sealed and rows in all, again while they
        are being written; what it raises ends the save, and nothing was written.

        Raises:
            ManyRows: it would touch more than ``most`` rows, the settings being one; nothing
                was sealed or written.
            CannotSave: nothing was written.
            CannotOpen: the file is no longer one that would be opened.
            StrongroomError: whatever ``change`` raises; nothing was written.
        """

        def plan(transaction: Transaction) -> Plan:
            draft = transaction.draft()
            change(draft)
            settings = draft.settings != transaction.standing.settings
            if most is not None and len(draft.puts) + settings > most:
                raise ManyRows
            return plan_draft(transaction, draft, progress)

        return save(self._core, plan, progress)

    def put_back(
        self, rows: tuple[RowChange, ...], settings: SettingsChange | None = None
    ) -> Changes:
        """Undo: bring back each row's ``before`` where it still is its ``after``.

        The result's own ``rows`` and ``settings`` redo it.

        Raises:
            ChangedSince: a row is another by now; nothing was written.
            CannotSave, CannotOpen: as :meth:`write`.
        """
        return save(self._core, lambda transaction: plan_put_back(transaction, rows, settings))

    # Free space

    @property
    def is_wasteful(self) -> bool:
        """Whether so much of the file is free since a save of ours that :meth:`shrink` is due.

        Nothing is read for it, and what others left is theirs to give back: of two machines
        with one synced folder only one writes the file.
        """
        return self._core.has_saved and not self.read_only and is_wasteful(self._core.seen_file)

    def shrink(self) -> Generator[Share]:
        """Write the file anew without its free space, a step of hundredths of a second at a time.

        Gives bytes done and in all.  Between two steps the vault is used as ever; a save ends
        it.  Closing it before its end leaves everything as it was; a lock must close it first.

        Raises:
            ChangedSince: something was saved meanwhile; nothing has changed.
            CannotSave, CannotOpen: nothing has changed.
        """
        return shrink(self._core)

    # Attachments

    def read_attachment(self, item_id: int, attachment_id: int) -> Iterator[bytes]:
        """Give an attachment's bytes, at most 4 MiB at a time.

        Raises:
            NotFound: there is no such item or attachment.
            Altered: a part of it is missing, or is not the one that was saved.
        """
        return attachments.read(self._core, item_id, attachment_id)

    # Unlock methods

    def methods(self) -> tuple[UnlockMethod, ...]:
        """Return the unlock methods that are in force, in their order."""
        return methods_of(Header.parse(self._core.standing.header).slots)

    def opened_by(self, credentials: Credentials) -> tuple[UnlockMethod, ...]:
        """Return every unlock method that ``credentials`` open; each one asked is derived.

        Raises:
            WrongKey, MethodMissing: they open none.
        """
        header = Header.parse(self._core.standing.header)
        opened = {slot.id.hex() for slot in opened_by(header, credentials)}
        return tuple(method for method in methods_of(header.slots) if method.id in opened)

    def add_method(self, new: NewMethod, vault_key: SecretBytes, *, cost: Argon2Cost) -> Adding:
        """Prepare one more unlock method for the key in force; ``finish()`` saves it.

        Raises:
            ReadOnlyVault: the vault is open for looking only.
            InvalidInput: there are too many, or a recovery code already.
            InvalidInput, Unreadable, CannotSave, TooCostly: of ``new``.
        """
        return Adding(self._core, new, vault_key, cost)

    def change_unlock(
        self, new: NewUnlock, *, cost: Argon2Cost, removed: Collection[str] = ()
    ) -> Rekey:
        """Prepare new unlock methods under a new vault key; ``finish()`` puts them in force.

        ``removed`` are the ids of methods whose end is wanted.

        Raises:
            ReadOnlyVault: the vault is open for looking only.
            InvalidInput, Unreadable, CannotSave, TooCostly: of ``new``.
        """
        return Rekey(self._core, new, cost, removed)
