# SPDX-License-Identifier: GPL-3.0-or-later
"""A short list of lines to choose one from, dressed as the sidebar is."""

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from strongroom.gui import icons, theme
from strongroom.gui.widgets.ground import paint_ground
from strongroom.gui.widgets.text_line import TextLine
from strongroom.texts import _

_LINE = 36
_TWO_LINES = 52
_INSET = 12
_PADDING = 5
_GAP = 10
_ICON = Qt.ItemDataRole.UserRole + 1  # Lucide's name of it
_BELOW = Qt.ItemDataRole.UserRole + 2  # the smaller line below
_HEADING = Qt.ItemDataRole.UserRole + 3  # whether it stands over others


class PlainList(QListWidget):
    """Lines of text, one of them current."""

    def __init__(self, name: str, lines: Iterable[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_Delegate(self))
        self.viewport().setAutoFillBackground(False)
        self.addItems(list(lines))

    def add_line(self, text: str, icon: str) -> None:
        """Add a line with an icon before it."""
        line = QListWidgetItem(text, self)
        line.setData(_ICON, icon)

    def add_heading(self, text: str) -> None:
        """Add the name of the lines that follow, which cannot be chosen."""
        line = QListWidgetItem(text, self)
        line.setData(_HEADING, True)
        line.setFlags(Qt.ItemFlag.NoItemFlags)

    def add_two_lines(self, text: str, below: str) -> None:
        """Add a line with a smaller one below it."""
        line = QListWidgetItem(text, self)
        line.setData(_BELOW, below)
        line.setToolTip(below)
        spoken = _("{text}: {below}").format(text=text, below=below)
        line.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)


class _Delegate(QStyledItemDelegate):
    def sizeHint(
        self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Be as high as a line of the sidebar, or higher where there are two."""
        return QSize(0, theme.scaled(_TWO_LINES if index.data(_BELOW) else _LINE))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint ground and text."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = option.rect.adjusted(0, 1, 0, -1)
        if index.data(_HEADING):
            name = TextLine(theme.font(theme.Text.SECTION))
            name.paint(painter, _lower(box), str(index.data()), theme.colour("muted"))
            painter.restore()
            return
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        paint_ground(painter, QRectF(box), option.state, hovered=hovered)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        line = TextLine(theme.font(theme.Text.STRONG if chosen else theme.Text.BODY))
        ink = theme.colour("accent" if chosen else "text")
        inside = box.adjusted(_INSET, 0, -_INSET, 0)
        if name := index.data(_ICON):
            right = option.direction == Qt.LayoutDirection.RightToLeft
            left = inside.right() + 1 - theme.ICON if right else inside.left()
            top = inside.center().y() - theme.ICON // 2
            place = QRect(left, top, theme.ICON, theme.ICON)
            icons.icon(name, "accent" if chosen else "text").paint(painter, place)
            room = theme.ICON + _GAP
            inside = inside.adjusted(0 if right else room, 0, -room if right else 0, 0)
        if below := index.data(_BELOW):
            middle = inside.center().y()
            small = TextLine(theme.font(theme.Text.SMALL))
            lower = inside.adjusted(0, middle - inside.top(), 0, -_PADDING)
            small.paint(painter, lower, str(below), theme.colour("muted"))
            inside = inside.adjusted(0, _PADDING, 0, middle - inside.bottom())
        line.paint(painter, inside, str(index.data()), ink)
        painter.restore()


def _lower(box: QRect) -> QRect:
    return box.adjusted(_INSET, _PADDING, -_INSET, 0)
