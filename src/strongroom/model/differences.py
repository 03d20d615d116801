# SPDX-License-Identifier: GPL-3.0-or-later
"""What differs between two lists of fields, as a person would tell it.

A field is the same one where it has the same id; ids are an item's own, so across items
that were made apart a field answers to its role and label instead.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import TypeVar

import msgspec

from strongroom.model.fields import Field

T = TypeVar("T")


class Difference(StrEnum):
    """What became of something between two states."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class FieldDifference(msgspec.Struct, frozen=True):
    """One field that is not the same in both; None on the side where it is not there."""

    kind: Difference
    before: Field | None
    after: Field | None

    def __repr__(self) -> str:
        return f"FieldDifference({self.kind.value})"


def field_pairs(
    before: Iterable[Field], after: Iterable[Field]
) -> tuple[tuple[Field | None, Field | None], ...]:
    """Return each field beside what it was: in the order of ``after``, the gone ones last."""
    left, right = list(before), list(after)
    partner = _same_ids(left, right)
    _same_names(left, right, partner)
    pairs: list[tuple[Field | None, Field | None]] = []
    for place, field in enumerate(right):
        was = partner.get(place)
        pairs.append((None if was is None else left[was], field))
    taken = set(partner.values())
    pairs += [(field, None) for place, field in enumerate(left) if place not in taken]
    return tuple(pairs)


def field_differences(
    before: Iterable[Field], after: Iterable[Field]
) -> tuple[FieldDifference, ...]:
    """Return what differs, in the order of :func:`field_pairs`; ids alone are no difference.

    A field without a value is as good as none.
    """
    found = []
    for was, is_now in field_pairs(before, after):
        kind = _kind(was, is_now)
        if kind is not None:
            found.append(FieldDifference(kind, was, is_now))
    return tuple(found)


def _kind(was: Field | None, is_now: Field | None) -> Difference | None:
    had = was is not None and bool(was.value)
    has = is_now is not None and bool(is_now.value)
    if not had and not has:
        return None
    if not had:
        return Difference.ADDED
    if not has:
        return Difference.REMOVED
    return None if _said(was) == _said(is_now) else Difference.CHANGED


def _said(field: Field | None) -> tuple[str, str, str, str] | None:
    return None if field is None else (field.role, field.kind, field.label, field.value)


def _same_ids(left: list[Field], right: list[Field]) -> dict[int, int]:
    """Return for places at the right their places at the left, by id; 0 names nothing."""
    waiting = _queues((place, field.id) for place, field in enumerate(left) if field.id)
    return _matched(waiting, ((place, field.id) for place, field in enumerate(right)))


def _same_names(left: list[Field], right: list[Field], partner: dict[int, int]) -> None:
    taken = set(partner.values())
    free = ((place, field) for place, field in enumerate(left) if place not in taken)
    waiting = _queues((place, (field.role, field.label)) for place, field in free)
    asking = ((place, field) for place, field in enumerate(right) if place not in partner)
    names = [(place, (field.role, field.label)) for place, field in asking]
    partner.update(_matched(waiting, names))


def _queues(places: Iterable[tuple[int, T]]) -> dict[T, list[int]]:
    found: dict[T, list[int]] = {}
    for place, name in places:
        found.setdefault(name, []).append(place)
    return found


def _matched(waiting: dict[T, list[int]], asking: Iterable[tuple[int, T]]) -> dict[int, int]:
    """Give each place that asks the first that waits under the same name."""
    return {place: waiting[name].pop(0) for place, name in asking if waiting.get(name)}
