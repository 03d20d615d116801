# SPDX-License-Identifier: GPL-3.0-or-later
"""From a query and a pool of items to results: which way is the quickest for each.

Numbers here are about cost alone; whatever way is taken, the results and their order are the
same.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from strongroom.model.blocks import NOWHERE, REST_START, TITLE_START, Block
from strongroom.model.conditions import Condition, Sieve, filters_of, rarest, words_of
from strongroom.model.library import Library
from strongroom.model.pools import Pool
from strongroom.model.query import Query, Term
from strongroom.model.ranking import Hit, nearest, rank_of, ranked, staged, survey
from strongroom.model.scopes import Sort
from strongroom.model.shelf import chunks
from strongroom.model.spellings import spellings_of
from strongroom.model.tally import Tally, Tallying
from strongroom.model.watching import Cancel, Watched

_SURVEYED: Final = 1000  # results up to which all are found, counted and sorted
_FEW: Final = 5  # exact results from which no typos are looked for, nor with one that fits well
_NEAR: Final = 500  # results with typos that are enough


@dataclass(frozen=True, slots=True)
class Found:
    """The first results, best first.

    ``total`` counts all, None where counting would take longer than a keystroke has.  The
    last ``near`` of ``ids`` were found by ``spellings`` other than what was typed, those of
    the best results first.
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


@dataclass(frozen=True, slots=True)
class _Results:
    """Exact results, best first, with the rank of the best one; it counts where they are few."""

    ids: list[int]
    total: int | None
    best: int = TITLE_START


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
        results = self._looked_up(query, pool, limit, cancelled)
        if results is None:
            results = self._searched(query, pool, limit, cancelled)
        little = results.total is not None and results.total < _FEW and results.best > REST_START
        if little and any(term.forgiving for term in query.words):
            return self._with_near(query, pool, results.ids, limit, cancelled)
        return Found(results.ids[:limit], results.total)

    def listed(
        self, query: Query, pool: Pool, sort: Sort, limit: int | None, cancelled: Cancel
    ) -> Found:
        """Return what a query without words finds, in the order of a list."""
        filters = filters_of(query)
        if not filters:
            listing = pool.listing(sort)
            return Found(listing[:limit], len(listing))
        tally = self._tally([], filters, pool, cancelled)
        ids = self._passing(filters, pool, cancelled) if tally is None else tally.ids()
        total = None if tally is None else tally.total
        if sort is not Sort.TITLE or limit is None:
            found = pool.sorted(ids, sort)
            return Found(found[:limit], len(found))
        first, all_of_them = self._first_by_title(ids, limit)
        found = pool.sorted(first, sort)
        return Found(found[:limit], len(found) if all_of_them else total)

    def _passing(
        self, filters: Sequence[Condition], pool: Pool, cancelled: Cancel
    ) -> Iterator[int]:
        """Yield the ids that meet the filters, in the blocks' order."""
        blocks, wanted = pool.blocks(), [one for one in filters if not one.excluded]
        driver = rarest(wanted, blocks) if wanted else None
        sieve = Sieve([one for one in filters if one is not driver], pool.strangers())
        for block, place in survey(Watched(blocks, cancelled), driver, sieve):
            yield block.ids[place]

    def _tally(
        self,
        words: Sequence[Condition],
        filters: Sequence[Condition],
        pool: Pool,
        cancelled: Cancel,
    ) -> Tally | None:
        """Look everything up, where the vocabulary is there and it is worth it."""
        if not pool.has_vocabulary:
            return None
        tallying = Tallying(words, filters, pool.strangers(), pool.vocabulary(cancelled))
        return tallying.count(Watched(pool.blocks(), cancelled)) if tallying.possible else None

    def _looked_up(
        self, query: Query, pool: Pool, limit: int | None, cancelled: Cancel
    ) -> _Results | None:
        words = words_of(query)
        tally = self._tally(words, filters_of(query), pool, cancelled)
        if tally is None:
            return None
        first = list(islice(tally.ranked(words[0].needles[0]), limit))
        best = first[0][0] if first else NOWHERE
        return _Results([item_id for _rank, item_id in first], tally.total, best)

    def _searched(self, query: Query, pool: Pool, limit: int | None, cancelled: Cancel) -> _Results:
        last = self._narrowed
        blocks = last.blocks if last and last.hold(pool, query) else pool.blocks()
        watched, members = Watched(blocks, cancelled), pool.strangers()
        words, filters = words_of(query), filters_of(query)
        driver = rarest([*words, *(one for one in filters if not one.excluded)], blocks)
        others = [one for one in (*words, *filters) if one is not driver]
        hits = list(islice(survey(watched, driver, Sieve(others, members)), _SURVEYED + 1))
        needles = [word.needles[0] for word in words]
        if len(hits) > _SURVEYED:
            common = rarest(words, blocks).needles[0]
            ids = list(islice(staged(watched, common, needles, Sieve(filters, members)), limit))
            return _Results(ids, None if len(ids) == limit else len(ids))
        self._narrowed = _Narrowed(pool, query, self._chunks(hits))
        best = ranked(hits, needles)
        rank = rank_of(best[0], needles) if best else NOWHERE
        return _Results([block.ids[place] for block, place in best], len(best), rank)

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
        known = set(exact)
        found = islice(nearest(blocks, words, driver, sieve), _NEAR)
        others = sorted((n for n in found if n[1] not in known), key=lambda n: n[0][:2])
        near = others if limit is None else others[: max(0, limit - len(exact))]
        return Found(
            (exact + [item_id for _fit, item_id in near])[:limit],
            len(exact) + len(others),
            near=len(near),
            spellings=tuple(dict.fromkeys(spelt for fit, _id in near for spelt in fit[2])),
        )

    def _chunks(self, hits: Iterable[Hit]) -> list[Block]:
        return list(chunks([block.ids[place] for block, place in hits], self._library.texts))


def _filters(query: Query) -> tuple[tuple[Term, ...], ...]:
    return query.parts, query.tags, query.folders, query.excluded
