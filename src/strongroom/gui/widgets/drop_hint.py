# SPDX-License-Identifier: GPL-3.0-or-later
"""What is seen over a pane while files are held over it: a frame, and what letting go does."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from strongroom.gui import theme

_INSET = 8
_VEIL = 225  # of 255


class DropHint(QWidget):
    """Lies over its parent, and takes nothing that is meant for it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.text = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_text(self, text: str) -> None:
        """Say what letting go does."""
        self.text = text
        self.setGeometry(self._over.rect())
        self.show()
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint a veil, a broken frame and the sentence in the middle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(theme.colour("pane"))
        veil.setAlpha(_VEIL)
        painter.setBrush(veil)
        painter.setPen(QPen(theme.colour("accent"), theme.RING, Qt.PenStyle.DashLine))
        box = QRectF(self.rect()).adjusted(_INSET, _INSET, -_INSET, -_INSET)
        painter.drawRoundedRect(box, theme.RADIUS, theme.RADIUS)
        painter.setFont(theme.font(theme.Text.CARD))
        painter.setPen(theme.colour("text"))
        inside = box.adjusted(3 * _INSET, 3 * _INSET, -3 * _INSET, -3 * _INSET)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(inside, flags, self.text)
