# SPDX-License-Identifier: GPL-3.0-or-later
"""A small window over the page, for one control of it.

It goes when anything else is clicked, or Escape is pressed.
"""

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from strongroom.gui import theme
from strongroom.gui.widgets.toast import paint_shadow

_SHADOW = 16
_INSIDE = 16


class Popover(QWidget):
    """A raised card with a soft shadow; ``closed`` tells that it is gone, however it went."""

    closed = Signal()

    def __init__(self, content: QWidget, parent: QWidget, *, width: int) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._gone = False
        page = QVBoxLayout(self)
        around = _SHADOW + _INSIDE
        page.setContentsMargins(around, around, around, around)
        page.addWidget(content)
        self.setFixedWidth(theme.scaled(width) + 2 * _SHADOW)

    def open_at(self, anchor: QWidget) -> None:
        """Show it below ``anchor``, their right edges together, within the screen."""
        self.adjustSize()
        at = QRect(anchor.mapToGlobal(QPoint()), anchor.size())
        room = anchor.screen().availableGeometry()
        left = at.right() - self.width() + _SHADOW
        left = max(room.left(), min(left, room.right() - self.width()))
        top = at.bottom() + 1 + theme.GRID - _SHADOW
        if top + self.height() > room.bottom():
            top = max(room.top(), at.top() - theme.GRID + _SHADOW - self.height())
        self.move(left, top)
        self.show()

    def hideEvent(self, event: QHideEvent) -> None:
        """Tell once that it is gone."""
        super().hideEvent(event)
        if not self._gone:
            self._gone = True
            self.closed.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint shadow, ground and edge."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(_SHADOW, _SHADOW, -_SHADOW, -_SHADOW)
        paint_shadow(painter, box, _SHADOW)
        painter.setBrush(theme.colour("pane"))
        painter.setPen(QPen(theme.colour("hairline"), 1))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS, theme.RADIUS)
