# SPDX-License-Identifier: GPL-3.0-or-later
"""What lies as JSON in the cells of Proton Pass's CSV.

Source: ProtonMail/WebClients, ``packages/pass/lib/import/providers/protonpass``: a card and an
identity stand in the column of notes, all addresses of a login with their modes in one of
their own (``url`` has only those of the usual mode).
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from strongroom.errors import CannotImport
from strongroom.exchange import json_text
from strongroom.exchange.csv_rows import Placed
from strongroom.exchange.csv_special import Rest, Values, looks_secret
from strongroom.exchange.csv_values import sites_in
from strongroom.exchange.filling import labelled
from strongroom.exchange.proton.items import LABELS, MODES, NO_SITE, SECRET_LABELS
from strongroom.model.fields import ItemKind, Role
from strongroom.texts import _

_ROLES = {
    "cardholderName": "card.holder",
    "number": "card.number",
    "verificationNumber": "card.code",
    "expirationDate": "card.expires",
    "pin": "card.pin",
    "fullName": "identity.name",
    "email": "identity.email",
    "phoneNumber": "identity.phone",
    "birthdate": "identity.birthday",
    "streetAddress": "identity.street",
    "zipOrPostalCode": "identity.postcode",
    "city": "identity.city",
    "countryOrRegion": "identity.country",
    "passportNumber": "identity.document",
    "note": Role.NOTES,
}
_USUAL = "0"  # a mode of addresses, and the type of a card that nobody chose


def proton(placed: Placed, values: Values, _rest: Rest) -> None:
    """Read a row's JSON."""
    _add_addresses(placed, values.get("autofillurls", ""))
    text = values.get("note", "")
    if placed.kind in {ItemKind.LOGIN, ItemKind.NOTE} or not text.startswith("{"):
        return
    content = json_text.object_at(_parsed(text))
    if not content:
        return
    placed.roles.pop(Role.NOTES, None)
    for name, value in content.items():
        _add_value(placed, name, value)


def _add_addresses(placed: Placed, text: str) -> None:
    listed = json_text.list_at(_parsed(text)) if text.startswith("[") else []
    if not listed:
        placed.add_sites(sites_in(text))
    for one in json_text.objects_at(listed):
        address, mode = json_text.text_at(one, "url"), json_text.number_at(one, "mode") or 0
        how = _(MODES[mode]) if mode in MODES else json_text.text_at(one, "mode")
        if mode in NO_SITE:
            placed.own(labelled(_("address to fill in"), how), address, shown=True)
            continue
        placed.add_sites([address])
        if address and how not in {"", _USUAL}:
            placed.own(_("how the website is compared"), f"{address} ({how})", shown=True)


def _parsed(text: str) -> object:
    try:
        return json_text.parse(text.encode("utf-8", "replace"))
    except CannotImport:
        return None


def _add_value(placed: Placed, name: str, value: object) -> None:
    text = json_text.text_at(value) if not isinstance(value, list | dict) else ""
    role = _ROLES.get(name)
    if role and text:
        placed.role(role, text, name)
    elif name in SECRET_LABELS and text:
        placed.own(_(SECRET_LABELS[name]), text)
    elif text and (name, text) != ("cardType", _USUAL):
        placed.own(_(LABELS.get(name, name)), text, shown=not looks_secret(name))
    elif isinstance(value, list | dict) and value and not _add_details(placed, value):
        placed.own(name, msgspec.json.encode(value).decode())


def _add_details(placed: Placed, value: object) -> bool:
    """Add the fields of a list of fields, or of sections with such; tell whether it is one."""
    found = list(_details("", value))
    if any(one is None for one in found):
        return False
    for one in found:
        if one is not None:
            label, text, shown = one
            placed.own(label or _("field"), text, shown=shown)
    return True


def _details(section: str, value: object) -> Iterator[tuple[str, str, bool] | None]:
    """Yield label, text and whether it is shown of each field; None for what is no field."""
    for one in value if isinstance(value, list) else [None]:
        if not isinstance(one, Mapping):
            yield None
        elif not section and isinstance(one.get("sectionFields"), list):
            yield from _details(json_text.text_at(one, "sectionName") or " ", one["sectionFields"])
        else:
            yield _detail(section.strip(), one)


def _detail(section: str, field: Mapping[str, Any]) -> tuple[str, str, bool] | None:
    data = json_text.object_at(field, "data")
    if field.keys() - {"fieldName", "type", "data"} or not data.keys() <= {"content"}:
        return None
    label = labelled(section, json_text.text_at(field, "fieldName"))
    return label, json_text.text_at(data, "content"), json_text.text_at(field, "type") == "text"
