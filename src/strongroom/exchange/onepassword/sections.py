# SPDX-License-Identifier: GPL-3.0-or-later
"""One typed field of a section, the same in 1PUX and in 1PIF.

A field has a type (``concealed``, ``string``, ``totp``, ``date`` …), an id that names it in its
category's template, and a title.  The title of its section stands in its label, so that
"phone" of the branch and "phone" of the bank stay apart.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from strongroom.exchange.days import day_of_seconds, month_of
from strongroom.exchange.filling import ROLE_KINDS, Filling, labelled, written
from strongroom.exchange.json_text import at, number_at, object_at, text_at
from strongroom.exchange.onepassword.categories import SECRET, WEBSITES, Category
from strongroom.model.fields import FieldKind, ItemKind, Role
from strongroom.texts import _

_KINDS = {
    "string": FieldKind.TEXT,
    "concealed": FieldKind.CONCEALED,
    "totp": FieldKind.OTP,
    "url": FieldKind.WEBSITE,
    "URL": FieldKind.WEBSITE,
    "email": FieldKind.EMAIL,
    "phone": FieldKind.PHONE,
    "date": FieldKind.DATE,
    "monthYear": FieldKind.MONTH,
    "menu": FieldKind.TEXT,
    "gender": FieldKind.TEXT,
    "reference": FieldKind.TEXT,
    "creditCardType": FieldKind.TEXT,
    "cctype": FieldKind.TEXT,
    "creditCardNumber": FieldKind.CONCEALED,
}
_ADDRESS = {"street": "street", "zip": "postcode", "city": "city", "country": "country"}
_NAMES = ("firstname", "initial", "lastname")
_SSH = frozenset({"privateKey", "metadata"})
_SSH_METADATA = frozenset({"privateKey", "publicKey", "fingerprint", "keyType"})


@dataclass(frozen=True, slots=True)
class SectionField:
    """A field as a file says it."""

    section: str
    title: str
    id: str
    type: str
    value: Any = field(repr=False)

    @property
    def label(self) -> str:
        """The label that tells it from all others of its item."""
        return labelled(self.section, self.title or self.id)


def fill(filling: Filling, number: str, category: Category, fields: Iterable[SectionField]) -> None:
    """Fill an item of a category with the fields of its sections, in their order."""
    named = list(fields)
    if category.kind == ItemKind.IDENTITY:
        _fill_name(filling, named)
    for one in named:
        if one.type == "address" and isinstance(one.value, dict):
            _fill_address(filling, category, one)
        elif one.type == "sshKey" and isinstance(one.value, dict):
            _fill_key(filling, one)
        elif not (_is_name(one) and category.kind == ItemKind.IDENTITY):
            _fill_value(filling, number, category, one)


def _is_name(one: SectionField) -> bool:
    return one.id in _NAMES and one.type == "string" and isinstance(one.value, str)


def _fill_name(filling: Filling, fields: Iterable[SectionField]) -> None:
    found = {one.id: one.value for one in fields if _is_name(one)}
    parts = (found.get(name, "").strip() for name in _NAMES)
    filling.once("identity.name", " ".join(part for part in parts if part))


def _fill_value(filling: Filling, number: str, category: Category, one: SectionField) -> None:
    kind, value = _typed(one)
    role = category.roles.get(one.id, "")
    if kind == FieldKind.OTP:
        filling.otp(value, one.label if filling.given(Role.OTP) else "")
    elif role and _fits(role, kind):
        filling.once(role, value, one.label, own=one.title if category.own else "")
    elif kind == FieldKind.WEBSITE and one.id == "url" and number in WEBSITES:
        filling.website(value)
    else:
        filling.custom(kind, value, one.label)
    if one.type == "email":
        filling.custom(
            FieldKind.TEXT, text_at(one.value, "provider"), labelled(one.label, _("provider"))
        )


def _fits(role: str, kind: str) -> bool:
    """Tell whether a value may stand in a role: a day only where days stand."""
    wanted = ROLE_KINDS.get(role)
    return wanted == kind or wanted not in {FieldKind.DATE, FieldKind.MONTH}


def _typed(one: SectionField) -> tuple[str, str]:
    """Return the kind of a field and its text; what is not of its type is text, or hidden."""
    kind = _KINDS.get(one.type, FieldKind.CONCEALED)
    value = one.value
    if one.type == "email" and isinstance(at(value, "email_address"), str):
        value = value["email_address"]
    if isinstance(value, dict | list):
        return FieldKind.CONCEALED, written(value) if value else ""
    if kind == FieldKind.DATE:
        day = day_of_seconds(number_at(value))
        return (FieldKind.DATE, day) if day else (FieldKind.TEXT, text_at(value))
    if kind == FieldKind.MONTH:
        month = month_of(text_at(value))
        return (FieldKind.MONTH, month) if month else (FieldKind.TEXT, text_at(value))
    if one.id.startswith("TOTP_") and one.type in {"concealed", "string"}:
        kind = FieldKind.OTP
    if kind == FieldKind.TEXT and one.id in SECRET:
        kind = FieldKind.CONCEALED
    return kind, text_at(value)


def _fill_address(filling: Filling, category: Category, one: SectionField) -> None:
    address: Mapping[str, Any] = one.value
    if category.kind == ItemKind.IDENTITY and not filling.given("address"):
        filled = [text_at(address, key) for key in _ADDRESS]
        if any(filled):
            filling.claim("address")
        for key, role in _ADDRESS.items():
            filling.once(f"identity.{role}", text_at(address, key), one.label)
        filling.custom(FieldKind.TEXT, text_at(address, "state"), labelled(one.label, _("state")))
        filling.rest(address, {*_ADDRESS, "state"}, f"{one.label}: ")
        return
    lines = (text_at(address, key) for key in address)
    filling.custom(FieldKind.TEXT, "\n".join(line for line in lines if line), one.label)


def _fill_key(filling: Filling, one: SectionField) -> None:
    private = text_at(one.value, "privateKey")
    other = text_at(one.value, "metadata", "privateKey")
    filling.once("ssh.private", private or other, one.label)
    if private and other != private:
        filling.custom(
            FieldKind.CONCEALED, other, labelled(one.label, _("the same key in another form"))
        )
    filling.once("ssh.public", text_at(one.value, "metadata", "publicKey"), one.label)
    for key in ("fingerprint", "keyType"):
        filling.custom(FieldKind.TEXT, text_at(one.value, "metadata", key), labelled("", key))
    metadata = one.value.get("metadata")
    known = _SSH if isinstance(metadata, dict) else _SSH - {"metadata"}
    filling.rest(one.value, known, f"{one.label}: ")
    filling.rest(object_at(metadata), _SSH_METADATA, f"{one.label}: ")
