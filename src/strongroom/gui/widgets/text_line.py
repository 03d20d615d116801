# SPDX-License-Identifier: GPL-3.0-or-later
"""One line of text painted by hand: cut with an ellipsis, with what matched drawn apart."""

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QTextCharFormat, QTextLayout

Spans = list[tuple[int, int]]


class TextLine:
    """A font with its metrics; it keeps no text."""

    def __init__(self, face: QFont) -> None:
        self._face = face
        self._metrics = QFontMetrics(face)

    @property
    def height(self) -> int:
        """The height of a line in pixels."""
        return self._metrics.height()

    def width(self, text: str) -> int:
        """Return the width of ``text`` in pixels."""
        return self._metrics.horizontalAdvance(text)

    def paint(
        self,
        painter: QPainter,
        box: QRect,
        text: str,
        colour: QColor,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        """Draw ``text`` into ``box``, cut where it is too long."""
        painter.setFont(self._face)
        painter.setPen(colour)
        shown = self._cut(text, box.width())
        painter.drawText(box, align | Qt.AlignmentFlag.AlignVCenter | _AS_IT_IS, shown)

    def paint_matches(
        self, painter: QPainter, box: QRect, text: str, colours: tuple[QColor, QColor], spans: Spans
    ) -> None:
        """Draw ``text`` in the first colour, and its parts in ``spans`` in the second.

        Letters keep their shapes across the edge of a part, so Arabic and ligatures stay
        whole.
        """
        shown = self._cut(text, box.width())
        layout = QTextLayout(shown, self._face)
        layout.setFormats([_part(start, end, colours[1]) for start, end in spans])
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(box.width() + self._metrics.maxWidth())
        layout.endLayout()
        painter.setPen(colours[0])
        layout.draw(painter, QPointF(box.left(), box.top() + (box.height() - line.height()) / 2))

    def _cut(self, text: str, width: int) -> str:
        return self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)


_AS_IT_IS = Qt.TextFlag.TextSingleLine


def _part(start: int, end: int, colour: QColor) -> QTextLayout.FormatRange:
    part = QTextLayout.FormatRange()
    part.start, part.length = start, end - start
    part.format = QTextCharFormat()
    part.format.setForeground(colour)
    return part
