# SPDX-License-Identifier: GPL-3.0-or-later
"""Search in the open vault, over an index that is never stale and never outlives a lock.

The index is made at the first question and follows every change from then on.  What
``notes:`` and ``field:`` ask lies in details: they are decrypted a few at a time, looked at
and dropped.  One thread at a time, the one that uses the session.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from strongroom.app.session import Session
from strongroom.errors import Cancelled
from strongroom.model.changes import Changes
from strongroom.model.matching import details_match
from strongroom.model.query import Query, parse
from strongroom.model.scopes import Scope, Sort
from strongroom.model.search import FIRST, Found, SearchIndex
from strongroom.texts import _
from strongroom.vault.local import Usage

BATCH = 100  # details looked at between two answers

_EVERYTHING = Scope.all()


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found, best first, and what was asked: its words highlight, its notices tell.

    Where ``query.needs_details``, these are only the candidates.
    """

    query: Query
    found: Found

    @property
    def ids(self) -> list[int]:
        """The ids found, best first."""
        return self.found.ids


class Finder:
    """Answers what is typed into a search field or after ``search``."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._index: SearchIndex | None = None
        session.changed.follow(self._update)
        session.used.follow(self._used)
        session.keys_gone.follow(self.forget)

    def find(
        self,
        text: str,
        *,
        scope: Scope = _EVERYTHING,
        sort: Sort = Sort.TITLE,
        limit: int | None = FIRST,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Hits:
        """Return the first ``limit`` results, all where it is None.

        ``sort`` orders a list without words; with words the best come first.

        Raises:
            VaultLocked: no vault is open.
            Cancelled: ``cancelled`` said so.
        """
        query = parse(text)
        found = self._indexed().find(
            query,
            scope=scope,
            sort=sort,
            limit=limit,
            today=self._today(),
            cancelled=cancelled,
        )
        return Hits(query, found)

    def find_in_details(
        self,
        text: str,
        *,
        scope: Scope = _EVERYTHING,
        sort: Sort = Sort.TITLE,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Iterator[list[int]]:
        """Give all results of a query that looks into details, in order, some at a time.

        An empty list says that the next few held none, so that progress can be shown.

        Raises:
            VaultLocked: no vault is open, or none any more.
            Cancelled: ``cancelled`` said so.
            Altered, Damaged: details do not open.
        """
        hits = self.find(text, scope=scope, sort=sort, limit=None, cancelled=cancelled)
        remaining = iter(hits.ids)
        while batch := list(islice(remaining, BATCH)):
            if cancelled():
                raise Cancelled(_("The search was cancelled."))
            yield self._matching(batch, hits.query)

    def warm(self, cancelled: Callable[[], bool] = lambda: False) -> None:
        """Make now what the first searches would make.

        Raises:
            VaultLocked: no vault is open.
            Cancelled: ``cancelled`` said so; what is made stays, so that it can go on later.
        """
        self._indexed().warm(cancelled)

    def forget(self) -> None:
        """Drop the index."""
        self._index = None

    def _matching(self, batch: list[int], query: Query) -> list[int]:
        if not query.needs_details:
            return batch
        matching = {
            item_id
            for item_id, details in self._session.vault.details(batch)
            if details_match(query, details.fields)
        }
        return [item_id for item_id in batch if item_id in matching]

    def _indexed(self) -> SearchIndex:
        vault = self._session.vault
        if self._index is None:
            self._index = SearchIndex(vault.overviews(), vault.folders(), vault.local.usage)
        return self._index

    def _update(self, changes: Changes) -> None:
        if self._index is not None:
            self._index.update(changes)

    def _used(self, item_id: int, usage: Usage) -> None:
        if self._index is not None:
            self._index.used(item_id, usage)

    def _today(self) -> str:
        now = self._session.clock.now_ms() / 1000
        return f"{datetime.fromtimestamp(now).astimezone():%Y-%m-%d}"
