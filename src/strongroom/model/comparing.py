# SPDX-License-Identifier: GPL-3.0-or-later
"""What differs between two states of one vault, item by item, and how one state comes back.

*Before* is the vault, *after* the other state.  Items answer to their ids.  When something
was created, changed or thrown away is no difference: it is what an item is, and where it
lies, that a person compares.
"""

from collections.abc import Iterable, Mapping

import msgspec

from strongroom.model import attached, edits
from strongroom.model.differences import Difference
from strongroom.model.item import Attachment, Details, Folder, Item, Overview


class ItemDifference(msgspec.Struct, frozen=True):
    """An item that is not the same in both; None on the side where it is not there."""

    item_id: int
    kind: Difference
    before: Overview | None
    after: Overview | None

    def __repr__(self) -> str:
        return f"ItemDifference({self.item_id}, {self.kind.value})"

    @property
    def shown(self) -> Overview:
        """The state to call it by: that of the vault, if it is there."""
        found = self.before or self.after
        assert found is not None  # noqa: S101 - it is on one side at least
        return found


class FolderDifference(msgspec.Struct, frozen=True):
    """A folder that is not the same in both."""

    kind: Difference
    before: Folder | None
    after: Folder | None


class Comparison(msgspec.Struct, frozen=True):
    """All that differs; ``same`` counts the items that do not."""

    items: tuple[ItemDifference, ...] = ()
    folders: tuple[FolderDifference, ...] = ()
    same: int = 0

    def of(self, kind: Difference) -> tuple[ItemDifference, ...]:
        """Return the items with that difference."""
        return tuple(item for item in self.items if item.kind is kind)

    @property
    def equal(self) -> bool:
        """Whether nothing differs."""
        return not self.items and not self.folders


def kind_of(before: object, after: object) -> Difference:
    """Return what became of something that is not the same on both sides."""
    if before is None:
        return Difference.ADDED
    return Difference.REMOVED if after is None else Difference.CHANGED


def same_overview(before: Overview, after: Overview) -> bool:
    """Tell whether two overviews say the same but for their times."""
    return before == after or _timeless(before) == _timeless(after)


def same_details(before: Details, after: Details) -> bool:
    """Tell whether two states hold the same fields and attachments, whatever led to them."""
    return before.fields == after.fields and _names(before) == _names(after)


def folder_differences(
    before: Mapping[int, Folder], after: Mapping[int, Folder]
) -> tuple[FolderDifference, ...]:
    """Return the folders that differ, by their ids."""
    return tuple(
        FolderDifference(
            kind_of(before.get(row_id), after.get(row_id)), before.get(row_id), after.get(row_id)
        )
        for row_id in sorted(before.keys() | after.keys())
        if before.get(row_id) != after.get(row_id)
    )


def brought_back(present: Item, earlier: Item, now: int, history_length: int) -> Item:
    """Return ``present`` with the content of ``earlier``, as a new version of it.

    What it is now goes into its history, and no attachment goes: those that were there then
    come back, and those that came since stay.  The folder is the caller's to judge.
    """
    after = edits.revised(present, earlier.content(), now, history_length)
    overview = msgspec.structs.replace(after.overview, trashed=earlier.overview.trashed)
    wanted = _joined(earlier.details.attachments, present.details.attachments, now)
    if wanted == after.details.attachments:
        return Item(overview, after.details)
    back = {one.id for one in wanted}
    dropped = tuple((gone, at) for gone, at in after.details.dropped if gone not in back)
    details = msgspec.structs.replace(after.details, attachments=wanted, dropped=dropped)
    return Item(attached.told(overview, wanted), details)


def _timeless(overview: Overview) -> Overview:
    trashed = None if overview.trashed is None else 0
    return msgspec.structs.replace(
        overview, created=0, modified=0, trashed=trashed, file_removed=None
    )


def _names(details: Details) -> set[tuple[int, str, int]]:
    return {(one.id, one.name, one.size) for one in attached.present(details)}


def _joined(
    earlier: Iterable[Attachment], present: tuple[Attachment, ...], now: int
) -> tuple[Attachment, ...]:
    """Return the attachments of then, as they were, and the others of now.

    One that is in both lies where it lies at present.  What was removed then is not wanted.
    """
    here = {one.id: one for one in present}
    wanted = [one for one in earlier if one.removed is None]
    joined = [_back(here.pop(one.id, None), one, now) for one in wanted]
    return (*joined, *here.values())


def _back(here: Attachment | None, one: Attachment, now: int) -> Attachment:
    """Return an attachment as it was, changed later than whatever became of it since."""
    if here is None:
        return msgspec.structs.replace(one, changed=max(one.changed, now))
    if here.name == one.name and here.removed is None:
        return here
    changed = attached.later(here, now)
    return msgspec.structs.replace(here, name=one.name, removed=None, changed=changed)
