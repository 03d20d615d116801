# SPDX-License-Identifier: GPL-3.0-or-later
"""What the list shows: asked of the worker at each keystroke, and shown if still wanted.

One search is under way at a time.  What is typed meanwhile waits, the newest alone; the
older one is told to stop, and what it still brings is dropped.  The first rows are shown at
once, the rest follows, after a pause where a person types.  A search that looks into details
goes step by step, so that other work of the vault is done in between.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QTimer, Signal

from strongroom.app.finder import Finder, Hits
from strongroom.app.items import Items
from strongroom.errors import Cancelled, StrongroomError
from strongroom.gui.models.catalogue import Catalogue, Tally
from strongroom.gui.models.items import NOTHING, Listing
from strongroom.gui.models.outline import Outline, outline_of
from strongroom.gui.tasks import Tasks
from strongroom.model.changes import Changes
from strongroom.model.item import Folder
from strongroom.model.query import Query
from strongroom.model.scopes import Scope, Sort

PAUSE_MS = 150  # in typing, after which the rest of a long result is fetched
STEP_SECONDS = 0.05  # of long work before other work gets its turn


@dataclass(frozen=True, slots=True)
class Question:
    """Where to look, for what, and in which order a list without words stands."""

    scope: Scope = Scope.all()  # noqa: RUF009 - frozen
    text: str = ""
    sort: Sort = Sort.TITLE


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found so far.  ``total`` is None while nobody has counted.

    ``again`` says that the list shows an answer to this question already; ``complete`` that
    these are all rows, ``working`` that details are still being looked into.
    """

    question: Question
    query: Query
    listing: Listing
    total: int | None
    spellings: tuple[str, ...] = ()
    again: bool = False
    complete: bool = True
    working: bool = False


@dataclass(frozen=True, slots=True)
class Survey:
    """The places of the vault and their numbers; ``trash_days`` 0 keeps the trash for ever."""

    outline: Outline
    tally: Tally
    folders: dict[int, Folder]
    name: str = ""
    trash_days: int = 0


def no_survey() -> Survey:
    """Return what is known of a vault before anything is."""
    return Survey(outline_of(Tally()), Tally(), {})


class Browsing(QObject):
    """``answered`` brings the first rows, ``completed`` all of them; ``surveyed`` the places."""

    answered = Signal(object)
    completed = Signal(object)
    surveyed = Signal(object)
    failed = Signal(object)

    def __init__(
        self, finder: Finder, items: Items, tasks: Tasks, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._finder = finder
        self._items = items
        self._tasks = tasks
        self._catalogue = Catalogue((), {})
        self._number = 0
        self._question = Question()
        self._shown: Question | None = None
        self._waiting: Question | None = None
        self._busy = False
        self._first: Answer | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(PAUSE_MS)
        self._rest.timeout.connect(self._complete_now)

    @property
    def question(self) -> Question:
        """What was asked last."""
        return self._question

    def start(self, question: Question) -> None:
        """Take stock of the vault that was just opened, and ask a first question."""

        def work() -> Survey:
            self._catalogue = Catalogue(self._items.overviews().values(), self._items.folders())
            return self._survey()

        self._tasks.run(work, self.surveyed.emit, self.failed.emit)
        self.ask(question)
        self._warm()

    def ask(self, question: Question) -> None:
        """Look for something else, or for the same in a vault that has changed."""
        self._number += 1
        self._question = question
        self._rest.stop()
        if self._busy:
            self._waiting = question
        else:
            self._search(question)

    def take(self, changes: Changes) -> None:
        """Take in a change of the vault: count it, and look again."""

        def work() -> Survey:
            self._catalogue.apply(changes)
            return self._survey()

        self._tasks.run(work, self.surveyed.emit, self.failed.emit)
        self.ask(self._question)

    def used(self) -> None:
        """Look again where the order is that of use."""
        if self._question.sort in {Sort.RECENTLY_USED, Sort.MOST_USED} or (
            self._question.scope == Scope.recent()
        ):
            self.ask(self._question)

    def _warm(self) -> None:
        """Get ready for the first search, step by step, so that other work gets its turn."""

        def work() -> bool:
            try:
                self._finder.warm(_Turn())
            except Cancelled:
                return False
            return True

        def done(warm: bool) -> None:  # noqa: FBT001 - what the worker found
            if not warm:
                self._warm()

        self._tasks.run(work, done, self.failed.emit)

    def _survey(self) -> Survey:
        tally = self._catalogue.tally()
        return Survey(
            outline_of(tally),
            tally,
            self._catalogue.folders(),
            self._items.vault_name,
            self._items.vault_rules.trash_days,
        )

    # A search, step by step

    def _search(self, question: Question) -> None:
        self._busy = True
        stale, again = self._staleness(), question == self._shown

        def work() -> Answer:
            hits = self._finder.find(
                question.text, scope=question.scope, sort=question.sort, cancelled=stale
            )
            if hits.query.needs_details:
                return Answer(
                    question, hits.query, NOTHING, None, again=again, complete=False, working=True
                )
            return self._answer(question, hits, again=again)

        self._tasks.run(work, self._found, self._went_wrong)

    def _found(self, answer: Answer) -> None:
        if self._next():
            return
        if answer.working:
            self._look_into_details(answer)
            return
        self._show(answer)
        if answer.complete:
            self._finish()
        elif answer.query and not answer.again:
            self._finish()  # the next key comes sooner than anyone looks at row 201
            self._rest.start()
        else:
            self._complete(answer)

    def _complete_now(self) -> None:
        if self._first is not None and not self._busy:
            self._busy = True
            self._complete(self._first)

    def _complete(self, first: Answer) -> None:
        stale, question = self._staleness(), first.question

        def work() -> Answer:
            hits = self._finder.find(
                question.text,
                scope=question.scope,
                sort=question.sort,
                limit=None,
                cancelled=stale,
            )
            return self._answer(question, hits, again=first.again)

        def done(answer: Answer) -> None:
            if not self._next():
                self.completed.emit(answer)
                self._finish()

        self._tasks.run(work, done, self._went_wrong)

    def _look_into_details(self, so_far: Answer) -> None:
        question, stale = so_far.question, self._staleness()
        batches = self._finder.find_in_details(
            question.text, scope=question.scope, sort=question.sort, cancelled=stale
        )
        # What the list shows already would be cut short by the first of the same.
        self._details_step(so_far, batches, whole=so_far.again)

    def _details_step(self, so_far: Answer, batches: Iterator[list[int]], *, whole: bool) -> None:
        def work() -> Answer:
            return self._some_more(so_far, batches)

        def done(answer: Answer) -> None:
            if self._next():
                return
            if not (whole and answer.working):
                self._show(answer)
            if answer.working:
                self._details_step(replace(answer, again=True), batches, whole=whole)
            else:
                self._finish()

        self._tasks.run(work, done, self._went_wrong)

    def _some_more(self, so_far: Answer, batches: Iterator[list[int]]) -> Answer:
        over = _Turn()
        ids = list(so_far.listing.ids)
        for batch in batches:
            ids += batch
            if over():
                return replace(so_far, listing=Listing(ids, self._catalogue.items))
        listing = Listing(ids, self._catalogue.items)
        return replace(so_far, listing=listing, total=len(ids), complete=True, working=False)

    def _answer(self, question: Question, hits: Hits, *, again: bool) -> Answer:
        return Answer(
            question,
            hits.query,
            Listing(hits.ids, self._catalogue.items),
            hits.found.total,
            hits.found.spellings,
            again=again,
            complete=hits.found.complete,
        )

    # One at a time

    def _staleness(self) -> "_Stale":
        return _Stale(self, self._number)

    @property
    def number(self) -> int:
        """How many questions were asked; read by the worker to stop an older one."""
        return self._number

    def _next(self) -> bool:
        """Go on with what was asked meanwhile; True where there was something."""
        waiting, self._waiting = self._waiting, None
        if waiting is None:
            return False
        self._search(waiting)
        return True

    def _show(self, answer: Answer) -> None:
        self._shown = answer.question
        self._first = answer
        self.answered.emit(answer)

    def _finish(self) -> None:
        """Be free, or go on with what the answer itself led to."""
        self._busy = False
        self._next()

    def _went_wrong(self, error: StrongroomError) -> None:
        if self._next():
            return
        self._finish()
        if not isinstance(error, Cancelled):
            self.failed.emit(error)


class _Turn:
    """Whether a turn of work is over, from now on."""

    def __init__(self) -> None:
        self._until = time.monotonic() + STEP_SECONDS

    def __call__(self) -> bool:
        return time.monotonic() > self._until


class _Stale:
    """Whether a newer question was asked since; called on the worker."""

    def __init__(self, browsing: Browsing, number: int) -> None:
        self._browsing = browsing
        self._number = number

    def __call__(self) -> bool:
        return self._browsing.number != self._number
