# SPDX-License-Identifier: GPL-3.0-or-later
"""A table whose first row of cells are choosers: click, Enter, Space or F2 open a menu.

One menu serves all of the columns, so that two hundred of them cost no more than one.
"""

from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from strongroom.app.csv_maps import TARGET_NAMES, Target
from strongroom.gui import icons, theme
from strongroom.gui.models.columns import Index
from strongroom.gui.models.mapping_cells import CHOOSERS, MappingCells
from strongroom.gui.widgets.plain_table import PlainTable
from strongroom.texts import _

_OPENERS = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_F2}
_WIDTHS = (150, 280)  # of a column, before the text scale
_MEASURED = 12  # columns whose content is looked at for their width: more are out of sight
_ARROW = 14
_INSET = 6
_GROUPS = (Target.TITLE, Target.FOLDER, Target.EMAIL, Target.CARD_HOLDER, Target.NAME)
_LAST_GROUPS = (Target.NETWORK, Target.SHOWN)


class MappingTable(PlainTable):
    """``chosen`` carries a column and the target that a person chose for it."""

    chosen = Signal(int, object)

    def __init__(self, cells: MappingCells) -> None:
        super().__init__(_("First rows, and above each column what it becomes"), chosen=True)
        self._cells = cells
        self.setHorizontalHeader(_Header(self.horizontalHeader(), self))
        self.setModel(cells)
        self.setItemDelegateForRow(CHOOSERS, _Chooser(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        across = self.horizontalHeader()
        across.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.menu = QMenu(self)
        self.menu.setAccessibleName(_("What the column becomes"))
        self._fill_menu()
        self.clicked.connect(self._open)

    def fit(self) -> None:
        """Give the columns their width, and the focus its place."""
        low, high = map(theme.scaled, _WIDTHS)
        across = self.horizontalHeader()
        across.setDefaultSectionSize(low)
        across.resizeSections(QHeaderView.ResizeMode.Interactive)
        for column in range(min(self._cells.columnCount(), _MEASURED)):
            texts = self._cells.first_texts(column)
            wanted = max(self.fontMetrics().horizontalAdvance(text) for text in texts)
            self.setColumnWidth(column, min(max(low, wanted + _ARROW + 4 * _INSET), high))
        if not self.currentIndex().isValid():
            self.setCurrentIndex(self._cells.index(CHOOSERS, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the chooser of the column; the rest moves through the table."""
        if event.key() in _OPENERS and self.currentIndex().isValid():
            self._open(self._cells.index(CHOOSERS, self.currentIndex().column()))
        else:
            super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        if index.row() != CHOOSERS:
            return
        self.setCurrentIndex(index)
        now = self._cells.mapping.columns[index.column()].target
        for action in self.menu.actions():
            if not action.isSeparator():
                action.setChecked(action.data() == now)
                if action.data() == now:
                    self.menu.setActiveAction(action)
        below = self.visualRect(index).bottomLeft() + QPoint(0, 1)
        self.menu.popup(self.viewport().mapToGlobal(below))

    def _fill_menu(self) -> None:
        for target, name in TARGET_NAMES.items():
            if target in _GROUPS[1:] or target in _LAST_GROUPS:
                self.menu.addSeparator()
            action = self.menu.addAction(_(name))
            action.setCheckable(True)
            action.setData(target)
        self.menu.triggered.connect(
            lambda action: self.chosen.emit(self.currentIndex().column(), Target(action.data()))
        )


class _Header(QHeaderView):
    """A header as ``like``, as high as its first name: Qt measures two hundred, time and again."""

    def __init__(self, like: QHeaderView, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setDefaultAlignment(like.defaultAlignment())
        self.setHighlightSections(like.highlightSections())
        self.setTextElideMode(like.textElideMode())
        self.setSectionsClickable(like.sectionsClickable())

    def sizeHint(self) -> QSize:
        """Return the size of the first name."""
        return self.sectionSizeFromContents(0) if self.count() else super().sizeHint()


class _Chooser(QStyledItemDelegate):
    """Paints the cell of a chooser: a ground of its own, and an arrow."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the ground, the words and the arrow."""
        painter.fillRect(option.rect, theme.colour("hover"))
        super().paint(painter, option, index)
        box = option.rect
        left = box.right() - _ARROW - _INSET
        if option.direction == Qt.LayoutDirection.RightToLeft:
            left = box.left() + _INSET
        top = box.top() + (box.height() - _ARROW) // 2
        icons.icon("chevron-down", "muted").paint(painter, left, top, _ARROW, _ARROW)
