# SPDX-License-Identifier: GPL-3.0-or-later
"""What a file would bring, row by row: first what cannot come, then what wants a decision.

The rows are put in order once, off the GUI thread, and a cell is made when it is looked at:
a file may have hundreds of thousands.  No column shows a secret, and no cell holds one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QPixmap

from strongroom.app import importing
from strongroom.app.import_report import loss_name, problem_name
from strongroom.app.importing import Choice, Choices, Imported, Preview, PreviewRow, Problem
from strongroom.gui import icons, theme
from strongroom.gui.models.columns import ColumnsModel, Index
from strongroom.model.fields import FieldKind, template_of
from strongroom.model.item import Content
from strongroom.texts import N_, _

COLUMNS = (N_("Title"), N_("Username"), N_("Website"), N_("Folder"), N_("What happens"))
TITLE, USERNAME, WEBSITE, FOLDER, FATE = range(5)
_ARROW = " / "


class Show(Enum):
    """Which rows are shown: their name in the filter."""

    ALL = N_("All")
    NEW = N_("New")
    DIFFERS = N_("Differ")
    HERE = N_("Already here")
    UNREADABLE = N_("Cannot be read")
    LOST = N_("Not as it was")


@dataclass(frozen=True, slots=True)
class Said:
    """A row that is no entry: what it is about, and a sentence on it."""

    name: str
    sentence: str
    unreadable: bool

    @property
    def word(self) -> str:
        """What becomes of it."""
        return _("Cannot be read") if self.unreadable else _("Not as it was")

    @property
    def token(self) -> str:
        """The colour of that."""
        return "danger" if self.unreadable else "warning"


@dataclass(frozen=True, slots=True)
class ImportRows:
    """What there is to show: ``said`` rows, then those of entries, by their numbers.

    ``shown`` lists for each filter the keys of its rows: the number of an entry, or one below
    zero that counts ``said`` from its end.
    """

    entries: Sequence[PreviewRow] = ()
    said: tuple[Said, ...] = ()
    shown: dict[Show, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, preview: Preview) -> "ImportRows":
        """Return the rows of a preview; made off the GUI thread."""
        said = (*_unreadable(preview.problems), *(_lost("", text) for text in preview.losses))
        by_fate: dict[importing.Fate, list[int]] = {fate: [] for fate in importing.Fate}
        lost = [key for key, one in _keys_of(said) if not one.unreadable]
        for number, row in enumerate(preview.rows):
            by_fate[row.fate].append(number)
            if row.entry.losses:
                lost.append(number)
        fates = importing.Fate
        shown = {
            Show.NEW: by_fate[fates.NEW],
            Show.DIFFERS: by_fate[fates.DIFFERS],
            Show.HERE: by_fate[fates.HERE],
            Show.UNREADABLE: [key for key, one in _keys_of(said) if one.unreadable],
            Show.LOST: lost,
        }
        shown[Show.ALL] = [
            *(key for key, _one in _keys_of(said)),
            *(n for fate in (fates.DIFFERS, fates.NEW, fates.HERE) for n in by_fate[fate]),
        ]
        return cls(preview.rows, said, shown)

    @classmethod
    def after(cls, imported: Imported) -> "ImportRows":
        """Return the rows of what did not come, or not whole."""
        losses = (_lost(title, sentence) for title, sentence in imported.losses)
        said = (*_unreadable(imported.problems), *losses)
        return cls((), said, {Show.ALL: [key for key, _one in _keys_of(said)]})

    def count(self, show: Show) -> int:
        """Return how many rows a filter shows."""
        return len(self.shown.get(show, ()))

    @property
    def all_here(self) -> bool:
        """Whether there are entries, and every one is in the vault already."""
        others = (Show.NEW, Show.DIFFERS, Show.UNREADABLE)
        return self.count(Show.HERE) > 0 and not any(map(self.count, others))

    def coming(self, choices: Choices) -> int:
        """Return how many entries come in some way, as things are chosen."""
        fates = (importing.Fate.HERE, importing.Fate.DIFFERS)
        here, differs = (choices.of(-1, fate) is not Choice.SKIP for fate in fates)
        count = self.count(Show.NEW)
        count += self.count(Show.HERE) * here + self.count(Show.DIFFERS) * differs
        for number, choice in choices.each.items():
            usual = here if self.entries[number].fate is importing.Fate.HERE else differs
            count += (choice is not Choice.SKIP) - usual
        return count


def _keys_of(said: Sequence[Said]) -> list[tuple[int, Said]]:
    return [(place - len(said), one) for place, one in enumerate(said)]


def _unreadable(problems: Iterable[Problem]) -> Iterable[Said]:
    return (Said(problem_name(one), one.reason, unreadable=True) for one in problems)


def _lost(title: str, sentence: str) -> Said:
    return Said(loss_name(title), sentence, unreadable=False)


def fate_text(row: PreviewRow, choice: Choice) -> str:
    """Return what becomes of an entry."""
    if row.fate is importing.Fate.NEW:
        return _("New, into Trash") if row.entry.trashed is not None else _("New")
    if row.fate is importing.Fate.HERE:
        skipped, both = _("Already here: left out"), _("Already here: added again")
        return both if choice is Choice.BOTH else skipped
    words = {
        Choice.SKIP: _("Differs: left out"),
        Choice.BOTH: _("Differs: both kept"),
        Choice.NEWER: _("Differs: newer one stands"),
    }
    return words[choice]


_TOKENS = {
    importing.Fate.NEW: "accent",
    importing.Fate.HERE: "muted",
    importing.Fate.DIFFERS: "warning",
}

_ICON = 16


class ImportModel(ColumnsModel[int]):
    """The rows that a filter shows; ``choices`` and ``place`` say what comes and where to."""

    def __init__(self) -> None:
        super().__init__(COLUMNS)
        self._source = ImportRows()
        self.choices = Choices()
        self.place: tuple[str, ...] = ()

    def show_some(self, source: ImportRows, show: Show = Show.ALL) -> None:
        """Show those of ``source`` that ``show`` names, in the place of what was shown."""
        self._source = source
        self.show(source.shown.get(show, ()))

    def choose(self, choices: Choices) -> None:
        """Say what becomes of the rows."""
        self.choices = choices
        self._changed(FATE)

    def put_into(self, place: tuple[str, ...]) -> None:
        """Say which folder all of it goes to."""
        self.place = place
        self._changed(FOLDER)

    def key(self, row: int) -> int:
        """Return the key of a row."""
        return self._rows[row]

    def said_at(self, row: int) -> Said | None:
        """Return what a row says that is no entry."""
        key = self._rows[row]
        return self._source.said[key] if key < 0 else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text, its icon, and the colour of what happens."""
        key, column = self._rows[index.row()], index.column()
        roles = Qt.ItemDataRole
        if key < 0:
            return _cell_of(self._source.said[key], column, role)
        row = self._source.entries[key]
        if role == roles.DisplayRole:
            return self._text(key, row, column)
        if role == roles.ToolTipRole:
            lost = column == FATE and row.entry.losses
            return "\n".join(row.entry.losses[:_TOLD]) if lost else self._text(key, row, column)
        if role == roles.ForegroundRole:
            return theme.colour(_TOKENS[row.fate] if column == FATE else _ink(column))
        if role == roles.DecorationRole:
            return self._icon(row, column)
        return None

    def _text(self, key: int, row: PreviewRow, column: int) -> str:
        content = row.entry.content
        if column == TITLE:
            return content.title
        if column == USERNAME:
            return username_of(content)
        if column == WEBSITE:
            return website_of(content)
        if column == FOLDER:
            return _ARROW.join((*self.place, *row.entry.path))
        return fate_text(row, self.choices.of(key, row.fate))

    @staticmethod
    def _icon(row: PreviewRow, column: int) -> QPixmap | None:
        """Return a drawing; an icon kept here would be destroyed by Python after its engine."""
        ratio = QGuiApplication.primaryScreen().devicePixelRatio()
        if column == TITLE:
            name = template_of(row.entry.content.kind).icon
            return icons.pixmap(name, "muted", _ICON, ratio)
        if column == FATE and row.entry.losses:
            return icons.pixmap("triangle-alert", "warning", _ICON, ratio)
        return None

    def _changed(self, column: int) -> None:
        if self._rows:
            last = self.index(len(self._rows) - 1, column)
            self.dataChanged.emit(self.index(0, column), last)


_TOLD = 8  # sentences in a tooltip


def _cell_of(said: Said, column: int, role: int) -> object:
    roles = Qt.ItemDataRole
    if role in {roles.DisplayRole, roles.ToolTipRole}:
        return {TITLE: said.name, USERNAME: said.sentence, FATE: said.word}.get(column, "")
    if role == roles.ForegroundRole:
        return theme.colour("text" if column == TITLE else said.token)
    return None


def _ink(column: int) -> str:
    return "text" if column == TITLE else "muted"


def username_of(content: Content) -> str:
    """Return what stands below the title of an item in the list; nothing that is concealed."""
    shown = [f for f in content.fields if f.value and not f.concealed]
    roles = template_of(content.kind).summary
    return next((f.value for role in roles for f in shown if f.role == role), "")


def website_of(content: Content) -> str:
    """Return the first website, without what all of them begin with."""
    kinds = (f.value for f in content.fields if f.kind == FieldKind.WEBSITE and f.value)
    return next(kinds, "").removeprefix("https://").removeprefix("http://").removesuffix("/")


def chosen_for(choices: Choices, key: int, choice: Choice) -> Choices:
    """Return ``choices`` with another one for one row."""
    return replace(choices, each={**choices.each, key: choice})
