# SPDX-License-Identifier: GPL-3.0-or-later
"""Words of the vault that a mistyped word may have meant.

A word that is still being typed is held against the beginnings of known words, so that
``gihtu`` finds ``github`` before it is finished.  A letter left out, too many, wrong, or two
exchanged is one typo; long words may have two.

Measuring the distance to each of 60,000 words takes 15 ms.  But a typo touches two letters
side by side at most, so of a word cut into pieces with a letter between them, one piece more
than there are typos, one is left whole: only words with one of the pieces are measured.
"""

from collections import defaultdict
from collections.abc import Iterator

from rapidfuzz import process
from rapidfuzz.distance import OSA

from strongroom.model.blocks import BETWEEN, FOLDER, TAGS, WEBSITES, Block
from strongroom.model.watching import Watched

LONG_WORD = 8  # letters from which two typos are forgiven
_NEAREST = 12  # spellings: more of them would be noise
_STALE = 4  # editions of a block, in the middle, from which all is learnt anew
_BORDERS = (WEBSITES, TAGS, FOLDER, BETWEEN)


class Vocabulary:
    """The distinct folded words of blocks, and in which edition of which block they were."""

    def __init__(self) -> None:
        self._clear()

    def learn(self, blocks: Watched) -> None:
        """Take in the words of those blocks that are new or have been made anew.

        Raises:
            Cancelled: what is learnt stays.
        """
        if len(self._learnt) > _STALE * len(blocks):
            self._clear()
        for block in blocks:
            if block.edition not in self._learnt:
                self._learnt.add(block.edition)
                self._add(block)

    def near(self, word: str) -> list[tuple[str, int]]:
        """Return beginnings of known words with their distance from ``word``, nearest first.

        Those that begin with ``word`` are left out: they are no typos.
        """
        allowed = 1 if len(word) < LONG_WORD else 2
        lengths = range(len(word), len(word) + allowed + 1)
        alike = {known for piece in _pieces(word, allowed) for known in self._with(piece)}
        beginnings = {known[:length] for known in alike for length in lengths}
        found = process.extract(
            word, beginnings, scorer=OSA.distance, score_cutoff=allowed, limit=None
        )
        nearest = sorted(
            (distance, begin[:1] != word[:1], begin)
            for begin, distance, _at in found
            if not begin.startswith(word)
        )
        return [(begin, int(distance)) for distance, _first, begin in nearest[:_NEAREST]]

    def editions(self, beginning: str) -> frozenset[int]:
        """Return the editions of blocks that had a word that begins so."""
        words = self._with("\n" + beginning)
        return frozenset(edition for word in words for edition in self._editions[word])

    def _clear(self) -> None:
        self._learnt: set[int] = set()
        self._editions: defaultdict[str, list[int]] = defaultdict(list)
        self._all = "\n"  # each word once, between line ends

    def _add(self, block: Block) -> None:
        text = block.titles.spaced + block.rests.spaced
        for border in _BORDERS:
            text = text.replace(border, "")
        words = set(text.split())
        new = words - self._editions.keys()
        for word in words:
            self._editions[word].append(block.edition)
        self._all += "".join(f"{word}\n" for word in new)

    def _with(self, piece: str) -> Iterator[str]:
        """Yield the words with a piece in them; a line end stands for their beginning."""
        words = self._all
        at = words.find(piece)
        while at >= 0:
            start = words.rfind("\n", 0, at + 1) + 1
            end = words.index("\n", start)
            yield words[start:end]
            at = words.find(piece, end)


def _pieces(word: str, typos: int) -> list[str]:
    """Cut a word as the module's docstring says; the first piece is its beginning."""
    step = (len(word) - typos) // (typos + 1) + 1
    cuts = [step * n for n in range(typos + 1)]
    ends = [*(cut - 1 for cut in cuts[1:]), len(word)]
    first, *others = (word[start:end] for start, end in zip(cuts, ends, strict=True))
    return ["\n" + first, *others]
