# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of the list: overviews in the order that a search gave, never details.

The model holds what the worker found and nothing of its own.  A new search resets it,
which costs microseconds at any length; a change that leaves the order as it was only
repaints, and what comes after the rows shown is appended.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QMimeData, QModelIndex, QPersistentModelIndex, Qt

from strongroom.app.sites import site_of
from strongroom.gui.models.dragging import items_data
from strongroom.model.fields import template_of
from strongroom.model.item import Overview
from strongroom.texts import _

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Listing:
    """Items in the order to show them, and where to find the overview of each.

    ``items`` belongs to the worker and is read here a row at a time: a list of 100,000
    overviews would take longer to make than a frame lasts, and Python waits for no one then.
    """

    ids: list[int]
    items: Mapping[int, Overview]


NOTHING = Listing([], {})

# A row whose item the worker has just removed, until the list follows.
_GONE = Overview(kind="", title="", created=0, modified=0)


class ItemsModel(QAbstractTableModel):
    """One column; each row is an :class:`Overview`."""

    def __init__(self) -> None:
        super().__init__()
        self._ids: list[int] = []
        self._items: Mapping[int, Overview] = {}

    def show(self, listing: Listing) -> bool:
        """Show ``listing``; True where the rows that were there have other places now.

        Where they are the first of the new ones, the others are appended.
        """
        shown = len(self._ids)
        if self._ids != listing.ids[:shown]:
            self.beginResetModel()
            self._take(listing)
            self.endResetModel()
            return True
        if len(listing.ids) > shown:
            self.beginInsertRows(QModelIndex(), shown, len(listing.ids) - 1)
            self._take(listing)
            self.endInsertRows()
        else:
            self._take(listing)
        if shown:
            self.dataChanged.emit(self.index(0, 0), self.index(shown - 1, 0))
        return False

    def _take(self, listing: Listing) -> None:
        self._ids = listing.ids
        self._items = listing.items

    @property
    def ids(self) -> list[int]:
        """The ids of the items shown, first to last; not to be changed."""
        return self._ids

    def overview(self, row: int) -> Overview:
        """Return the overview in a row."""
        return self._items.get(self._ids[row], _GONE)

    def row_of(self, item_id: int) -> int:
        """Return the row of an item, -1 where it is not shown."""
        try:
            return self._ids.index(item_id)
        except ValueError:
            return -1

    def rows_of(self, ids: Collection[int]) -> list[int]:
        """Return the rows of those of ``ids`` that are shown, in one pass over the list."""
        if len(ids) == 1:
            row = self.row_of(next(iter(ids)))
            return [row] if row >= 0 else []
        wanted = frozenset(ids)
        return [n for n, item_id in enumerate(self._ids) if item_id in wanted] if wanted else []

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many items are shown."""
        return 0 if parent is not None and parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return 1: the delegate lays a row out."""
        return 0 if parent is not None and parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the title, and for a screen reader the sentence of the row."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self.overview(index.row()).title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(self.overview(index.row()))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let every row be selected and dragged."""
        return _FLAGS if index.isValid() else Qt.ItemFlag.NoItemFlags

    def mimeTypes(self) -> list[str]:
        """Return what a drag of rows carries: ids, which mean nothing elsewhere."""
        return items_data(()).formats()

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Return the ids of the dragged rows."""
        return items_data(self._ids[index.row()] for index in indexes)


_FLAGS = (
    Qt.ItemFlag.ItemIsSelectable
    | Qt.ItemFlag.ItemIsEnabled
    | Qt.ItemFlag.ItemIsDragEnabled
    | Qt.ItemFlag.ItemNeverHasChildren
)


def spoken(overview: Overview) -> str:
    """Return what a screen reader says of a row; nothing in it is concealed."""
    parts = [overview.title, _(template_of(overview.kind).name), overview.username]
    if overview.favourite:
        parts.append(_("favourite"))
    if overview.has_otp:
        parts.append(_("with one-time password"))
    if overview.has_attachment:
        parts.append(_("with attachments"))
    return ", ".join(part for part in parts if part)


def monogram_key(overview: Overview) -> str:
    """Return what gives an item its colour: the first website's site, "" where none."""
    return host_of(overview.websites[0]) if overview.websites else ""


def host_of(website: str) -> str:
    """Return what gives a website its colour: the same for every page of a site."""
    return site_of(website)
