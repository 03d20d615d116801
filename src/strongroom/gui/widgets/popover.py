# SPDX-License-Identifier: GPL-3.0-or-later
"""A small window over the page, for one control of it.

It goes when anything else is clicked, or Escape is pressed.
"""

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from strongroom.gui import compositing, theme
from strongroom.gui.widgets.toast import paint_shadow

_SHADOW = 16
_INSIDE = 16


class Popover(QWidget):
    """A raised card; ``closed`` tells that it is gone, however it went.

    It has round corners and a soft shadow, or neither where nothing shows through them.
    """

    closed = Signal()

    def __init__(self, content: QWidget, parent: QWidget, *, width: int) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        soft = compositing.composites()
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground, soft)
        self._shadow = _SHADOW if soft else 0
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._gone = False
        page = QVBoxLayout(self)
        around = self._shadow + _INSIDE
        page.setContentsMargins(around, around, around, around)
        page.addWidget(content)
        self.setFixedWidth(theme.scaled(width) + 2 * self._shadow)

    def open_at(self, anchor: QWidget) -> None:
        """Show it below ``anchor``, their right edges together, within the screen."""
        self.adjustSize()
        at = QRect(anchor.mapToGlobal(QPoint()), anchor.size())
        room = anchor.screen().availableGeometry()
        left = at.right() - self.width() + self._shadow
        left = max(room.left(), min(left, room.right() - self.width()))
        top = at.bottom() + 1 + theme.GRID - self._shadow
        if top + self.height() > room.bottom():
            top = max(room.top(), at.top() - theme.GRID + self._shadow - self.height())
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
        reach = self._shadow
        box = QRectF(self.rect()).adjusted(reach, reach, -reach, -reach)
        paint_shadow(painter, box, reach)
        painter.setBrush(theme.colour("pane"))
        painter.setPen(QPen(theme.colour("hairline"), 1))
        radius = theme.RADIUS if reach else 0
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
