# SPDX-License-Identifier: GPL-3.0-or-later
"""What a file would bring, row by row: first what cannot be read, then what is new.

No column shows a password, and no cell holds one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import Qt

from strongroom.app import importing
from strongroom.app.importing import Preview, Problem
from strongroom.gui import theme
from strongroom.gui.models.columns import ColumnsModel, Index
from strongroom.model.fields import FieldKind, Role
from strongroom.model.item import Content, first_value
from strongroom.texts import N_, _

COLUMNS = (N_("Title"), N_("Username"), N_("Website"), N_("What happens"))
FATE = 3


class Fate(Enum):
    """What becomes of a row: its words and its colour."""

    NEW = (N_("New"), "accent")
    HERE = (N_("Already here"), "muted")
    UNREADABLE = (N_("Cannot be read"), "danger")


@dataclass(frozen=True, slots=True)
class ImportRow:
    """The four texts of a row."""

    fate: Fate
    title: str
    username: str = ""
    website: str = ""
    reason: str = ""

    @property
    def texts(self) -> tuple[str, str, str, str]:
        """What stands in each column; a reason begins in the second and takes the rest."""
        word, _token = self.fate.value
        return self.title, self.reason or self.username, self.website, _(word)


def unreadable_rows(problems: Iterable[Problem]) -> list[ImportRow]:
    """Return the rows that say which lines cannot be read, and why."""
    return [
        ImportRow(Fate.UNREADABLE, _("Line {line}").format(line=p.line), reason=p.reason)
        for p in problems
    ]


def rows_of(preview: Preview) -> list[ImportRow]:
    """Return the rows of a preview in the order to show them."""
    unreadable = unreadable_rows(preview.problems)
    readable = [
        _row(row.entry.content, Fate.HERE if row.fate is importing.Fate.HERE else Fate.NEW)
        for row in preview.rows
    ]
    return unreadable + sorted(readable, key=lambda row: row.fate is Fate.HERE)


def _row(content: Content, fate: Fate) -> ImportRow:
    websites = (f.value for f in content.fields if f.kind == FieldKind.WEBSITE and f.value)
    username = first_value(content.fields, Role.USERNAME)
    return ImportRow(fate, content.title, username, next(websites, ""))


class ImportModel(ColumnsModel[ImportRow]):
    """The rows of one preview."""

    def __init__(self, rows: list[ImportRow]) -> None:
        super().__init__(COLUMNS, rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text, and the colour of what happens."""
        row = self._rows[index.row()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return row.texts[index.column()]
        if role == Qt.ItemDataRole.ForegroundRole:
            _word, token = row.fate.value
            told = index.column() == (1 if row.reason else FATE)
            return theme.colour(token if told else "text")
        return None
