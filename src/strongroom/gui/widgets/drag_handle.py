# SPDX-License-Identifier: GPL-3.0-or-later
"""The six dots at the left of a row that can be moved: drag them up or down."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from strongroom.gui import icons, theme
from strongroom.texts import _

_SIDE = 16


class DragHandle(QWidget):
    """``dragged`` carries the pointer's height on the screen; keys move a row elsewhere."""

    dragged = Signal(int)
    dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setToolTip(_("Drag to move, or press Alt and an arrow key"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Be easy to hit."""
        return QSize(_SIDE + theme.GRID, _SIDE + 2 * theme.GRID)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold."""
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell where the pointer is."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.dragged.emit(int(event.globalPosition().y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.dropped.emit()
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the dots."""
        picture = icons.pixmap("grip-vertical", "muted", _SIDE, self.devicePixelRatioF())
        at = self.rect().center() - picture.rect().center() / picture.devicePixelRatio()
        QPainter(self).drawPixmap(at, picture)
