# SPDX-License-Identifier: GPL-3.0-or-later
"""Plain lists in JSON: Raivo and Proton Authenticator.

Sources: ``Models/Password.swift`` of raivo-otp/ios-application, where every value is a text
(the JSON lies in a zip with a password, and has to be taken out of it);
``importers/ProtonAuthenticatorImporter.java`` of beemdevelopment/Aegis.
"""

from collections.abc import Callable, Mapping
from typing import Any

from strongroom.exchange.authenticators import links
from strongroom.exchange.authenticators.token import Token, builder_of, read_list
from strongroom.exchange.builder import EntryBuilder
from strongroom.exchange.format import Format, Group
from strongroom.exchange.json_text import list_at, number_at, objects_at, text_at
from strongroom.exchange.reading import Given, Reading, Step
from strongroom.exchange.source import Source
from strongroom.exchange.unknown_keys import keep_unknown
from strongroom.model.fields import Role
from strongroom.texts import N_

_RAIVO_NEEDED = frozenset({"secret", "account", "issuer", "kind", "timer"})
_RAIVO_KEYS = _RAIVO_NEEDED | {"algorithm", "digits", "counter", "pinned", "iconType", "iconValue"}
_PROTON_KEYS = frozenset({"id", "content", "note"})
_PROTON_CONTENT_KEYS = frozenset({"uri", "entry_type", "name"})


def _fits_raivo(source: Source) -> bool:
    first = source.json[0] if isinstance(source.json, list) and source.json else None
    return isinstance(first, dict) and first.keys() >= _RAIVO_NEEDED


def _read_raivo(source: Source, _given: Given, step: Step) -> Reading:
    entries = source.json if isinstance(source.json, list) else []
    return read_list(entries, _raivo, step)


def _raivo(entry: Mapping[str, Any]) -> EntryBuilder:
    kind = text_at(entry, "kind").lower()
    builder = builder_of(
        Token(
            text_at(entry, "secret"),
            kind=kind,
            issuer=text_at(entry, "issuer"),
            account=text_at(entry, "account"),
            algorithm=text_at(entry, "algorithm"),
            digits=number_at(entry, "digits"),
            period=number_at(entry, "timer"),
            counter=number_at(entry, "counter") if kind == "hotp" else None,
        )
    )
    builder.favourite = text_at(entry, "pinned") == "true"
    keep_unknown(builder, entry, _RAIVO_KEYS)
    return builder


def _fits_proton(source: Source) -> bool:
    first = next(objects_at(source.json, "entries"), None)
    return source.has("version", "entries") and text_at(first, "content", "entry_type") != ""


def _read_proton(source: Source, _given: Given, step: Step) -> Reading:
    return read_list(list_at(source.json, "entries"), _proton, step)


def _proton(entry: Mapping[str, Any]) -> EntryBuilder:
    uri = text_at(entry, "content", "uri")
    name = text_at(entry, "content", "name")
    kind = text_at(entry, "content", "entry_type").lower()
    bare = Token(uri.removeprefix("steam://"), kind=kind, issuer=name)
    builder = links.built(uri) or builder_of(bare)
    builder.title = builder.title or name
    builder.role(Role.NOTES, text_at(entry, "note"))
    keep_unknown(builder, entry, _PROTON_KEYS)
    content = entry.get("content")
    if isinstance(content, dict):
        keep_unknown(builder, content, _PROTON_CONTENT_KEYS)
    return builder


def _format(
    name: str,
    title: str,
    fits: Callable[[Source], bool],
    read: Callable[[Source, Given, Step], Reading],
) -> Format:
    return Format(name, title, fits, read, ("json",), group=Group.AUTHENTICATOR)


FORMATS = (
    _format("raivo", N_("Raivo (JSON)"), _fits_raivo, _read_raivo),
    _format("proton-authenticator", N_("Proton Authenticator (JSON)"), _fits_proton, _read_proton),
)
