# SPDX-License-Identifier: GPL-3.0-or-later
"""What a reader of JSON does not know: kept as concealed fields, whatever it turns out to be.

A newer version of another program writes keys that nobody here has heard of.  Each becomes a
field of its name, nested ones with a dot between; very many, or very deep ones, become one
field with the JSON itself.  Where a list of objects has something else in it, that is counted.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from strongroom.exchange.builder import EntryBuilder
from strongroom.exchange.json_text import list_at, text_at
from strongroom.texts import _, ngettext

_NOTHING: tuple[object, ...] = (None, "", [], {})
_MOST_FIELDS = 200
_DEEPEST = 8


def keep_unknown(
    builder: EntryBuilder, found: Mapping[str, Any], known: Collection[str], prefix: str = ""
) -> None:
    """Add each key of ``found`` that is not ``known`` and says something."""
    for key, value in found.items():
        if key not in known and value not in _NOTHING:
            _keep(builder, f"{prefix}{key}", value)


def objects_of(builder: EntryBuilder, value: object, *keys: str) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of the list at a path of keys; what else it holds is lost, and told."""
    strays = 0
    for one in list_at(value, *keys):
        if isinstance(one, dict):
            yield one
        else:
            strays += one not in _NOTHING
    if strays:
        sentence = ngettext(
            "{count} part of “{name}” is of a form that is not known, and was left out.",
            "{count} parts of “{name}” are of a form that is not known, and were left out.",
            strays,
        )
        builder.lose(sentence.format(count=strays, name=keys[-1]))


def _keep(builder: EntryBuilder, name: str, value: Any) -> None:
    leaves = _leaves(name, value)
    if leaves is None:
        builder.concealed(name, _dumped(builder, name, value))
        return
    for label, text in leaves:
        builder.concealed(label, text)


def _leaves(name: str, value: Any) -> list[tuple[str, str]] | None:
    """Return all texts with their labels in order, None for too many or too deep ones."""
    found: list[tuple[str, str]] = []
    ahead: list[tuple[str, Any, int]] = [(name, value, 0)]
    while ahead:
        label, one, depth = ahead.pop()
        if isinstance(one, dict | list):
            if depth == _DEEPEST or len(one) + len(ahead) + len(found) > _MOST_FIELDS:
                return None
            pairs = one.items() if isinstance(one, dict) else enumerate(one, 1)
            inside = [(f"{label}.{key}", part, depth + 1) for key, part in pairs]
            ahead.extend(reversed(inside))
        elif text := text_at(one):
            found.append((label, text))
    return found


def _dumped(builder: EntryBuilder, name: str, value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False)
    except (RecursionError, ValueError):
        sentence = _("“{name}” is nested too deep, and was left out.")
        builder.lose(sentence.format(name=name[:100]))
        return ""
