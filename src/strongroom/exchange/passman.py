# SPDX-License-Identifier: GPL-3.0-or-later
"""Passman's JSON: a list of logins, with the files that belong to them.

Sources: ``js/exporters/exporter-json.js`` and ``js/app/services/credentialservice.js`` of
nextcloud/passman, and pass-import's ``passman.json``.  A file is a link that holds its data in
Base64, and a field of one's own may be a file too.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from strongroom.exchange.authenticators.token import Token, add_token
from strongroom.exchange.builder import EntryBuilder, moment_of_seconds
from strongroom.exchange.collecting import Collecting
from strongroom.exchange.days import day_of_seconds
from strongroom.exchange.filling import Filling, flag_at, keys
from strongroom.exchange.format import Format
from strongroom.exchange.json_text import list_at, number_at, object_at, text_at
from strongroom.exchange.reading import Entry, Given, Reading, Step
from strongroom.exchange.source import Source
from strongroom.model.fields import FieldKind, ItemKind, Role
from strongroom.texts import N_, _

_NEEDED = keys("label username password custom_fields tags")
# Read here, or of use to Passman alone: ids, pictures, when it asks for another password.
_ITEM = _NEEDED | keys(
    "credential_id guid user_id vault_id description created changed email url icon favicon"
    " renew_interval expire_time delete_time files otp hidden compromised set_share_key"
    " shared_key acl"
)
_OTP = keys("type label qr_uri algorithm period digits secret issuer")
_FIELD = keys("label value secret field_type")
_FILE = keys("file_id filename guid size mimetype file_data created user_id icon")


def _fits(source: Source) -> bool:
    first = source.json[0] if isinstance(source.json, list) and source.json else None
    return isinstance(first, dict) and first.keys() >= _NEEDED


def _read(source: Source, _given: Given, step: Step) -> Reading:
    found = Collecting(step)
    for item in found.objects(source.json):
        found.take(partial(_entry, item), text_at(item, "label"))
    return found.reading()


def _entry(item: Mapping[str, Any]) -> Entry:
    builder = EntryBuilder(text_at(item, "label"), _kind_of(item))
    builder.created = moment_of_seconds(number_at(item, "created"))
    builder.modified = moment_of_seconds(number_at(item, "changed"))
    builder.tags.extend(text_at(one, "text") or text_at(one) for one in list_at(item, "tags"))
    if deleted := number_at(item, "delete_time"):
        builder.trashed = moment_of_seconds(deleted) or 0
    filling = Filling(builder)
    username, email = text_at(item, "username"), text_at(item, "email")
    filling.once(Role.USERNAME, username or email)
    filling.custom(FieldKind.EMAIL, email if username else "", _("email"))
    filling.once(Role.PASSWORD, text_at(item, "password"))
    _fill_otp(filling, object_at(item, "otp"))
    filling.website(text_at(item, "url"))
    filling.once(Role.EXPIRES, day_of_seconds(number_at(item, "expire_time")))
    if flag_at(item, "compromised"):
        filling.custom(FieldKind.TEXT, _("yes"), _("called compromised"))
    filling.once(Role.NOTES, text_at(item, "description"))
    for one in filling.objects(item, "custom_fields"):
        _fill_field(filling, one)
    for file in filling.objects(item, "files"):
        _attach(filling, file)
    filling.rest(item, _ITEM)
    return builder.entry()


def _kind_of(item: Mapping[str, Any]) -> str:
    login = any(text_at(item, key) for key in ("username", "email", "password", "url"))
    return ItemKind.LOGIN if login or text_at(item, "otp", "secret") else ItemKind.NOTE


def _fill_otp(filling: Filling, otp: Mapping[str, Any]) -> None:
    secret = text_at(otp, "secret")
    if secret:
        token = Token(
            secret,
            kind=text_at(otp, "type").lower() or "totp",
            algorithm=text_at(otp, "algorithm"),
            digits=number_at(otp, "digits"),
            period=number_at(otp, "period"),
        )
        add_token(filling.builder, token)
        filling.rest(otp, _OTP, "otp.")


def _fill_field(filling: Filling, field: Mapping[str, Any]) -> None:
    label, value = text_at(field, "label") or _("field"), field.get("value")
    if isinstance(value, dict) and "file_data" in value:
        _attach(filling, value)
    elif isinstance(value, dict | list):
        filling.rest({label: value}, ())
    else:
        kind = FieldKind.TEXT if field.get("secret") is False else FieldKind.CONCEALED
        hidden = text_at(field, "field_type") == "password"
        filling.custom(FieldKind.CONCEALED if hidden else kind, text_at(value), label)
    filling.rest(field, _FIELD, f"{label}.")


def _attach(filling: Filling, file: Mapping[str, Any]) -> None:
    name, data = text_at(file, "filename") or _("unnamed"), text_at(file, "file_data")
    if data:
        filling.base64(name, data.partition(",")[2] if data.startswith("data:") else data)
    else:
        filling.builder.lose(_("The file “{name}” is not in the export.").format(name=name))
    filling.rest(file, _FILE, f"{name}.")


FORMATS = (Format("passman-json", N_("Passman (JSON)"), _fits, _read, ("json",)),)
