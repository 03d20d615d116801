# SPDX-License-Identifier: GPL-3.0-or-later
"""An edit meets what happened to its item meanwhile: nothing is lost, nothing is mixed.

Title and fields belong together, so a newer version of them refuses the edit.  Where the
item lies is independent of them, so it is merged: what the edit left alone stays as it is
now.
"""

from collections.abc import Sequence

import msgspec

from strongroom.app import folders as tree
from strongroom.errors import ChangedSince
from strongroom.model import edits
from strongroom.model.item import Content, Item
from strongroom.model.rules import check_content
from strongroom.model.tags import tag_key, with_tags
from strongroom.texts import _
from strongroom.vault.draft import Draft


def revise(
    draft: Draft,
    item_id: int,
    content: Content,
    *,
    base_version: int,
    base: Content | None,
    path: Sequence[str],
) -> None:
    """Put the item's new state into the draft, if there is one; as ``Items.save`` says."""
    item = draft.item(item_id)
    check_base(item, base_version)
    wanted = check_content(merged_places(item, content, base), before=item.content())
    # An item may keep lying in a folder that is gone; nothing new is put there.
    if wanted.folder != item.overview.folder:
        tree.check_place(draft.folders, wanted.folder)
    after = edits.revised(item, wanted, draft.now, draft.settings.history_length)
    place = tree.ensure(draft, path)
    overview = after.overview if place is None else edits.moved(after.overview, place)
    if overview != item.overview or after.details != item.details:
        draft.put(overview, after.details if after.details != item.details else None)


def check_base(item: Item, base_version: int) -> None:
    """Refuse an edit that did not begin with the present version.

    Raises:
        ChangedSince: it began with another one.
    """
    if item.details.version != base_version:
        raise ChangedSince(
            _("This item was changed elsewhere since you began; copy what you typed and reload it.")
        )


def merged_places(item: Item, content: Content, base: Content | None) -> Content:
    """Return ``content`` with the item's own folder, tags and favourite where it left them.

    What stands in it as it stood in ``base`` was left alone; without ``base`` nothing was.
    """
    if base is None:
        return content
    now = item.overview
    return msgspec.structs.replace(
        content,
        folder=now.folder if content.folder == base.folder else content.folder,
        favourite=now.favourite if content.favourite == base.favourite else content.favourite,
        tags=_merged_tags(now.tags, content.tags, base.tags),
    )


def _merged_tags(
    now: tuple[str, ...], wanted: tuple[str, ...], base: tuple[str, ...]
) -> tuple[str, ...]:
    if now == base:
        return wanted
    before, after = {tag_key(t) for t in base}, {tag_key(t) for t in wanted}
    added = [tag for tag in wanted if tag_key(tag) not in before]
    removed = [tag for tag in base if tag_key(tag) not in after]
    return with_tags(now, added, removed)
