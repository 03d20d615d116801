# SPDX-License-Identifier: GPL-3.0-or-later
r"""Folded texts of many items side by side, searched with ``str.find`` alone.

A loop over items in Python costs a microsecond each; ``str.find`` looks at a thousand
characters in that time.  So the texts of some hundred items lie in one string, in the order
in which results are ranked, and a bisection of the places where they begin tells whose text
was hit.  Each text exists twice, as it is and with spaces where no word is, so that the start
of a word is one ``find`` too.

A record is ``"\n "`` and the text.  The title has records of its own; the rest of an item is
its username, websites, tags and folder, parted by control characters, which no query can
contain, so that nothing is found across a border.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, count
from typing import Final

from strongroom.model.folding import spaced
from strongroom.model.query import Where

_EDITIONS: Final = count(1)
_BEFORE: Final = "\n "
WEBSITES, TAGS, FOLDER, BETWEEN = "\x02", "\x03", "\x04", "\x05"  # what a part begins with
# A part of the rest, as the characters that it begins and ends with, "" for the record's own.
_PARTS: Final = {
    Where.USER: ("", WEBSITES),
    Where.URL: (WEBSITES, TAGS),
    Where.TAG: (TAGS, FOLDER),
    Where.FOLDER: (FOLDER, ""),
}

# How well a word fits an item: the start of a word goes before the middle of one, the title
# before the rest.
TITLE_START, REST_START, TITLE_MIDDLE, REST_MIDDLE, NOWHERE = range(5)
RANKS: Final = (TITLE_START, REST_START, TITLE_MIDDLE, REST_MIDDLE)


@dataclass(frozen=True, slots=True)
class Needle:
    """A folded word, ready to be looked for."""

    text: str
    at_start: str  # how it looks where a word begins, with spaces for what is no word
    plain: bool  # the word has only word characters, so that at_start says it all
    begins: str  # how it looks where a record begins

    @classmethod
    def of(cls, text: str) -> "Needle":
        """Prepare a word, which is not empty."""
        words = spaced(text)
        return cls(text, " " + words, words == text, _BEFORE + text)


# The parts of an item, in the order of Block.words(), where the second is the whole rest.
PARTS: Final = (Where.TITLE, Where.ANY, Where.USER, Where.URL, Where.TAG, Where.FOLDER)
Words = tuple[dict[str, int], ...]  # for each part: word to the items that have it, as bits


class Texts:
    """The texts of a block's items in one string; the n-th one begins at ``starts[n]``."""

    __slots__ = ("plain", "spaced", "starts")

    def __init__(self, texts: Iterable[str]) -> None:
        records = [_BEFORE + text for text in texts]
        self.plain = "".join(records)
        ascii_only = self.plain.isascii()
        self.spaced = spaced(self.plain) if ascii_only else "".join(map(spaced, records))
        self.starts = list(accumulate(map(len, records), initial=0))

    def record(self, place: int) -> str:
        """Return one item's text with spaces where no word is."""
        return self.spaced[self.starts[place] : self.starts[place + 1]]

    def anywhere(self, needle: Needle) -> list[int]:
        """Return the places in the block of the items that have the word, ascending."""
        return self._hits(self.plain, needle.text)

    def beginning(self, needle: Needle) -> list[int]:
        """Return those whose text begins with the word."""
        return self._hits(self.plain, needle.begins)

    def starting(self, needle: Needle) -> list[int]:
        """Return those in which a word starts with it."""
        hits = self._hits(self.spaced, needle.at_start)
        return hits if needle.plain else [n for n in hits if self.starts_in(n, needle)]

    def keep(self, places: Iterable[int], needle: Needle) -> list[int]:
        """Return those of some places whose item has the word."""
        text, starts, wanted = self.plain, self.starts, needle.text
        return [n for n in places if text.find(wanted, starts[n], starts[n + 1]) >= 0]

    def keep_starting(self, places: Iterable[int], needle: Needle) -> list[int]:
        """Return those of some places in whose item a word starts with it."""
        if not needle.plain:
            return [n for n in places if self.starts_in(n, needle)]
        text, starts, wanted = self.spaced, self.starts, needle.at_start
        return [n for n in places if text.find(wanted, starts[n], starts[n + 1]) >= 0]

    def keep_in_part(self, places: Iterable[int], needle: Needle, where: Where) -> list[int]:
        """Return those of some places in a part of whose rest the word is."""
        return [n for n in places if self._part_has(n, needle, where)]

    def has(self, place: int, needle: Needle) -> bool:
        """Tell whether one item has the word."""
        starts = self.starts
        return self.plain.find(needle.text, starts[place], starts[place + 1]) >= 0

    def begins(self, place: int, needle: Needle) -> bool:
        """Tell whether one item's text begins with the word."""
        return self.plain.startswith(needle.begins, self.starts[place])

    def starts_in(self, place: int, needle: Needle) -> bool:
        """Tell whether a word of one item starts with it."""
        start, end = self.starts[place], self.starts[place + 1]
        at = self.spaced.find(needle.at_start, start, end)
        while at >= 0 and not needle.plain and not self.plain.startswith(needle.text, at + 1):
            at = self.spaced.find(needle.at_start, at + 1, end)
        return at >= 0

    def _hits(self, text: str, wanted: str) -> list[int]:
        starts, hits = self.starts, []
        at = text.find(wanted)
        while at >= 0:
            place = bisect_right(starts, at)
            hits.append(place - 1)
            at = text.find(wanted, starts[place])
        return hits

    def _part_has(self, place: int, needle: Needle, where: Where) -> bool:
        start, end = self.starts[place], self.starts[place + 1]
        opening, closing = _PARTS[where]
        if opening:
            start = self.plain.index(opening, start, end)
        if closing:
            end = self.plain.index(closing, start, end)
        return self.plain.find(needle.text, start, end) >= 0


class Block:
    """Some items in ranking order.

    Once it is loaded there are ``titles``, ``rests`` and ``edition``, a number that no other
    block and no other state of this one has.
    """

    __slots__ = ("_loaded", "_texts", "_words", "edition", "ids", "rests", "titles")

    titles: Texts
    rests: Texts
    edition: int

    def __init__(self, ids: list[int], texts: Callable[[int], tuple[str, str]]) -> None:
        """Take ``texts``, which gives an item's folded title and the rest of it."""
        self.ids = ids
        self._texts = texts
        self._loaded = False
        self._words: Words | None = None

    def load(self) -> "Block":
        """Make the texts where they are not there yet, and return the block."""
        if not self._loaded:
            pairs = [self._texts(item_id) for item_id in self.ids]
            self.titles = Texts(title for title, _rest in pairs)
            self.rests = Texts(rest for _title, rest in pairs)
            self.edition = next(_EDITIONS)
            self._loaded = True
        return self

    def forget(self) -> None:
        """Let the texts be made anew, since an item in it has changed."""
        self._loaded = False
        self._words = None

    def words(self) -> Words:
        """Return the items that have each word, by part, made when they are first asked for."""
        if self._words is None:
            words: Words = tuple({} for _part in PARTS)
            title, rest, *parts = words
            for place in range(len(self.ids)):
                _note(title, self.titles.record(place).split(), 1 << place)
                for part, text in zip(parts, _parted(self.rests.record(place)), strict=True):
                    found = text.split()
                    _note(part, found, 1 << place)
                    _note(rest, found, 1 << place)
            self._words = words
        return self._words

    def contains(self, needle: Needle) -> bool:
        """Tell whether any item has the word."""
        return needle.text in self.titles.plain or needle.text in self.rests.plain

    def having(self, needle: Needle, where: Where) -> Iterable[int]:
        """Return the places of items that have the word in a part.

        The parts of the rest are not told apart.
        """
        if where is Where.TITLE:
            return self.titles.anywhere(needle)
        if where is Where.ANY:
            return {*self.titles.anywhere(needle), *self.rests.anywhere(needle)}
        return self.rests.anywhere(needle)

    def keep(self, places: Sequence[int], needle: Needle, where: Where) -> list[int]:
        """Return, in any order, those of some places whose item has the word in a part."""
        if where is Where.TITLE:
            return self.titles.keep(places, needle)
        if where is not Where.ANY:
            return self.rests.keep_in_part(places, needle, where)
        found = self.rests.keep(places, needle)
        known = set(found)
        return found + self.titles.keep((n for n in places if n not in known), needle)

    def rank(self, place: int, needle: Needle) -> int:
        """Return how well the word fits an item, NOWHERE where it does not."""
        if self.titles.starts_in(place, needle):
            return TITLE_START
        if self.rests.starts_in(place, needle):
            return REST_START
        if self.titles.has(place, needle):
            return TITLE_MIDDLE
        return REST_MIDDLE if self.rests.has(place, needle) else NOWHERE

    def keep_fitting(self, places: Sequence[int], needle: Needle, rank: int) -> list[int]:
        """Return those of some places that the word fits at least as well as ``rank``."""
        titles, rests = self.titles, self.rests
        found = (titles.keep if rank >= TITLE_MIDDLE else titles.keep_starting)(places, needle)
        if rank == TITLE_START:
            return found
        known = set(found)
        others = (n for n in places if n not in known)
        found += (rests.keep if rank == REST_MIDDLE else rests.keep_starting)(others, needle)
        return sorted(found)

    def fitting(self, needle: Needle, rank: int) -> list[int]:
        """Return the places of items that the word fits at least as well as ``rank``."""
        in_title = self.titles.anywhere if rank >= TITLE_MIDDLE else self.titles.starting
        if rank == TITLE_START:
            return in_title(needle)
        in_rest = self.rests.anywhere if rank == REST_MIDDLE else self.rests.starting
        return sorted({*in_title(needle), *in_rest(needle)})

    def newly_fitting(self, needle: Needle, rank: int) -> list[int]:
        """Return, of those, at least the ones that it fits no better."""
        texts = self.titles if rank in {TITLE_START, TITLE_MIDDLE} else self.rests
        return (texts.anywhere if rank >= TITLE_MIDDLE else texts.starting)(needle)


def _parted(rest: str) -> tuple[str, str, str, str]:
    user, _, rest = rest.partition(WEBSITES)
    websites, _, rest = rest.partition(TAGS)
    tags, _, folder = rest.partition(FOLDER)
    return user, websites.replace(BETWEEN, " "), tags.replace(BETWEEN, " "), folder


def _note(words: dict[str, int], found: list[str], bit: int) -> None:
    for word in found:
        words[word] = words.get(word, 0) | bit
