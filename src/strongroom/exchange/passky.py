# SPDX-License-Identifier: GPL-3.0-or-later
"""Passky's JSON: a list of logins of four texts.

Source: ``passky-json-types.ts`` and its importer in bitwarden/clients.  An encrypted export is
sealed under the key of its account, and opens nowhere else.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from strongroom.errors import CannotImport
from strongroom.exchange.builder import EntryBuilder, site_name
from strongroom.exchange.collecting import Collecting
from strongroom.exchange.filling import Filling, flag_at, keys
from strongroom.exchange.format import Format
from strongroom.exchange.json_text import list_at, text_at
from strongroom.exchange.reading import Entry, Given, Reading, Step
from strongroom.exchange.source import Source
from strongroom.model.fields import Role
from strongroom.texts import N_, _

_KEYS = keys("id website username password message")


def _fits(source: Source) -> bool:
    if not source.has("encrypted", "passwords"):
        return False
    first = next(iter(list_at(source.json, "passwords")), None)
    return isinstance(first, dict) and {"website", "message"} <= first.keys()


def _read(source: Source, _given: Given, step: Step) -> Reading:
    if flag_at(source.json, "encrypted"):
        raise CannotImport(
            _("The export opens in its own account alone: export it again, not encrypted.")
        )
    found = Collecting(step)
    for item in found.objects(source.json, "passwords"):
        found.take(partial(_entry, item), text_at(item, "website"))
    return found.reading()


def _entry(item: Mapping[str, Any]) -> Entry:
    site = text_at(item, "website")
    builder = EntryBuilder(site_name(site))
    filling = Filling(builder)
    filling.once(Role.USERNAME, text_at(item, "username"))
    filling.once(Role.PASSWORD, text_at(item, "password"))
    filling.website(site)
    filling.once(Role.NOTES, text_at(item, "message"))
    filling.rest(item, _KEYS)
    return builder.entry()


FORMATS = (Format("passky", N_("Passky (JSON)"), _fits, _read, ("json",)),)
