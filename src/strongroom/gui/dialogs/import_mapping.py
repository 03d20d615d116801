# SPDX-License-Identifier: GPL-3.0-or-later
"""How a table of no known format is understood: shown, and corrected column by column.

Above each column of the first rows stands what it becomes; delimiter, quotes, encoding and
the kind of item stand above the table.  The page shows a :class:`TableLook` and tells of
every change; who placed it looks at the file again and shows what came of it.
"""

from collections.abc import Iterable, Iterator, Sequence

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from strongroom.app.csv_maps import (
    ENCODINGS,
    KINDS_OF_ROWS,
    Column,
    Dialect,
    Mapping,
    TableLook,
    Target,
)
from strongroom.gui import theme
from strongroom.gui.models.mapping_cells import MappingCells
from strongroom.gui.turns import at_once
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.choice import Choice
from strongroom.gui.widgets.labels import label
from strongroom.gui.widgets.mapping_table import MappingTable
from strongroom.gui.widgets.notice_bar import NoticeBar
from strongroom.gui.widgets.switch import Switch
from strongroom.texts import N_, _, ngettext

_DELIMITER_NAMES = {
    ",": N_("Comma  ,"),
    ";": N_("Semicolon  ;"),
    "\t": N_("Tab"),
    "|": N_("Bar  |"),
}
_QUOTINGS = {
    ('"', False): N_('Double, twice inside  ""'),
    ('"', True): N_('Double, \\" inside'),
    ("'", False): N_("Single, twice inside  ''"),
    ("'", True): N_("Single, \\' inside"),
    ("", False): N_("None"),
}


class MappingPage(QWidget):
    """``changed`` carries the mapping that a person wants; the page shows it when it is shown."""

    changed = Signal(object)  # Mapping

    def __init__(self, *, gradually: bool = False) -> None:
        """Begin with all parts, or none: then :meth:`make` makes them."""
        super().__init__()
        self._cells = MappingCells()
        if not gradually:
            at_once(self.make())

    def make(self) -> Iterator[None]:
        """Make the parts, a few at each step."""
        self.counts = label("", theme.Text.CARD)
        self.hint = label(
            _("What may be a secret is dots: “Show secrets” shows what stands there."),
            tone="muted",
            wrap=True,
        )
        self.notice = NoticeBar()
        yield
        self.delimiter = _choice(_("Values are separated by"), _DELIMITER_NAMES.items())
        self.quoting = _choice(_("Quotes"), _QUOTINGS.items())
        self.encoding = _choice(_("Encoding"), ENCODINGS.items())
        self.kind = _choice(_("Each row is a"), KINDS_OF_ROWS.items())
        yield
        self.header = Switch(_("The first row names the columns"))
        self.reveal = buttons.secondary(_("Show secrets"), "eye")
        self.reveal.setCheckable(True)
        yield
        self.table = MappingTable(self._cells)
        yield
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(theme.GRID + 4)
        said = QHBoxLayout()
        said.setSpacing(2 * theme.GRID)
        said.addWidget(self.counts)
        said.addWidget(self.hint, 1)
        page.addLayout(said)
        page.addWidget(self.notice)
        page.addLayout(self._choices())
        yield
        page.addWidget(self.table, 1)
        self._connect()

    @property
    def mapping(self) -> Mapping:
        """How the table is understood at the moment."""
        return self._cells.mapping

    def show_look(self, look: TableLook) -> None:
        """Show a table as it is understood."""
        self._cells.show_look(look)
        self.table.fit()
        self.counts.setText(_counts(look))
        unknown = any(column.target is Target.CONCEALED for column in look.mapping.columns)
        self.hint.setVisible(unknown)
        if look.notice:
            self.notice.say(look.notice)
        else:
            self.notice.clear()
        self._show_choices(look.mapping)

    def clear(self) -> None:
        """Let go of the rows, which hold secrets."""
        self.reveal.setChecked(False)
        self._cells.show_look(None)

    def _choices(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * theme.GRID)
        grid.setVerticalSpacing(theme.GRID)
        placed = (self.delimiter, self.quoting, self.encoding, self.kind)
        for number, box in enumerate(placed):
            row, column = divmod(number, 2)
            words = label(box.accessibleName())
            words.setBuddy(box)
            grid.addWidget(words, row, 2 * column)
            grid.addWidget(box, row, 2 * column + 1)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        last = QHBoxLayout()
        last.setSpacing(theme.GRID)
        last.addWidget(self.header)
        last.addWidget(label(self.header.accessibleName()), 1)
        last.addWidget(self.reveal)
        grid.addLayout(last, 2, 0, 1, 4)
        return grid

    def _connect(self) -> None:
        self.delimiter.activated.connect(self._reread)
        self.quoting.activated.connect(self._reread)
        self.encoding.activated.connect(self._reread)
        self.kind.activated.connect(self._reread)
        self.header.clicked.connect(self._reread)
        self.reveal.toggled.connect(self._cells.reveal)
        self.table.chosen.connect(self._choose)

    def _choose(self, column: int, target: Target) -> None:
        columns = list(self.mapping.columns)
        columns[column] = Column(columns[column].name, target)
        mapping = msgspec.structs.replace(self.mapping, columns=tuple(columns))
        self._cells.take(mapping)
        self.changed.emit(mapping)

    def _reread(self) -> None:
        quote, escape = self.quoting.currentData()
        dialect = Dialect(delimiter=self.delimiter.currentData(), quote=quote, escape=escape)
        wanted = msgspec.structs.replace(
            self.mapping,
            dialect=dialect,
            encoding=self.encoding.currentData(),
            kind=self.kind.currentData(),
            header=self.header.isChecked(),
        )
        if wanted != self.mapping:
            self.changed.emit(wanted)

    def _show_choices(self, mapping: Mapping) -> None:
        dialect = mapping.dialect
        _show(self.delimiter, list(_DELIMITER_NAMES), dialect.delimiter)
        _show(self.quoting, list(_QUOTINGS), (dialect.quote, dialect.escape))
        _show(self.encoding, list(ENCODINGS), mapping.encoding)
        _show(self.kind, list(KINDS_OF_ROWS), mapping.kind)
        self.header.setChecked(mapping.header)


def _show(box: Choice, choices: Sequence[object], value: object) -> None:
    box.setCurrentIndex(choices.index(value) if value in choices else 0)


def _choice(name: str, choices: Iterable[tuple[object, str]]) -> Choice:
    box = Choice()
    box.setAccessibleName(name)
    box.be_narrow()
    for value, text in choices:
        box.addItem(_(text), value)
    return box


def _counts(look: TableLook) -> str:
    columns = len(look.mapping.columns)
    rows = ngettext("{count:,} row", "{count:,} rows", look.count).format(count=look.count)
    across = ngettext("{count:,} column", "{count:,} columns", columns).format(count=columns)
    said = _("{rows}, {columns}").format(rows=rows, columns=across)
    if not look.broken:
        return said
    sentence = ngettext(
        "{counts}; {count:,} row cannot be read",
        "{counts}; {count:,} rows cannot be read",
        look.broken,
    )
    return sentence.format(counts=said, count=look.broken)
