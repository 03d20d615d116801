# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of a file that is looked at; why one cannot be read has the room of three columns."""

from strongroom.gui.models.import_rows import COLUMNS, Fate, ImportModel, ImportRow
from strongroom.gui.widgets.plain_table import PlainTable
from strongroom.texts import _

_SPANNED = 1000  # rows with a reason; of more, the rest shows it in its tooltip


class ImportTable(PlainTable):
    """Shows :class:`ImportRow` rows, to be read and not to be chosen from."""

    def __init__(self) -> None:
        super().__init__(_("Rows of the file"), chosen=False)

    def show_rows(self, rows: list[ImportRow]) -> None:
        """Show ``rows`` in the place of what was shown."""
        self.clearSpans()
        self.setModel(ImportModel(rows))
        for place, row in enumerate(rows[:_SPANNED]):
            if row.fate is Fate.UNREADABLE:
                self.setSpan(place, 1, 1, len(COLUMNS) - 1)
