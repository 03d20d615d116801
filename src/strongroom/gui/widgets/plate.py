# SPDX-License-Identifier: GPL-3.0-or-later
"""Ten dots in the frame of a field: a click or a key opens what they stand for."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from strongroom.gui import theme
from strongroom.gui.widgets.text_block import SecretBlock

_INSIDE = 10


class Plate(QAbstractButton):
    """Looks like a field that is not being edited."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dots = SecretBlock()
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Be as high as a line edit."""
        return QSize(self._dots.width_hint() + 2 * _INSIDE, theme.scaled(theme.CONTROL))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter as a click."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint frame and dots."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = self.hasFocus()
        thick = theme.RING if focused else 1
        painter.setPen(QPen(theme.colour("accent" if focused else "hairline"), thick))
        painter.setBrush(theme.colour("pane"))
        half = thick / 2
        frame = QRectF(self.rect()).adjusted(half, half, -half, -half)
        painter.drawRoundedRect(frame, theme.RADIUS, theme.RADIUS)
        top = (self.height() - self._dots.line_height) / 2
        inside = QRectF(_INSIDE, top, self.width() - 2 * _INSIDE, self._dots.line_height)
        self._dots.paint(painter, inside)
