# SPDX-License-Identifier: GPL-3.0-or-later
"""The states of an item in a terminal and in JSON.  Nothing concealed unless asked for."""

from collections.abc import Iterable
from typing import Any

from strongroom.cli import printable
from strongroom.cli.showing import BULLETS, local_moment, moment, names_of
from strongroom.errors import InvalidInput, NotFound
from strongroom.model.differences import Difference, field_differences
from strongroom.model.fields import Field, label_of
from strongroom.model.history import State, find_state, states_of, steps_in_words
from strongroom.model.item import Item, id_of_text, id_text
from strongroom.texts import _

NOW = "now"
_MARKS = {Difference.ADDED: "+", Difference.REMOVED: "-", Difference.CHANGED: "~"}


def state_called(item: Item, name: str) -> State:
    """Return the state of the version that ``name`` is the id of, or of ``now``.

    Raises:
        NotFound: there is none.
    """
    states = states_of(item)
    if name.casefold() == NOW:
        return states[0]
    version_id = id_of_text(name)
    if version_id is None:
        sentence = _("“{name}” names no version: take an id that “history” lists, or “now”.")
        raise NotFound(sentence.format(name=name))
    return find_state(states, version_id)


def earlier_state(item: Item, name: str) -> State:
    """Return an earlier state; raises as :func:`state_called`.

    Raises:
        InvalidInput: it is the present one.
    """
    state = state_called(item, name)
    if state.present:
        raise InvalidInput(_("This version is the present one already."))
    return state


def fields_called(state: State, name: str) -> list[Field]:
    """Return the filled fields of a state that answer to ``name``.

    Raises:
        NotFound: it had none.
    """
    found = [f for f in state.fields if f.value and name.casefold() in names_of(f)]
    if not found:
        sentence = _("That version of “{title}” has no field “{name}”.")
        raise NotFound(sentence.format(title=state.title, name=name))
    return found


def version_lines(item: Item) -> list[tuple[str, str]]:
    """Return each version with its time and what it changed, the present one first."""
    told = zip(states_of(item), steps_in_words(item), strict=True)
    return [(_id(state), f"{local_moment(state.at)} · {words}") for state, words in told]


def versions_json(item: Item) -> list[dict[str, Any]]:
    """Return the versions as objects."""
    told = zip(states_of(item), steps_in_words(item), strict=True)
    return [
        {
            "version": id_text(state.id),
            "present": state.present,
            "at": moment(state.at),
            "title": state.title,
            "changed": words,
        }
        for state, words in told
    ]


def difference_lines(before: State, after: State, *, reveal: bool) -> list[str]:
    """Return what differs: a line for each field, and its values below it."""
    lines: list[str] = []
    if before.title != after.title:
        lines += _block("~", _("title"), [before.title], [after.title])
    for one in field_differences(before.fields, after.fields):
        label = label_of(_either(one.before, one.after))
        old, new = _shown(one.before, reveal=reveal), _shown(one.after, reveal=reveal)
        lines += _block(_MARKS[one.kind], label, old, new)
    return lines


def differences_json(before: State, after: State, *, reveal: bool) -> dict[str, Any]:
    """Return what differs as an object; concealed values are null unless ``reveal``."""
    found = [
        {
            "label": label_of(_either(one.before, one.after)),
            "role": _either(one.before, one.after).role,
            "kind": one.kind.value,
            "concealed": any(f.concealed for f in (one.before, one.after) if f is not None),
            "before": _value(one.before, reveal=reveal),
            "after": _value(one.after, reveal=reveal),
        }
        for one in field_differences(before.fields, after.fields)
    ]
    return {
        "before": {"version": id_text(before.id), "at": moment(before.at), "title": before.title},
        "after": {"version": id_text(after.id), "at": moment(after.at), "title": after.title},
        "fields": found,
    }


def _id(state: State) -> str:
    return NOW if state.present else id_text(state.id)


def _either(before: Field | None, after: Field | None) -> Field:
    return next(field for field in (after, before) if field is not None)


def _value(field: Field | None, *, reveal: bool) -> str | None:
    if field is None or (field.concealed and not reveal):
        return None
    return field.value


def _shown(field: Field | None, *, reveal: bool) -> list[str]:
    if field is None or not field.value:
        return []
    return [BULLETS] if field.concealed and not reveal else printable.lines_of(field.value)


def _block(mark: str, label: str, old: list[str], new: list[str]) -> Iterable[str]:
    yield f"{mark} {printable.isolated(printable.one_line(label))}"
    for sign, texts in (("-", old), ("+", new)):
        for text in texts:
            yield f"    {sign} {printable.isolated(text)}"
