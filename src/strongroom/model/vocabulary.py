# SPDX-License-Identifier: GPL-3.0-or-later
"""The distinct folded words of a vault, and in which blocks each of them stands."""

from collections import defaultdict
from collections.abc import Iterator

from strongroom.model.blocks import Block
from strongroom.model.watching import Watched

_STALE = 4  # editions for each block, on average, from which all is learnt anew


class Vocabulary:
    """Grows with the editions of blocks that it learns; a word may outlive its last item."""

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

    def __len__(self) -> int:
        """Return how many words are known."""
        return len(self._editions)

    def containing(self, piece: str) -> Iterator[str]:
        """Yield the words that have a piece in them, each once."""
        return self._with(piece)

    def beginning(self, piece: str) -> Iterator[str]:
        """Yield the words that begin with a piece."""
        return self._with("\n" + piece)

    def editions(self, word: str) -> list[int]:
        """Return the editions of the blocks that had a word."""
        return self._editions[word]

    def _clear(self) -> None:
        self._learnt: set[int] = set()
        self._editions: defaultdict[str, list[int]] = defaultdict(list)
        self._all = "\n"  # each word once, between line ends

    def _add(self, block: Block) -> None:
        title, rest, *_parts = block.words()
        words = title.keys() | rest.keys()
        self._all += "".join(f"{word}\n" for word in words if word not in self._editions)
        for word in words:
            self._editions[word].append(block.edition)

    def _with(self, piece: str) -> Iterator[str]:
        words = self._all
        at = words.find(piece)
        while at >= 0:
            start = words.rfind("\n", 0, at + 1) + 1
            end = words.index("\n", start)
            yield words[start:end]
            at = words.find(piece, end)
