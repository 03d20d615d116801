# SPDX-License-Identifier: GPL-3.0-or-later
"""What Bitwarden has no place for, in a key beside its own that it passes over.

Each item that we write carries an object ``strongroom``: its kind, its tags, its moments, its
earlier versions, and for each field its role, kind and label with the place of its value in
Bitwarden's own keys (or the value, where those say it in another way).  Its ``sum`` is that
of all the other keys: where a person has changed one of them, it no longer fits, and what
stands in Bitwarden's keys counts alone.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from strongroom.exchange.builder import EntryBuilder
from strongroom.exchange.json_text import list_at, number_at, object_at, objects_at, text_at
from strongroom.exchange.outgoing import OutgoingItem
from strongroom.model.fields import Field, FieldKind
from strongroom.model.item import new_id

KEY = "strongroom"
_VERSION = 1
Place = tuple[str | int, ...]  # keys of objects and numbers of lists, from the item down


def written(item: OutgoingItem, cipher: Mapping[str, Any], places: Mapping[int, Place]) -> Any:
    """Return the object for an item; ``places`` has those of its fields, by their number."""
    seen = item.overview
    return {
        "version": _VERSION,
        "sum": _sum(cipher),
        "kind": seen.kind,
        "tags": seen.tags,
        "created": seen.created,
        "modified": seen.modified,
        "trashed": seen.trashed,
        "fields": [
            _field(field, places.get(number)) for number, field in enumerate(item.details.fields)
        ],
        "history": [
            {
                "at": version.at,
                "title": version.title,
                "fields": [_field(field, None) for field in version.fields],
            }
            for version in item.details.history
        ],
    }


def restored(cipher: Mapping[str, Any], path: Iterable[str]) -> EntryBuilder | None:
    """Return what was written, None where nothing was or something has been changed since."""
    own = object_at(cipher, KEY)
    if number_at(own, "version") != _VERSION or text_at(own, "sum") != _sum(cipher):
        return None
    builder = EntryBuilder(text_at(cipher, "name"), text_at(own, "kind"), path)
    builder.favourite = cipher.get("favorite") is True
    builder.tags.extend(tag for tag in list_at(own, "tags") if isinstance(tag, str))
    builder.created, builder.modified = number_at(own, "created"), number_at(own, "modified")
    builder.trashed = number_at(own, "trashed")
    for one in objects_at(own, "fields"):
        builder.field(_read_field(one, cipher))
    for version in objects_at(own, "history"):
        fields = [_read_field(one, cipher) for one in objects_at(version, "fields")]
        builder.earlier(number_at(version, "at") or 0, text_at(version, "title"), fields)
    return builder


def _field(field: Field, place: Place | None) -> dict[str, Any]:
    said = {"role": field.role, "label": field.label}
    value: dict[str, Any] = {"value": field.value} if place is None else {"at": place}
    return {"kind": field.kind} | {key: text for key, text in said.items() if text} | value


def _read_field(one: Mapping[str, Any], cipher: Mapping[str, Any]) -> Field:
    value = text_at(one, "value") or _text_at_place(cipher, list_at(one, "at"))
    kind = text_at(one, "kind") or FieldKind.CONCEALED
    return Field(
        id=new_id(), role=text_at(one, "role"), kind=kind, label=text_at(one, "label"), value=value
    )


def _text_at_place(found: Any, place: list[Any]) -> str:
    for step in place:
        if isinstance(found, dict) and isinstance(step, str):
            found = found.get(step)
        elif isinstance(found, list) and isinstance(step, int) and 0 <= step < len(found):
            found = found[step]
        else:
            return ""
    return found if isinstance(found, str) else ""


def _sum(cipher: Mapping[str, Any]) -> str:
    rest = {key: value for key, value in cipher.items() if key != KEY}
    try:
        data = msgspec.json.encode(rest, order="sorted")
    except (RecursionError, ValueError):  # ValueError: half of a surrogate pair
        return "-"
    return hashlib.sha256(data).hexdigest()
