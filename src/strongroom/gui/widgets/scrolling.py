# SPDX-License-Identifier: GPL-3.0-or-later
"""A part of a page or dialog that scrolls up and down where there is too little room for it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from strongroom.gui.widgets.overlay_scroll import OverlayScroll


def scrolling(inside: QWidget) -> QScrollArea:
    """Return an area for ``inside``: on the ground it lies on, and no stop of Tab by itself."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inside)
    for ground in (inside, area.viewport()):  # Qt fills both once the area has them
        ground.setAutoFillBackground(False)
    OverlayScroll(area)
    return area
