# SPDX-License-Identifier: GPL-3.0-or-later
"""Results by looking words up instead of searching texts, all of them counted.

Where the vocabulary is known, the items that have a word are there as bits, block by block,
and words are combined in an operation a block.  What cannot be looked up (a word with signs
in it, one of a letter or two) is searched for in the items that the others leave, if these
are few.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from strongroom.model.bits import bits_of, places_of
from strongroom.model.blocks import RANKS, Block, Needle
from strongroom.model.conditions import Condition, Sieve
from strongroom.model.query import Where
from strongroom.model.sought import Ranks, Sought, look_up
from strongroom.model.vocabulary import Vocabulary

# Words, counted once a block, up to which looking them up is worth it: a single common word
# is found sooner by searching, which stops when enough are found.
_ALONE: Final = 3000
_TOGETHER: Final = 8000
_SEARCHED: Final = 8000  # items that may be searched for what cannot be looked up

Row = tuple[Block, Ranks]  # a block's results, by how well the words looked up fit at least


class Tally:
    """All items that have every word and meet the filters.

    How well the words in ``searched`` fit is found out where it matters for the order.
    """

    def __init__(self, rows: list[Row], searched: Sequence[Needle]) -> None:
        self._rows = rows
        self._searched = searched
        self.total = sum(ranks[-1].bit_count() for _block, ranks in rows)

    def ranked(self, first: Needle) -> Iterator[tuple[int, int]]:
        """Yield rank and id, best first; ``first`` is the first word."""
        begun = {block.edition: bits_of(block.titles.beginning(first)) for block, _ in self._rows}
        left = {block.edition: ranks[-1] for block, ranks in self._rows}
        for rank in RANKS:
            for begins in (True, False):
                for block, ranks in self._rows:
                    title = begun[block.edition]
                    bits = ranks[rank] & left[block.edition]
                    bits &= title if begins else ~title
                    places = self._fitting(block, places_of(bits), rank)
                    left[block.edition] &= ~bits_of(places)
                    for place in places:
                        yield rank, block.ids[place]

    def ids(self) -> Iterator[int]:
        """Yield the ids in the blocks' order."""
        for block, ranks in self._rows:
            for place in places_of(ranks[-1]):
                yield block.ids[place]

    def _fitting(self, block: Block, places: list[int], rank: int) -> list[int]:
        for needle in self._searched:
            places = block.keep_fitting(places, needle, rank)
        return places


@dataclass(frozen=True, slots=True)
class _Looked:
    """A condition, and where its texts stand."""

    condition: Condition
    sought: Sequence[Sought]

    def keep(self, block: Block, bits: int) -> int:
        """Return those of some items that meet the condition."""
        found = 0
        for sought in self.sought:
            found |= sought.having(block, self.condition.where)
        return bits & ~found if self.condition.excluded else bits & found


class Tallying:
    """Words and filters, looked up as far as they can be."""

    def __init__(
        self,
        words: Sequence[Condition],
        filters: Sequence[Condition],
        members: frozenset[int] | None,
        vocabulary: Vocabulary,
    ) -> None:
        self._words: list[Sought] = []
        self._filters: list[_Looked] = []
        self._searched: list[Needle] = []
        slow: list[Condition] = []
        most = _ALONE if len(words) + len(filters) == 1 else _TOGETHER
        for word in words:
            looked = _looked(word, vocabulary, most)
            if looked is None:
                self._searched.append(word.needles[0])
            else:
                self._words += looked.sought
        for one in filters:
            looked = _looked(one, vocabulary, most)
            if looked is None:
                slow.append(one)
            else:
                self._filters.append(looked)
        self._sieve = Sieve(slow, members)
        self._costly = bool(self._searched or slow or members is not None)

    @property
    def possible(self) -> bool:
        """Whether anything could be looked up."""
        return bool(self._words or self._filters)

    def count(self, blocks: Iterable[Block]) -> Tally | None:
        """Return all results, None where too much would have to be searched."""
        rows: list[Row] = []
        left = _SEARCHED
        for block in blocks:
            ranks = self._looked_up(block)
            if self._costly and ranks[-1]:
                left -= ranks[-1].bit_count()
                if left < 0:
                    return None
                ranks = self._picked(block, ranks)
            if ranks[-1]:
                rows.append((block, ranks))
        return Tally(rows, self._searched)

    def _looked_up(self, block: Block) -> Ranks:
        everything = (1 << len(block.ids)) - 1
        ranks = (everything, everything, everything, everything)
        for word in self._words:
            ranks = _both(ranks, word.ranks(block))
        bits = ranks[-1]
        for one in self._filters:
            bits = one.keep(block, bits)
        return _both(ranks, (bits, bits, bits, bits))

    def _picked(self, block: Block, ranks: Ranks) -> Ranks:
        places: Sequence[int] = places_of(ranks[-1])
        for needle in self._searched:
            places = sorted(block.keep(places, needle, Where.ANY))
        bits = bits_of(self._sieve.keep(block, places))
        return _both(ranks, (bits, bits, bits, bits))


def _looked(condition: Condition, vocabulary: Vocabulary, most: int) -> _Looked | None:
    sought = [look_up(needle, vocabulary, most) for needle in condition.needles]
    found = [one for one in sought if one is not None]
    return _Looked(condition, found) if len(found) == len(sought) else None


def _both(one: Ranks, other: Ranks) -> Ranks:
    return one[0] & other[0], one[1] & other[1], one[2] & other[2], one[3] & other[3]
