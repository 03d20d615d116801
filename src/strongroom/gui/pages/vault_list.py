# SPDX-License-Identifier: GPL-3.0-or-later
"""The middle pane in use: what is asked, what came back, and what is selected of it.

``chosen`` comes when a person selects something else, ``followed`` when the selection is
another one because the list is, ``shown`` after each list.  A list that merely follows a
change of the vault keeps selection and place.  What another program took out of the list
leaves nothing selected, lest the next key means an item that nobody chose: ``lost`` tells
what it is now, None where it is no more.  ``missed`` carries the id of an item that was sought and
is not in the list.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from strongroom.gui.flows.browsing import Answer, Browsing, Question, Survey, no_survey
from strongroom.gui.models.chosen import LOOKED_AT, Chosen
from strongroom.gui.pages.vault_words import Offers, count_text, emptiness, notice_text, sort_text
from strongroom.gui.widgets.announce import announce
from strongroom.gui.widgets.item_painter import Matches, no_matches
from strongroom.gui.widgets.list_pane import ListPane
from strongroom.model.highlight import highlights
from strongroom.model.scopes import Place, Scope, Sort


@dataclass(frozen=True, slots=True)
class Mark:
    """What is selected, and the id of the row that keys start from."""

    chosen: Chosen
    current: int | None = None


class VaultList(QObject):
    """Asks through ``browsing``, shows in ``pane``."""

    chosen = Signal()
    followed = Signal()
    lost = Signal(object)
    missed = Signal(object)
    shown = Signal()

    def __init__(self, pane: ListPane, browsing: Browsing, offers: Offers) -> None:
        super().__init__(pane)
        self.pane = pane
        self.survey = no_survey()
        self._table = pane.table
        self._browsing = browsing
        self._offers = offers
        self._answer: Answer | None = None
        self._wanted: int | None = None
        self._sought = False
        self._elsewhere: set[int] = set()
        self._told: tuple[int, list[int]] = (0, [])
        self._showing = False
        self._going = False
        pane.searched.connect(self._search)
        pane.table.chosen.connect(self._chosen)
        browsing.answered.connect(self._answered)
        browsing.completed.connect(self._show)
        browsing.surveyed.connect(self._surveyed)

    # Asking

    @property
    def question(self) -> Question:
        """What was asked last."""
        return self._browsing.question

    def go_to(self, scope: Scope) -> None:
        """Show another place, all of it."""
        sort = self.question.sort
        if scope.place == Place.RECENT:
            sort = Sort.RECENTLY_USED
        elif self.question.scope.place == Place.RECENT:
            sort = Sort.TITLE
        self._going = True
        self.pane.search.clear()
        self._going = False
        self._browsing.ask(Question(scope, "", sort))

    def sort_by(self, sort: Sort) -> None:
        """Show the same in another order."""
        self._browsing.ask(replace(self.question, sort=sort))

    def look_everywhere(self) -> None:
        """Look for the same in all items."""
        self._browsing.ask(replace(self.question, scope=Scope.all()))

    def want(self, item_id: int | None) -> None:
        """Select an item as soon as the list shows it."""
        self._wanted, self._sought = item_id, False

    def seek(self, item_id: int) -> None:
        """Select an item that was just made, or tell that the list is without it."""
        self._wanted, self._sought = item_id, True

    def follow_elsewhere(self, ids: Iterable[int]) -> None:
        """Know that the next list is another because other programs changed these items."""
        self._elsewhere.update(ids)

    def _search(self, text: str) -> None:
        if not self._going:  # the question of another place is asked once, whole
            self._browsing.ask(replace(self.question, text=text))

    # What is selected

    def mark(self) -> Mark:
        """Return what is selected in the list as it stands."""
        return Mark(self._table.selected(), self._table.current_id())

    def restore(self, mark: Mark) -> None:
        """Select again what was, and tell nobody."""
        self._showing = True
        self._table.restore(mark.chosen.runs, mark.current)
        self._showing = False
        self._told = self._selected_ids()

    def _chosen(self) -> None:
        if not self._showing:
            self.want(None)
            self._told = self._selected_ids()
            self.chosen.emit()

    # What comes

    def _surveyed(self, survey: Survey) -> None:
        self.survey = survey
        self._show_around()

    def _answered(self, answer: Answer) -> None:
        # The first rows alone would cut a list short that shows them all.
        if answer.complete or answer.working or not answer.again:
            self._show(answer)

    def _show(self, answer: Answer) -> None:
        last, self._answer = self._answer, answer
        fresh = last is None or last.question != answer.question
        (count, had), row = self._selected_ids(), self._table.currentIndex().row()
        self._showing = True
        self._table.rows.matches = _matches_of(answer)
        if fresh and self._wanted is None and not answer.question.text:
            self._wanted = self._table.current_id()
        self._table.show_listing(answer.listing, keep=not fresh)
        if fresh and answer.question.text:
            self._table.choose_row(0)
        elif not fresh and count and not self._table.selected():
            self._follow_lost(had, row)
        if answer.complete:
            self._elsewhere.clear()
        missed = self._choose_wanted(answer)
        self._showing = False
        self._show_around()
        if fresh and answer.question.text:
            announce(self.pane.search, count_text(answer))
        if self._wanted is None:  # else it may stand further down, and nothing has changed
            self._tell()
        self.shown.emit()
        if missed is not None:
            self.missed.emit(missed)

    def _choose_wanted(self, answer: Answer) -> int | None:
        """Select what is wanted, if it is there; return it where it is sought in vain."""
        wanted = self._wanted
        found = wanted is not None and self._table.choose(wanted)
        if not (found or answer.complete):
            return None
        sought, self._wanted, self._sought = self._sought and not found, None, False
        everything = answer.question.scope == Scope.all() and not answer.question.text
        return wanted if sought and not everything else None

    def _follow_lost(self, had: list[int], row: int) -> None:
        """Choose the neighbour of what is gone, or none where nobody here took it away."""
        if not had or not self._elsewhere.issuperset(had):
            self._table.choose_row(row)
            return
        self._table.stand_at(row)
        if len(had) == 1:
            known = self._answer.listing.items if self._answer is not None else {}
            self.lost.emit(known.get(had[0]))

    def _tell(self) -> None:
        now = self._selected_ids()
        if now != self._told:
            self._told = now
            self.followed.emit()

    def _selected_ids(self) -> tuple[int, list[int]]:
        """Return what changes whenever other items are selected."""
        chosen = self._table.selected()
        return len(chosen), chosen.ids if len(chosen) <= LOOKED_AT else []

    def _show_around(self) -> None:
        answer, survey = self._answer, self.survey
        if answer is None:
            return
        pane = self.pane
        pane.show_count(count_text(answer), notice_text(answer))
        pane.show_sort(sort_text(answer))
        trash = answer.question.scope.place == Place.TRASH
        pane.show_trash(trash=trash, full=bool(survey.tally.trashed))
        if answer.listing.ids or answer.working:
            pane.show_emptiness(None)
        else:
            empty = emptiness(answer, survey.tally.live, survey.trash_days, self._offers)
            pane.show_emptiness(empty)


def _matches_of(answer: Answer) -> Matches:
    """Return what finds in a text the parts that the search was about."""
    if not answer.query:
        return no_matches
    return partial(highlights, answer.query, spellings=answer.spellings)
