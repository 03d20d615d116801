# SPDX-License-Identifier: GPL-3.0-or-later
"""A ring that shrinks with the time that is left."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from strongroom.gui import theme

_THICK = 0.13  # of the side
_FULL = 360 * 16  # Qt counts sixteenths of a degree, from three o'clock, against the clock
_TOP = 90 * 16
_FAINT = 70  # of 255


class CountdownRing(QWidget):
    """A ring that is whole at the start and gone at the end.

    It says nothing to a screen reader: the text beside it tells the seconds.  On a toast
    (``on_toast``) it takes the colours of the other scheme, as the toast's ground does.
    """

    def __init__(
        self, parent: QWidget | None = None, *, side: int = theme.ICON, on_toast: bool = False
    ) -> None:
        super().__init__(parent)
        self._side = side
        self._on_toast = on_toast
        self._share = 1.0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def share(self) -> float:
        """What is left, from 1.0 down to 0.0."""
        return self._share

    def show_left(self, left: float, whole: float) -> None:
        """Show that ``left`` of ``whole`` seconds remain."""
        share = min(1.0, max(0.0, left / whole)) if whole > 0 else 0.0
        if share != self._share:
            self._share = share
            self.update()

    def sizeHint(self) -> QSize:
        """Want this much room."""
        return QSize(self._side, self._side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the part that is left over the whole."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        thick = self._side * _THICK
        half = thick / 2
        box = QRectF(half, half, self._side - thick, self._side - thick)
        track, arc = self._colours()
        painter.setPen(QPen(track, thick))
        painter.drawEllipse(box)
        painter.setPen(QPen(arc, thick, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawArc(box, _TOP, round(self._share * _FULL))

    def _colours(self) -> tuple[QColor, QColor]:
        if not self._on_toast:
            return theme.colour("hairline"), theme.colour("accent")
        track = theme.colour("on_toast")
        track.setAlpha(_FAINT)
        return track, QColor(toast_accent())


def toast_accent() -> str:
    """Return the accent that can be read on a toast's ground."""
    return theme.LIGHT.accent if theme.current().dark else theme.DARK.accent
