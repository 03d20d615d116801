# SPDX-License-Identifier: GPL-3.0-or-later
"""The buttons at the foot of a dialog, or of a step in it."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from strongroom.gui import theme


def answers(*row: QWidget) -> QHBoxLayout:
    """Return the buttons of a dialog in a line, at its end."""
    line = QHBoxLayout()
    line.setContentsMargins(0, theme.GRID, 0, 0)
    line.setSpacing(theme.GRID)
    line.addStretch(1)
    for button in row:
        line.addWidget(button)
    return line
