# SPDX-License-Identifier: GPL-3.0-or-later
"""The list itself: rows of one height, many of which may be selected and dragged.

A table, not a list view: a list view measures every row at each reset, which takes 150 ms
at 100,000 rows; a table with fixed rows takes a tenth of one.
"""

from collections.abc import Iterable

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QDrag,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QTableView,
    QWidget,
)

from strongroom.gui import theme
from strongroom.gui.models.chosen import LOOKED_AT, Chosen, Run, known_runs, moved_by, runs_of
from strongroom.gui.models.dragging import items_data
from strongroom.gui.models.items import ItemsModel, Listing
from strongroom.gui.widgets.item_painter import ItemPainter
from strongroom.gui.widgets.overlay_scroll import OverlayScroll
from strongroom.texts import _


class ItemTable(QTableView):
    """Shows an :class:`ItemsModel`.

    ``chosen`` tells that something else was selected since, ``typed`` hands on what was typed
    here and belongs to the search, ``opened`` that a row was entered or double-clicked,
    ``menu_wanted`` where its menu should open.
    """

    chosen = Signal()
    typed = Signal(object)
    opened = Signal()
    menu_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.items = ItemsModel()
        self.rows = ItemPainter()
        self.hovered = -1
        self._quiet = False
        self.setModel(self.items)
        self._dress()
        self.selectionModel().selectionChanged.connect(self._selected)
        self.doubleClicked.connect(lambda _index: self.opened.emit())
        theme.changes().changed.connect(self._take_theme)

    def _dress(self) -> None:
        self.setAccessibleName(_("Items"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.hide()
        across.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        down.hide()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._scroll = OverlayScroll(self)
        self._take_height()

    def _take_theme(self) -> None:
        self.rows.take_fonts()
        self._take_height()
        self.viewport().update()

    def _take_height(self) -> None:
        height = theme.scaled(theme.ROW)
        self.verticalHeader().setMinimumSectionSize(height)
        self.verticalHeader().setDefaultSectionSize(height)
        self.verticalScrollBar().setSingleStep(height)

    def show_listing(self, listing: Listing, *, keep: bool) -> None:
        """Show ``listing`` and tell nobody.

        Where ``keep``, what is selected stays so, and the rows under the eye stay there.
        """
        current, before = self.current_id(), self.selected()
        everything = keep and len(before) == self.items.rowCount() > LOOKED_AT
        old = self.items.ids
        chosen = before.ids if keep and not everything else []
        seen = self._in_sight() if keep else {}
        place = self.verticalScrollBar().value()
        self._quiet = True
        reset = self.items.show(listing)
        if keep and reset:
            rows = self.items.rows_of(chosen)
            runs = known_runs(old, self.items.ids) if everything else runs_of(rows)
            self.restore(runs, current)
            self.updateGeometries()
            self._scroll_to(place, moved_by(seen, self.items.ids))
        self._quiet = False
        if reset and not keep:
            self.scrollToTop()

    def _in_sight(self) -> dict[int, int]:
        """Return the items in sight with their rows."""
        height = self.rowHeight(0) if self.items.rowCount() else 0
        if not height:
            return {}
        top = self.verticalOffset()
        first, last = top // height, (top + self.viewport().height()) // height
        return {item: first + n for n, item in enumerate(self.items.ids[first : last + 1])}

    def _scroll_to(self, place: int, rows: int) -> None:
        """Go to ``place`` and so many rows on; a list at its top stays there, to show what is new.

        The selection's own way of scrolling is undone by this.
        """
        moved = rows * self.verticalHeader().defaultSectionSize() if place else 0
        self.verticalScrollBar().setValue(place + moved)

    def current_id(self) -> int | None:
        """Return the id of the current row, None where there is none."""
        index = self.currentIndex()
        return self.items.ids[index.row()] if index.isValid() else None

    def selected(self) -> Chosen:
        """Return what is selected."""
        parts = self.selectionModel().selection().toList()
        return Chosen(self.items, tuple(sorted((part.top(), part.bottom()) for part in parts)))

    def choose(self, item_id: int) -> bool:
        """Select one item and bring it into view; False where it is not shown."""
        row = self.items.row_of(item_id)
        if row >= 0:
            self.choose_row(row)
        return row >= 0

    def choose_row(self, row: int) -> None:
        """Select one row, as near to ``row`` as there is, and bring it into view."""
        row = min(row, self.items.rowCount() - 1)
        if row >= 0:
            index = self.items.index(row, 0)
            self.selectionModel().setCurrentIndex(index, _CLEAR_SELECT)
            self.scrollTo(index)

    def stand_at(self, row: int) -> None:
        """Let keys start from a row, as near to ``row`` as there is, and select nothing."""
        row = min(row, self.items.rowCount() - 1)
        if row >= 0:
            index = self.items.index(row, 0)
            self.selectionModel().setCurrentIndex(index, _NO_UPDATE)

    def restore(self, runs: Iterable[Run], current: int | None) -> None:
        """Select runs of rows, and make ``current`` the item that keys start from."""
        selection = QItemSelection()
        runs = list(runs)
        for top, bottom in runs:
            selection.select(self.items.index(top, 0), self.items.index(bottom, 0))
        row = self.items.row_of(current) if current is not None else -1
        if row < 0 and runs:
            row = runs[0][0]
        model = self.selectionModel()
        model.select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        model.setCurrentIndex(self.items.index(row, 0) if row >= 0 else QModelIndex(), _NO_UPDATE)

    def _selected(self) -> None:
        if not self._quiet:
            self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hand typing to the search, and open a row on Return."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.opened.emit()
        elif _is_typing(event):
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the mouse with the hover ground."""
        self._hover(self.indexAt(event.position().toPoint()).row())
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Drop the hover ground."""
        self._hover(-1)
        super().leaveEvent(event)

    def _hover(self, row: int) -> None:
        before, self.hovered = self.hovered, row
        for changed in {before, row} - {-1}:
            if before != row:
                self.viewport().update(self._box(changed))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint all rows in one go.

        Qt's own way enters Python several times a row, and each time waits for a worker that
        is busy in it; so a frame waits once.
        """
        height = self.rowHeight(0) if self.items.rowCount() else 0
        if not height:
            return
        area, offset = event.rect(), self.verticalOffset()
        first = max(0, (area.top() + offset) // height)
        last = min(self.items.rowCount() - 1, (area.bottom() + offset) // height)
        chosen = set().union(*(range(*_within(run, first, last)) for run in self.selected().runs))
        current, plain = self.currentIndex().row(), self._plain_state()
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for row in range(first, last + 1):
            state = plain | _CHOSEN if row in chosen else plain
            if row == current and self.hasFocus():
                state |= QStyle.StateFlag.State_HasFocus
            overview = self.items.overview(row)
            self.rows.paint(painter, self._box(row), overview, state, hovered=row == self.hovered)

    def _plain_state(self) -> QStyle.StateFlag:
        keys = self.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        return _BY_KEYS if keys else QStyle.StateFlag.State_None

    def _box(self, row: int) -> QRect:
        """Return where a row lies in the viewport."""
        height = self.rowHeight(0)
        return QRect(0, row * height - self.verticalOffset(), self.viewport().width(), height)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the row, at the mouse or below the current row."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            box = self.visualRect(self.currentIndex())
            self.menu_wanted.emit(self.viewport().mapToGlobal(box.center()))
        elif self.indexAt(event.pos()).isValid():
            self.menu_wanted.emit(event.globalPos())

    def startDrag(self, _supported: Qt.DropAction) -> None:
        """Drag the selected items, shown as how many they are."""
        ids = self.selected().ids
        if not ids:
            return
        drag = QDrag(self)
        drag.setMimeData(items_data(ids))
        drag.setPixmap(self._drag_picture())
        drag.exec(Qt.DropAction.MoveAction)

    def _drag_picture(self) -> QPixmap:
        box = self.visualRect(self.currentIndex()) & self.viewport().rect()
        return self.viewport().grab(box)


_CLEAR_SELECT = (
    QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
)


_NO_UPDATE = QItemSelectionModel.SelectionFlag.NoUpdate


_CHOSEN = QStyle.StateFlag.State_Selected
_BY_KEYS = QStyle.StateFlag.State_KeyboardFocusChange


def _within(run: Run, first: int, last: int) -> Run:
    """Return the part of a run from ``first`` to ``last`` as bounds of a range."""
    return max(run[0], first), min(run[1], last) + 1


def _is_typing(event: QKeyEvent) -> bool:
    held = event.modifiers() & ~(
        Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
    )
    return not held and event.text().isprintable() and bool(event.text().strip())
