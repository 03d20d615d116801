# SPDX-License-Identifier: GPL-3.0-or-later
"""What quick access lists: the first few of what is meant, asked of the worker at each key.

It asks the same finder as the list.  One search is under way at a time; what is typed
meanwhile waits, the newest alone, and the older one is told to stop.  Only the overviews of
the rows that are shown travel, so that a large vault opens the palette as fast as a small one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from PySide6.QtCore import QObject, Signal

from strongroom.app.finder import Finder
from strongroom.app.items import Items
from strongroom.errors import Cancelled, StrongroomError
from strongroom.gui.models.items import Listing
from strongroom.gui.tasks import Tasks
from strongroom.model.query import Query
from strongroom.model.scopes import Sort
from strongroom.model.search import FIRST


@dataclass(frozen=True, slots=True)
class QuickAnswer:
    """What was found for ``text``; ``bare`` says that the vault has nothing to find."""

    text: str
    query: Query
    listing: Listing
    spellings: tuple[str, ...] = ()
    bare: bool = False


class QuickSearch(QObject):
    """``answered`` carries a :class:`QuickAnswer`, never that of an older question."""

    answered = Signal(object)
    failed = Signal(object)

    def __init__(
        self, finder: Finder, items: Items, tasks: Tasks, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._finder = finder
        self._items = items
        self._tasks = tasks
        self._number = 0
        self._busy = False
        self._waiting: str | None = None

    @property
    def number(self) -> int:
        """How many questions were asked; read by the worker to stop an older one."""
        return self._number

    def ask(self, text: str) -> None:
        """Look for ``text``; for "", what was used last on this machine comes first."""
        self._number += 1
        if self._busy:
            self._waiting = text
        else:
            self._search(text)

    def forget(self) -> None:
        """Want no answer any more; after a lock none would come."""
        self._number += 1
        self._waiting = None
        self._busy = False

    def _search(self, text: str) -> None:
        self._busy = True
        mine = self._number

        def stale() -> bool:
            return self._number != mine

        def done(answer: QuickAnswer) -> None:
            if not self._next() and not stale():
                self.answered.emit(answer)

        def failed(error: StrongroomError) -> None:
            if not self._next() and not stale() and not isinstance(error, Cancelled):
                self.failed.emit(error)

        self._tasks.run(lambda: self._answer(text, stale), done, failed)

    def _answer(self, text: str, stale: Callable[[], bool]) -> QuickAnswer:
        hits = self._finder.find(text, sort=Sort.RECENTLY_USED, cancelled=stale)
        ids = hits.ids
        if hits.query.needs_details:
            batches = self._finder.find_in_details(text, sort=Sort.RECENTLY_USED, cancelled=stale)
            ids = list(islice(_each(batches), FIRST))
        listing = Listing(ids, self._items.some(ids))
        bare = not ids and not hits.query
        return QuickAnswer(text, hits.query, listing, hits.found.spellings, bare)

    def _next(self) -> bool:
        """Go on with what was typed meanwhile; True where there was something."""
        self._busy = False  # or it was forgotten, and another is under way, which is no harm
        waiting, self._waiting = self._waiting, None
        if waiting is None:
            return False
        self._search(waiting)
        return True


def _each(batches: Iterator[list[int]]) -> Iterator[int]:
    for batch in batches:
        yield from batch
