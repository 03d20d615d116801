# SPDX-License-Identifier: GPL-3.0-or-later
"""A query's texts as conditions on the items of a block."""

from collections.abc import Sequence
from dataclasses import dataclass

from strongroom.model.blocks import Block, Needle
from strongroom.model.query import Query, Term, Where

_SAMPLED = 16  # of this many blocks one is looked at for an estimate


@dataclass(frozen=True, slots=True)
class Condition:
    """One of some texts is in a part of an item; or none is, where they are excluded."""

    needles: tuple[Needle, ...]
    where: Where = Where.ANY
    excluded: bool = False

    def keep(self, block: Block, places: Sequence[int]) -> Sequence[int]:
        """Return, ascending, those of some places whose item meets it."""
        kept = (block.keep(places, needle, self.where) for needle in self.needles)
        found = set().union(*kept)
        return [n for n in places if (n in found) != self.excluded]

    def places(self, block: Block) -> list[int]:
        """Return, ascending, the places that meet it; it excludes nothing."""
        found = sorted(set().union(*(block.having(one, self.where) for one in self.needles)))
        parts_tell = self.where in {Where.ANY, Where.TITLE}
        return found if parts_tell else list(self.keep(block, found))

    def cost(self, blocks: Sequence[Block]) -> int:
        """Estimate how many places there are."""
        sample = [block.load() for block in blocks[::_SAMPLED]]
        found = sum(_count(block, needle) for block in sample for needle in self.needles)
        return found * len(blocks) // max(1, len(sample))


def words_of(query: Query) -> list[Condition]:
    """Return a condition for each word, in the order they were typed."""
    return [_condition([term]) for term in query.words]


def filters_of(query: Query) -> list[Condition]:
    """Return the conditions beside the words: parts, tags, folders, what is excluded."""
    wanted = [_condition([term]) for term in query.parts]
    wanted += [_condition(terms) for terms in (query.tags, query.folders) if terms]
    return wanted + [_condition([term], excluded=True) for term in query.excluded]


def rarest(wanted: Sequence[Condition], blocks: Sequence[Block]) -> Condition:
    """Return the condition that is met least, by an estimate; none of them excludes."""
    return wanted[0] if len(wanted) == 1 else min(wanted, key=lambda one: one.cost(blocks))


def _condition(terms: Sequence[Term], *, excluded: bool = False) -> Condition:
    needles = tuple(Needle.of(term.text) for term in terms)
    return Condition(needles, terms[0].where, excluded)


def _count(block: Block, needle: Needle) -> int:
    return block.titles.plain.count(needle.text) + block.rests.plain.count(needle.text)


@dataclass(frozen=True, slots=True)
class Sieve:
    """Conditions, and the ids that may pass, None for all."""

    conditions: Sequence[Condition]
    members: frozenset[int] | None = None

    def keep(self, block: Block, places: Sequence[int]) -> Sequence[int]:
        """Return, ascending, those of some places whose item passes."""
        if self.members is not None:
            ids, members = block.ids, self.members
            places = [n for n in places if ids[n] in members]
        for condition in self.conditions:
            places = condition.keep(block, places)
        return places
