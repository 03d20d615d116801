# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of the file: sealed under the vault's key, each bound to its table and its id.

Under a secret random key every row that opens was sealed by a holder of the key, for
that table and that id.  Whether it is the latest one is for the manifest to say, and for
the overview that carries the tag of its details.
"""

from collections.abc import Iterable, Iterator

from strongroom.crypto.sealing import SealBroken, Sealer
from strongroom.errors import Altered, Damaged
from strongroom.model.item import Details
from strongroom.secret import SecretBytes
from strongroom.texts import _
from strongroom.vault import padding, row_json
from strongroom.vault.row_types import KnownRow, OverviewRow

_LABEL = b"strongroom/1/"


class _Table:
    """One table's rows: where their additional data begins, and how large they may be."""

    __slots__ = ("_most", "_prefix", "_sealer")

    def __init__(self, sealer: Sealer, vault_id: bytes, name: str, most: int) -> None:
        self._sealer = sealer
        self._prefix = _LABEL + name.encode("ascii") + vault_id
        self._most = most

    def seal(self, row_id: int, data: bytes, size: int) -> bytes:
        return self._sealer.seal(padding.pad(data, size), self._prefix + row_id.to_bytes(8))

    def open(self, row_id: int, sealed: bytes) -> bytes:
        if len(sealed) > self._most:
            raise Damaged(_("A part of this vault is larger than it can be."))
        try:
            plain = self._sealer.open(sealed, self._prefix + row_id.to_bytes(8))
        except (SealBroken, OverflowError):  # an id below zero is none of ours
            raise _altered() from None
        return padding.unpad(plain)

    def open_all(self, rows: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
        try:
            for row_id, plain in self._sealer.open_rows(rows, self._prefix):
                # As unpad does; a length beyond the end leaves padding that is no JSON.
                yield row_id, plain[4 : 4 + int.from_bytes(plain[:4])]
        except SealBroken:
            raise _altered() from None


def _altered() -> Altered:
    return Altered(
        _(
            "A part of this vault was changed by something other than Strongroom. "
            "Restore it from a backup."
        )
    )


class Rows:
    """Seals and opens the rows of one vault."""

    __slots__ = ("_attachment", "_details", "_overview", "_sealer")

    def __init__(self, key: SecretBytes, vault_id: bytes) -> None:
        """Prepare for ``VaultKeys.rows`` and the vault's 16-byte id."""
        self._sealer = Sealer(key)
        self._overview = _Table(self._sealer, vault_id, "overview", padding.OVERVIEW_MOST)
        self._details = _Table(self._sealer, vault_id, "details", padding.DETAILS_MOST)
        self._attachment = _Table(self._sealer, vault_id, "attachment", padding.PART_MOST)

    def open_overview(self, row_id: int, sealed: bytes) -> OverviewRow:
        """Return the row of that id.

        Raises:
            Altered: it was not sealed with this key for this place.
            Damaged: it was, and makes no sense.
        """
        return row_json.read_overview(self._overview.open(row_id, sealed), row_id)

    def open_overviews(
        self, rows: Iterable[tuple[int, bytes]]
    ) -> Iterator[tuple[int, OverviewRow]]:
        """Return every row with its id, in the order given; raises as ``open_overview``.

        This is how a vault is listed, in about 6 µs a row.  What only matters to whoever
        writes a row anew, keys that come twice, is left to ``open_overview``.
        """
        return row_json.read_overviews(self._overview.open_all(rows))

    def close(self) -> None:
        """Let go of the key; nothing opens or seals after that."""
        self._sealer.close()

    def seal_overview(self, row_id: int, row: KnownRow, before: bytes | None = None) -> bytes:
        """Seal a row; ``before``, the sealed row it replaces, lends its unknown keys.

        Raises:
            InvalidInput: it is more than 64 KiB.
            Altered, Damaged: ``before`` does not open.
        """
        old = None if before is None else self._overview.open(row_id, before)
        data = row_json.write_overview(row, old)
        return self._overview.seal(row_id, data, padding.overview_size(len(data)))

    def open_details(self, row_id: int, sealed: bytes) -> Details:
        """Return the details of that id; raises as ``open_overview``."""
        return row_json.read_details(self._details.open(row_id, sealed))

    def seal_details(self, row_id: int, details: Details, before: bytes | None = None) -> bytes:
        """Seal details; ``before`` as in ``seal_overview``.

        Raises:
            InvalidInput: they are more than 16 MiB.
            Altered, Damaged: ``before`` does not open.
        """
        old = None if before is None else self._details.open(row_id, before)
        data = row_json.write_details(details, old)
        return self._details.seal(row_id, data, padding.details_size(len(data)))

    def overview_json(self, row_id: int, sealed: bytes) -> bytes:
        """Return the JSON of an overview; raises as ``open_overview``."""
        return self._overview.open(row_id, sealed)

    def details_json(self, row_id: int, sealed: bytes) -> bytes:
        """Return the JSON of details; raises as ``open_overview``."""
        return self._details.open(row_id, sealed)

    def seal_overview_json(self, row_id: int, data: bytes, row: KnownRow | None = None) -> bytes:
        """Seal an overview's JSON; ``row`` is what it says from now on, None: the same.

        Raises:
            InvalidInput: it is more than 64 KiB.
            Damaged: ``data`` is no row.
        """
        if row is not None:
            data = row_json.write_overview(row, data)
        return self._overview.seal(row_id, data, padding.overview_size(len(data)))

    def seal_details_json(self, row_id: int, data: bytes, details: Details | None = None) -> bytes:
        """Seal the JSON of details; as ``seal_overview_json``."""
        if details is not None:
            data = row_json.write_details(details, data)
        return self._details.seal(row_id, data, padding.details_size(len(data)))

    def open_part(self, row_id: int, sealed: bytes) -> bytes:
        """Return a part of an attachment; raises as ``open_overview``."""
        return self._attachment.open(row_id, sealed)

    def seal_part(self, row_id: int, data: bytes, size: int) -> bytes:
        """Seal a part of an attachment into ``size`` bytes, one of ``part_sizes``."""
        return self._attachment.seal(row_id, data, size)
