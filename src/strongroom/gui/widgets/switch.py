# SPDX-License-Identifier: GPL-3.0-or-later
"""A check box drawn as a switch: for a setting that is on or off at once."""

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from strongroom.gui import theme

_TRACK = (36, 20)
_RING = 3  # room for the focus ring round the track
_KNOB = 14


class Switch(QCheckBox):
    """On or off; ``name`` is what a screen reader says, the label stands elsewhere."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Want the track and its ring."""
        return QSize(_TRACK[0] + 2 * _RING, _TRACK[1] + 2 * _RING)

    def hitButton(self, pos: QPoint) -> bool:
        """Take a click anywhere on it."""
        return self.rect().contains(pos)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint track, knob and ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(_RING, _RING, *_TRACK)
        on = self.isChecked()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setOpacity(1.0 if self.isEnabled() else 0.4)
        painter.setBrush(theme.colour("accent" if on else "muted"))
        painter.drawRoundedRect(track, _TRACK[1] / 2, _TRACK[1] / 2)
        gap = (_TRACK[1] - _KNOB) / 2
        right = on != self.isRightToLeft()
        left = track.right() - gap - _KNOB if right else track.left() + gap
        painter.setBrush(theme.colour("on_accent" if on else "pane"))
        painter.drawEllipse(QRectF(left, track.top() + gap, _KNOB, _KNOB))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent"), theme.RING))
            ring = track.adjusted(-2, -2, 2, 2)
            painter.drawRoundedRect(ring, ring.height() / 2, ring.height() / 2)
