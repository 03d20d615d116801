# SPDX-License-Identifier: GPL-3.0-or-later
"""One item of Bitwarden's JSON, made into an entry.

Sources: ``cipher.export.ts``, ``login.export.ts`` and their neighbours in
``libs/common/src/models/export`` of bitwarden/clients.  Exports of every year are taken:
keys are missing, null or empty, a single ``uri`` stands beside ``uris``, numbers come as text.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from strongroom.errors import InvalidInput
from strongroom.exchange.bitwarden import passkeys
from strongroom.exchange.bitwarden.tables import (
    ITEM_KEYS,
    LINKED,
    MATCHES,
    REGULAR_EXPRESSION,
    SHAPES,
    CipherType,
    FieldType,
    Shape,
)
from strongroom.exchange.builder import MAX_VERSIONS, EntryBuilder, moment_of_iso
from strongroom.exchange.json_text import list_at, number_at, object_at, objects_at, text_at
from strongroom.exchange.unknown_keys import keep_unknown, objects_of
from strongroom.model.fields import Field, FieldKind, ItemKind, Role
from strongroom.model.item import new_id
from strongroom.texts import _, ngettext

_FIELD_KEYS = frozenset({"name", "value", "type", "linkedId"})
_URI_KEYS = frozenset({"uri", "match", "uriChecksum"})  # the last is made from the first
_EXPIRY_KEYS = frozenset({"expMonth", "expYear"})
_SPECIAL = {
    CipherType.LOGIN: frozenset({"uri", "uris", "fido2Credentials"}),
    CipherType.CARD: _EXPIRY_KEYS,
}
_MONTH, _YEAR = re.compile(r"0?[1-9]|1[0-2]"), re.compile(r"[0-9]{2}|[0-9]{4}")
_MOST_PARTS = 5000
_BETWEEN = ": "  # the name of a hidden field and its earlier value
_UNKNOWN = Shape(ItemKind.NOTE, "")


def built(item: Mapping[str, Any], path: Iterable[str], tags: Iterable[str]) -> EntryBuilder:
    """Return an entry in the making of what an item says.

    Raises:
        InvalidInput: it has more parts than any item.
    """
    _check_parts(item)
    number = number_at(item, "type")
    shape = SHAPES.get(number or 0, _UNKNOWN)
    builder = EntryBuilder(text_at(item, "name"), shape.kind, path)
    builder.tags.extend(tags)
    builder.favourite = item.get("favorite") is True
    if shape is _UNKNOWN:
        builder.lose(_("Bitwarden's kind of the item is not known here: it comes as a note."))
    _add_object(builder, number, shape, object_at(item, shape.key))
    builder.role(Role.NOTES, text_at(item, "notes"))
    for field in objects_of(builder, item, "fields"):
        _add_field(builder, field)
    _add_state(builder, item)
    keep_unknown(builder, item, ITEM_KEYS | {shape.key})
    _add_earlier_values(builder, item)
    return builder


def _check_parts(item: Mapping[str, Any]) -> None:
    lists = [list_at(item, key) for key in ("fields", "passwordHistory")]
    lists += [list_at(item, "login", key) for key in ("uris", "fido2Credentials")]
    if sum(map(len, lists)) > _MOST_PARTS:
        sentence = _("The item has more than {limit:,} fields, addresses and earlier passwords.")
        raise InvalidInput(sentence.format(limit=_MOST_PARTS))


def _add_object(
    builder: EntryBuilder, number: int | None, shape: Shape, found: Mapping[str, Any]
) -> None:
    name = " ".join(filter(None, (text_at(found, key).strip() for key in shape.names)))
    builder.role("identity.name", name)
    for value in shape.values:
        text = text_at(found, value.key)
        if value.role:
            builder.role(value.role, text)
        else:
            builder.add(value.kind, text, label=_(value.label))
    if number == CipherType.LOGIN:
        _add_websites(builder, found)
        passkeys.add(builder, found)
    elif number == CipherType.CARD:
        _add_expiry(builder, text_at(found, "expMonth"), text_at(found, "expYear"))
    known = {value.key for value in shape.values} | {*shape.names} | shape.left_out
    known |= _SPECIAL.get(CipherType(number), frozenset()) if number in SHAPES else set()
    keep_unknown(builder, found, known, f"{shape.key}.")


def _add_websites(builder: EntryBuilder, login: Mapping[str, Any]) -> None:
    uris = [one if isinstance(one, dict) else {"uri": one} for one in list_at(login, "uris")]
    texts = {text_at(one, "uri") for one in uris}
    if (single := text_at(login, "uri")) not in texts:
        uris.append({"uri": single})
    for one in uris:
        uri, match = text_at(one, "uri"), number_at(one, "match")
        if match == REGULAR_EXPRESSION:
            builder.text(_("website as a regular expression"), uri)
            continue
        builder.role(Role.WEBSITE, uri)
        if match is not None and uri:
            how = _(MATCHES[match]) if match in MATCHES else str(match)
            builder.text(_("how the website is compared"), f"{uri} ({how})")
        keep_unknown(builder, one, _URI_KEYS, "login.uris.")


def _add_expiry(builder: EntryBuilder, month: str, year: str) -> None:
    month, year = month.strip(), year.strip()
    if _MONTH.fullmatch(month) and _YEAR.fullmatch(year):
        full = f"20{year}" if len(year) == len("31") else year
        builder.role("card.expires", f"{full}-{month:0>2}")
        return
    builder.text(_("month of expiry"), month)
    builder.text(_("year of expiry"), year)


def _add_field(builder: EntryBuilder, field: Mapping[str, Any]) -> None:
    name, value, kind = text_at(field, "name"), text_at(field, "value"), number_at(field, "type")
    if kind == FieldType.LINKED:
        linked = LINKED.get(number_at(field, "linkedId") or 0, "")
        value = _("the same as “{label}”").format(label=_(linked)) if linked else value
    shown = kind in {FieldType.TEXT, FieldType.BOOLEAN, FieldType.LINKED}
    wanted = FieldKind.TEXT if shown else FieldKind.CONCEALED
    # An empty field of a name is something that a person has made.
    builder.field(Field(id=new_id(), kind=wanted, label=name, value=value))
    keep_unknown(builder, field, _FIELD_KEYS, f"{name}.")


def _add_state(builder: EntryBuilder, item: Mapping[str, Any]) -> None:
    builder.created = moment_of_iso(text_at(item, "creationDate"))
    builder.modified = moment_of_iso(text_at(item, "revisionDate"))
    if text_at(item, "deletedDate"):
        builder.trashed = moment_of_iso(text_at(item, "deletedDate")) or 0
    if archived := text_at(item, "archivedDate"):
        builder.tags.append(_("archived"))
        builder.text(_("archived"), archived)
    if number_at(item, "reprompt"):
        builder.text(_("asks for the master password again"), _("yes"))


def _add_earlier_values(builder: EntryBuilder, item: Mapping[str, Any]) -> None:
    """Make each earlier value a version that is otherwise as the item is now.

    Among the earlier passwords are the earlier values of hidden fields, as ``name: value``
    (``cipher.service.ts``).  Bitwarden says until when one was in use, and a version here when
    it was saved: that is when the one before it ended.
    """
    ended = sorted(
        (
            (moment_of_iso(text_at(one, "lastUsedDate")) or 0, text_at(one, "password"))
            for one in objects_of(builder, item, "passwordHistory")
        ),
        key=lambda pair: pair[0],
    )
    kept = ended[-MAX_VERSIONS:]
    if len(ended) > len(kept):
        sentence = ngettext(
            "{count} earlier password was left out: the newest {limit} are kept.",
            "{count} earlier passwords were left out: the newest {limit} are kept.",
            len(ended) - len(kept),
        )
        builder.lose(sentence.format(count=len(ended) - len(kept), limit=MAX_VERSIONS))
    started = before = min(builder.created or kept[0][0], kept[0][0]) if kept else 0
    beginnings = _hidden_beginnings(item)
    for until, text in kept:
        beginning = next((one for one in beginnings if text.startswith(one)), "")
        name, value = beginning.removesuffix(_BETWEEN), text.removeprefix(beginning)
        started, before = (before, until) if until != before else (started, before)
        if value:
            role = "" if name else Role.PASSWORD
            builder.earlier_value(started, value, role=role, label=name)


def _hidden_beginnings(item: Mapping[str, Any]) -> list[str]:
    """Return how earlier values of hidden fields begin, the longest first."""
    found = {
        name + _BETWEEN
        for one in objects_at(item, "fields")
        if number_at(one, "type") == FieldType.HIDDEN and (name := text_at(one, "name"))
    }
    return sorted(found, key=len, reverse=True)
