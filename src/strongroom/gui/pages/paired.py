# SPDX-License-Identifier: GPL-3.0-or-later
"""Which row stands opposite which where two states of an item lie beside each other.

Pure functions; only what has a value is shown, so a field that was emptied counts as gone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from strongroom.gui.pages.detail_text import cards_of
from strongroom.model.differences import Difference, field_differences, field_pairs
from strongroom.model.fields import Field


@dataclass(frozen=True, slots=True)
class Pair:
    """What stands in one row: ``kind`` says how both differ, None where they do not."""

    before: Field | None = field(repr=False)
    after: Field | None = field(repr=False)
    kind: Difference | None = None
    place: bool = False

    @property
    def either(self) -> Field:
        """The one after, or the one before where there is no other."""
        found = self.after or self.before
        if found is None:
            message = "a row without a field"
            raise ValueError(message)
        return found


Places = Sequence[tuple[str, str]]


def paired_cards(before: Sequence[Field], after: Sequence[Field]) -> list[list[Pair]]:
    """Return the rows of each card, in the order of ``after``; what is gone stays in its place."""
    pairs = _pairs([f for f in before if f.value], [f for f in after if f.value])
    cards, begin = [], 0
    for card in cards_of(pair.either for pair in pairs):
        cards.append(pairs[begin : begin + len(card)])
        begin += len(card)
    return cards


def paired_places(before: Places, after: Places) -> list[Pair]:
    """Return the rows of folder, tags and the like, matched by their label."""
    old = {text: _as_field(text, value) for text, value in before if value}
    new = {text: _as_field(text, value) for text, value in after if value}
    labels = dict.fromkeys([*new, *old])
    return [_place(old.get(text), new.get(text)) for text in labels]


def _pairs(before: list[Field], after: list[Field]) -> list[Pair]:
    kinds = {(id(d.before), id(d.after)): d.kind for d in field_differences(before, after)}
    paired = field_pairs(before, after)
    pairs = [Pair(a, b, kinds.get((id(a), id(b)))) for a, b in paired if b is not None]
    for old, new in paired:
        if new is None and old is not None:
            pairs.insert(_place_of(old, before, pairs), Pair(old, None, Difference.REMOVED))
    return pairs


def _place_of(old: Field, before: list[Field], pairs: list[Pair]) -> int:
    """Return the place behind what stood before it."""
    at = next(number for number, field_ in enumerate(before) if field_ is old)
    for earlier in reversed(before[:at]):
        for number, pair in enumerate(pairs):
            if pair.before is earlier:
                return number + 1
    return 0


def _as_field(text: str, value: str) -> Field:
    return Field(id=0, label=text, value=value)


def _place(old: Field | None, new: Field | None) -> Pair:
    if old is None:
        kind: Difference | None = Difference.ADDED
    elif new is None:
        kind = Difference.REMOVED
    else:
        kind = Difference.CHANGED if old.value != new.value else None
    return Pair(old, new, kind, place=True)
