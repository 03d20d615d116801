# SPDX-License-Identifier: GPL-3.0-or-later
"""The backups of a vault as rows: when, how many items, how large, and whether it is sound."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QLocale, Qt

from strongroom.app.backups import Backup, BackupState
from strongroom.gui import theme
from strongroom.gui.models.columns import ColumnsModel, Index
from strongroom.gui.words import moment_texts, number
from strongroom.texts import N_, _

COLUMNS = (N_("Made"), N_("Items"), N_("Size"), N_("State"))
_NUMBERS = (1, 2)
_STATE = 3
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

_WORDS = {
    BackupState.GOOD: (N_("Good"), "accent"),
    BackupState.DAMAGED: (N_("Damaged"), "danger"),
    BackupState.NEWER: (N_("Made by a newer version"), "muted"),
    BackupState.OTHER_KEY: (N_("Earlier password"), "warning"),
    BackupState.UNKNOWN: (N_("Not checked"), "muted"),
}


def state_text(backup: Backup) -> str:
    """Return the state in a word or two."""
    return _(_WORDS[backup.state][0])


class BackupsModel(ColumnsModel[Backup]):
    """Newest first; ``checking`` are those whose thorough look has not come back."""

    def __init__(self) -> None:
        super().__init__(COLUMNS)
        self._checking: set[int] = set()
        self._moments: Mapping[int, str] = {}

    @property
    def backups(self) -> Sequence[Backup]:
        """The backups that are shown."""
        return self._rows

    def show(self, rows: Sequence[Backup]) -> None:
        """Show these in the place of what was shown; all of them are being checked."""
        self._checking = set(range(len(rows)))
        self._moments = moment_texts(backup.made_ms for backup in rows)
        super().show(rows)

    def update(self, backup: Backup) -> None:
        """Show what a thorough look at one of them has found."""
        for row, known in enumerate(self._rows):
            if known.path == backup.path:
                self._rows[row] = backup
                self._checking.discard(row)
                self.dataChanged.emit(self.index(row, 0), self.index(row, len(COLUMNS) - 1))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text, where it stands, and the colour of the state."""
        backup = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._texts(index.row())[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return backup.path.name
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == _STATE:
            checking = index.row() in self._checking
            return theme.colour("muted" if checking else _WORDS[backup.state][1])
        return _alignment(index.column(), role)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Return the name of a column, and where it stands."""
        name = super().headerData(section, orientation, role)
        return _alignment(section, role) if name is None else name

    def _texts(self, row: int) -> tuple[str, str, str, str]:
        backup = self._rows[row]
        word = state_text(backup)
        if row in self._checking and backup.state in {BackupState.GOOD, BackupState.UNKNOWN}:
            word = _("Checking…")
        if not backup.size:
            return self._moments[backup.made_ms], "–", "–", word
        size = QLocale().formattedDataSize(backup.size, 1)
        return self._moments[backup.made_ms], number(backup.items), size, word


def _alignment(column: int, role: int) -> Qt.AlignmentFlag | None:
    """Let numbers end under one another, and what they are called above their ends."""
    numbers = column in _NUMBERS and role == Qt.ItemDataRole.TextAlignmentRole
    return _RIGHT if numbers else None
