# SPDX-License-Identifier: GPL-3.0-or-later
"""A short list of lines to choose one from, dressed as the sidebar is."""

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from strongroom.gui import theme
from strongroom.gui.widgets.ground import paint_ground
from strongroom.gui.widgets.text_line import TextLine

_LINE = 36
_INSET = 12


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


class _Delegate(QStyledItemDelegate):
    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Be as high as a line of the sidebar."""
        return QSize(0, theme.scaled(_LINE))

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
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        paint_ground(painter, QRectF(box), option.state, hovered=hovered)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        line = TextLine(theme.font(theme.Text.STRONG if chosen else theme.Text.BODY))
        ink = theme.colour("accent" if chosen else "text")
        line.paint(painter, box.adjusted(_INSET, 0, -_INSET, 0), str(index.data()), ink)
        painter.restore()
