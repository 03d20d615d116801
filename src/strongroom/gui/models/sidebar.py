# SPDX-License-Identifier: GPL-3.0-or-later
"""The sidebar's lines as a Qt tree.

The model shows an outline and knows nothing else.  Where only numbers changed it repaints;
only another set of lines resets it, and the view brings back what was open and chosen.
"""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, QMimeData, QModelIndex, QPersistentModelIndex, Qt

from strongroom.gui.models.dragging import FOLDER, ITEMS, folder_data
from strongroom.gui.models.outline import Node, Outline
from strongroom.model.scopes import Place, Scope
from strongroom.model.tags import tag_key
from strongroom.texts import _, ngettext

Index = QModelIndex | QPersistentModelIndex


class SidebarModel(QAbstractItemModel):
    """A tree of :class:`Node`; an index carries its node's place in the outline."""

    def __init__(self) -> None:
        super().__init__()
        self._nodes: Outline = ()
        self._children: dict[int, list[int]] = {}

    def show(self, nodes: Outline) -> bool:
        """Show ``nodes``; True where the lines are others than before (a reset)."""
        if [node.key for node in nodes] == [node.key for node in self._nodes]:
            self._nodes = nodes
            self._tell_numbers()
            return False
        self.beginResetModel()
        self._nodes = nodes
        self._children = {}
        for place, node in enumerate(nodes):
            self._children.setdefault(node.parent, []).append(place)
        self.endResetModel()
        return True

    def _tell_numbers(self) -> None:
        for parent, children in self._children.items():
            above = self.at(parent)
            last = len(children) - 1
            self.dataChanged.emit(self.index(0, 0, above), self.index(last, 0, above))

    def node(self, index: Index) -> Node:
        """Return the node of a valid index."""
        return self._nodes[index.internalId()]

    def at(self, place: int) -> QModelIndex:
        """Return the index of the node at a place in the outline, the root's for -1."""
        if place < 0:
            return QModelIndex()
        row = self._children[self._nodes[place].parent].index(place)
        return self.createIndex(row, 0, place)

    def find(self, scope: Scope) -> QModelIndex:
        """Return the index of what shows ``scope``, an invalid one where nothing does."""
        places = (n for n, node in enumerate(self._nodes) if _same(node.scope, scope))
        return self.at(next(places, -1))

    def index(self, row: int, column: int, parent: Index | None = None) -> QModelIndex:
        """Return the index of a row below ``parent``."""
        above = parent.internalId() if parent is not None and parent.isValid() else -1
        children = self._children.get(above, [])
        if column == 0 and 0 <= row < len(children):
            return self.createIndex(row, 0, children[row])
        return QModelIndex()

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]
        """Return the index above."""
        return self.at(self.node(index).parent) if index.isValid() else QModelIndex()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many lines lie directly below."""
        above = parent.internalId() if parent is not None and parent.isValid() else -1
        return len(self._children.get(above, ()))

    def columnCount(self, _parent: Index | None = None) -> int:
        """Return 1."""
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the text of a line, and for a screen reader its number too."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self.node(index).text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(self.node(index))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let all but headings be chosen and dropped on, and folders be dragged."""
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        node = self.node(index)
        if node.scope is None:
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if node.scope.folder_id is not None:
            flags |= Qt.ItemFlag.ItemIsDragEnabled
        return flags | Qt.ItemFlag.ItemIsDropEnabled

    def mimeTypes(self) -> list[str]:
        """Return what may be dropped here."""
        return [ITEMS, FOLDER]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Return the id of the dragged folder."""
        scopes = [self.node(index).scope for index in indexes]
        ids = [s.folder_id for s in scopes if s is not None and s.folder_id is not None]
        return folder_data(ids[0]) if ids else QMimeData()


def _same(one: Scope | None, other: Scope) -> bool:
    """Return whether two scopes are one place, whichever way a tag is spelt."""
    if one is None or one.place is not other.place or one.folder_id != other.folder_id:
        return False
    return one.value == other.value or (
        one.place is Place.TAG and tag_key(one.value) == tag_key(other.value)
    )


def spoken(node: Node) -> str:
    """Return what a screen reader says of a line."""
    if node.count is None:
        return node.text
    items = ngettext("{count} item", "{count} items", node.count).format(count=node.count)
    return _("{place}, {items}").format(place=node.text, items=items)
