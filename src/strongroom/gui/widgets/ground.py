# SPDX-License-Identifier: GPL-3.0-or-later
"""The ground of a row in list and sidebar: chosen, under the mouse, or with the focus."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyle

from strongroom.gui import theme

_FOCUS = QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_KeyboardFocusChange


def paint_ground(painter: QPainter, box: QRectF, state: QStyle.StateFlag, *, hovered: bool) -> None:
    """Fill ``box`` as its state asks; the ring shows only while keys move the focus."""
    tokens = theme.current()
    if state & QStyle.StateFlag.State_Selected:
        fill = QColor(tokens.selected)
    elif hovered:
        fill = QColor(tokens.hover)
    else:
        fill = QColor(Qt.GlobalColor.transparent)
    if (state & _FOCUS) == _FOCUS:
        half = theme.RING / 2
        box = box.adjusted(half, half, -half, -half)
        painter.setPen(QPen(QColor(tokens.accent), theme.RING))
    elif fill.alpha():
        painter.setPen(Qt.PenStyle.NoPen)
    else:
        return
    painter.setBrush(fill)
    painter.drawRoundedRect(box, theme.RADIUS, theme.RADIUS)
