# SPDX-License-Identifier: GPL-3.0-or-later
"""The typed fields of Keeper's records (docs.keeper.io, "Field/Record Types").

A value is a text, a number of milliseconds, an object of parts, or a list of any of them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from strongroom.exchange.builder import moment
from strongroom.exchange.days import day_of, day_of_seconds, iso_moment, month_of
from strongroom.exchange.encoded import bytes64
from strongroom.exchange.filling import Filling, keys, labelled, written
from strongroom.exchange.json_text import number_at, object_at, text_at
from strongroom.exchange.p256 import p256_pem
from strongroom.exchange.passkeys import Passkey, passkey_fields
from strongroom.model.fields import FieldKind, ItemKind, Role
from strongroom.texts import N_, _

# A record without a kind of its own is the nearest; one with a password is a login.
KINDS = {
    "bankCard": ItemKind.CARD,
    "sshKeys": ItemKind.SSH_KEY,
    "wifiCredentials": ItemKind.WIFI,
    "encryptedNotes": ItemKind.NOTE,
    "softwareLicense": ItemKind.NOTE,
    "file": ItemKind.NOTE,
    "photo": ItemKind.NOTE,
    "address": ItemKind.IDENTITY,
    "contact": ItemKind.IDENTITY,
    "birthCertificate": ItemKind.IDENTITY,
    "driverLicense": ItemKind.IDENTITY,
    "passport": ItemKind.IDENTITY,
    "ssnCard": ItemKind.IDENTITY,
    "membership": ItemKind.IDENTITY,
}
_PLAIN = {
    "text": FieldKind.TEXT,
    "multiline": FieldKind.TEXT,
    "company": FieldKind.TEXT,
    "groupNumber": FieldKind.TEXT,
    "dropdown": FieldKind.TEXT,
    "checkbox": FieldKind.TEXT,
    "isSSIDHidden": FieldKind.TEXT,
    "wifiEncryption": FieldKind.TEXT,
    "number": FieldKind.TEXT,
    "note": FieldKind.NOTE,
    "email": FieldKind.EMAIL,
}
_DAYS = {"date": "", "birthDate": "identity.birthday", "expirationDate": Role.EXPIRES}
_LABELS = {
    "cardholderName": N_("cardholder name"),
    "accountNumber": N_("account number"),
    "licenseNumber": N_("licence number"),
    "expirationDate": N_("expires"),
    "birthDate": N_("date of birth"),
    "pinCode": N_("PIN"),
    "secret": N_("secret"),
    "note": N_("note"),
    "email": N_("email"),
}
_HALF_A_DAY = 12 * 60 * 60  # a day is its midnight where it was written, east or west of here
_ADDRESS = ("street1", "street2", "city", "state", "zip", "country")
_NAME = ("first", "middle", "last")
_PASSKEY = keys(
    "privateKey relyingParty username userId credentialId signCount createdDate displayName"
)


@dataclass(frozen=True, slots=True)
class Record:
    """The record that is being filled."""

    filling: Filling
    kind: str
    type: str


def fill_field(record: Record, type_: str, label: str, value: Any) -> None:
    """Fill in a custom field; one of several values is filled in once for each."""
    if type_ == "appFiller":  # how Keeper's own browser extension fills a form
        return
    shown = label or _(_LABELS.get(type_, type_)) or _("field")
    for one in value if isinstance(value, list) else [value]:
        fill = _FILLERS.get(type_)
        if isinstance(one, dict) and fill is not None:
            fill(record, shown, one)
        elif isinstance(one, dict | list):
            record.filling.custom(FieldKind.CONCEALED, written(one) if one else "", shown)
        else:
            _fill_text(record, type_, label, shown, one)


def _fill_text(record: Record, type_: str, label: str, shown: str, value: object) -> None:
    filling, text = record.filling, text_at(value)
    role = _role(record, type_, label)
    if type_ in {"oneTimeCode", "otp"}:
        filling.otp(text, label if filling.given(Role.OTP) else "")
    elif type_ == "url":
        filling.website(text, label)
    elif type_ in _DAYS:
        _fill_day(filling, _DAYS[type_] or "", shown, value)
    elif role:
        own = shown if role == "identity.document" else label if role == Role.NOTES else ""
        filling.once(role, text, shown, own=own)
    elif not type_:
        filling.custom(FieldKind.TEXT, text, shown)
    else:
        filling.custom(_PLAIN.get(type_, FieldKind.CONCEALED), text, shown)


def _role(record: Record, type_: str, label: str) -> str:
    """Return the role of a simple field in its record."""
    identity = record.kind == ItemKind.IDENTITY
    found = {
        "login": Role.USERNAME,
        "password": Role.PASSWORD,
        "note": Role.NOTES,
        "wifiEncryption": "wifi.security",
        "accountNumber": "identity.document" if identity else "",
        "email": "identity.email" if identity else "",
        "pinCode": "card.pin" if record.kind == ItemKind.CARD else "",
    }.get(type_, "")
    if type_ == "text" and label == "cardholderName" and record.kind == ItemKind.CARD:
        return "card.holder"
    if type_ == "text" and label == "SSID" and record.kind == ItemKind.WIFI:
        return "wifi.ssid"
    return found


def _fill_day(filling: Filling, role: str, label: str, value: object) -> None:
    text = text_at(value)
    milliseconds = number_at(value)
    seconds = None if milliseconds is None else milliseconds / 1000 + _HALF_A_DAY
    day = day_of(text) or day_of_seconds(seconds)
    if day and role:
        filling.once(role, day, label)
    else:
        filling.custom(FieldKind.DATE if day else FieldKind.TEXT, day or text, label)


def _fill_card(record: Record, label: str, card: Mapping[str, Any]) -> None:
    filling = record.filling
    filling.once("card.number", text_at(card, "cardNumber"), label)
    expires = text_at(card, "cardExpirationDate")
    month = month_of(expires)
    filling.once("card.expires", month, label)
    filling.custom(FieldKind.TEXT, "" if month else expires, labelled(label, _("expires")))
    filling.once("card.code", text_at(card, "cardSecurityCode"), label)
    filling.rest(card, {"cardNumber", "cardExpirationDate", "cardSecurityCode"}, f"{label}.")


def _fill_keys(record: Record, label: str, pair: Mapping[str, Any]) -> None:
    record.filling.once("ssh.private", text_at(pair, "privateKey"), label)
    record.filling.once("ssh.public", text_at(pair, "publicKey"), label)
    record.filling.rest(pair, {"privateKey", "publicKey"}, f"{label}.")


def _fill_host(record: Record, label: str, host: Mapping[str, Any]) -> None:
    name = text_at(host, "hostName")
    if record.kind == ItemKind.SSH_KEY:
        record.filling.once("ssh.host", name, label)
    else:
        record.filling.custom(FieldKind.TEXT, name, label)
    port = text_at(host, "port")
    record.filling.custom(FieldKind.TEXT, port, labelled(label, _("port")))
    record.filling.rest(host, {"hostName", "port"}, f"{label}.")


def _fill_name(record: Record, label: str, name: Mapping[str, Any]) -> None:
    whole = " ".join(part for key in _NAME if (part := text_at(name, key).strip()))
    if record.kind == ItemKind.IDENTITY:
        record.filling.once("identity.name", whole, label)
    else:
        record.filling.custom(FieldKind.TEXT, whole, label)
    record.filling.rest(name, _NAME, f"{label}.")


def _fill_address(record: Record, label: str, address: Mapping[str, Any]) -> None:
    filling = record.filling
    if record.kind == ItemKind.IDENTITY:
        street = ", ".join(part for key in _ADDRESS[:2] if (part := text_at(address, key)))
        filling.once("identity.street", street, label)
        filling.once("identity.postcode", text_at(address, "zip"), label)
        filling.once("identity.city", text_at(address, "city"), label)
        filling.once("identity.country", text_at(address, "country"), label)
        filling.custom(FieldKind.TEXT, text_at(address, "state"), labelled(label, _("state")))
    else:
        lines = (part for key in _ADDRESS if (part := text_at(address, key)))
        filling.custom(FieldKind.TEXT, "\n".join(lines), label)
    filling.rest(address, _ADDRESS, f"{label}.")


def _fill_phone(record: Record, label: str, phone: Mapping[str, Any]) -> None:
    number, extension = text_at(phone, "number"), text_at(phone, "ext")
    whole = " ".join(part for part in (number, extension and f"ext. {extension}") if part)
    if record.kind == ItemKind.IDENTITY:
        record.filling.once("identity.phone", whole, label)
    else:
        record.filling.custom(FieldKind.PHONE, whole, label)
    for key in ("region", "type"):
        record.filling.custom(FieldKind.TEXT, text_at(phone, key), labelled(label, key))
    record.filling.rest(phone, {"number", "ext", "region", "type"}, f"{label}.")


def _fill_account(record: Record, label: str, account: Mapping[str, Any]) -> None:
    kind = text_at(account, "otherType") or text_at(account, "accountType")
    record.filling.custom(FieldKind.TEXT, kind, labelled(label, _("type")))
    for key, name in (
        ("routingNumber", _("routing number")),
        ("accountNumber", _("account number")),
    ):
        record.filling.custom(FieldKind.CONCEALED, text_at(account, key), labelled(label, name))
    known = {"otherType", "accountType", "routingNumber", "accountNumber"}
    record.filling.rest(account, known, f"{label}.")


def _fill_question(record: Record, _label: str, pair: Mapping[str, Any]) -> None:
    question = text_at(pair, "question") or _("security question")
    record.filling.custom(FieldKind.CONCEALED, text_at(pair, "answer"), question)
    record.filling.rest(pair, {"question", "answer"}, f"{question}.")


def _fill_passkey(record: Record, label: str, passkey: Mapping[str, Any]) -> None:
    key = object_at(passkey, "privateKey")
    private = p256_pem(*(bytes64(text_at(key, part)) or b"" for part in ("d", "x", "y")))
    made = moment(number_at(passkey, "createdDate"))
    record.filling.fields(
        passkey_fields(
            Passkey(
                rp_id=text_at(passkey, "relyingParty"),
                username=text_at(passkey, "username"),
                display_name=text_at(passkey, "displayName"),
                credential_id=text_at(passkey, "credentialId"),
                user_handle=text_at(passkey, "userId"),
                private_key=private,
                counter=text_at(passkey, "signCount"),
                created=iso_moment(made),
            )
        )
    )
    if not private and passkey.get("privateKey"):
        record.filling.custom(
            FieldKind.CONCEALED, written(passkey["privateKey"]), _("passkey as Keeper keeps it")
        )
    record.filling.rest(passkey, _PASSKEY, f"{label}.")


_FILLERS: dict[str, Callable[[Record, str, Mapping[str, Any]], None]] = {
    "paymentCard": _fill_card,
    "keyPair": _fill_keys,
    "host": _fill_host,
    "name": _fill_name,
    "address": _fill_address,
    "phone": _fill_phone,
    "bankAccount": _fill_account,
    "securityQuestion": _fill_question,
    "passkey": _fill_passkey,
}
