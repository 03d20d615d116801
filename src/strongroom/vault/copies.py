# SPDX-License-Identifier: GPL-3.0-or-later
"""Another file of the vault that is open: a backup, a conflict copy, one that went its own way.

A copy is for looking only.  It is believed as an opening believes a file, and judged by
nothing that this machine remembers, for it takes nobody's place: what is remembered of the
vault stays as it is, and the file is not touched.  A journal beside it is left alone, and
whatever another program writes meanwhile no longer carries the tags that were verified.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from strongroom.crypto.kdf import Argon2Cost
from strongroom.errors import Altered, CopyTooCostly, OtherKey, OtherVault
from strongroom.model.credentials import Credentials
from strongroom.model.item import Details, Folder, Item, Overview
from strongroom.texts import _
from strongroom.vault.access import looking, resolved
from strongroom.vault.check import Progress, Report, check_everything, no_progress
from strongroom.vault.copy_costs import costs_of, unusual
from strongroom.vault.draft import no_such_item
from strongroom.vault.failures import altered
from strongroom.vault.header import Header
from strongroom.vault.keyslots import find_key
from strongroom.vault.row_types import Retired, SettingsRow, UnknownRow
from strongroom.vault.standing import Standing, read_head
from strongroom.vault.transaction import Transaction
from strongroom.vault.unlocked import Unlocked

T = TypeVar("T")

_BATCH = 256  # details in memory at once


class VaultCopy:
    """One copy, verified as a whole when it was opened; one thread at a time uses it."""

    def __init__(self, path: Path, unlocked: Unlocked, standing: Standing, *, own: bool) -> None:
        """Take over keys that are the copy's ``own``; others stay the vault's."""
        self.path = path
        self._unlocked = unlocked
        self._standing = standing
        self._own = own

    def close(self) -> None:
        """Overwrite the keys that are the copy's own; safe to call twice."""
        if self._own:
            self._unlocked.close()

    # What is known without reading

    @property
    def vault_id(self) -> bytes:
        """The vault's 16 bytes of id, the same in every copy."""
        return self._unlocked.vault_id

    @property
    def key_id(self) -> bytes:
        """What names the copy's vault key."""
        return self._unlocked.keys.key_id

    @property
    def same_key(self) -> bool:
        """Whether it is sealed under the key of the open vault."""
        return not self._own

    @property
    def generation(self) -> int:
        """How many saves have led to this state."""
        return self._standing.stored.generation

    @property
    def settings(self) -> SettingsRow:
        """What belonged to the vault as a whole."""
        return self._standing.settings

    @property
    def name(self) -> str:
        """What its owner called the vault."""
        return self.settings.name

    @property
    def writers(self) -> Mapping[str, int]:
        """How many saves of each machine are in it."""
        return MappingProxyType(self.settings.writers)

    def overviews(self) -> Mapping[int, Overview]:
        """Return all items, those in the trash too.

        Raises:
            Altered, Damaged: one does not open.
        """
        return MappingProxyType(self._standing.contents.items())

    def folders(self) -> Mapping[int, Folder]:
        """Return all folders; raises as :meth:`overviews`."""
        return MappingProxyType(self._standing.contents.folders())

    def tombstones(self) -> Mapping[int, int]:
        """Return when each item was deleted for good; raises as :meth:`overviews`."""
        return self._standing.contents.tombstones()

    def buried(self) -> Mapping[int, int]:
        """Return the version that each deleted item was in, where that is known; as above."""
        return self._standing.contents.buried()

    def unknown_rows(self) -> Mapping[int, UnknownRow]:
        """Return the rows that a newer version added; raises as :meth:`overviews`."""
        return self._standing.contents.unknown()

    def as_retired(self, at: int) -> Retired:
        """Return what a vault lists whose key takes the place of the copy's."""
        keys = self._unlocked.keys
        return Retired(key=keys.key_id, at=at, local=bytes(keys.local.buffer))

    def details_tags(self) -> Mapping[int, bytes | None]:
        """Return the tag of each item's details: under one key, equal tags are equal details."""
        return MappingProxyType(self._standing.contents.details_tags())

    # Reading

    def item(self, item_id: int) -> Item:
        """Decrypt one item.

        Raises:
            NotFound: there is none of that id.
            CannotOpen: the file is no longer what it was, ``Altered`` among the kinds.
        """
        overview = self._standing.contents.item(item_id)
        if overview is None:
            raise no_such_item()
        return Item(overview, self._read(lambda seen: seen.details(item_id)))

    def details(self, ids: Iterable[int]) -> Iterator[tuple[int, Details]]:
        """Decrypt the details of many items, a few at a time; raises as :meth:`item`."""
        remaining = iter(ids)
        while batch := list(islice(remaining, _BATCH)):
            yield from self._read(partial(_details_of, batch))

    def check(self, progress: Progress = no_progress) -> Report:
        """Verify every row down to the last; what ``progress`` raises ends it."""
        unlocked = self._unlocked

        def work(seen: Transaction) -> Report:
            return check_everything(seen.connection, seen.standing, unlocked.rows, progress)

        return self._read(work)

    # For whoever takes rows over, with all that they hold

    def overview_json(self, row_id: int) -> bytes:
        """Return the JSON of an overview row; raises as :meth:`item`."""
        sealed = self._read(lambda seen: seen.sealed_overview(row_id))
        return self._unlocked.rows.overview_json(row_id, sealed)

    def details_json(self, item_id: int) -> bytes | None:
        """Return the JSON of an item's details, None where it has none; raises as above."""
        sealed = self._read(lambda seen: seen.sealed_details(seen.row(item_id), item_id))
        return None if sealed is None else self._unlocked.rows.details_json(item_id, sealed)

    def sealed_part(self, part_id: int, tag: bytes) -> bytes:
        """Return a part of an attachment as it lies in the copy.

        Raises:
            Altered: it is missing, or is another.
        """
        return self._read(lambda seen: seen.sealed_part(part_id, tag))

    def open_part(self, part_id: int, sealed: bytes) -> bytes:
        """Return what such a part holds; raises as above."""
        return self._unlocked.rows.open_part(part_id, sealed)

    def _read(self, work: Callable[[Transaction], T]) -> T:
        """Look at the file, which must still be in the state that was verified."""
        with looking(self.path) as connection:
            if not self._standing.is_in(connection):
                raise altered()
            return work(Transaction(connection, self._standing, self._unlocked.rows, 0))


def _details_of(batch: list[int], seen: Transaction) -> list[tuple[int, Details]]:
    return [(item_id, seen.details(item_id)) for item_id in batch]


def open_copy(
    path: Path,
    ours: Unlocked,
    usual: Header,
    credentials: Credentials | None = None,
    *,
    costly: bool = False,
) -> VaultCopy:
    """Open a copy of the vault whose keys are ``ours``; ``credentials`` stay the caller's.

    ``usual`` is that vault's own header; ``costly`` allows a key far dearer than its.

    Raises:
        OtherVault: it is a copy of another vault.
        OtherKey: the keys of the open vault do not open it, and there were no credentials.
        CopyTooCostly: its key is dearer than is derived unasked.
        WrongKey, MethodMissing: they do not open it either.
        CannotOpen: in its other kinds, ``Altered`` and ``Damaged`` among them.
        InvalidInput: the key file or the recovery code is none.
    """
    file = resolved(path)
    with looking(file) as connection:
        header = Header.parse(read_head(connection)[0])
        if header.vault_id != ours.vault_id:
            raise OtherVault(_("This is a file of another vault."))
        standing = _under(ours, connection)
    if standing is not None:
        return VaultCopy(file, ours, standing, own=False)
    asks = "" if costly else unusual(header, usual)
    if credentials is None:
        raise OtherKey(
            _("This copy is locked with another password than the vault; give the copy's own."),
            costly=asks,
        )
    if asks and credentials.password is not None:  # no other slot is tried that costs anything
        raise CopyTooCostly(asks)
    return _open_with(file, header, credentials, ours)


class Claims(NamedTuple):
    """What a file says of itself before anything vouches for it.

    ``costs`` are those of its passwords, ``size`` the bytes of all rows but attachments.
    """

    costs: tuple[Argon2Cost, ...]
    size: int


def open_stranger(
    path: Path, credentials: Credentials, allow: Callable[[Claims], None] = lambda _claims: None
) -> VaultCopy:
    """Open any vault for looking only, without a trace that it was; ``credentials`` stay.

    ``allow`` is asked before a key is derived and a row is read; what it raises ends it.

    Raises:
        WrongKey, MethodMissing: they do not open it.
        CannotOpen: in its other kinds, ``Altered`` and ``Damaged`` among them.
        InvalidInput: the key file is none.
    """
    file = resolved(path)
    with looking(file) as connection:
        header = Header.parse(read_head(connection)[0])
        claims = Claims(costs_of(header), _size_of(connection))
    allow(claims)
    unlocked = _unlocked(header, credentials)
    try:
        with looking(file) as connection:
            return VaultCopy(file, unlocked, unlocked.read(connection), own=True)
    except BaseException:
        unlocked.close()
        raise


def _size_of(connection: sqlite3.Connection) -> int:
    rows = "SELECT sealed FROM overview UNION ALL SELECT sealed FROM details"
    found = connection.execute(f"SELECT total(length(sealed)) FROM ({rows})")  # noqa: S608 - our own
    return int(found.fetchone()[0])


def _unlocked(header: Header, credentials: Credentials) -> Unlocked:
    with find_key(header, credentials).vault_key as vault_key:
        return Unlocked.of(vault_key, header.vault_id)


def _under(keys: Unlocked, connection: sqlite3.Connection) -> Standing | None:
    try:
        return keys.read(connection)
    except Altered:
        return None


def _open_with(file: Path, header: Header, credentials: Credentials, ours: Unlocked) -> VaultCopy:
    unlocked = _unlocked(header, credentials)
    try:
        return VaultCopy(file, unlocked, _read_under(file, unlocked, ours), own=True)
    except BaseException:
        unlocked.close()
        raise


def _read_under(file: Path, unlocked: Unlocked, ours: Unlocked) -> Standing:
    if unlocked.keys.key_id == ours.keys.key_id:
        raise altered()  # it is our own key, under which the file did not verify
    with looking(file) as connection:
        return unlocked.read(connection)
