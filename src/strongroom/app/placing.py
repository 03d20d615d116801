# SPDX-License-Identifier: GPL-3.0-or-later
"""Where items lie, and how they go, as changes to a draft.

Only overviews are touched, :func:`put_changed` apart.  An item that already is as asked is
not written again.
"""

from collections.abc import Callable, Collection

from strongroom.errors import NotFound
from strongroom.model import attached, edits
from strongroom.model.item import Item, Overview
from strongroom.texts import _
from strongroom.vault.attachments import edit
from strongroom.vault.draft import Draft, Source

DAY = 24 * 60 * 60 * 1000  # milliseconds


def put_each(draft: Draft, ids: Collection[int], edit: Callable[[Overview, int], Overview]) -> None:
    """Put each item as ``edit`` makes it of its overview and of now.

    Raises:
        NotFound: one of them is gone.
    """
    for item_id in ids:
        before = draft.overviews.get(item_id)
        if before is None:
            raise NotFound(_("This item no longer exists."))
        after = edit(before, draft.now)
        if after != before:
            draft.put(after)


def put_changed(draft: Draft, before: Item, after: Item, source: Source | None = None) -> None:
    """Put what an item is now, where it is not so already; of its details only what changed.

    ``source`` is where attachments come from that the vault does not hold.
    """
    if after.details != before.details:
        draft.put(after.overview, after.details, source)
    elif after.overview != before.overview:
        draft.put(after.overview)


def restored(draft: Draft, overview: Overview) -> Overview:
    """Return the overview outside the trash, in its folder if that is still there."""
    there = overview.folder if overview.folder in draft.folders else None
    return edits.moved(edits.restored(overview), there)


def bury_each(draft: Draft, ids: Collection[int]) -> None:
    """Remove the items for good.

    Raises:
        NotFound: one of them is gone.
    """
    for item_id in ids:
        draft.bury(item_id)


def bury_trashed(draft: Draft, due: Callable[[int], bool]) -> None:
    """Remove for good what lies in the trash since a moment that is ``due``."""
    for overview in list(draft.overviews.values()):
        if overview.trashed is not None and due(overview.trashed):
            draft.bury(overview.id)


def bury_old_trash(draft: Draft) -> None:
    """Remove for good what lies in the trash longer than the vault keeps it.

    So do attachments that were removed: they are in a trash of their own.
    """
    days = draft.settings.trash_days
    if days:
        last = draft.now - days * DAY
        bury_trashed(draft, lambda since: since <= last)
        _drop_old_files(draft, last)


def _drop_old_files(draft: Draft, last: int) -> None:
    for overview in list(draft.overviews.values()):
        if overview.file_removed is not None and overview.file_removed <= last:
            edit(draft, overview.id, lambda details, now: attached.without_old(details, last, now))
