# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of a file that is looked at; why one cannot be read has the room of three columns."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from strongroom.gui import theme
from strongroom.gui.models.import_rows import COLUMNS, Fate, ImportModel, ImportRow
from strongroom.texts import _

_SPANNED = 1000  # rows with a reason; of more, the rest shows it in its tooltip


class ImportTable(QTableView):
    """Shows :class:`ImportRow` rows, to be read and not to be chosen from."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Rows of the file"))
        self.setProperty("plain", True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
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
        across.setSectionsClickable(False)

    def show_rows(self, rows: list[ImportRow]) -> None:
        """Show ``rows`` in the place of what was shown."""
        self.clearSpans()
        self.setModel(ImportModel(rows))
        for place, row in enumerate(rows[:_SPANNED]):
            if row.fate is Fate.UNREADABLE:
                self.setSpan(place, 1, 1, len(COLUMNS) - 1)
