# SPDX-License-Identifier: GPL-3.0-or-later
"""The first rows of a table, and above each column what it becomes.

The first row of cells are the choosers; what is secret is dots until it is revealed.
"""

from PySide6.QtCore import QAbstractTableModel, Qt

from strongroom.app.csv_maps import (
    SECRET_TARGETS,
    TARGET_NAMES,
    Mapping,
    TableLook,
    Target,
    column_name,
)
from strongroom.gui import theme
from strongroom.gui.models.columns import Index
from strongroom.texts import _

CHOOSERS = 0  # the row of cells that are chosen in
_DOTS = "•" * 8
_MEASURED = 8  # rows
_SHOWN = 120  # characters of a cell: more has no room, and costs time


class MappingCells(QAbstractTableModel):
    """One look at a table; ``revealed`` shows its secrets."""

    def __init__(self) -> None:
        super().__init__()
        self._mapping = Mapping(columns=())
        self._rows: tuple[tuple[str, ...], ...] = ()
        self.revealed = False

    @property
    def mapping(self) -> Mapping:
        """How the table is understood."""
        return self._mapping

    def show_look(self, look: TableLook | None) -> None:
        """Show a table in the place of the one before; None lets go of it."""
        self.beginResetModel()
        self._mapping = look.mapping if look else Mapping(columns=())
        self._rows = look.rows if look else ()
        self.endResetModel()

    def take(self, mapping: Mapping) -> None:
        """Show the same rows with other targets."""
        self._mapping = mapping
        self._all_changed()

    def reveal(self, on: bool) -> None:  # noqa: FBT001 - a slot
        """Show the secrets, or dots in their place."""
        self.revealed = on
        self._all_changed()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many rows there are, the choosers among them."""
        inside = parent is not None and parent.isValid()
        return 0 if inside or not self._mapping.columns else 1 + len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return how many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(self._mapping.columns)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Return the name of a column."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return column_name(self._mapping, section)[:_SHOWN]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what stands in a cell, and its colour."""
        target = self._mapping.columns[index.column()].target
        chooser = index.row() == CHOOSERS
        if role == Qt.ItemDataRole.DisplayRole:
            return _(TARGET_NAMES[target]) if chooser else self._text(index, target)
        if role == Qt.ItemDataRole.AccessibleTextRole and chooser:
            name = column_name(self._mapping, index.column())[:_SHOWN]
            sentence = _("Column “{column}” becomes: {target}")
            return sentence.format(column=name, target=_(TARGET_NAMES[target]))
        if role == Qt.ItemDataRole.ForegroundRole:
            return theme.colour("muted" if target is Target.LEFT_OUT else "text")
        return None

    def first_texts(self, column: int) -> list[str]:
        """Return what stands at the top of a column: by these it gets its width."""
        rows = range(min(_MEASURED, self.rowCount()))
        texts = (self.data(self.index(row, column)) for row in rows)
        return [column_name(self._mapping, column)[:_SHOWN], *map(str, texts)]

    def _text(self, index: Index, target: Target) -> str:
        values = self._rows[index.row() - 1]
        value = values[index.column()] if index.column() < len(values) else ""
        if value and target in SECRET_TARGETS and not self.revealed:
            return _DOTS
        return value[:_SHOWN].replace("\n", " ").replace("\r", " ")

    def _all_changed(self) -> None:
        last = self.index(self.rowCount() - 1, self.columnCount() - 1)
        self.dataChanged.emit(self.index(0, 0), last)
