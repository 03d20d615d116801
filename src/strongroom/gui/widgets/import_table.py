# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of a file that is looked at; a sentence on one has the room of three columns."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHeaderView

from strongroom.gui import theme
from strongroom.gui.models.import_rows import FATE, TITLE, USERNAME, ImportModel, ImportRows, Show
from strongroom.gui.widgets.plain_table import PlainTable
from strongroom.texts import _

_SPANNED = 200  # rows with a sentence; of more, the rest shows it in its tooltip
_FATE = 190


class ImportTable(PlainTable):
    """Shows :class:`ImportRows`; ``chosen`` tells that another row is current."""

    chosen = Signal()

    def __init__(self, name: str = "") -> None:
        super().__init__(name or _("Rows of the file"), chosen=True)
        self.rows = ImportModel()
        self.rows.setParent(self)
        self.setModel(self.rows)
        across = self.horizontalHeader()
        across.setSectionResizeMode(FATE, QHeaderView.ResizeMode.Fixed)
        across.resizeSection(FATE, theme.scaled(_FATE))
        self.selectionModel().currentRowChanged.connect(lambda _now, _before: self.chosen.emit())

    @property
    def current_row(self) -> int | None:
        """The row that is chosen, None for none."""
        index = self.currentIndex()
        return index.row() if index.isValid() else None

    def show_rows(self, rows: ImportRows, show: Show = Show.ALL) -> None:
        """Show ``rows`` in the place of what was shown; none is chosen."""
        self.clearSpans()
        self.rows.show_some(rows, show)
        self.scrollToTop()
        keys = rows.shown.get(show, ())
        for place, key in enumerate(keys[:_SPANNED]):
            if key < 0:
                self.setSpan(place, USERNAME, 1, FATE - USERNAME)
        self.chosen.emit()

    def choose_first(self) -> None:
        """Choose the first row, if there is any."""
        if self.rows.rowCount():
            self.setCurrentIndex(self.rows.index(0, TITLE))
