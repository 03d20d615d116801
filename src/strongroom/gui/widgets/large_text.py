# SPDX-License-Identifier: GPL-3.0-or-later
"""A value in large type, each character in a cell of its own with its number below."""

import unicodedata

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from strongroom.gui import theme
from strongroom.gui.widgets.secret_line_edit import token_of

_SIZE = 32
_SPACE = "␣"
_PAD = 5


class LargeText(QWidget):
    """Paints the cells, as many a line as fit.  A screen reader is told only the name."""

    def __init__(self, name: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cells = clusters(text)
        self._face = theme.mono(_SIZE)
        self._small = theme.digits(theme.Text.LABEL)
        metrics = QFontMetrics(self._face)
        number = QFontMetrics(self._small).height()
        self._cell = QSize(metrics.horizontalAdvance("M") + 2 * _PAD, metrics.height() + number + 6)
        self._number = number
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def forget(self) -> None:
        """Hold the value no longer."""
        self._cells = []
        self.update()

    def hasHeightForWidth(self) -> bool:
        """Take more lines where there is less width."""
        return True

    def heightForWidth(self, width: int, /) -> int:
        """Return the height of the lines of cells at ``width`` pixels."""
        across = self._across(width)
        return -(-len(self._cells) // across) * self._cell.height()

    def sizeHint(self) -> QSize:
        """Want all of it on one line, up to a wide one."""
        across = min(len(self._cells) or 1, _WIDE)
        width = across * self._cell.width()
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Get along with a few cells a line."""
        return QSize(6 * self._cell.width(), self._cell.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint those cells that can be seen."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        across, wide, high = self._across(self.width()), self._cell.width(), self._cell.height()
        first = max(0, event.rect().top() // high) * across
        last = (event.rect().bottom() // high + 1) * across
        for index, cell in enumerate(self._cells[first:last], first):
            line, place = divmod(index, across)
            self._paint_cell(painter, QRectF(place * wide, line * high, wide, high), index, cell)

    def _paint_cell(self, painter: QPainter, box: QRectF, index: int, cell: str) -> None:
        if index % 2:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("hover"))
            painter.drawRoundedRect(box, theme.RADIUS / 2, theme.RADIUS / 2)
        above = box.adjusted(0, 2, 0, -self._number - 2)
        painter.setFont(self._face)
        blank = cell.isspace()
        painter.setPen(theme.colour("muted" if blank else token_of(cell[0])))
        painter.drawText(above, Qt.AlignmentFlag.AlignCenter, _SPACE if blank else cell)
        painter.setFont(self._small)
        painter.setPen(theme.colour("muted"))
        below = QRectF(box.left(), box.bottom() - self._number - 2, box.width(), self._number)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, str(index + 1))

    def _across(self, width: int) -> int:
        return max(1, width // self._cell.width())


_WIDE = 20


def clusters(text: str) -> list[str]:
    """Split a text into what people count as characters: a letter with the marks on it."""
    found: list[str] = []
    for character in text:
        joined = bool(found) and (
            unicodedata.combining(character) != 0
            or unicodedata.category(character) in {"Mn", "Me", "Mc"}
            or character in _JOINERS
            or found[-1].endswith(_JOINER)
        )
        if joined:
            found[-1] += character
        else:
            found.append(character)
    return found


_JOINER = "\u200d"
_JOINERS = frozenset({_JOINER, "\ufe0f"})
