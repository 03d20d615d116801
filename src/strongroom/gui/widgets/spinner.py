# SPDX-License-Identifier: GPL-3.0-or-later
"""An arc that turns while something is being done; it stands still where motion is unwanted."""

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from strongroom.gui import motion, theme

_FRAME_MS = 40
_STEP = 15  # degrees a frame: a turn in about a second
_ARC = 270
_PEN = 2.0


class Spinner(QWidget):
    """Turns while it is visible."""

    def __init__(
        self, parent: QWidget | None = None, *, side: int = theme.ICON, colour: str = "accent"
    ) -> None:
        super().__init__(parent)
        self._side = side
        self._colour = colour
        self._angle = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self._turn)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Want a small square."""
        return QSize(self._side, self._side)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to turn."""
        super().showEvent(event)
        if motion.wanted():
            self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop."""
        super().hideEvent(event)
        self._timer.stop()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the arc at its angle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(theme.colour(self._colour), _PEN)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        box = QRectF(self.rect()).adjusted(_PEN, _PEN, -_PEN, -_PEN)
        painter.drawArc(box, -self._angle * 16, _ARC * 16)

    def _turn(self) -> None:
        self._angle = (self._angle + _STEP) % 360
        self.update()
