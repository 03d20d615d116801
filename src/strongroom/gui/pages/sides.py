# SPDX-License-Identifier: GPL-3.0-or-later
"""An item as one side of a pair: its fields, and where it lies in words."""

from collections.abc import Iterator, Mapping

from strongroom.gui.pages.side_by_side import Side
from strongroom.model.attached import present
from strongroom.model.item import Folder, Item, folder_path
from strongroom.texts import _


def side_of(heading: str, item: Item | None, folders: Mapping[int, Folder]) -> Side:
    """Return ``item`` as the side called ``heading``; None is an item that is not there."""
    if item is None:
        return Side(heading, _("Not there"), (), there=False)
    return Side(heading, item.overview.title, item.fields, tuple(_places(item, folders)))


def _places(item: Item, folders: Mapping[int, Folder]) -> Iterator[tuple[str, str]]:
    seen = item.overview
    path = folder_path(folders, seen.folder)
    if path:
        yield _("Folder"), " / ".join(path)
    if seen.tags:
        yield _("Tags"), ", ".join(seen.tags)
    files = present(item.details)
    if files:
        yield _("Attachments"), ", ".join(one.name for one in files)
    if seen.favourite:
        yield _("Favourite"), _("yes")
    if seen.trashed is not None:
        yield _("In Trash"), _("yes")
