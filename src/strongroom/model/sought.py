# SPDX-License-Identifier: GPL-3.0-or-later
"""A word of a query, looked up in the vocabulary: which items of a block have it, in bits."""

from collections import defaultdict
from dataclasses import dataclass

from strongroom.model.blocks import PARTS, Block, Needle
from strongroom.model.query import Where
from strongroom.model.vocabulary import Vocabulary

Ranks = tuple[int, int, int, int]  # items that a word fits at least as well as each rank


@dataclass(frozen=True, slots=True)
class Sought:
    """For each edition of a block its words that begin with what was typed, and others."""

    starting: dict[int, list[str]]
    inside: dict[int, list[str]]

    def ranks(self, block: Block) -> Ranks:
        """Return the items that have the word, by how well it fits at least."""
        title, rest, *_parts = block.words()
        starting = self.starting.get(block.edition, ())
        inside = self.inside.get(block.edition, ())
        title_start = rest_start = title_middle = rest_middle = 0
        for word in starting:
            title_start |= title.get(word, 0)
            rest_start |= rest.get(word, 0)
        for word in inside:
            title_middle |= title.get(word, 0)
            rest_middle |= rest.get(word, 0)
        started = title_start | rest_start
        in_title = started | title_middle
        return title_start, started, in_title, in_title | rest_middle

    def having(self, block: Block, where: Where) -> int:
        """Return the items that have the word in a part."""
        if where is Where.ANY:
            return self.ranks(block)[-1]
        part = block.words()[PARTS.index(where)]
        bits = 0
        for words in (self.starting, self.inside):
            for word in words.get(block.edition, ()):
                bits |= part.get(word, 0)
        return bits


def look_up(needle: Needle, vocabulary: Vocabulary, most: int) -> Sought | None:
    """Return where a word stands, None where searching the texts is the better way.

    That is so for one with signs in it, which is no single word, and for one that stands
    nearly everywhere: in more than ``most`` words, each counted once a block.
    """
    if not needle.plain:
        return None
    starting: defaultdict[int, list[str]] = defaultdict(list)
    inside: defaultdict[int, list[str]] = defaultdict(list)
    cost = 0
    for word in vocabulary.containing(needle.text):
        editions = vocabulary.editions(word)
        cost += len(editions)
        if cost > most:
            return None
        kind = starting if word.startswith(needle.text) else inside
        for edition in editions:
            kind[edition].append(word)
    return Sought(starting, inside)
