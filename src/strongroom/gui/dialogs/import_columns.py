# SPDX-License-Identifier: GPL-3.0-or-later
"""The face of an import that shows what the columns of a table of no known format mean."""

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from strongroom.app.csv_maps import TableLook
from strongroom.app.importing import Format, format_named
from strongroom.gui import theme
from strongroom.gui.dialogs.faces import face
from strongroom.gui.dialogs.import_mapping import MappingPage
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.answers import answers
from strongroom.gui.widgets.format_choice import FormatChoice
from strongroom.gui.widgets.labels import label
from strongroom.texts import _

_TABLE = "csv"
_FORMATS = 300


class ColumnsFace(QWidget):
    """``taken`` carries the ``Mapping`` that the table is to be read by."""

    taken = Signal(object)

    def __init__(self) -> None:
        """Begin without parts: :meth:`make` makes them."""
        super().__init__()
        self._shown = False

    def make(self) -> Iterator[None]:
        """Make the parts, a few at each step."""
        self.page = MappingPage(gradually=True)
        yield from self.page.make()
        self.formats = FormatChoice()
        self.formats.setMinimumWidth(theme.scaled(_FORMATS))
        self.next = buttons.primary(_("Continue"))
        self.next.setDefault(True)
        self.cancel = buttons.secondary(_("Cancel"))
        head = QHBoxLayout()
        head.setSpacing(theme.GRID)
        head.addWidget(label(_("What the columns mean"), theme.Text.TITLE))
        head.addStretch(1)
        head.addWidget(label(_("Read as"), tone="muted"))
        head.addWidget(self.formats)
        yield
        page = face(self)
        page.addLayout(head)
        page.addWidget(self.page, 1)
        page.addLayout(answers(self.cancel, self.next))
        self.next.clicked.connect(lambda: self.taken.emit(self.page.mapping))

    def show_table(self, table: TableLook) -> None:
        """Show a table as it is understood."""
        self._shown = True
        self.formats.show_format(format_named(_TABLE))
        self.page.show_look(table)

    def knows(self, kind: Format) -> bool:
        """Tell whether a file read as ``kind`` was shown here before."""
        return self._shown and kind.name == _TABLE

    def clear(self) -> None:
        """Let go of the rows."""
        self.page.clear()
