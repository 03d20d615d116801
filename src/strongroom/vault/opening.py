# SPDX-License-Identifier: GPL-3.0-or-later
"""The order in which a vault is opened; nothing is used before it has been vouched for.

Raw first bytes, what lies beside, the schema; then the header, and with it the key; then,
in one transaction, everything that the manifest covers; then the file's age.  The key is
derived between two looks at the file, so that nobody waits for it with a lock in hand.
"""

import sqlite3
from collections.abc import Callable
from pathlib import Path

from strongroom.errors import WrongKey
from strongroom.model.credentials import Credentials
from strongroom.texts import _
from strongroom.vault import remembered as memory
from strongroom.vault.access import TRIES, Access
from strongroom.vault.core import Clock, Core
from strongroom.vault.failures import busy_opening, when_opening
from strongroom.vault.header import Header
from strongroom.vault.journal import Soundness
from strongroom.vault.keyslots import find_key
from strongroom.vault.places import VaultPlaces
from strongroom.vault.standing import Standing, read_head
from strongroom.vault.unlocked import Unlocked, examine


def open_core(path: Path, credentials: Credentials, *, places: VaultPlaces, clock: Clock) -> Core:
    """Open the vault at ``path``; the result owns its keys.

    Raises:
        CannotOpen: in each of its kinds.
        InvalidInput: the key file or the recovery code is none.
    """
    attempt = _Attempt(path, credentials, places)
    try:
        return attempt.run(clock)
    except BaseException:
        attempt.close()
        raise


class _Attempt:
    """One opening: derives the key once for each header that it meets."""

    def __init__(self, path: Path, credentials: Credentials, places: VaultPlaces) -> None:
        self._access = Access(path, places, self._examine)
        self._credentials = credentials
        self._header = b""
        self._unlocked: Unlocked | None = None

    def close(self) -> None:
        if self._unlocked is not None:
            self._unlocked.close()
            self._unlocked = None

    def run(self, clock: Clock) -> Core:
        access = self._access
        for _attempt in range(TRIES):
            header, _seen = access.read(lambda connection: read_head(connection)[0])
            unlocked = self._unlock(header)
            standing, seen = access.read(_verifying(unlocked, header))
            if standing is not None:
                with when_opening(access.file):
                    return Core(access, unlocked, clock, standing, seen)
        raise busy_opening(access.file)

    def _unlock(self, stored: bytes) -> Unlocked:
        if self._unlocked is not None and self._header == stored:
            return self._unlocked
        self.close()
        header = Header.parse(stored)
        try:
            opened = find_key(header, self._credentials)
        except WrongKey as error:
            raise self._wrong_key(error, stored, header.vault_id) from None
        with opened.vault_key:
            self._unlocked = Unlocked.of(opened.vault_key, header.vault_id)
        self._header = stored
        return self._unlocked

    def _wrong_key(self, error: WrongKey, stored: bytes, vault_id: bytes) -> WrongKey:
        """Add that someone, perhaps its owner on another machine, changed the methods."""
        with when_opening(self._access.file):
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


def _verifying(
    unlocked: Unlocked, header: bytes
) -> Callable[[sqlite3.Connection], Standing | None]:
    """Return what reads the whole state, or None where the header is another by now."""

    def read(connection: sqlite3.Connection) -> Standing | None:
        same = read_head(connection)[0] == header
        return unlocked.read(connection) if same else None

    return read


def verify(core: Core, credentials: Credentials) -> None:
    """Make sure that ``credentials`` would open the vault that is open.

    Raises:
        WrongKey, MethodMissing: they would not.
    """
    find_key(Header.parse(core.standing.header), credentials).vault_key.close()
