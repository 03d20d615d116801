# SPDX-License-Identifier: GPL-3.0-or-later
"""Which overviews there are: the list that the whole vault is vouched for by.

One record of 24 bytes a row (id and tag, big-endian, ids ascending) in one buffer: a
change moves at most that buffer's tail, and the MAC streams it without building anything.
An incremental hash would save that streaming and cost a set hash's weaker assumptions.
"""

import hmac
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from struct import Struct

import msgspec

from strongroom.crypto.mac import MAC_BYTES, hmac_sha256
from strongroom.crypto.sealing import TAG_BYTES
from strongroom.errors import Altered, Damaged
from strongroom.secret import SecretBytes
from strongroom.texts import _

ID_BYTES = 8
RECORD_BYTES = ID_BYTES + TAG_BYTES
LARGEST_ID = (1 << 63) - 1

_RECORD = Struct(f">Q{TAG_BYTES}s")
_STORED = Struct(f">QQ{MAC_BYTES}s")
STORED_BYTES = _STORED.size


class StoredManifest(msgspec.Struct, frozen=True):
    """A manifest as it lies in the file: 48 bytes."""

    generation: int
    count: int
    mac: bytes

    @classmethod
    def parse(cls, stored: bytes) -> "StoredManifest":
        """Read the 48 bytes.

        Raises:
            Damaged: there are more or fewer, or a number is out of range.
        """
        if len(stored) != STORED_BYTES:
            raise _damaged()
        generation, count, mac = _STORED.unpack(stored)
        if generation > LARGEST_ID or count > LARGEST_ID:
            raise _damaged()
        return cls(generation, count, mac)

    def build(self) -> bytes:
        """Return the 48 bytes."""
        return _STORED.pack(self.generation, self.count, self.mac)


class Manifest:
    """The ids and tags of every overview, kept sorted in one buffer."""

    __slots__ = ("_records",)

    def __init__(self, records: bytearray | None = None) -> None:
        """Take over ``records``, which are sorted already."""
        self._records = bytearray() if records is None else records

    @classmethod
    def of(cls, rows: Iterable[tuple[int, bytes]]) -> "Manifest":
        """Build the list from pairs of id and tag, ids strictly ascending.

        Raises:
            Damaged: an id is out of range, comes twice or out of order.
        """
        pack = _RECORD.pack
        records = bytearray()
        last = 0
        for row_id, tag in rows:
            if row_id <= last:
                raise _damaged()
            last = row_id
            records += pack(row_id, tag)
        return cls(records)

    def __len__(self) -> int:
        return len(self._records) // RECORD_BYTES

    def __contains__(self, row_id: int) -> bool:
        return self.tag(row_id) is not None

    def __iter__(self) -> Iterator[int]:
        return (row_id for row_id, _tag in self.records())

    def records(self) -> Iterator[tuple[int, bytes]]:
        """Give every id with its tag, ids ascending."""
        # Of a copy: the buffer itself could not be resized while someone is half-way through.
        return _RECORD.iter_unpack(bytes(self._records))

    def tag(self, row_id: int) -> bytes | None:
        """Return the tag that row must have, None where there is no such row."""
        start = self._place(row_id)
        if not self._is_at(start, row_id):
            return None
        return bytes(self._records[start + ID_BYTES : start + RECORD_BYTES])

    def put(self, row_id: int, tag: bytes) -> None:
        """Record a new row, or the new tag of one that is there."""
        start = self._place(row_id)
        end = start + RECORD_BYTES if self._is_at(start, row_id) else start
        self._records[start:end] = _RECORD.pack(row_id, tag)

    def remove(self, row_id: int) -> None:
        """Forget a row.

        Raises:
            KeyError: there is none of that id.
        """
        start = self._place(row_id)
        if not self._is_at(start, row_id):
            raise KeyError(row_id)
        del self._records[start : start + RECORD_BYTES]

    def _place(self, row_id: int) -> int:
        """Return the offset of the first record whose id is not smaller."""
        records, wanted = self._records, row_id.to_bytes(ID_BYTES)
        return RECORD_BYTES * bisect_left(
            range(len(self)),
            wanted,
            key=lambda n: bytes(records[n * RECORD_BYTES : n * RECORD_BYTES + ID_BYTES]),
        )

    def _is_at(self, start: int, row_id: int) -> bool:
        return self._records[start : start + ID_BYTES] == row_id.to_bytes(ID_BYTES)

    def vouch(
        self, key: SecretBytes, *, vault_id: bytes, header_hash: bytes, generation: int
    ) -> StoredManifest:
        """Return what is stored for this list, this header and this generation.

        ``header_hash`` is the SHA-256 of the header as it is stored.
        """
        count = len(self)
        mac = hmac_sha256(
            key,
            b"manifest",
            vault_id,
            header_hash,
            generation.to_bytes(8),
            count.to_bytes(8),
            self._records,
        )
        return StoredManifest(generation, count, mac)

    def check(
        self, stored: StoredManifest, key: SecretBytes, *, vault_id: bytes, header_hash: bytes
    ) -> None:
        """Refuse a stored manifest that was not made for exactly these rows.

        Raises:
            Altered: a row, the header or the manifest itself is not as it was saved.
        """
        true = self.vouch(
            key, vault_id=vault_id, header_hash=header_hash, generation=stored.generation
        )
        if stored.count != true.count or not hmac.compare_digest(stored.mac, true.mac):
            raise Altered(
                _(
                    "This vault was changed by something other than Strongroom. "
                    "Restore it from a backup."
                )
            )


def _damaged() -> Damaged:
    return Damaged(_("The vault's list of contents is damaged. Restore it from a backup."))
