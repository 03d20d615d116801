# SPDX-License-Identifier: GPL-3.0-or-later
"""The places of the vault as a tree: chosen with one click, and targets of a drag."""

from typing import cast

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from strongroom.gui import theme
from strongroom.gui.models.dragging import dragged_folder, dragged_items
from strongroom.gui.models.outline import FOLDERS, Node, Outline
from strongroom.gui.models.sidebar import SidebarModel
from strongroom.gui.widgets.overlay_scroll import OverlayScroll
from strongroom.gui.widgets.sidebar_line import HEADING, LINE, Line, LinePainter, plus_box
from strongroom.model.scopes import Place, Scope
from strongroom.texts import _

_SELECT = QItemSelectionModel.SelectionFlag.ClearAndSelect
_FOLD_ZONE = 36  # from the left edge of a line to the end of its icon
_ITS_OWN = frozenset({Qt.Key.Key_Delete, Qt.Key.Key_F2})
_OPEN_AFTER_MS = 600  # a folder unfolds when a drag rests on it


class SidebarTree(QTreeView):
    """Shows an outline; ``chosen`` gives the scope of the line that was taken."""

    chosen = Signal(object)
    dropped_items = Signal(object, object)
    dropped_folder = Signal(object, object)
    menu_wanted = Signal(object, object)
    folder_wanted = Signal()
    rename_wanted = Signal()
    delete_wanted = Signal()
    below = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.places = SidebarModel()
        self.lines = _Delegate(self)
        self.may_add = True
        self._folded: set[int] = set()
        self._quiet = False
        self.setModel(self.places)
        self.setItemDelegate(self.lines)
        self._dress()
        self.selectionModel().currentChanged.connect(self._moved_to)
        self.expanded.connect(lambda index: self._remember_fold(index, folded=False))
        self.collapsed.connect(lambda index: self._remember_fold(index, folded=True))

    def _dress(self) -> None:
        self.setAccessibleName(_("Places"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHeaderHidden(True)
        self.setIndentation(0)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(False)
        self.setMouseTracking(True)
        self.setAnimated(False)
        self.setExpandsOnDoubleClick(True)
        self.setAutoExpandDelay(_OPEN_AFTER_MS)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDropIndicatorShown(False)
        self.viewport().setAutoFillBackground(False)
        self._scroll = OverlayScroll(self)

    def show_outline(self, nodes: Outline, scope: Scope) -> bool:
        """Show ``nodes`` with ``scope`` chosen; False where that is no longer among them."""
        self._quiet, place = True, self.verticalScrollBar().value()
        if self.places.show(nodes):
            self.expandAll()
            for place, node in enumerate(nodes):
                if node.scope is not None and node.scope.folder_id in self._folded:
                    self.collapse(self.places.at(place))
        found = self.choose(scope)
        self.updateGeometries()
        self.verticalScrollBar().setValue(place)
        self._quiet = False
        return found

    def choose(self, scope: Scope) -> bool:
        """Make the line of ``scope`` the chosen one without telling; False for no such line."""
        index = self.places.find(scope)
        quiet, self._quiet = self._quiet, True
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, _SELECT)
        else:
            self.selectionModel().clear()
        self._quiet = quiet
        return index.isValid()

    def choose_last(self) -> None:
        """Take the lowest line, as when coming from below with the arrow key."""
        index = self.places.index(self.places.rowCount() - 1, 0)
        while self.isExpanded(index) and self.places.rowCount(index):
            index = self.places.index(self.places.rowCount(index) - 1, 0, index)
        if self.places.node(index).scope is not None:
            self.selectionModel().setCurrentIndex(index, _SELECT)

    def node_at(self, index: QModelIndex) -> Node | None:
        """Return the node of an index, None for an invalid one."""
        return self.places.node(index) if index.isValid() else None

    def _moved_to(self, index: QModelIndex) -> None:
        node = self.node_at(index)
        if not self._quiet and node is not None and node.scope is not None:
            self.chosen.emit(node.scope)

    def _remember_fold(self, index: QModelIndex, *, folded: bool) -> None:
        scope = self.places.node(index).scope
        if self._quiet or scope is None or scope.folder_id is None:
            return
        (self._folded.add if folded else self._folded.discard)(scope.folder_id)

    def event(self, event: QEvent) -> bool:
        """Keep the keys that mean the place here, and an item everywhere else."""
        asked = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if asked and cast("QKeyEvent", event).key() in _ITS_OWN:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Rename and delete a place; go on below the last line with the arrow key."""
        if event.key() == Qt.Key.Key_Delete:
            self.delete_wanted.emit()
        elif event.key() == Qt.Key.Key_F2:
            self.rename_wanted.emit()
        elif event.key() == Qt.Key.Key_Down and not self._has_below():
            self.below.emit()
        else:
            super().keyPressEvent(event)

    def _has_below(self) -> bool:
        return self.indexBelow(self.currentIndex()).isValid()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Fold and unfold with a click on the icon of a folder that has others in it."""
        index = self.indexAt(event.position().toPoint())
        inside = event.position().x() - self._depth_of(index) * 18
        again = index.isValid() and index == self.currentIndex()
        if again and inside < _FOLD_ZONE and self.places.rowCount(index):
            self.setExpanded(index, not self.isExpanded(index))
            return
        if index.isValid() and self.places.node(index).scope is None:
            if self.may_add and self._on_plus(event.position().toPoint()):
                self.folder_wanted.emit()
            return
        super().mousePressEvent(event)

    def _on_plus(self, at: QPoint) -> bool:
        """Return whether a point lies on the plus beside the heading of the folders."""
        index = self.indexAt(at)
        node = self.node_at(index)
        if node is None or node.section != FOLDERS:
            return False
        return plus_box(self.visualRect(index)).adjusted(-6, -6, 6, 6).contains(at)

    def _depth_of(self, index: QModelIndex) -> int:
        node = self.node_at(index)
        return node.depth if node else 0

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the mouse with the hover ground."""
        self.lines.hovered = QPersistentModelIndex(self.indexAt(event.position().toPoint()))
        self.viewport().update()
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Drop the hover ground."""
        self._drop_hover()
        super().leaveEvent(event)

    def _drop_hover(self) -> None:
        self.lines.hovered = QPersistentModelIndex()
        self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the line, or that of folders beside all lines."""
        keyboard = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if keyboard else self.indexAt(event.pos())
        at = self.visualRect(index).center() if keyboard else event.pos()
        self.menu_wanted.emit(self.node_at(index), self.viewport().mapToGlobal(at))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take drags of items and of folders."""
        if _target_kind(event):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Light the line that would take the drop."""
        super().dragMoveEvent(event)  # unfolds a folder on which the drag rests
        index = self.indexAt(event.position().toPoint())
        taken = self._takes(event, index)
        self.lines.hovered = QPersistentModelIndex(index if taken else QModelIndex())
        self.viewport().update()
        event.setDropAction(Qt.DropAction.MoveAction)
        event.setAccepted(taken)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Put the light out."""
        self._drop_hover()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell what was dropped on what."""
        self._drop_hover()
        node = self.node_at(self.indexAt(event.position().toPoint()))
        if not self._takes(event, self.indexAt(event.position().toPoint())):
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.MoveAction)
        event.accept()
        folder = dragged_folder(event.mimeData())
        scope = node.scope if node is not None and node.scope is not None else Scope.all()
        if folder is not None:
            self.dropped_folder.emit(folder, scope.folder_id)
        else:
            self.dropped_items.emit(dragged_items(event.mimeData()), scope)
        self.setState(QAbstractItemView.State.NoState)

    def _takes(self, event: QDropEvent, index: QModelIndex) -> bool:
        node = self.node_at(index)
        kind = _target_kind(event)
        if kind == "folder":
            return self._takes_folder(event, node)
        return kind == "items" and node is not None and takes_items(node.scope)

    def _takes_folder(self, event: QDropEvent, node: Node | None) -> bool:
        if node is None or node.scope is None:
            return node is None or node.section == FOLDERS
        if node.scope.folder_id is not None:
            return node.scope.folder_id != dragged_folder(event.mimeData())
        return node.scope == Scope.all()


def takes_items(scope: Scope | None) -> bool:
    """Return whether dropping items on a place means something there."""
    if scope is None:
        return False
    places = (Scope.all(), Scope.favourites(), Scope.trash())
    return scope.place in {Place.FOLDER, Place.TAG} or scope in places


def _target_kind(event: QDropEvent) -> str:
    if dragged_items(event.mimeData()):
        return "items"
    return "folder" if dragged_folder(event.mimeData()) is not None else ""


class _Delegate(QStyledItemDelegate):
    def __init__(self, tree: SidebarTree) -> None:
        super().__init__(tree)
        self._tree = tree
        self.hovered = QPersistentModelIndex()
        self._take_fonts()
        theme.changes().changed.connect(self._take_fonts)

    def _take_fonts(self) -> None:
        self._painter = LinePainter()

    def sizeHint(
        self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        heading = self._tree.places.node(index).scope is None
        return QSize(0, theme.scaled(HEADING if heading else LINE))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        node = self._tree.places.node(index)
        if node.scope is None:
            plus = node.section == FOLDERS and self._tree.may_add
            lit = self.hovered == index
            self._painter.paint_heading(painter, option.rect, node.text, plus=plus, lit=lit)
            return
        within = self._tree.places.rowCount(index) > 0
        unfolded = within and self._tree.isExpanded(self._tree.places.at(index.internalId()))
        icon = "folder-open" if node.icon == "folder" and unfolded else node.icon
        line = Line(node.text, icon, node.count, node.depth, folded=within and not unfolded)
        state: QStyle.StateFlag = option.state
        hovered = self.hovered == index
        self._painter.paint(painter, option.rect, line, state, hovered=hovered)
