# SPDX-License-Identifier: GPL-3.0-or-later
"""The access log as rows: when, which item, what, through what.  No cell holds a value."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import Qt

from strongroom.app.access_log import Access
from strongroom.app.access_words import act_text, ago_text, through_text, title_text
from strongroom.gui import theme
from strongroom.gui.models.columns import ColumnsModel, Index
from strongroom.gui.words import moment_text
from strongroom.model.folding import fold
from strongroom.texts import N_

COLUMNS = (N_("When"), N_("Time"), N_("Item"), N_("What"), N_("Through"))
ITEM = 2
_MUTED = frozenset({0, 4})


@dataclass(frozen=True, slots=True)
class AccessRow:
    """One line, and what it is found by."""

    texts: tuple[str, str, str, str, str]
    found_by: str
    gone: bool = False


def access_rows(log: Iterable[Access], titles: dict[int, str], now: int) -> list[AccessRow]:
    """Return the rows of a log, in its order."""
    return [_row(access, titles, now) for access in log]


def matching(rows: list[AccessRow], text: str) -> list[AccessRow]:
    """Return the rows that have every word of ``text``."""
    words = fold(text).split()
    return [row for row in rows if all(word in row.found_by for word in words)]


def _row(access: Access, titles: dict[int, str], now: int) -> AccessRow:
    title, what, through = title_text(access, titles), act_text(access), through_text(access)
    texts = (ago_text(access.at, now), moment_text(access.at), title, what, through)
    gone = access.item not in titles
    return AccessRow(texts, fold(f"{title} {what} {through}"), gone)


class AccessModel(ColumnsModel[AccessRow]):
    """The rows that are shown."""

    def __init__(self) -> None:
        super().__init__(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text, muted where it is not the main thing."""
        row = self._rows[index.row()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return row.texts[index.column()]
        if role == Qt.ItemDataRole.ForegroundRole:
            muted = index.column() in _MUTED or (index.column() == ITEM and row.gone)
            return theme.colour("muted" if muted else "text")
        return None
