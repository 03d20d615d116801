# SPDX-License-Identifier: GPL-3.0-or-later
"""What an item of 1Password has beside its sections, the same in 1PUX and in 1PIF."""

from collections.abc import Iterable, Mapping
from typing import Any

from strongroom.exchange.builder import moment_of_seconds
from strongroom.exchange.filling import Filling, written
from strongroom.exchange.json_text import number_at, text_at
from strongroom.model.fields import FieldKind, Role
from strongroom.texts import _

_ROLES = {"username": Role.USERNAME, "password": Role.PASSWORD}
# Kinds of a form's field, as the web has them; a button ("B", "I" or "R") says nothing.
_KINDS = {"E": FieldKind.EMAIL, "TEL": FieldKind.PHONE, "P": FieldKind.CONCEALED}
_LOGIN_FIELD = frozenset({"value", "id", "name", "fieldType", "type", "designation"})
_URL = frozenset({"label", "url"})
_PAST = frozenset({"value", "time"})


def fill_logins(filling: Filling, fields: Iterable[Mapping[str, Any]], type_key: str) -> None:
    """Fill in what a web form was sent: its username, its password, and its other fields."""
    for field in sorted(fields, key=_first):
        value = field.get("value")
        role = _ROLES.get(text_at(field, "designation"), "")
        label = text_at(field, "name") or text_at(field, "id") or _("field")
        if isinstance(value, dict | list):
            mail = text_at(value, "email_address") or text_at(value, "string")
            if mail and role:
                filling.once(role, mail, label)
            elif value:
                filling.custom(FieldKind.CONCEALED, written(value), label)
        elif role:
            filling.once(role, text_at(value), label)
        else:
            kind = _KINDS.get(text_at(field, type_key), FieldKind.TEXT)
            filling.custom(kind, text_at(value), label)
        filling.rest(field, _LOGIN_FIELD, f"{label} ")


def _first(field: object) -> int:
    """Sort the username before the password, and both before the rest."""
    places = {name: place for place, name in enumerate(_ROLES)}
    return places.get(text_at(field, "designation"), len(places))


def fill_websites(filling: Filling, first: str, urls: Iterable[Mapping[str, Any]]) -> None:
    """Fill in the websites, each once, under its label where a person gave it one."""
    for url in urls:
        label = text_at(url, "label")
        filling.website(text_at(url, "url"), "" if label in {"website", "url"} else label)
        filling.rest(url, _URL, f"{label} ")
    filling.website(first)


def fill_history(filling: Filling, past: Iterable[Mapping[str, Any]]) -> None:
    """Fill in the passwords that were there before."""
    for one in past:
        at = moment_of_seconds(number_at(one, "time"))
        filling.builder.earlier_value(at, text_at(one, "value"), role=Role.PASSWORD)
        filling.rest(one, _PAST, _("earlier password "))
