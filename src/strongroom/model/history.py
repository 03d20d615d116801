# SPDX-License-Identifier: GPL-3.0-or-later
"""The states of an item, the present one first, and what a step between two changed, in words.

Words name fields by their labels and never hold a value.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec

from strongroom.errors import NotFound
from strongroom.model.differences import Difference, field_differences, field_pairs
from strongroom.model.fields import Field, label_of
from strongroom.model.item import Content, Item
from strongroom.texts import _

MOST_NAMED = 4  # fields; of more, their number


class State(msgspec.Struct, frozen=True, kw_only=True):
    """One state of an item: its version's id, when it was saved, title and fields."""

    id: int
    at: int
    title: str
    fields: tuple[Field, ...] = ()
    present: bool = False

    def __repr__(self) -> str:
        return f"State(id={self.id}, at={self.at}, …)"


def states_of(item: Item) -> tuple[State, ...]:
    """Return the present state, then the earlier ones from the newest to the oldest."""
    seen, details = item.overview, item.details
    now = State(
        id=details.version, at=seen.modified, title=seen.title, fields=item.fields, present=True
    )
    earlier = (State(id=v.id, at=v.at, title=v.title, fields=v.fields) for v in details.history)
    return (now, *earlier)


def find_state(states: Iterable[State], version_id: int) -> State:
    """Return the state of that version.

    Raises:
        NotFound: it is no longer kept.
    """
    for state in states:
        if state.id == version_id:
            return state
    raise no_longer_kept()


def no_longer_kept() -> NotFound:
    """Return the error for a version that has gone out of the history."""
    return NotFound(_("This earlier version is no longer kept."))


def steps_in_words(item: Item) -> tuple[str, ...]:
    """Return, for each of the states, what it changed of the one before it."""
    states = states_of(item)
    steps = [changed_in_words(old, new) for new, old in pairwise(states)]
    oldest = states[-1]
    first = _("Created") if oldest.at <= item.overview.created else _("The oldest that is kept")
    return (*steps, first)


def changed_in_words(before: State, after: State) -> str:
    """Return what differs, as "Password, website changed · Notes added"."""
    found = field_differences(before.fields, after.fields)
    names: dict[Difference, list[str]] = {kind: [] for kind in _sentences()}
    if before.title != after.title:
        names[Difference.CHANGED].append(_("title"))
    for difference in found:
        there = [field for field in (difference.after, difference.before) if field is not None]
        names[difference.kind].append(label_of(there[0]))
    said = [_sentence(kind, each) for kind, each in names.items() if each]
    return " · ".join(said) or _("Rearranged")


def with_field_of(item: Item, version_id: int, field_id: int) -> Content:
    """Return the content that brings back one field of a version; to be saved as an edit.

    It takes the place of what it has become; one that is gone comes back where it was.

    Raises:
        NotFound: the history holds no such version, or no such field in it.
    """
    then = find_state(states_of(item), version_id).fields
    wanted = next((field for field in then if field.id == field_id), None)
    if wanted is None:
        raise no_longer_kept()
    fields = list(item.fields)
    partner = next((now for old, now in field_pairs(then, fields) if old is wanted), None)
    if partner is not None:
        place = next(number for number, field in enumerate(fields) if field is partner)
        fields[place] = msgspec.structs.replace(wanted, id=partner.id)
    else:
        fields.insert(_place(then, wanted, fields), wanted)
    return msgspec.structs.replace(item.content(), fields=tuple(fields))


def _place(then: Sequence[Field], wanted: Field, fields: Sequence[Field]) -> int:
    """Return the place behind the nearest field that stood before it and is still there."""
    ids = [field.id for field in fields]
    before = [field.id for field in then[: [f is wanted for f in then].index(True)]]
    return next((ids.index(one) + 1 for one in reversed(before) if one in ids), 0)


def _sentence(kind: Difference, names: list[str]) -> str:
    shown = names[:MOST_NAMED]
    more = len(names) - len(shown)
    listed = ", ".join(shown)
    if more:
        listed = _("{fields} and {count} more").format(fields=listed, count=more)
    text = _sentences()[kind].format(fields=listed)
    return text[:1].upper() + text[1:]


def _sentences() -> dict[Difference, str]:
    return {
        Difference.CHANGED: _("{fields} changed"),
        Difference.ADDED: _("{fields} added"),
        Difference.REMOVED: _("{fields} removed"),
    }
