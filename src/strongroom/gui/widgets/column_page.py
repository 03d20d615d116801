# SPDX-License-Identifier: GPL-3.0-or-later
"""A page with one column in its middle and, where wanted, a line at its foot.

Where the window is lower than the column, or the text large, the page scrolls.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from strongroom.gui import icons, theme
from strongroom.gui.widgets.icon_label import IconLabel
from strongroom.gui.widgets.labels import label

MARK = 64
_ALL = 1000  # of the width, up to the column's own


class ColumnPage(QWidget):
    """Subclasses put their widgets into ``column`` and ``foot``."""

    def __init__(self, parent: QWidget | None = None, *, width: int = theme.COLUMN) -> None:
        super().__init__(parent)
        inner = QWidget()
        inner.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        inner.setMaximumWidth(theme.scaled(width))
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.GRID + 2)
        middle = QWidget()
        middle.setObjectName("middle")
        around = QVBoxLayout(middle)
        around.setContentsMargins(theme.GRID, theme.GRID, theme.GRID, theme.GRID)
        around.addStretch(1)
        row = QHBoxLayout()  # between two stretches: an alignment would ignore wrapped lines
        row.addStretch(1)
        row.addWidget(inner, _ALL)
        row.addStretch(1)
        around.addLayout(row)
        around.addStretch(1)
        self.foot = QHBoxLayout()
        self.foot.setContentsMargins(2 * theme.GRID, 0, 2 * theme.GRID, 2 * theme.GRID)
        self.foot.setSpacing(theme.GRID // 2)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(_scrolling(middle), 1)
        page.addLayout(self.foot)

    def add_head(self, title: str, *, hero: bool = False, mark: int = MARK) -> None:
        """Put the mark, ``mark`` pixels wide, and a title on top of the column."""
        picture = IconLabel(icons.MARK, "accent", mark)
        self.column.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
        self.column.addSpacing(theme.GRID)
        self.title = label(title, theme.Text.HERO if hero else theme.Text.TITLE, wrap=True)
        self.title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.column.addWidget(self.title)


def _scrolling(widget: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    # A viewport of Qt's own would be looked up among all of Qt's widgets: 30 ms of the start.
    ground = QWidget()
    area.setViewport(ground)
    area.setWidget(widget)
    ground.setAutoFillBackground(False)
    widget.setAutoFillBackground(False)
    return area
