# SPDX-License-Identifier: GPL-3.0-or-later
"""From a query and a pool of items to results: which way is the quickest for each.

Numbers here are about cost alone; whatever way is taken, the results and their order are the
same.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from typing import Final

from strongroom.model.blocks import Block
from strongroom.model.conditions import Condition, Sieve, filters_of, rarest, words_of
from strongroom.model.library import Library
from strongroom.model.pools import Pool
from strongroom.model.query import Query, Term
from strongroom.model.ranking import Hit, fits_well, nearest, ranked, staged, survey
from strongroom.model.scopes import Sort
from strongroom.model.shelf import chunks
from strongroom.model.spellings import spellings_of
from strongroom.model.watching import Cancel, Watched

_SURVEYED: Final = 1000  # results up to which all are found, counted and sorted
_FEW: Final = 5  # exact results from which no typos are looked for, nor with one that fits well
_NEAR: Final = 500  # results with typos that are enough


@dataclass(frozen=True, slots=True)
class Found:
    """The first results, best first.

    ``total`` counts all, None where counting would take longer than a keystroke has.  The
    last ``near`` of ``ids`` were found by one of ``spellings``, not by what was typed.
    """

    ids: list[int]
    total: int | None
    near: int = 0
    spellings: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether ``ids`` are all there is."""
        return self.total == len(self.ids)


@dataclass(frozen=True, slots=True)
class _Narrowed:
    """All exact results of a query, to look among when the query goes on."""

    pool: Pool
    query: Query
    blocks: list[Block]

    def hold(self, pool: Pool, query: Query) -> bool:
        """Tell whether they hold whatever ``query`` finds."""
        same = pool is self.pool and _filters(query) == _filters(self.query)
        words = self.query.words
        return same and all(any(old.text in new.text for new in query.words) for old in words)


class Finding:
    """Answers queries; it remembers the last one, since the next mostly goes on from it."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._narrowed: _Narrowed | None = None

    def forget(self) -> None:
        """Let go of the last query, since something has changed."""
        self._narrowed = None

    def words(self, query: Query, pool: Pool, limit: int | None, cancelled: Cancel) -> Found:
        """Return what a query with words finds, ranked."""
        last = self._narrowed
        blocks = last.blocks if last and last.hold(pool, query) else pool.blocks()
        watched, members = Watched(blocks, cancelled), pool.strangers()
        words, filters = words_of(query), filters_of(query)
        driver = rarest([*words, *_wanted(filters)], blocks)
        others = [one for one in (*words, *filters) if one is not driver]
        hits = list(islice(survey(watched, driver, Sieve(others, members)), _SURVEYED + 1))
        needles = [word.needles[0] for word in words]
        if len(hits) > _SURVEYED:
            common = rarest(words, blocks).needles[0]
            ids = list(islice(staged(watched, common, needles, Sieve(filters, members)), limit))
            return Found(ids, None if len(ids) == limit else len(ids))
        self._narrowed = _Narrowed(pool, query, self._chunks(hits))
        best = ranked(hits, needles)
        exact = [block.ids[place] for block, place in best]
        little = len(best) < _FEW and not (best and fits_well(best[0], needles))
        if little and any(term.forgiving for term in query.words):
            return self._with_near(query, pool, exact, limit, cancelled)
        return Found(exact[:limit], len(exact))

    def listed(
        self, query: Query, pool: Pool, sort: Sort, limit: int | None, cancelled: Cancel
    ) -> Found:
        """Return what a query without words finds, in the order of a list."""
        filters = filters_of(query)
        if not filters:
            listing = pool.listing(sort)
            return Found(listing[:limit], len(listing))
        blocks, wanted = pool.blocks(), _wanted(filters)
        driver = rarest(wanted, blocks) if wanted else None
        sieve = Sieve([one for one in filters if one is not driver], pool.strangers())
        hits = survey(Watched(blocks, cancelled), driver, sieve)
        ids = (block.ids[place] for block, place in hits)
        if sort is not Sort.TITLE or limit is None:
            found = pool.sorted(ids, sort)
            return Found(found[:limit], len(found))
        first, all_of_them = self._first_by_title(ids, limit)
        found = pool.sorted(first, sort)
        return Found(found[:limit], len(found) if all_of_them else None)

    def _first_by_title(self, ids: Iterable[int], limit: int) -> tuple[list[int], bool]:
        """Return enough ids to hold the first ``limit`` by title, and whether that is all.

        They come in the blocks' order: what was used first, then all else by title.
        """
        used = self._library.number(Sort.MOST_USED)
        first: list[int] = []
        unused = 0
        for item_id in ids:
            if unused == limit:
                return first, False
            first.append(item_id)
            unused += used(item_id) == 0
        return first, True

    def _with_near(
        self, query: Query, pool: Pool, exact: list[int], limit: int | None, cancelled: Cancel
    ) -> Found:
        """Add what is found when typos are forgiven, as far as that is quick."""
        words = spellings_of(query, pool.vocabulary(cancelled), small=pool.small)
        typed, blocks = words_of(query), Watched(pool.blocks(), cancelled)
        driver = typed.index(rarest(typed, pool.blocks()))
        sieve = Sieve(filters_of(query), pool.strangers())
        found = sorted(islice(nearest(blocks, words, driver, sieve), _NEAR), key=itemgetter(0))
        known = set(exact)
        others = [item_id for _fit, item_id in found if item_id not in known]
        shown = (exact + others)[:limit]
        return Found(
            shown,
            len(exact) + len(others),
            near=max(0, len(shown) - len(exact)),
            spellings=tuple(meant.needle.text for word in words for meant in word.meant),
        )

    def _chunks(self, hits: Iterable[Hit]) -> list[Block]:
        return list(chunks([block.ids[place] for block, place in hits], self._library.texts))


def _filters(query: Query) -> tuple[tuple[Term, ...], ...]:
    return query.parts, query.tags, query.folders, query.excluded


def _wanted(filters: Iterable[Condition]) -> list[Condition]:
    return [one for one in filters if not one.excluded]
