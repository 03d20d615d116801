# SPDX-License-Identifier: GPL-3.0-or-later
"""The order of results, and the ways to find the first of them quickly.

An item's rank is that of its worst-fitting word (``blocks.RANKS``); among equals, one whose
title begins with the first word goes first; then the order of the blocks, most used first.
With typos forgiven, those with the fewest go first.

Rare words are *surveyed*: every item that has them is found in one pass, and then sorted.
Common ones are *staged*: a pass for each rank, best first, that can stop as soon as enough are
found.  Both give the same order.
"""

from collections.abc import Iterable, Iterator, Sequence

from strongroom.model.blocks import RANKS, REST_START, TITLE_START, Block, Needle
from strongroom.model.conditions import Condition, Sieve
from strongroom.model.query import Where
from strongroom.model.spellings import Spellings

Hit = tuple[Block, int]  # an item, as its place in a block
Fit = tuple[int, int, tuple[str, ...]]  # how many typos, which rank, and in which spellings


def survey(blocks: Iterable[Block], driver: Condition | None, sieve: Sieve) -> Iterator[Hit]:
    """Yield all items that pass, in the blocks' order.

    ``driver`` is what to look for, beside the sieve; without one every item is looked at.
    """
    for block in blocks:
        places = range(len(block.ids)) if driver is None else driver.places(block)
        for place in sieve.keep(block, places):
            yield block, place


def ranked(hits: Iterable[Hit], words: Sequence[Needle]) -> list[Hit]:
    """Sort what a survey found."""
    return sorted(hits, key=lambda hit: _rank(hit, words))


def rank_of(hit: Hit, words: Sequence[Needle]) -> int:
    """Return the rank of an item's worst-fitting word."""
    return _rank(hit, words)[0]


def staged(
    blocks: Iterable[Block], driver: Needle, words: Sequence[Needle], sieve: Sieve
) -> Iterator[int]:
    """Yield the ids of all items that have every word and pass, best first.

    ``blocks`` are gone through several times.
    """
    seen: set[int] = set()
    stages = _stages_of_one(blocks, driver) if len(words) == 1 else _stages(blocks, driver, words)
    for block, places in stages:
        ids = block.ids
        fresh = [n for n in places if ids[n] not in seen]
        seen.update([ids[n] for n in fresh])
        for place in sieve.keep(block, fresh):
            yield ids[place]


def nearest(
    blocks: Iterable[Block], words: Sequence[Spellings], driver: int, sieve: Sieve
) -> Iterator[tuple[Fit, int]]:
    """Yield fit and id of the items that have a spelling of every word and pass.

    ``driver`` is the place of the word to look for first.
    """
    others = [word for place, word in enumerate(words) if place != driver]
    for block in blocks:
        fits = _spelt(block, words[driver])
        for word in others:
            found = _spelt_among(block, word, sorted(fits)) if fits else {}
            fits = {n: _joined(fits[n], fit) for n, fit in found.items()}
        for place in sieve.keep(block, sorted(fits)):
            yield fits[place], block.ids[place]


def _stages(
    blocks: Iterable[Block], driver: Needle, words: Sequence[Needle]
) -> Iterator[tuple[Block, Sequence[int]]]:
    others = [word for word in words if word is not driver]
    for rank in RANKS:
        for block in blocks:
            yield block, _keep(block, block.titles.beginning(words[0]), words, rank)
        for block in blocks:
            yield block, _keep(block, block.fitting(driver, rank), others, rank)


def _stages_of_one(blocks: Iterable[Block], word: Needle) -> Iterator[tuple[Block, Sequence[int]]]:
    for block in blocks:
        yield block, block.titles.beginning(word)
    for rank in RANKS:
        for block in blocks:
            yield block, block.newly_fitting(word, rank)


def _keep(block: Block, places: Sequence[int], words: Iterable[Needle], rank: int) -> Sequence[int]:
    for word in words:
        places = block.keep_fitting(places, word, rank) if places else places
    return places


def _rank(hit: Hit, words: Sequence[Needle]) -> tuple[int, bool]:
    block, place = hit
    worst = max(block.rank(place, word) for word in words)
    return worst, not block.titles.begins(place, words[0])


def _spelt(block: Block, word: Spellings) -> dict[int, Fit]:
    """Return how well a word fits each of a block's items that has one of its spellings.

    A spelling that was not typed must start a word.
    """
    found = _meant(block, word)
    if word.typed_in(block):
        for place in block.having(word.typed, Where.ANY):
            found[place] = (0, block.rank(place, word.typed), ())
    return found


def _spelt_among(block: Block, word: Spellings, places: Sequence[int]) -> dict[int, Fit]:
    """Return the same for some of the items."""
    meant = _meant(block, word)
    found = {n: meant[n] for n in places if n in meant}
    for place in block.keep(places, word.typed, Where.ANY):
        found[place] = (0, block.rank(place, word.typed), ())
    return found


def _meant(block: Block, word: Spellings) -> dict[int, Fit]:
    found: dict[int, Fit] = {}
    for meant in word.meant_in(block):
        for rank, texts in ((TITLE_START, block.titles), (REST_START, block.rests)):
            fit = (meant.typos, rank, (meant.needle.text,))
            for place in texts.starting(meant.needle):
                found[place] = min(fit, found.get(place, fit))
    return found


def _joined(one: Fit, other: Fit) -> Fit:
    """Return the typos and spellings of both words, and the worse rank."""
    return one[0] + other[0], max(one[1], other[1]), one[2] + other[2]
