# SPDX-License-Identifier: GPL-3.0-or-later
"""An edit meets what happened to its item meanwhile: nothing is lost, nothing is overwritten.

Where the item lies is independent of what it is, so what the edit left alone there stays as
it is now.  Title and fields are brought together over what the edit began with; where both
changed the same of them the edit is refused, and a person decides.
"""

from collections.abc import Sequence

import msgspec

from strongroom.app import folders as tree
from strongroom.app.placing import put_changed, restored
from strongroom.errors import ChangedSince
from strongroom.model import edits
from strongroom.model.item import Content, Item
from strongroom.model.rules import check_content
from strongroom.model.tags import tag_key, with_tags
from strongroom.model.three_way import Joined, join
from strongroom.texts import _
from strongroom.vault.draft import Draft


class Met(msgspec.Struct, frozen=True):
    """What an edit met: a newer version that it was joined with, or the item in the trash."""

    joined: bool = False
    revived: bool = False


def revise(
    draft: Draft,
    item_id: int,
    content: Content,
    *,
    base_version: int,
    base: Content | None,
    path: Sequence[str],
    was_live: bool,
) -> Met:
    """Put the item's new state into the draft, if there is one; as ``Items.save`` says."""
    item = draft.item(item_id)
    joined = item.details.version != base_version
    if joined:
        content = _joined(item, content, base_version, base)
    after = _revised(draft, item, merged_places(item, content, base))
    place = tree.ensure(draft, path)
    overview = after.overview if place is None else edits.moved(after.overview, place)
    revived = was_live and overview.trashed is not None
    if revived:
        overview = restored(draft, overview)
    put_changed(draft, item, Item(overview, after.details))
    return Met(joined=joined, revived=revived)


def settle(
    draft: Draft,
    item_id: int,
    chosen: Content,
    mine: Content,
    *,
    base_version: int,
    base: Content,
) -> None:
    """Put in what a person chose out of theirs and mine; both of them go into the history.

    ``base_version`` and ``base`` are theirs, which the person has seen.

    Raises:
        ChangedSince: it is another by now.
    """
    item = draft.item(item_id)
    check_base(item, base_version)
    kept = msgspec.structs.replace(item.content(), title=mine.title, fields=mine.fields)
    after = _revised(draft, item, kept)
    after = _revised(draft, after, merged_places(item, chosen, base))
    overview = after.overview
    if overview.trashed is not None:
        overview = restored(draft, overview)
    put_changed(draft, item, Item(overview, after.details))


def check_base(item: Item, base_version: int) -> None:
    """Refuse an edit that did not begin with the present version.

    Raises:
        ChangedSince: it began with another one.
    """
    if item.details.version != base_version:
        raise changed_since()


def changed_since() -> ChangedSince:
    """Return the error for an edit that contradicts a newer version."""
    return ChangedSince(
        _(
            "This item was changed elsewhere since you began; nothing was saved. "
            "Look at it again and repeat your change."
        )
    )


def began_with(item: Item, base_version: int, base: Content | None) -> Content | None:
    """Return what an edit of ``item`` began with, None where nobody knows it any more.

    ``base`` is taken where the history does not hold that version (it can be short, or
    none): a base without fields says only where the item lay.
    """
    now = item.content()
    if item.details.version == base_version:
        return now
    for version in item.details.history:
        if version.id == base_version:
            return msgspec.structs.replace(now, title=version.title, fields=version.fields)
    return base if base is not None and base.fields else None


def join_edit(item: Item, content: Content, base_version: int, base: Content | None) -> Joined:
    """Bring an edit together with what its item is now; ``base`` as in ``Items.save``."""
    origin = began_with(item, base_version, base)
    return join(origin, item.content(), merged_places(item, content, base))


def _joined(item: Item, content: Content, base_version: int, base: Content | None) -> Content:
    # Who gives no base means the whole as it stands, as when an earlier version is restored.
    if base is None:
        raise changed_since()
    found = join(began_with(item, base_version, base), item.content(), content)
    if found.clashes:
        raise changed_since()
    return found.content()


def _revised(draft: Draft, item: Item, content: Content) -> Item:
    wanted = check_content(content, before=item.content())
    # An item may keep lying in a folder that is gone; nothing new is put there.
    if wanted.folder != item.overview.folder:
        tree.check_place(draft.folders, wanted.folder)
    return edits.revised(item, wanted, draft.now, draft.settings.history_length)


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
