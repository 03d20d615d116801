# SPDX-License-Identifier: GPL-3.0-or-later
"""From what a change wants to sealed rows, and to what would undo it.

A row that a change leaves as it is keeps its bytes.  A row that goes leaves a tombstone:
rows are never simply removed, or a merge with another copy would bring them back.
"""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from strongroom.crypto.sealing import tag_of
from strongroom.errors import CannotOpen, ChangedSince
from strongroom.model.changes import UNDONE, RowChange, SealedRow, SettingsChange
from strongroom.model.item import Details
from strongroom.texts import _
from strongroom.vault import grafting
from strongroom.vault.check import STEP, Progress, no_progress
from strongroom.vault.draft import Draft, Put
from strongroom.vault.parts import Parts, missing_parts
from strongroom.vault.row_types import (
    ItemRow,
    OverviewRow,
    SettingsRow,
    TombstoneRow,
    UnknownRow,
)
from strongroom.vault.transaction import Plan, RowWrite, Transaction, open_details, parts_of


def plan_draft(transaction: Transaction, draft: Draft, progress: Progress = no_progress) -> Plan:
    """Seal what a draft puts.

    ``progress`` is told rows done and rows in all; what it raises ends the save.

    Raises:
        InvalidInput: a row would be too large.
        Altered, Damaged: a row that is to be replaced does not open.
    """
    puts = sorted(draft.puts.items())  # ascending: pages of the file are touched in order
    writes = []
    parts = Parts(transaction)
    for done, (row_id, put) in enumerate(puts):
        if done % STEP == 0:
            progress(done, len(puts))
        writes.append(_write(transaction, row_id, put, parts))
    return Plan(writes, draft.settings, for_good=parts.for_good)


def _write(transaction: Transaction, row_id: int, put: Put, parts: Parts) -> RowWrite:
    before = transaction.row(row_id)
    old = transaction.sealed_overview(row_id) if transaction.has(row_id) else None
    replaces = put.details is not None or not isinstance(put.row, ItemRow)
    old_details = transaction.sealed_details(before, row_id) if replaces else None
    wanted = grafting.with_attachments(transaction, put)
    sealing = _Sealing(transaction, row_id, put, before)
    details = None if wanted is None else sealing.details(wanted, old_details)
    was = None if old_details is None else transaction.rows.open_details(row_id, old_details)
    after = _with_version(_with_tag(put.row, before, details), put, was)
    sealed = sealing.overview(after, old)
    dropped = _dropped(was, wanted)
    return RowWrite(
        id=row_id,
        before=before,
        after=after,
        sealed=sealed,
        details=details,
        drop_details=old_details is not None and details is None,
        drop_parts=tuple(dropped),
        undo=RowChange(
            id=row_id,
            before=None if old is None else SealedRow(old, old_details, parts.keep(dropped)),
            after=SealedRow(sealed, details),
            brought=put.brought,
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
        self._source = put.source if put.whole and not self._is_same_kind else None

    def details(self, wanted: Details, old: bytes | None) -> bytes:
        data = None if self._source is None else self._source.details_json(self._id)
        if data is not None:
            return self._rows.seal_details_json(self._id, data, wanted)
        return self._rows.seal_details(self._id, wanted, old)

    def overview(self, after: OverviewRow, old: bytes | None) -> bytes:
        if self._source is not None:
            data = self._source.overview_json(self._id)
            known = None if isinstance(after, UnknownRow) else after
            return self._rows.seal_overview_json(self._id, data, known)
        assert not isinstance(after, UnknownRow)  # noqa: S101 - such a row has its source
        return self._rows.seal_overview(self._id, after, old if self._is_same_kind else None)


def _with_tag(row: OverviewRow, before: OverviewRow | None, details: bytes | None) -> OverviewRow:
    if not isinstance(row, ItemRow):
        return row
    tag = _tag(before) if details is None else tag_of(details)
    return ItemRow(overview=row.overview, details=tag)


def _with_version(row: OverviewRow, put: Put, was: Details | None) -> OverviewRow:
    """Let a tombstone tell which state was deleted; one out of a copy says what it said."""
    if not isinstance(row, TombstoneRow) or put.brought or row.at == UNDONE or was is None:
        return row
    return TombstoneRow(at=row.at, version=was.version or None)


def _dropped(was: Details | None, wanted: Details | None) -> dict[int, bytes]:
    if was is None:
        return {}
    kept = {} if wanted is None else parts_of(wanted)
    return {part_id: tag for part_id, tag in parts_of(was).items() if part_id not in kept}


def plan_put_back(
    transaction: Transaction,
    rows: Iterable[RowChange],
    settings: SettingsChange | None = None,
) -> Plan:
    """Write ``before`` of every change whose row still is its ``after``, values likewise.

    A row that was not there before leaves a tombstone; one that came out of a copy leaves one
    that a later merge does not take for a deletion.

    Raises:
        ChangedSince: a row is another by now, or cannot be as it was.
    """
    values = _settings_before(transaction.standing.settings, settings)
    parts = Parts(transaction)
    writes = list(_put_back(transaction, rows, parts))
    return Plan(writes, values, for_good=parts.for_good)


def _settings_before(now: SettingsRow, change: SettingsChange | None) -> SettingsRow:
    """Return the settings with each value that ``change`` made as it was before."""
    if change is None:
        return now
    before, after = msgspec.structs.asdict(change.before), msgspec.structs.asdict(change.after)
    wanted = {name: value for name, value in before.items() if value != after[name]}
    if any(getattr(now, name) != after[name] for name in wanted):
        raise _changed_since()
    writers = _counts_before(now.writers, change.counts)
    return msgspec.structs.replace(now, **wanted, writers=writers)


def _counts_before(now: Mapping[str, int], counts: Mapping[str, tuple[int, int]]) -> dict[str, int]:
    """Return the numbers of saves as they were, but for those of who has saved since.

    What came with a merge went with its undoing: to claim those saves still would have the
    machine that made them lose them without a word.
    """
    wanted = dict(now)
    for writer, (before, after) in counts.items():
        if wanted.get(writer, 0) == after:
            wanted[writer] = before
    return {writer: saves for writer, saves in wanted.items() if saves}


def _put_back(
    transaction: Transaction, rows: Iterable[RowChange], parts: Parts
) -> Iterator[RowWrite]:
    for change in sorted(rows, key=lambda change: change.id):
        wanted = None if change.after is None else tag_of(change.after.overview)
        if transaction.standing.manifest.tag(change.id) != wanted:
            raise _changed_since()
        if change.before is None:
            at = UNDONE if change.brought else transaction.now
            tombstone = Put(TombstoneRow(at=at))
            yield _write(transaction, change.id, tombstone, parts)
        else:
            yield _restored(transaction, change.id, change.before, parts)


def _restored(transaction: Transaction, row_id: int, wanted: SealedRow, parts: Parts) -> RowWrite:
    try:
        after = transaction.rows.open_overview(row_id, wanted.overview)
    except CannotOpen:
        raise _changed_since() from None  # sealed under a key that is gone
    before = transaction.row(row_id)
    old = transaction.sealed_overview(row_id) if transaction.has(row_id) else None
    old_details, new_details = None, None
    drop: dict[int, bytes] = {}
    put: tuple[tuple[int, bytes], ...] = ()
    if _tag(before) != _tag(after):
        old_details, new_details = transaction.sealed_details(before, row_id), wanted.details
        if _tag(after) != (None if new_details is None else tag_of(new_details)):
            raise _changed_since()
        old_parts = parts_of(open_details(transaction.rows, row_id, old_details))
        new_parts = parts_of(open_details(transaction.rows, row_id, new_details))
        drop = {part: tag for part, tag in old_parts.items() if part not in new_parts}
        brought = missing_parts(transaction, new_parts, dict(wanted.parts))
        if brought is None:
            raise _changed_since()
        put = brought
    return RowWrite(
        id=row_id,
        before=before,
        after=after,
        sealed=wanted.overview,
        details=new_details,
        drop_details=old_details is not None and new_details is None,
        drop_parts=tuple(drop),
        put_parts=put,
        undo=RowChange(
            id=row_id,
            before=None if old is None else SealedRow(old, old_details, parts.keep(drop)),
            after=SealedRow(wanted.overview, new_details),
        ),
    )


def _tag(row: OverviewRow | None) -> bytes | None:
    return row.details if isinstance(row, ItemRow) else None


def _changed_since() -> ChangedSince:
    return ChangedSince(_("This has been changed since; it can no longer be undone."))
