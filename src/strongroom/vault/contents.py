# SPDX-License-Identifier: GPL-3.0-or-later
"""What the overviews of an open vault say, each opened when it is first asked for.

An opening verifies all overviews without decrypting one, and a save touches a few.  So
rows stay sealed until someone asks: for one of them, or for the whole list.
"""

from collections.abc import Collection, Iterator, Mapping

from strongroom.model.item import Folder, Overview
from strongroom.vault.row_types import (
    FolderRow,
    ItemRow,
    OverviewRow,
    SettingsRow,
    TombstoneRow,
    UnknownRow,
)
from strongroom.vault.rows import Rows


class Contents:
    """The rows of the overview table, by id; the settings are kept elsewhere."""

    __slots__ = ("_folders", "_items", "_others", "_rows", "_sealed", "_tags")

    def __init__(self, rows: Rows, sealed: dict[int, bytes]) -> None:
        """Take over ``sealed``, whose tags have been verified."""
        self._rows = rows
        self._sealed = sealed
        self._items: dict[int, Overview] = {}
        self._tags: dict[int, bytes | None] = {}
        self._folders: dict[int, Folder] = {}
        self._others: dict[int, OverviewRow] = {}

    def items(self) -> Mapping[int, Overview]:
        """Return all items, those in the trash too.

        Raises:
            Altered, Damaged: a row does not open.
        """
        self._open_all()
        return self._items

    def folders(self) -> Mapping[int, Folder]:
        """Return all folders; raises as :meth:`items` does."""
        self._open_all()
        return self._folders

    def details_tags(self) -> Mapping[int, bytes | None]:
        """Return the tag that each item vouches for; raises as :meth:`items` does."""
        self._open_all()
        return self._tags

    def tombstones(self) -> Mapping[int, int]:
        """Return when each item was deleted for good; raises as :meth:`items` does."""
        self._open_all()
        others = self._others.items()
        return {row_id: row.at for row_id, row in others if isinstance(row, TombstoneRow)}

    def buried(self) -> Mapping[int, int]:
        """Return the version that each deleted item was in, where its tombstone tells."""
        self._open_all()
        rows = ((i, row) for i, row in self._others.items() if isinstance(row, TombstoneRow))
        return {row_id: row.version for row_id, row in rows if row.version is not None}

    def unknown(self) -> Mapping[int, UnknownRow]:
        """Return what a newer version added; raises as :meth:`items` does."""
        self._open_all()
        others = self._others.items()
        return {row_id: row for row_id, row in others if isinstance(row, UnknownRow)}

    def item(self, row_id: int) -> Overview | None:
        """Return one item, None where that id is none; raises as :meth:`items` does."""
        self._open(row_id)
        return self._items.get(row_id)

    def folder(self, row_id: int) -> Folder | None:
        """Return one folder, None where that id is none; raises as :meth:`items` does."""
        self._open(row_id)
        return self._folders.get(row_id)

    def row(self, row_id: int) -> OverviewRow | None:
        """Return the row of that id as it is in the file, None where there is none."""
        self._open(row_id)
        if row_id in self._items:
            return ItemRow(overview=self._items[row_id], details=self._tags[row_id])
        if row_id in self._folders:
            return FolderRow.of(self._folders[row_id])
        return self._others.get(row_id)

    def put(self, row_id: int, row: OverviewRow) -> None:
        """Take in a row that has been saved."""
        self._forget(row_id)
        if isinstance(row, ItemRow):
            self._items[row_id] = row.overview
            self._tags[row_id] = row.details
        elif isinstance(row, FolderRow):
            self._folders[row_id] = row.folder(row_id)
        elif not isinstance(row, SettingsRow):
            self._others[row_id] = row

    def keep_open(self, before: "Contents", changed: Collection[int]) -> None:
        """Take over what ``before`` has opened of rows that are not among ``changed``."""
        for row_id, row in before.open_items():
            if row_id in self._sealed and row_id not in changed:
                self.put(row_id, row)

    def open_items(self) -> Iterator[tuple[int, ItemRow]]:
        """Give the items that have been opened so far."""
        for row_id, overview in self._items.items():
            yield row_id, ItemRow(overview=overview, details=self._tags[row_id])

    def _forget(self, row_id: int) -> None:
        for known in (self._sealed, self._items, self._tags, self._folders, self._others):
            known.pop(row_id, None)

    def _open(self, row_id: int) -> None:
        sealed = self._sealed.get(row_id)
        if sealed is not None:
            self.put(row_id, self._rows.open_overview(row_id, sealed))

    def _open_all(self) -> None:
        sealed, items, tags = self._sealed, self._items, self._tags
        # Each sealed row goes as it is opened: never two full lists in memory.
        opened = self._rows.open_overviews((row_id, sealed[row_id]) for row_id in list(sealed))
        for row_id, row in opened:
            if type(row) is ItemRow:
                items[row_id] = row.overview
                tags[row_id] = row.details
                del sealed[row_id]
            else:
                self.put(row_id, row)
