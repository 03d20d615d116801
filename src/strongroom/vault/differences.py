# SPDX-License-Identifier: GPL-3.0-or-later
"""What a step from one state of a vault to another means for whoever shows it."""

from collections.abc import Iterable

import msgspec

from strongroom.model.changes import Changes, RowChange, SettingsChange
from strongroom.model.item import Folder, Overview
from strongroom.vault.row_types import FolderRow, ItemRow, OverviewRow, SettingsRow
from strongroom.vault.standing import Standing

Step = tuple[int, OverviewRow | None, OverviewRow | None]


def changes_of(steps: Iterable[Step], rows: tuple[RowChange, ...] = ()) -> Changes:
    """Return the changes that rows made, each given as its id, before and after."""
    changes = Changes(items={}, folders={}, rows=rows)
    added = set()
    for row_id, before, after in steps:
        if isinstance(after, ItemRow) or isinstance(before, ItemRow):
            changes.items[row_id] = _overview(after)
        if isinstance(after, FolderRow) or isinstance(before, FolderRow):
            changes.folders[row_id] = _folder(row_id, after)
        if isinstance(after, ItemRow) and not isinstance(before, ItemRow):
            added.add(row_id)
    return msgspec.structs.replace(changes, added=frozenset(added))


def _overview(row: OverviewRow | None) -> Overview | None:
    return row.overview if isinstance(row, ItemRow) else None


def _folder(row_id: int, row: OverviewRow | None) -> Folder | None:
    return row.folder(row_id) if isinstance(row, FolderRow) else None


def changed_ids(before: Standing, after: Standing) -> set[int]:
    """Return the ids of rows that came, went or have another tag."""
    records = set(before.manifest.records()) ^ set(after.manifest.records())
    return {row_id for row_id, _tag in records}


def between(before: Standing, after: Standing, ids: Iterable[int]) -> Changes:
    """Return what changed in the rows of those ids; there is nothing to undo in it.

    Raises:
        Altered, Damaged: a row that changed does not open.
    """
    return changes_of(
        (row_id, before.contents.row(row_id), after.contents.row(row_id)) for row_id in ids
    )


def merged(first: Changes, then: Changes) -> Changes:
    """Return two changes as one; only the second can be undone by what it holds."""
    items = first.items | then.items
    added = first.added | then.added
    return Changes(
        items=items,
        folders=first.folders | then.folders,
        added=frozenset(row_id for row_id in added if items[row_id] is not None),
        rows=then.rows,
        settings=then.settings,
        for_good=then.for_good,
    )


def settings_change(
    before: SettingsRow, after: SettingsRow, *, rows: bool = False
) -> SettingsChange | None:
    """Return what is to be undone of the step between two settings, None where it is nothing.

    Numbers of saves that came alone brought nothing that could be undone; where ``rows``
    came as well, they go back with those.
    """
    old, new = before.values, after.values
    counts = {
        writer: (before.writers.get(writer, 0), after.writers.get(writer, 0))
        for writer in sorted({*before.writers, *after.writers})
        if before.writers.get(writer, 0) != after.writers.get(writer, 0)
    }
    if old == new and not (rows and counts):
        return None
    return SettingsChange(old, new, counts)


def items_more(changes: Changes) -> int:
    """Return by how many the items have become more."""
    return len(changes.added) - len(changes.removed)
