# SPDX-License-Identifier: GPL-3.0-or-later
"""A table that is read: rows without a grid, in the theme's colours, and Tab leaves it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from strongroom.gui import theme


class PlainTable(QTableView):
    """Its columns share the width; one row may be ``chosen`` at a time, or none at all."""

    def __init__(self, name: str, *, chosen: bool) -> None:
        super().__init__()
        modes = QAbstractItemView.SelectionMode
        self.setAccessibleName(name)
        self.setProperty("plain", True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(modes.SingleSelection if chosen else modes.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        down, across = self.verticalHeader(), self.horizontalHeader()
        down.hide()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(theme.scaled(theme.CONTROL))
        across.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        across.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        across.setHighlightSections(False)
        across.setTextElideMode(Qt.TextElideMode.ElideRight)
        across.setSectionsClickable(False)
        theme.changes().changed.connect(self._take_theme)
        self._take_theme()

    def _take_theme(self) -> None:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Highlight, theme.colour("selected"))
        palette.setColor(QPalette.ColorRole.HighlightedText, theme.colour("text"))
        self.setPalette(palette)
