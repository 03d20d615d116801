# SPDX-License-Identifier: GPL-3.0-or-later
"""What every plain table has in common: its rows, and what its columns are called."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from strongroom.texts import _

Index = QModelIndex | QPersistentModelIndex
R = TypeVar("R")


class ColumnsModel(QAbstractTableModel, Generic[R]):
    """Rows under ``columns``, which are marked texts; a cell is up to who derives from it."""

    def __init__(self, columns: Sequence[str], rows: Sequence[R] = ()) -> None:
        super().__init__()
        self._columns = columns
        self._rows = list(rows)

    def show(self, rows: Sequence[R]) -> None:
        """Show these in the place of what was shown."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many rows there are."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return how many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(self._columns)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Return the name of a column."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _(self._columns[section])
        return None
