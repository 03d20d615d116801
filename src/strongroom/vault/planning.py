# SPDX-License-Identifier: GPL-3.0-or-later
"""From what a change wants to sealed rows, and to what would undo it.

A row that a change leaves as it is keeps its bytes.  A row that goes leaves a tombstone:
rows are never simply removed, or a merge with another copy would bring them back.
"""

from collections.abc import Iterable, Iterator

from strongroom.crypto.sealing import tag_of
from strongroom.errors import CannotOpen, ChangedSince
from strongroom.model.changes import RowChange, SealedRow
from strongroom.model.item import Details
from strongroom.texts import _
from strongroom.vault import grafting
from strongroom.vault.check import STEP, Progress, no_progress
from strongroom.vault.draft import Draft, Put
from strongroom.vault.row_types import ItemRow, KnownRow, OverviewRow, TombstoneRow
from strongroom.vault.transaction import Plan, RowWrite, Transaction, open_details, part_ids


def plan_draft(transaction: Transaction, draft: Draft, progress: Progress = no_progress) -> Plan:
    """Seal what a draft puts.

    ``progress`` is told rows done and rows in all; what it raises ends the save.

    Raises:
        InvalidInput: a row would be too large.
        Altered, Damaged: a row that is to be replaced does not open.
    """
    puts = sorted(draft.puts.items())  # ascending: pages of the file are touched in order
    writes = []
    for done, (row_id, put) in enumerate(puts):
        if done % STEP == 0:
            progress(done, len(puts))
        writes.append(_write(transaction, row_id, put))
    return Plan(writes, draft.settings)


def _write(transaction: Transaction, row_id: int, put: Put) -> RowWrite:
    before = transaction.row(row_id)
    old = transaction.sealed_overview(row_id) if transaction.has(row_id) else None
    replaces = put.details is not None or not isinstance(put.row, ItemRow)
    old_details = transaction.sealed_details(before, row_id) if replaces else None
    wanted = grafting.with_attachments(transaction, put)
    sealing = _Sealing(transaction, row_id, put, before)
    details = None if wanted is None else sealing.details(wanted, old_details)
    after = _with_tag(put.row, before, details)
    sealed = sealing.overview(after, old)
    return RowWrite(
        id=row_id,
        before=before,
        after=after,
        sealed=sealed,
        details=details,
        drop_details=old_details is not None and details is None,
        drop_parts=tuple(_dropped(transaction, row_id, old_details, wanted)),
        undo=RowChange(
            id=row_id,
            before=None if old is None else SealedRow(old, old_details),
            after=SealedRow(sealed, details),
        ),
    )


class _Sealing:
    """Seals one row; what a newer version wrote into the one before it is carried over.

    Only a row of the same kind lends its unknown keys: nothing of an item may stay behind
    in its tombstone.  A row that is new here has them from the copy that it comes out of.
    """

    def __init__(
        self, transaction: Transaction, row_id: int, put: Put, before: OverviewRow | None
    ) -> None:
        self._rows = transaction.rows
        self._id = row_id
        self._is_same_kind = type(before) is type(put.row)
        self._source = None if self._is_same_kind else put.source

    def details(self, wanted: Details, old: bytes | None) -> bytes:
        data = None if self._source is None else self._source.details_json(self._id)
        if data is not None:
            return self._rows.seal_details_json(self._id, data, wanted)
        return self._rows.seal_details(self._id, wanted, old)

    def overview(self, after: KnownRow, old: bytes | None) -> bytes:
        if self._source is not None:
            data = self._source.overview_json(self._id)
            return self._rows.seal_overview_json(self._id, data, after)
        return self._rows.seal_overview(self._id, after, old if self._is_same_kind else None)


def _with_tag(row: KnownRow, before: OverviewRow | None, details: bytes | None) -> KnownRow:
    if not isinstance(row, ItemRow):
        return row
    tag = _tag(before) if details is None else tag_of(details)
    return ItemRow(overview=row.overview, details=tag)


def _dropped(
    transaction: Transaction, row_id: int, old_details: bytes | None, wanted: Details | None
) -> Iterable[int]:
    if old_details is None:
        return ()
    kept = frozenset() if wanted is None else part_ids(wanted)
    return part_ids(transaction.rows.open_details(row_id, old_details)) - kept


def plan_put_back(transaction: Transaction, rows: Iterable[RowChange]) -> Plan:
    """Write ``before`` of every change whose row still is its ``after``.

    A row that was not there before leaves a tombstone.

    Raises:
        ChangedSince: a row is another by now, or cannot be as it was.
    """
    writes = list(_put_back(transaction, rows))
    return Plan(writes, transaction.standing.settings)


def _put_back(transaction: Transaction, rows: Iterable[RowChange]) -> Iterator[RowWrite]:
    for change in sorted(rows, key=lambda change: change.id):
        wanted = None if change.after is None else tag_of(change.after.overview)
        if transaction.standing.manifest.tag(change.id) != wanted:
            raise _changed_since()
        if change.before is None:
            yield _write(transaction, change.id, Put(TombstoneRow(at=transaction.now)))
        else:
            yield _restored(transaction, change.id, change.before)


def _restored(transaction: Transaction, row_id: int, wanted: SealedRow) -> RowWrite:
    try:
        after = transaction.rows.open_overview(row_id, wanted.overview)
    except CannotOpen:
        raise _changed_since() from None  # sealed under a key that is gone
    before = transaction.row(row_id)
    old = transaction.sealed_overview(row_id) if transaction.has(row_id) else None
    old_details, new_details = None, None
    drop: frozenset[int] = frozenset()
    if _tag(before) != _tag(after):
        old_details, new_details = transaction.sealed_details(before, row_id), wanted.details
        drop = _parts_to_drop(transaction, row_id, old_details, new_details, _tag(after))
    return RowWrite(
        id=row_id,
        before=before,
        after=after,
        sealed=wanted.overview,
        details=new_details,
        drop_details=old_details is not None and new_details is None,
        drop_parts=tuple(drop),
        undo=RowChange(
            id=row_id,
            before=None if old is None else SealedRow(old, old_details),
            after=SealedRow(wanted.overview, new_details),
        ),
    )


def _tag(row: OverviewRow | None) -> bytes | None:
    return row.details if isinstance(row, ItemRow) else None


def _parts_to_drop(
    transaction: Transaction,
    row_id: int,
    old_details: bytes | None,
    new_details: bytes | None,
    new_tag: bytes | None,
) -> frozenset[int]:
    """Return the parts that the old details name and the new ones do not.

    Raises:
        ChangedSince: the new details are not those of the overview, or an attachment of
            theirs is gone for good.
    """
    if new_tag != (None if new_details is None else tag_of(new_details)):
        raise _changed_since()
    rows = transaction.rows
    old = open_details(rows, row_id, old_details)
    new = open_details(rows, row_id, new_details)
    if not transaction.has_parts(new):
        raise _changed_since()
    return part_ids(old) - part_ids(new)


def _changed_since() -> ChangedSince:
    return ChangedSince(_("This has been changed since; it can no longer be undone."))
