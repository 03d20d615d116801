# SPDX-License-Identifier: GPL-3.0-or-later
"""Which backup may take the place of a vault that does not open: proved by what opens it.

Without a key a backup that was gutted looks as good as any.  So each is verified as a new one
is, the latest first, and one that fails leaves its turn to the next.  Which is the latest its
manifest says; what that says falsely does not verify.
"""

from collections.abc import Callable, Iterable
from contextlib import ExitStack, suppress
from pathlib import Path

import msgspec

from strongroom.errors import CannotOpen, Damaged
from strongroom.model.credentials import Credentials
from strongroom.texts import _
from strongroom.vault import remembered as memory
from strongroom.vault.access import looking
from strongroom.vault.backups.judging import verify
from strongroom.vault.header import Header
from strongroom.vault.keyslots import find_key
from strongroom.vault.manifest import StoredManifest
from strongroom.vault.places import VaultPlaces
from strongroom.vault.remembered import Age
from strongroom.vault.row_types import SettingsRow
from strongroom.vault.standing import read_head
from strongroom.vault.unlocked import Unlocked

_MOST_KEYS = 4  # each costs a derivation; two are honest, the password's and the one before


class _Claim(msgspec.Struct, frozen=True):
    """A backup, and what its head says, which is to be verified."""

    path: Path
    header: Header
    manifest: StoredManifest


def best_of(paths: Iterable[Path], credentials: Credentials, places: VaultPlaces) -> Path:
    """Return the latest of the backups at ``paths`` that ``credentials`` open and that is whole.

    One that this machine's last state of the vault comes from goes before one that was left
    behind when an older file was gone on with.  ``credentials`` stay the caller's.

    Raises:
        WrongKey, MethodMissing, TooCostly, InvalidInput: none of them opens.
        Damaged: those that open are not whole.
    """
    with ExitStack() as closing:
        search = _Search(credentials, places, closing.callback)
        left_behind = None
        claims = [claim for claim in map(_claim_of, paths) if claim is not None]
        for one in sorted(claims, key=lambda one: one.manifest.generation, reverse=True):
            settings = search.settings_of(one)
            if settings is None:
                continue
            if search.leads_here(one, settings):
                return one.path
            left_behind = left_behind or one.path
        if left_behind is None:
            raise search.failure or _none_is_whole()
        return left_behind


class _Search:
    """The keys that were found so far, and why the first of the others was not."""

    def __init__(
        self,
        credentials: Credentials,
        places: VaultPlaces,
        at_the_end: Callable[[Callable[[], None]], object],
    ) -> None:
        self.failure: CannotOpen | None = None
        self._credentials = credentials
        self._places = places
        self._at_the_end = at_the_end
        self._keys: dict[tuple[bytes, frozenset[bytes]], Unlocked | None] = {}

    def settings_of(self, one: _Claim) -> SettingsRow | None:
        """Return the settings of a backup that was verified, None where it is not whole."""
        unlocked = self._key_of(one.header)
        if unlocked is None:
            return None
        with suppress(CannotOpen), looking(one.path) as connection:
            return verify(unlocked, connection).settings
        return None

    def leads_here(self, one: _Claim, settings: SettingsRow) -> bool:
        """Tell whether what this machine last saw of the vault holds all that the backup does."""
        known = memory.load(self._places.remembered(one.header.vault_id))
        if known is None:
            return True
        found = msgspec.structs.replace(
            known.seen, writers=settings.writers, manifest=one.manifest.build().hex()
        )
        return memory.compare(known.seen, found) is not Age.BOTH_CHANGED

    def _key_of(self, header: Header) -> Unlocked | None:
        methods = (header.vault_id, frozenset(slot.id for slot in header.slots))
        if methods not in self._keys and len(self._keys) < _MOST_KEYS:
            self._keys[methods] = self._found(header)
        return self._keys.get(methods)

    def _found(self, header: Header) -> Unlocked | None:
        try:
            with find_key(header, self._credentials).vault_key as vault_key:
                unlocked = Unlocked.of(vault_key, header.vault_id)
        except CannotOpen as error:
            self.failure = self.failure or error
            return None
        self._at_the_end(unlocked.close)
        return unlocked


def _claim_of(path: Path) -> _Claim | None:
    with suppress(CannotOpen):
        with looking(path) as connection:
            header, manifest = read_head(connection)
        return _Claim(path, Header.parse(header), StoredManifest.parse(manifest))
    return None


def _none_is_whole() -> Damaged:
    return Damaged(_("None of the backups that this opens is whole; nothing was changed."))
