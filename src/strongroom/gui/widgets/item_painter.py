# SPDX-License-Identifier: GPL-3.0-or-later
"""How a row of the list looks: monogram, title with what matched, user name, small marks.

No text of an item is kept here: what is kept are fonts with their metrics, made again when
the theme changes, and pictures of single letters on the colours of monograms.
"""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QStyle

from strongroom.gui import icons, theme
from strongroom.gui.models.items import monogram_key
from strongroom.gui.widgets.ground import paint_ground
from strongroom.gui.widgets.monogram import letter_of, paint_monogram
from strongroom.gui.widgets.text_line import Spans, TextLine
from strongroom.model.item import Overview

Matches = Callable[[str], Spans]

_INSET = 4  # the ground of a chosen row keeps this much from the edges of the pane
_MARGIN = 16
_GAP = 12  # between monogram and text
_MARK = 16
_MARK_GAP = 5
_PITCH = 18  # from the title's line to the user name's


def no_matches(_text: str) -> Spans:
    """Match nothing, as when nothing is searched for."""
    return []


def no_hint(_overview: Overview) -> str:
    """Hint at nothing."""
    return ""


class ItemPainter:
    """Paints rows of the list; ``matches`` gives the parts of a text that the search found.

    ``hint`` says what Return does with a chosen row; it stands at its end.
    """

    def __init__(self) -> None:
        self.matches: Matches = no_matches
        self.hint: Callable[[Overview], str] = no_hint
        self._monograms: dict[tuple[str, int, float], QPixmap] = {}
        self.take_fonts()

    def take_fonts(self) -> None:
        """Take the fonts of the theme anew."""
        self._title = TextLine(theme.font(theme.Text.STRONG))
        self._small = TextLine(theme.font(theme.Text.SMALL))

    def paint(
        self,
        painter: QPainter,
        box: QRect,
        overview: Overview,
        state: QStyle.StateFlag,
        *,
        hovered: bool,
    ) -> None:
        """Paint one row into ``box``."""
        ground = QRectF(box).adjusted(_INSET, 0, -_INSET, 0)
        paint_ground(painter, ground, state, hovered=hovered)
        side = theme.MONOGRAM
        square = QRectF(box.left() + _MARGIN, box.top() + (box.height() - side) / 2, side, side)
        self._paint_monogram(painter, square, overview)
        right = _paint_marks(painter, box, overview)
        if state & QStyle.StateFlag.State_Selected:
            right = self._paint_hint(painter, box, right, self.hint(overview))
        left = box.left() + _MARGIN + side + _GAP
        self._paint_texts(painter, QRect(left, box.top(), right - left, box.height()), overview)

    def _paint_monogram(self, painter: QPainter, square: QRectF, overview: Overview) -> None:
        """Draw a monogram out of the few there are: letters times colours."""
        ratio = _ratio_of(painter)
        key = monogram_key(overview) or overview.title
        kept = (letter_of(overview.title), theme.monogram_colour(key).rgb(), ratio)
        picture = self._monograms.get(kept)
        if picture is None:
            picture = QPixmap((square.size() * ratio).toSize())
            picture.setDevicePixelRatio(ratio)
            picture.fill(Qt.GlobalColor.transparent)
            canvas = QPainter(picture)
            paint_monogram(canvas, QRectF(QPointF(), square.size()), kept[0], key)
            canvas.end()
            self._monograms[kept] = picture
        painter.drawPixmap(square.topLeft(), picture)

    def _paint_hint(self, painter: QPainter, box: QRect, right: int, text: str) -> int:
        """Draw a hint before the marks, and return where the texts must end."""
        if not text:
            return right
        width = self._small.width(text)
        place = QRect(right - width, box.top(), width, box.height())
        self._small.paint(painter, place, text, theme.colour("muted"))
        return place.left() - _GAP

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
    ratio = _ratio_of(painter)
    x = box.right() + 1 - _MARGIN
    top = box.top() + (box.height() - _MARK) / 2
    for name, filled in _marks(overview):
        x -= _MARK
        picture = icons.pixmap(name, "muted", _MARK, ratio, filled=filled)
        painter.drawPixmap(QPointF(x, top), picture)
        x -= _MARK_GAP
    return x


def _ratio_of(painter: QPainter) -> float:
    device = painter.device()
    return device.devicePixelRatioF() if device else 1.0


def _marks(overview: Overview) -> list[tuple[str, bool]]:
    marks = []
    if overview.favourite:
        marks.append(("star", True))
    if overview.has_otp:
        marks.append(("clock-fading", False))
    if overview.has_attachment:
        marks.append(("paperclip", False))
    return marks
