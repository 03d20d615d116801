# SPDX-License-Identifier: GPL-3.0-or-later
"""How each word of a query may have been meant."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from strongroom.model.blocks import Block, Needle
from strongroom.model.folding import spaced
from strongroom.model.query import FORGIVING_LENGTH, Query, Term
from strongroom.model.typos import near
from strongroom.model.vocabulary import Vocabulary

_FORGIVEN_WORDS = 4  # words of a query in which typos are looked for


@dataclass(frozen=True, slots=True)
class Meant:
    """What may have been meant; ``editions`` of blocks that have it, None where not known."""

    needle: Needle
    typos: int
    editions: frozenset[int] | None


@dataclass(frozen=True, slots=True)
class Spellings:
    """A word as it was typed, and what may have been meant."""

    typed: Needle
    meant: Sequence[Meant] = ()
    editions: frozenset[int] | None = None  # of blocks that have it as typed, as far as known

    def typed_in(self, block: Block) -> bool:
        """Tell whether a block can have it as typed."""
        if self.editions is None:
            return block.contains(self.typed)
        return block.edition in self.editions

    def meant_in(self, block: Block) -> Iterator[Meant]:
        """Yield those that a block can have."""
        for meant in self.meant:
            if meant.editions is None or block.edition in meant.editions:
                yield meant


def spellings_of(query: Query, vocabulary: Vocabulary, *, small: bool) -> list[Spellings]:
    """Return the spellings of each word, in the order they were typed.

    A ``small`` pool has blocks of its own, of which the vocabulary does not know.
    """
    forgiving = [term for term in query.words if term.forgiving][:_FORGIVEN_WORDS]
    return [
        _spellings(term, vocabulary, small=small) if term in forgiving else _as_typed(term)
        for term in query.words
    ]


def _as_typed(term: Term) -> Spellings:
    return Spellings(Needle.of(term.text))


def _spellings(term: Term, vocabulary: Vocabulary, *, small: bool) -> Spellings:
    typed, meant = Needle.of(term.text), _meant(term, vocabulary, small=small)
    if small or not typed.plain:
        return Spellings(typed, meant)
    return Spellings(typed, meant, _editions(vocabulary.containing(term.text), vocabulary))


def _meant(term: Term, vocabulary: Vocabulary, *, small: bool) -> list[Meant]:
    """Correct the longest part of a word, which most have but one of."""
    part = max(spaced(term.text).split(), key=len)
    if len(part) < FORGIVING_LENGTH:
        return []
    before, _part, after = term.text.partition(part)
    return [
        Meant(
            Needle.of(before + begin + after),
            typos,
            None if small else _editions(vocabulary.beginning(begin), vocabulary),
        )
        for begin, typos in near(part, vocabulary)
    ]


def _editions(words: Iterable[str], vocabulary: Vocabulary) -> frozenset[int]:
    return frozenset(edition for word in words for edition in vocabulary.editions(word))
