# SPDX-License-Identifier: GPL-3.0-or-later
"""A card for many rows: its lines are painted, so that a row costs one widget and no more."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from strongroom.gui import theme


class RowsCard(QWidget):
    """A card whose rows lie directly on it, with hairlines painted between them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(1, 1, 1, 1)
        self._rows.setSpacing(1)

    def add_row(self, row: QWidget) -> None:
        """Put ``row`` under the others."""
        self._rows.addWidget(row)

    def add_rows(self, rows: Iterable[QWidget]) -> None:
        """Put ``rows`` under the others, which stay where they are."""
        with self._rearranged():
            for row in rows:
                self._rows.addWidget(row)
                row.show()

    def drop_rows(self, rows: Iterable[QWidget]) -> None:
        """Let rows go.  They keep their parent until then: without one they could be windows."""
        with self._rearranged():
            for row in rows:
                self._rows.removeWidget(row)
                row.hide()
                row.deleteLater()

    @contextmanager
    def _rearranged(self) -> Iterator[None]:
        """Lay out once what is done within, this card first and what it lies in after it.

        Left to the layouts, each from the outside in, all rows would share what room the
        former ones had, at each row that is shown: all of them would move, time and again.
        """
        self._rows.setEnabled(False)
        yield
        self._rows.setEnabled(True)
        self._rows.invalidate()
        widget: QWidget | None = self
        while widget is not None and (layout := widget.layout()) is not None:
            needed = layout.totalHeightForWidth(widget.width())
            if needed > widget.height() or widget is self:
                widget.resize(widget.width(), needed)
            layout.activate()
            widget = widget.parentWidget()

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
