# SPDX-License-Identifier: GPL-3.0-or-later
"""From unlock to lock: ``Locked | Unlocking | Unlocked``, and the one open vault.

A process has one session, and the session at most one vault, which owns its keys and has
one ``close()``.  It is not bound to a thread, but everything except :meth:`Session.cancel`
and the properties is called from one thread at a time.
"""

import contextlib
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from strongroom.app.attempts import Tries
from strongroom.app.events import ChangedOnDisk, Emit, Locked, LockNeeded, LockReason, ignore
from strongroom.app.notices import Notice
from strongroom.app.open_copies import OpenCopies
from strongroom.app.places import Places
from strongroom.app.ports import Clock, Cost
from strongroom.app.safeguard import Safeguard
from strongroom.app.saving import Saving
from strongroom.app.state import StateFile
from strongroom.app.vault_opening import VaultOpening
from strongroom.errors import CannotSave, VaultLocked, WrongKey
from strongroom.model.changes import Changes, RowChange, SettingsChange
from strongroom.model.credentials import Credentials, NewUnlock
from strongroom.secret import SecretBytes
from strongroom.texts import _

# The vault and its cryptography are loaded when one is opened: a window stands without them.
if TYPE_CHECKING:
    from strongroom.app.rekeying import PendingChange, Rekeying
    from strongroom.vault.check import Progress
    from strongroom.vault.copies import VaultCopy
    from strongroom.vault.draft import Draft
    from strongroom.vault.findings import Finding
    from strongroom.vault.local import Usage
    from strongroom.vault.method_list import UnlockMethod
    from strongroom.vault.places import VaultPlaces
    from strongroom.vault.quick_slot import QuickSlot
    from strongroom.vault.vault import Vault


class Unlocking(msgspec.Struct, frozen=True):
    """A key is being derived for the vault at ``path``."""

    path: Path


class Unlocked(msgspec.Struct, frozen=True):
    """The vault at ``path`` is open; ``finding`` says where it is not as last seen here."""

    path: Path
    finding: "Finding | None" = None


State = Locked | Unlocking | Unlocked


class Session:
    """Opens, holds and locks the one vault.

    ``cost`` gives the Argon2 cost of new unlock methods, when one is made, and
    ``remembers_key_files`` whether to keep where a vault's key file was.  Other use cases
    follow ``keys_gone`` (at lock and re-key: forget what the old keys sealed), ``changed``
    and ``used``.
    """

    def __init__(
        self,
        places: Places,
        clock: Clock,
        cost: Cost,
        *,
        emit: Emit = ignore,
        remembers_key_files: Callable[[], bool] = lambda: False,
    ) -> None:
        self.places = places
        self.clock = clock
        self.remembered = StateFile(places.state_file)
        self.emit = emit
        self.cost = cost
        self._remembers_key_files = remembers_key_files
        self._state: State = Locked()
        self._vault: Vault | None = None
        self._opening = VaultOpening(clock)
        self._tries = Tries(clock)
        self._copies = OpenCopies(lambda: self.vault)
        self.keys_gone = Notice[[]]()
        self.keys_gone.follow(self._copies.close_all)
        self.safeguard = Safeguard(self)
        self._saving = Saving(self, self.safeguard)
        self.keys_gone.follow(self.safeguard.keys_gone)
        self.changed = Notice[[Changes]]()
        self.used: Notice[[int, Usage]] = Notice()

    @property
    def state(self) -> State:
        """Where the session stands."""
        return self._state

    @property
    def is_open(self) -> bool:
        """Whether a vault is open."""
        return self._vault is not None

    @property
    def vault(self) -> "Vault":
        """The open vault.

        Raises:
            VaultLocked: there is none.
        """
        if self._vault is None:
            raise VaultLocked(_("The vault is locked; unlock it first."))
        return self._vault

    @property
    def notices(self) -> tuple[str, ...]:
        """Sentences on what was found beside the open vault's file and put right."""
        return self.vault.notices

    def create(self, path: Path, name: str, unlock: NewUnlock) -> SecretBytes | None:
        """Make a vault at ``path``, open it, and return its recovery code if one was wanted.

        A vault that is open is locked first.  The caller closes ``unlock`` and the code.

        Raises:
            InvalidInput: the name or the password cannot be taken.
            CannotSave: the file cannot be made (``AlreadyExists``, ``NotWritable`` …).
        """
        from strongroom.vault.vault import Vault  # noqa: PLC0415 - the start can spare it

        self.lock(LockReason.SWITCHED)
        self._make_documents(path)
        before, self._state = self._state, Unlocking(path)
        try:
            vault, code = Vault.create(
                path,
                name=name,
                unlock=unlock,
                cost=self.cost(),
                places=self._vault_places,
                clock=self.clock,
            )
        except BaseException:
            self._state = before
            raise
        self._opened(vault, make_default=True)
        self.remember_key_file(path, unlock.key_file)
        return code

    def unlock(
        self,
        path: Path,
        credentials: Credentials,
        *,
        make_default: bool = True,
        keep_key: bool = False,
    ) -> "Finding | None":
        """Open the vault at ``path``; a vault that is open is locked first.

        A finding means that the vault is not as it was last seen here: it is open for
        looking only until :meth:`go_on`.  The caller closes ``credentials``.  With
        ``keep_key`` the vault key is there for :meth:`take_key`.

        Raises:
            MustWait: too many wrong passwords in a row; ``.seconds`` are left.
            CannotOpen: one of its outcomes, ``WrongKey`` among them.
            Cancelled: :meth:`cancel` was called.
        """
        self.lock(LockReason.SWITCHED)
        with self._tries.counted(path):
            vault = self._open(path, credentials, keep_key=keep_key)
        self._opened(vault, make_default=make_default)
        if make_default and (credentials.password or credentials.key_file):
            self.remember_key_file(path, credentials.key_file)
        return vault.finding

    def unlock_quick(
        self,
        path: Path,
        quick: "QuickSlot",
        credentials: Credentials,
        *,
        make_default: bool = True,
        keep_key: bool = False,
    ) -> "Finding | None":
        """Open the vault through the slot of quick unlock or of a grant; as :meth:`unlock`.

        A wrong PIN is counted by whoever holds the slot, never here: it must not make the
        master password wait.

        Raises:
            WrongKey: the PIN is wrong.
            QuickUnlockOver: the slot does not open this vault, as it is now.
            CannotOpen: one of its other outcomes.
            Cancelled: :meth:`cancel` was called.
        """
        self.lock(LockReason.SWITCHED)
        vault = self._open(path, credentials, quick=quick, keep_key=keep_key)
        self._opened(vault, make_default=make_default)
        return vault.finding

    def take_key(self) -> SecretBytes | None:
        """Give away the open vault's key where it was kept, once; the taker closes it.

        A lock, or a change of the unlock methods, overwrites a key that nobody took.
        """
        return None if self._vault is None else self._vault.take_key()

    def cancel(self) -> None:
        """End an unlock that is under way; from any thread, and harmless when none is."""
        self._opening.cancel()

    def wait(self, path: Path) -> float:
        """Return the seconds until another password for ``path`` is taken, 0.0 for none."""
        return self._tries.wait(path)

    def go_on(self) -> None:
        """Accept the vault as it is now, although it was last seen otherwise.

        Raises:
            VaultLocked: no vault is open.
            ReadOnlyVault: its password was retired; such a vault stays for looking only.
        """
        self.vault.go_on()
        self._state = Unlocked(self.vault.path, self.vault.finding)

    @contextlib.contextmanager
    def going_on(self) -> Iterator[None]:
        """Accept the vault by what is saved inside; a failure accepts nothing.

        Raises:
            VaultLocked: no vault is open.
            ReadOnlyVault: as in :meth:`go_on`.
        """
        vault = self.vault
        with vault.going_on():
            yield
        if isinstance(self._state, Unlocked):
            self._state = Unlocked(vault.path, vault.finding)

    def lock(self, reason: LockReason = LockReason.BY_HAND) -> None:
        """Close the vault and forget everything of it; nothing happens when none is open."""
        vault, self._vault = self._vault, None
        if vault is None:
            return
        self._state = Locked(reason)
        try:
            self.keys_gone.tell()
        finally:
            vault.close()
        self.emit(Locked(reason))

    def verify(self, credentials: Credentials, *, keep_key: bool = False) -> None:
        """Make sure that whoever sits here can open the vault that is open.

        With ``keep_key`` the vault key is there for :meth:`take_key`.

        Raises:
            VaultLocked: no vault is open.
            MustWait, WrongKey, MethodMissing: as in :meth:`unlock`.
        """
        with self._tries.counted(self.vault.path):
            self.vault.verify(credentials, keep_key=keep_key)

    def opened_by(self, credentials: Credentials) -> "tuple[UnlockMethod, ...]":
        """Return every unlock method that ``credentials`` open; raises as :meth:`verify`."""
        with self._tries.counted(self.vault.path):
            return self.vault.opened_by(credentials)

    @cached_property
    def rekeying(self) -> "Rekeying":
        """What changes the unlock methods."""
        from strongroom.app.rekeying import Rekeying  # noqa: PLC0415 - the start can spare it

        return Rekeying(self)

    def begin_rekey(self, current: Credentials, new: NewUnlock) -> "PendingChange":
        """Prepare a new master password: ``Rekeying.begin``."""
        return self.rekeying.begin(current, new)

    def write(
        self,
        change: Callable[["Draft"], None],
        progress: "Progress | None" = None,
        *,
        bulk: bool = False,
    ) -> Changes:
        """Do ``change`` in one transaction: ``Saving.write``."""
        return self._saving.write(change, progress, bulk=bulk)

    def put_back(
        self, rows: tuple[RowChange, ...], settings: SettingsChange | None = None
    ) -> Changes:
        """Undo ``rows`` and ``settings`` in one transaction: ``Saving.put_back``."""
        return self._saving.put_back(rows, settings)

    def refresh(self) -> Changes | None:
        """Take in what another program has written; cheap where it has not.

        Returns and announces what changed, None where nothing did.  Where the unlock
        methods were changed elsewhere it announces ``LockNeeded``: the vault stays open,
        so that an edit can still be kept as a draft, but can be read no more.

        Raises:
            VaultLocked: no vault is open.
            CannotOpen: the file is no longer one that would be opened.
        """
        vault = self.vault
        try:
            changes = vault.refresh()
        except WrongKey:
            self.emit(LockNeeded(LockReason.REKEYED))
            return None
        told = Unlocked(vault.path, vault.finding)
        # A save that was refused has judged the file already, and told its caller alone.
        if changes is None and told == self._state:
            return None
        self._state, changes = told, changes or Changes()
        if changes:
            self.changed.tell(changes)
        self.emit(ChangedOnDisk(changes, vault.finding))
        return changes

    def open_copy(
        self, path: Path, credentials: Credentials | None = None, *, costly: bool = False
    ) -> "VaultCopy":
        """Open another file of the open vault for looking only; lock and re-key close it.

        Raises:
            VaultLocked: no vault is open.
            OtherVault, OtherKey, CannotOpen, InvalidInput: as ``Vault.open_copy``.
        """
        return self._copies.open(path, credentials, costly=costly)

    def close_copy(self, copy: "VaultCopy") -> None:
        """Let go of a copy that nobody looks at any more; harmless when that is done."""
        self._copies.close(copy)

    @property
    def copies_open(self) -> frozenset[Path]:
        """The files of the copies that are open now."""
        return self._copies.paths

    def _open(
        self,
        path: Path,
        credentials: Credentials,
        *,
        quick: "QuickSlot | None" = None,
        keep_key: bool,
    ) -> "Vault":
        before, self._state = self._state, Unlocking(path)
        try:
            return self._opening.run(
                path, credentials, self._vault_places, quick=quick, keep_key=keep_key
            )
        except BaseException:
            self._state = before
            raise

    @property
    def _vault_places(self) -> "VaultPlaces":
        from strongroom.vault.places import VaultPlaces  # noqa: PLC0415 - as above

        return VaultPlaces(state=self.places.state)

    def _opened(self, vault: "Vault", *, make_default: bool) -> None:
        from strongroom.app import leftovers  # noqa: PLC0415 - the start can spare it

        self._vault = vault
        self._state = Unlocked(vault.path, vault.finding)
        self.safeguard.opened()
        try:
            # A list of recent vaults that cannot be written is no reason to keep one shut.
            with contextlib.suppress(CannotSave):
                now = self.clock.now_ms()
                self.remembered.opened(vault.path, now, make_default=make_default)
            leftovers.clear(self.places, self.safeguard.folder(vault))
        except BaseException:  # nobody will hear that it is open, so nobody would lock it
            self.lock(LockReason.BY_HAND)
            raise

    def _make_documents(self, path: Path) -> None:
        """Make the folder that was chosen for the person; of one they named they hear."""
        if path.parent == self.places.documents:
            with contextlib.suppress(OSError):  # the save itself says what is wrong
                path.parent.mkdir(parents=True, exist_ok=True)

    def remember_key_file(self, path: Path, key_file: Path | None) -> None:
        """Remember where the key file was, or that none was needed."""
        if self._remembers_key_files():
            # Where it cannot be kept it is asked for again: no reason to fail.
            with contextlib.suppress(CannotSave):
                self.remembered.keep_key_file(path, key_file)
