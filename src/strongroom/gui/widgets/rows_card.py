# SPDX-License-Identifier: GPL-3.0-or-later
"""A card for many rows: its lines are painted, so that a row costs one widget and no more."""

from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from strongroom.gui import theme


class RowsCard(QWidget):
    """A card whose rows lie directly on it, with hairlines painted between them."""

    def __init__(self) -> None:
        super().__init__()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(1, 1, 1, 1)
        self._rows.setSpacing(1)

    def add_row(self, row: QWidget) -> None:
        """Put ``row`` under the others."""
        self._rows.addWidget(row)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground, its edge, and the lines between rows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = QPen(theme.colour("hairline"), 1)
        painter.setPen(line)
        painter.setBrush(theme.colour("pane"))
        box = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, theme.RADIUS, theme.RADIUS)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        items = [self._rows.itemAt(number) for number in range(self._rows.count())]
        shown = [item for item in items if item and not item.isEmpty()]
        for item in shown[1:]:
            top = item.geometry().top() - 1
            painter.drawLine(1, top, self.width() - 2, top)
