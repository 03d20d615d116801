# SPDX-License-Identifier: GPL-3.0-or-later
"""The items among which a search looks: a scope, less what kinds and flags rule out.

While a person types, the pool stays the same and only the words change, so pools are kept
until something in the vault changes.
"""

from collections.abc import Iterable

from strongroom.model.blocks import Block
from strongroom.model.library import Library
from strongroom.model.matching import kind_and_flag_tests
from strongroom.model.query import Query
from strongroom.model.scopes import Place, Scope, Sort, holds
from strongroom.model.shelf import Shelf, chunks
from strongroom.model.vocabulary import Vocabulary
from strongroom.model.watching import Cancel

RECENT = 50  # items that were used last
_SMALL = 2000  # items that are quicker to gather than to pick out of all others
_KEPT = 16

_Key = tuple[bool, Scope, frozenset[str], frozenset[str], frozenset[str], frozenset[str], str]


class Pool:
    """Some items of a shelf; ``members`` is None where it is all of them."""

    def __init__(self, library: Library, shelf: Shelf, members: frozenset[int] | None) -> None:
        self._library = library
        self._shelf = shelf
        self._members = members
        self._blocks: list[Block] | None = None
        self._listings: dict[Sort, list[int]] = {}

    def listing(self, sort: Sort) -> list[int]:
        """Return the ids in an order; the list is the pool's own."""
        if self._members is None:
            return self._shelf.order(sort)
        if sort not in self._listings:
            self._listings[sort] = self.sorted(self._members, sort)
        return self._listings[sort]

    def blocks(self) -> list[Block]:
        """Return the blocks that hold the items, and others too where they are many."""
        if not self.small:
            return self._shelf.blocks()
        if self._blocks is None:
            ranked = self.listing(Sort.MOST_USED)
            self._blocks = list(chunks(ranked, self._library.texts))
        return self._blocks

    @property
    def has_vocabulary(self) -> bool:
        """Whether words can be looked up: they are known, and of these very blocks."""
        return not self.small and self._shelf.has_vocabulary

    def vocabulary(self, cancelled: Cancel) -> Vocabulary:
        """Return the words that typos are held against, those of the whole shelf."""
        return self._shelf.vocabulary(cancelled)

    def strangers(self) -> frozenset[int] | None:
        """Return the members where the blocks hold others too, else None."""
        return None if self.small else self._members

    def sorted(self, ids: Iterable[int], sort: Sort) -> list[int]:
        """Return some of the pool's ids in an order."""
        some = ids if isinstance(ids, frozenset) else frozenset(ids)
        if len(some) <= _SMALL:
            return self._shelf.sorted(some, sort)
        return [item_id for item_id in self._shelf.order(sort) if item_id in some]

    @property
    def small(self) -> bool:
        """Whether the pool has blocks of its own."""
        return self._members is not None and len(self._members) <= _SMALL


class Pools:
    """Makes pools, and keeps those that were asked for last."""

    def __init__(self, library: Library, live: Shelf, trash: Shelf) -> None:
        self._library = library
        self._live = live
        self._trash = trash
        self._kept: dict[_Key, Pool] = {}

    def of(self, query: Query, scope: Scope, today: str) -> Pool:
        """Return the pool of a query in a scope, the same one while nothing changes."""
        trash = query.trashed or scope.place is Place.TRASH
        flags, not_flags = frozenset(query.flags), frozenset(query.excluded_flags)
        key = (trash, scope, query.kinds, query.excluded_kinds, flags, not_flags, today)
        if key not in self._kept:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            self._kept[key] = self._make(query, scope, today, self._trash if trash else self._live)
        return self._kept[key]

    def _make(self, query: Query, scope: Scope, today: str, shelf: Shelf) -> Pool:
        tests = kind_and_flag_tests(query, today)
        held = holds(scope, self._library.folders)
        if held is not None:
            tests.append(held)
        overviews = self._library.overviews
        if scope.place is Place.RECENT:
            ids = self._recent(shelf)
        elif tests:
            # In the order in which they lie in memory, which takes half the time.
            first, *tests = [*tests, shelf.holds]
            ids = [item_id for item_id, overview in overviews.items() if first(overview)]
        else:
            return Pool(self._library, shelf, None)
        for test in tests:
            ids = [item_id for item_id in ids if test(overviews[item_id])]
        return Pool(self._library, shelf, frozenset(ids))

    def _recent(self, shelf: Shelf) -> list[int]:
        used = (item_id for item_id in self._library.usage if item_id in shelf)
        return shelf.sorted(used, Sort.RECENTLY_USED)[:RECENT]
