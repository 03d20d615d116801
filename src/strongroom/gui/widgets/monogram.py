# SPDX-License-Identifier: GPL-3.0-or-later
"""A square with the first letter of a title, coloured by the site's domain.

Nothing is fetched from the network: the same site has the same colour everywhere.
"""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from strongroom.gui import theme

_LETTER = 0.42  # of the side
_ROUND = 4.5  # the side over the radius, 8 at 36
_ON_GROUND = "#FFFFFF"


def letter_of(title: str) -> str:
    """Return the first letter or digit of a title, in capitals; "?" where it has none."""
    first = next((c for c in title if c.isalnum()), "?")
    return first.upper()[:1]


def paint_monogram(painter: QPainter, box: QRectF, title: str, key: str) -> None:
    """Draw a monogram into ``box``; ``key`` is the domain, or the title where there is none."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.monogram_colour(key or title))
    radius = box.width() / _ROUND
    painter.drawRoundedRect(box, radius, radius)
    face = theme.font(theme.Text.TITLE)
    face.setPixelSize(round(box.width() * _LETTER))
    painter.setFont(face)
    painter.setPen(QColor(_ON_GROUND))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letter_of(title))
    painter.restore()


class Monogram(QWidget):
    """A monogram as a widget; it says nothing to a screen reader, its title does."""

    def __init__(self, parent: QWidget | None = None, *, side: int = theme.MONOGRAM_LARGE) -> None:
        super().__init__(parent)
        self._side = side
        self._title = ""
        self._key = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_title(self, title: str, key: str = "") -> None:
        """Show the letter of ``title`` on the colour of ``key``."""
        self._title, self._key = title, key
        self.update()

    def sizeHint(self) -> QSize:
        """Want this much room."""
        return QSize(self._side, self._side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the letter on its ground."""
        painter = QPainter(self)
        paint_monogram(painter, QRectF(0, 0, self._side, self._side), self._title, self._key)
