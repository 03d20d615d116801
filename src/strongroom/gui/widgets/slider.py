# SPDX-License-Identifier: GPL-3.0-or-later
"""A slider drawn as a line with a ring on it."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QSlider, QStyle, QWidget

from strongroom.gui import theme

_LINE = 4
_KNOB = 14
_HEIGHT = 24


class LineSlider(QSlider):
    """A horizontal slider; a click on the line takes the knob there."""

    def __init__(self, name: str, least: int, most: int, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(least, most)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Want a line of some length."""
        return QSize(theme.scaled(160), _HEIGHT)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the knob to the pointer."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._follow(event.position())
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the knob."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._follow(event.position())
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go; Qt's own slider has taken nothing that it could let go of."""
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint line, filled part and knob."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, knob = self.height() / 2, self._knob_x()
        line = QRectF(0, middle - _LINE / 2, self.width(), _LINE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("hairline"))
        painter.drawRoundedRect(line, _LINE / 2, _LINE / 2)
        painter.setBrush(theme.colour("accent"))
        if self.isRightToLeft():
            line.setLeft(knob)
        else:
            line.setRight(knob)
        painter.drawRoundedRect(line, _LINE / 2, _LINE / 2)
        painter.setBrush(theme.colour("pane"))
        painter.setPen(QPen(theme.colour("accent"), theme.RING))
        painter.drawEllipse(QPointF(knob, middle), _KNOB / 2, _KNOB / 2)
        if self.hasFocus():
            painter.setBrush(theme.colour("accent"))
            painter.drawEllipse(QPointF(knob, middle), _KNOB / 4, _KNOB / 4)

    def _knob_x(self) -> float:
        span = round(self.width() - _KNOB - theme.RING)
        at = QStyle.sliderPositionFromValue(
            self.minimum(), self.maximum(), self.value(), span, self.isRightToLeft()
        )
        return at + (_KNOB + theme.RING) / 2

    def _follow(self, at: QPointF) -> None:
        half = (_KNOB + theme.RING) / 2
        value = QStyle.sliderValueFromPosition(
            self.minimum(),
            self.maximum(),
            round(at.x() - half),
            round(self.width() - 2 * half),
            self.isRightToLeft(),
        )
        self.setValue(value)
