# SPDX-License-Identifier: GPL-3.0-or-later
"""The order in which a vault is opened; nothing is used before it has been vouched for.

Raw first bytes, what lies beside, the schema; then the header, and with it the key; then,
in one transaction, everything that the manifest covers; then the file's age.  The key is
derived between two looks at the file, so that nobody waits for it with a lock in hand.

Quick unlock brings a vault key of its own and otherwise goes the same way, with one thing
less: it judges no journal.  Its key may be one that re-keying has retired, and what only
such a key verifies must never take the file's place.
"""

import sqlite3
from collections.abc import Callable
from pathlib import Path

from strongroom.errors import Altered, QuickUnlockOver, WrongKey
from strongroom.model.credentials import Credentials
from strongroom.secret import SecretBytes
from strongroom.texts import _
from strongroom.vault import leftovers
from strongroom.vault import remembered as memory
from strongroom.vault.access import TRIES, Access
from strongroom.vault.core import Clock, Core
from strongroom.vault.failures import busy_opening, when_opening
from strongroom.vault.header import Header
from strongroom.vault.journal import Soundness
from strongroom.vault.keyslots import find_key
from strongroom.vault.places import VaultPlaces
from strongroom.vault.quick_slot import QuickSlot, over
from strongroom.vault.remembered import Remembered
from strongroom.vault.standing import Standing, read_head
from strongroom.vault.unlocked import Unlocked, examine


class Attempt:
    """One opening: derives the key once for each header that it meets."""

    def __init__(
        self, path: Path, places: VaultPlaces, credentials: Credentials, *, keep_key: bool
    ) -> None:
        """Prepare to open the vault at ``path``; ``credentials`` stay the caller's.

        Raises:
            Unreadable: no file can have that name.
        """
        self._access = Access(path, places, self._examine)
        self._credentials = credentials
        self._keep_key = keep_key
        self._header = b""
        self._unlocked: Unlocked | None = None
        self._kept: SecretBytes | None = None

    def open(self, clock: Clock) -> Core:
        """Open the vault; the result owns its keys.

        Raises:
            CannotOpen: in each of its kinds.
            InvalidInput: the key file, the recovery code or the PIN is none.
        """
        try:
            core = self._run(clock)
        except BaseException:
            self._close()
            raise
        core.keep(self._kept)
        return core

    def _close(self) -> None:
        for keys in (self._unlocked, self._kept):
            if keys is not None:
                keys.close()
        self._unlocked = self._kept = None

    def _run(self, clock: Clock) -> Core:
        access = self._access
        for _attempt in range(TRIES):
            header, _seen = access.read(lambda connection: read_head(connection)[0])
            unlocked = self._unlock(header)
            memories = access.places.remembered(unlocked.vault_id)
            (standing, recalled), seen = access.read(_verifying(unlocked, header, memories))
            if standing is not None:
                with when_opening(access.file):
                    core = Core(access, unlocked, clock, standing, seen, recalled=recalled)
                leftovers.clear(access.file, access.places)
                return core
        raise busy_opening(access.file)

    def _unlock(self, stored: bytes) -> Unlocked:
        if self._unlocked is not None and self._header == stored:
            return self._unlocked
        self._close()
        header = Header.parse(stored)
        with self._vault_key(header, stored) as vault_key:
            self._unlocked = Unlocked.of(vault_key, header.vault_id)
            if self._keep_key:
                self._kept = vault_key.copy()
        self._header = stored
        return self._unlocked

    def _vault_key(self, header: Header, stored: bytes) -> SecretBytes:
        try:
            return find_key(header, self._credentials).vault_key
        except WrongKey as error:
            raise self._wrong_key(error, stored, header.vault_id) from None

    def _wrong_key(self, error: WrongKey, stored: bytes, vault_id: bytes) -> WrongKey:
        """Add that someone, perhaps its owner on another machine, changed the methods."""
        known = memory.load(self._access.places.remembered(vault_id))
        if known is None or known.seen.header == memory.digest(stored):
            return error
        return WrongKey(
            _(
                "This does not open the vault, and its unlock settings have changed since it "
                "was last opened here; if you changed them elsewhere, use the new ones."
            ),
            settings_changed=True,
        )

    def _examine(self, file: Path) -> Soundness:
        return examine(file, self._unlock)


class QuickAttempt(Attempt):
    """One opening through a quick slot, which leaves every verdict to the master password."""

    def __init__(
        self,
        path: Path,
        places: VaultPlaces,
        credentials: Credentials,
        quick: QuickSlot,
        *,
        keep_key: bool,
    ) -> None:
        """As for any attempt; the credentials are ``quick``'s, and open nothing else."""
        super().__init__(path, places, credentials, keep_key=keep_key)
        self._quick = quick

    def open(self, clock: Clock) -> Core:
        """Open the vault as any attempt does.

        Raises:
            WrongKey: the PIN is wrong.
            QuickUnlockOver: the slot does not open this file, as it is now.
            CannotOpen, InvalidInput: as for any attempt.
        """
        try:
            return super().open(clock)
        except Altered:
            raise over() from None

    def _vault_key(self, header: Header, _stored: bytes) -> SecretBytes:
        if header.vault_id != self._quick.vault_id:
            raise over()
        return self._quick.vault_key(self._credentials)

    def _examine(self, _file: Path) -> Soundness:
        raise QuickUnlockOver(
            _("The last save was cut short; unlock with the master password to put it right.")
        )


def _verifying(
    unlocked: Unlocked, header: bytes, memories: Path
) -> Callable[[sqlite3.Connection], tuple[Standing | None, Remembered | None]]:
    """Return what reads the whole state, or None where the header is another by now.

    With it comes what this machine remembers at that moment, while none of its programs saves.
    """

    def read(connection: sqlite3.Connection) -> tuple[Standing | None, Remembered | None]:
        recalled = memory.load(memories)
        same = read_head(connection)[0] == header
        return unlocked.read(connection) if same else None, recalled

    return read


def verify(core: Core, credentials: Credentials, *, keep_key: bool = False) -> None:
    """Make sure that ``credentials`` would open the vault that is open.

    With ``keep_key`` the vault keeps the key that they gave, until it is taken away.

    Raises:
        WrongKey, MethodMissing: they would not.
    """
    vault_key = find_key(Header.parse(core.standing.header), credentials).vault_key
    if keep_key:
        core.keep(vault_key)
    else:
        vault_key.close()
