# SPDX-License-Identifier: GPL-3.0-or-later
"""What the worker keeps for the sidebar and the list: overviews by id, and their numbers.

Counting 100,000 items takes longer than a frame, so it is done once, off the GUI thread;
after that every change adds and takes away only what it touched.  Owned by the worker.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from strongroom.gui.models.folder_lines import FolderLine, folder_lines
from strongroom.model.changes import Changes
from strongroom.model.item import Folder, Overview
from strongroom.model.tags import tag_key


@dataclass(frozen=True, slots=True)
class Tally:
    """How many items there are of everything; all but ``trashed`` outside the trash.

    ``folders`` stand in the order of the tree, parents first; ``tags`` by name.
    """

    live: int = 0
    favourites: int = 0
    trashed: int = 0
    kinds: tuple[tuple[str, int], ...] = ()
    folders: tuple[FolderLine, ...] = ()
    tags: tuple[tuple[str, int], ...] = ()


class Catalogue:
    """All items and folders of the open vault, kept in step by :meth:`apply`."""

    def __init__(self, overviews: Iterable[Overview], folders: Mapping[int, Folder]) -> None:
        self._items = {overview.id: overview for overview in overviews}
        self._folders = dict(folders)
        live = [overview for overview in self._items.values() if overview.trashed is None]
        self._live = len(live)
        self._favourites = sum(overview.favourite for overview in live)
        self._kinds = Counter(overview.kind for overview in live)
        self._places = Counter(overview.folder for overview in live)
        self._tags: dict[str, Counter[str]] = {}
        for tag, count in Counter(tag for overview in live for tag in overview.tags).items():
            self._count_tag(tag, count)

    def apply(self, changes: Changes) -> None:
        """Take in a change."""
        for item_id, overview in changes.items.items():
            before = self._items.get(item_id)
            if before is not None:
                self._count(before, -1)
            if overview is not None:
                self._items[item_id] = overview
                self._count(overview, 1)
            elif before is not None:
                del self._items[item_id]
        for folder_id, folder in changes.folders.items():
            self._folders.pop(folder_id, None)
            if folder is not None:
                self._folders[folder_id] = folder

    @property
    def items(self) -> Mapping[int, Overview]:
        """All overviews by id.  The window may look one up at any time, and never goes through.

        One lookup is safe while the worker changes another entry, and one that is replaced is
        there before and after.
        """
        return self._items

    def folders(self) -> dict[int, Folder]:
        """Return the folders; the mapping is the caller's own."""
        return dict(self._folders)

    def tally(self) -> Tally:
        """Return the numbers of this moment."""
        return Tally(
            live=self._live,
            favourites=self._favourites,
            trashed=len(self._items) - self._live,
            kinds=tuple((kind, count) for kind, count in self._kinds.items() if count),
            folders=folder_lines(self._folders, self._places),
            tags=tuple(self._tag_lines()),
        )

    def _count(self, overview: Overview, by: int) -> None:
        if overview.trashed is not None:
            return
        self._live += by
        self._favourites += by * overview.favourite
        self._kinds[overview.kind] += by
        self._places[overview.folder] += by
        for tag in overview.tags:
            self._count_tag(tag, by)

    def _count_tag(self, tag: str, by: int) -> None:
        self._tags.setdefault(tag_key(tag), Counter())[tag] += by

    def _tag_lines(self) -> Iterable[tuple[str, int]]:
        for key in sorted(self._tags):
            spellings = self._tags[key]
            total = spellings.total()
            if total:
                yield min(spellings, key=lambda tag: (-spellings[tag], tag)), total
