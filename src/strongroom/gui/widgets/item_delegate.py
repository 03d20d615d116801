# SPDX-License-Identifier: GPL-3.0-or-later
"""How a row of the list looks: monogram, title with what matched, user name, small marks.

Everything is painted anew each time: no text of an item is kept here.  Fonts and their
metrics are made once, and again when the theme changes.
"""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from strongroom.gui import icons, theme
from strongroom.gui.models.items import ItemsModel, monogram_key
from strongroom.gui.widgets.ground import paint_ground
from strongroom.gui.widgets.monogram import paint_monogram
from strongroom.gui.widgets.text_line import Spans, TextLine
from strongroom.model.item import Overview

Matches = Callable[[str], Spans]
Index = QModelIndex | QPersistentModelIndex

_INSET = 4  # the ground of a chosen row keeps this much from the edges of the pane
_MARGIN = 16
_GAP = 12  # between monogram and text
_MARK = 16
_MARK_GAP = 5
_PITCH = 18  # from the title's line to the user name's


def no_matches(_text: str) -> Spans:
    """Match nothing, as when nothing is searched for."""
    return []


class ItemDelegate(QStyledItemDelegate):
    """Paints the rows of an :class:`ItemsModel`.

    ``hovered`` is the row under the mouse, -1 for none; ``matches`` gives the parts of a
    text that the search found.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hovered = -1
        self.matches: Matches = no_matches
        self.take_fonts()
        theme.changes().changed.connect(self.take_fonts)

    def take_fonts(self) -> None:
        """Take the fonts of the theme anew."""
        self._title = TextLine(theme.font(theme.Text.STRONG))
        self._small = TextLine(theme.font(theme.Text.SMALL))

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the one height that rows have."""
        return QSize(theme.LIST, theme.scaled(theme.ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        model = index.model()
        if not isinstance(model, ItemsModel):
            return
        overview = model.overview(index.row())
        box: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QRectF(box).adjusted(_INSET, 0, -_INSET, 0)
        paint_ground(painter, ground, state, hovered=index.row() == self.hovered)
        side = theme.MONOGRAM
        square = QRectF(box.left() + _MARGIN, box.top() + (box.height() - side) / 2, side, side)
        paint_monogram(painter, square, overview.title, monogram_key(overview))
        right = _paint_marks(painter, box, overview)
        left = box.left() + _MARGIN + side + _GAP
        self._paint_texts(painter, QRect(left, box.top(), right - left, box.height()), overview)
        painter.restore()

    def _paint_texts(self, painter: QPainter, box: QRect, overview: Overview) -> None:
        pitch = theme.scaled(_PITCH)
        block = pitch + self._small.height if overview.username else self._title.height
        top = box.top() + (box.height() - block) // 2
        title = QRect(box.left(), top, box.width(), self._title.height)
        self._paint_line(painter, self._title, title, overview.title, "text")
        if overview.username:
            below = QRect(box.left(), top + pitch, box.width(), self._small.height)
            self._paint_line(painter, self._small, below, overview.username, "muted")

    def _paint_line(
        self, painter: QPainter, line: TextLine, box: QRect, text: str, token: str
    ) -> None:
        spans = self.matches(text)
        colour = theme.colour(token)
        if spans:
            line.paint_matches(painter, box, text, (colour, theme.colour("accent")), spans)
        else:
            line.paint(painter, box, text, colour)


def _paint_marks(painter: QPainter, box: QRect, overview: Overview) -> int:
    """Draw the marks from the right, and return where the text must end."""
    device = painter.device()
    ratio = device.devicePixelRatioF() if device else 1.0
    x = box.right() + 1 - _MARGIN
    top = box.top() + (box.height() - _MARK) / 2
    for name, filled in _marks(overview):
        x -= _MARK
        picture = icons.pixmap(name, "muted", _MARK, ratio, filled=filled)
        painter.drawPixmap(QPointF(x, top), picture)
        x -= _MARK_GAP
    return x


def _marks(overview: Overview) -> list[tuple[str, bool]]:
    marks = []
    if overview.favourite:
        marks.append(("star", True))
    if overview.has_otp:
        marks.append(("clock-fading", False))
    return marks
