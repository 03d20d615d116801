# SPDX-License-Identifier: GPL-3.0-or-later
"""An edit beside what its item has become elsewhere: look at both, choose, or go on editing.

The dialog holds details only while it is open, and writes nothing.  Nothing is chosen against
without being seen, and what is not taken goes into the item's history, if the vault keeps one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from strongroom.gui import theme
from strongroom.gui.pages.detail_text import sentence_label
from strongroom.gui.pages.paired import Pair
from strongroom.gui.pages.side_by_side import Side, SideBySide
from strongroom.gui.pages.side_marks import Mark, Marks
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.answers import answers
from strongroom.gui.widgets.labels import label
from strongroom.gui.widgets.scrolling import scrolling
from strongroom.gui.widgets.segmented import Segmented
from strongroom.gui.words import moment_text
from strongroom.model.fields import Field
from strongroom.model.item import Content, Folder, Item, folder_path
from strongroom.model.three_way import Clash, Joined
from strongroom.texts import _

_SIZE = (780, 620)
_CHOICES_MOST = 168  # the height of the choices, beyond which they scroll
_THEIRS, _MINE = 0, 1  # as the sides stand


@dataclass(frozen=True)
class Crossing:
    """An edit, and the item that was changed under it; ``joined`` brings both together."""

    theirs: Item = field(repr=False)
    mine: Content = field(repr=False)
    joined: Joined = field(repr=False)
    kept: bool = True  # whether the vault keeps what an item was before


class ConflictDialog(QDialog):
    """``settled`` carries the content that was chosen; closing it goes on with editing."""

    settled = Signal(object)
    copy_wanted = Signal(object)

    def __init__(
        self,
        parent: QWidget,
        crossing: Crossing,
        folders: Mapping[int, Folder],
        now_ms: Callable[[], int],
        seconds: Callable[[], int | None],
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(_("Changed elsewhere"))
        self._crossing: Crossing | None = crossing
        self.sides = SideBySide(now_ms, seconds, marks=_marks(crossing, folders))
        self.sides.copy_wanted.connect(self.copy_wanted)
        theirs, mine = crossing.theirs, crossing.mine
        at = moment_text(theirs.overview.modified)
        self.sides.show_pair(
            _side(_("Saved elsewhere, {time}").format(time=at), theirs.content(), folders),
            _side(_("Your edit"), mine, folders),
        )
        self.choices = [_choice(clash) for clash in crossing.joined.clashes]
        self.keep = buttons.secondary(_("Keep editing"), parent=self)
        self.theirs = buttons.secondary(_("Take theirs"), parent=self)
        self.save = buttons.primary(self._deed(), parent=self)
        self.keep.clicked.connect(self.reject)
        self.theirs.clicked.connect(self._take_theirs)
        self.save.clicked.connect(self._save)
        self._lay_out()
        self.save.setDefault(True)
        self.finished.connect(self._forget)

    def _deed(self) -> str:
        return _("Save what is chosen") if self.choices else _("Save both")

    def _lay_out(self) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(*[3 * theme.GRID] * 4)
        page.setSpacing(2 * theme.GRID)
        page.addWidget(label(_("This item was changed elsewhere"), theme.Text.CARD))
        told = _told(chosen=bool(self.choices))
        if self._crossing is not None:
            told = f"{told} {_what_is_left(kept=self._crossing.kept)}"
        self.setAccessibleDescription(told)
        page.addWidget(label(told, tone="muted", wrap=True))
        page.addWidget(self.sides, 1)
        if self.choices:
            page.addWidget(self._chooser())
        page.addLayout(answers(self.keep, self.theirs, self.save))
        self.resize(theme.scaled(_SIZE[0]), theme.scaled(_SIZE[1]))

    def _chooser(self) -> QWidget:
        inner = QWidget()
        down = QVBoxLayout(inner)
        down.setContentsMargins(0, 0, theme.GRID, 0)
        down.setSpacing(theme.GRID)
        for clash, choice in zip(self._clashes, self.choices, strict=True):
            across = QHBoxLayout()
            across.setSpacing(2 * theme.GRID)
            across.addWidget(label(_name(clash), wrap=True), 1)
            across.addWidget(choice)
            down.addLayout(across)
        area = scrolling(inner)
        area.setFixedHeight(min(inner.sizeHint().height(), theme.scaled(_CHOICES_MOST)))
        return area

    @property
    def _clashes(self) -> tuple[Clash, ...]:
        return self._crossing.joined.clashes if self._crossing is not None else ()

    def _save(self) -> None:
        if self._crossing is not None:
            taken = [n for n, choice in enumerate(self.choices) if choice.index == _THEIRS]
            self._settle(self._crossing.joined.content(taken))

    def _take_theirs(self) -> None:
        if self._crossing is not None:
            self._settle(self._crossing.theirs.content())

    def _settle(self, chosen: Content) -> None:
        self.accept()
        self.settled.emit(chosen)

    def _forget(self, _result: int) -> None:
        self.sides.clear()
        self._crossing = None


def _told(*, chosen: bool) -> str:
    if chosen:
        return _(
            "Both of you changed the same. Choose below what the item is to be from now on; "
            "everything else is kept from both."
        )
    return _("You changed different things, so that both can be kept.")


def _what_is_left(*, kept: bool) -> str:
    if kept:
        return _("What you do not take stays in the item's history.")
    return _("This vault keeps no history: what you do not take is gone.")


def _choice(clash: Clash) -> Segmented:
    mine = _("Mine") if clash.mine is not None else _("Mine: removed")
    theirs = _("Theirs") if clash.theirs is not None else _("Theirs: removed")
    choice = Segmented(_name(clash), [theirs, mine])
    choice.choose(_MINE)
    return choice


def _name(clash: Clash) -> str:
    found = clash.mine or clash.theirs
    return _("Title") if clash.of_title or found is None else sentence_label(found)


def _marks(crossing: Crossing, folders: Mapping[int, Folder]) -> Marks:
    """Say of each row what the item will be once both are saved."""
    joined = crossing.joined
    saved = joined.content()
    places = dict(_places(saved, folders))
    asked = [one for clash in joined.clashes for one in (clash.theirs, clash.mine)]
    choose = (_("choose below"), "warning")

    def stays(pair: Pair, shown: Field) -> bool:
        return places.get(shown.label) == shown.value if pair.place else shown in saved.fields

    def of_row(pair: Pair, left: bool) -> Mark:  # noqa: FBT001 - as it is asked
        shown = pair.before if left else pair.after
        if shown is None or (not pair.place and shown in asked):
            return choose
        if stays(pair, shown):
            return (_("taken") if left else _("kept")), "accent"
        return _("goes to history"), "muted"

    return Marks(of_row, _titles(crossing, saved.title))


def _titles(crossing: Crossing, saved: str) -> tuple[str, str]:
    if any(clash.of_title for clash in crossing.joined.clashes):
        return _("title: choose below"), _("title: choose below")
    won, past = _("this title stays"), _("this title goes to history")
    return (won, past) if crossing.theirs.overview.title == saved else (past, won)


def _side(heading: str, content: Content, folders: Mapping[int, Folder]) -> Side:
    return Side(heading, content.title, content.fields, _places(content, folders))


def _places(content: Content, folders: Mapping[int, Folder]) -> tuple[tuple[str, str], ...]:
    told = [
        (_("Folder"), " / ".join(folder_path(folders, content.folder))),
        (_("Tags"), ", ".join(content.tags)),
        (_("Favourite"), _("yes") if content.favourite else ""),
    ]
    return tuple((name, text) for name, text in told if text)
