# SPDX-License-Identifier: GPL-3.0-or-later
"""Grounds and lines: a card with rows in it, and the hairline between them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from strongroom.gui import theme
from strongroom.gui.widgets.tinted import Tinted


class Hairline(Tinted):
    """A line one pixel thick, across or down."""

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        orientation: Qt.Orientation = Qt.Orientation.Horizontal,
    ) -> None:
        super().__init__("hairline", parent)
        fixed, free = QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding
        if orientation == Qt.Orientation.Horizontal:
            self.setFixedHeight(1)
            self.setSizePolicy(free, fixed)
        else:
            self.setFixedWidth(1)
            self.setSizePolicy(fixed, free)


class Card(QFrame):
    """A raised pane with a hairline round it; rows stand one under the other."""

    def __init__(self, parent: QWidget | None = None, *, padding: int = 0) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(padding, padding, padding, padding)
        self._rows.setSpacing(0)

    def add_row(self, row: QWidget) -> None:
        """Put ``row`` under the others, with a line between."""
        if self._rows.count():
            self._rows.addWidget(Hairline(self))
        self._rows.addWidget(row)

    def body(self) -> QVBoxLayout:
        """Return the layout, for cards that are not made of rows."""
        return self._rows


def column(parent: QWidget | None = None, *, spacing: int = theme.GRID) -> QVBoxLayout:
    """Return a layout without margins, its parts a grid step apart."""
    layout = QVBoxLayout() if parent is None else QVBoxLayout(parent)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    return layout
