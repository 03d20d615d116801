# SPDX-License-Identifier: GPL-3.0-or-later
"""Psono's JSON: folders in folders, and items whose keys begin with their type.

Sources: ``services/export.js`` and the types of a secret in psono/psono-client; the files
beside Bitwarden's ``psono-json-importer.ts``.  Files are not in it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from strongroom.exchange.authenticators.token import Token, add_token
from strongroom.exchange.builder import MAX_DEPTH, EntryBuilder, clean_path, moment_of_iso
from strongroom.exchange.collecting import Collecting
from strongroom.exchange.days import month_of
from strongroom.exchange.filling import Filling, flag_at, keys
from strongroom.exchange.format import Format
from strongroom.exchange.json_text import list_at, number_at, objects_at, text_at
from strongroom.exchange.reading import Entry, Given, Reading, Step
from strongroom.exchange.source import Source
from strongroom.model.fields import FieldKind, ItemKind, Role
from strongroom.texts import N_, _


@dataclass(frozen=True, slots=True)
class _Type:
    """A type of item: what begins its keys, what it is here, and what its keys are.

    ``shown`` and ``hidden`` are fields of their own; what is in none of them is hidden too.
    """

    prefix: str
    kind: ItemKind
    roles: Mapping[str, str] = field(default_factory=dict)
    shown: Mapping[str, str] = field(default_factory=dict)
    hidden: Mapping[str, str] = field(default_factory=dict)


_LOGIN = {"username": Role.USERNAME, "password": Role.PASSWORD}
_HOST = {
    "host": N_("host"),
    "port": N_("port"),
    "domain": N_("domain"),
    "authentication_type": N_("way of signing in"),
}
_PRIVATE = {"private": N_("private key")}
_OWNER = {"name": N_("name"), "email": N_("email"), "public": N_("public key")}
_TYPES: Mapping[str, _Type] = {
    "website_password": _Type("website_password_", ItemKind.LOGIN, _LOGIN),
    "application_password": _Type("application_password_", ItemKind.LOGIN, _LOGIN),
    "bookmark": _Type("bookmark_", ItemKind.LOGIN),
    "totp": _Type("totp_", ItemKind.LOGIN),
    "passkey": _Type("passkey_", ItemKind.LOGIN),
    "note": _Type("note_", ItemKind.NOTE),
    "environment_variables": _Type("environment_variables_", ItemKind.NOTE),
    "file": _Type("file_", ItemKind.DOCUMENT),
    "elster_certificate": _Type(
        "elster_certificate_",
        ItemKind.NOTE,
        hidden={
            "file_content": N_("certificate"),
            "password": N_("password"),
            "retrieval_code": N_("retrieval code"),
        },
    ),
    "mail_gpg_own_key": _Type("mail_gpg_own_key_", ItemKind.NOTE, {}, _OWNER, _PRIVATE),
    "ssh_own_key": _Type(
        "ssh_own_key_",
        ItemKind.SSH_KEY,
        {"public": "ssh.public", "private": "ssh.private"},
        {"name": N_("name"), "email": N_("email")},
    ),
    "ssh_connection": _Type(
        "ssh_connection_", ItemKind.LOGIN, _LOGIN, _HOST, {"private_key": N_("private key")}
    ),
    "rdp_connection": _Type("rdp_connection_", ItemKind.LOGIN, _LOGIN, _HOST),
    "vnc_connection": _Type("vnc_connection_", ItemKind.LOGIN, _LOGIN, _HOST),
    "credit_card": _Type(
        "credit_card_",
        ItemKind.CARD,
        {"number": "card.number", "name": "card.holder", "cvc": "card.code", "pin": "card.pin"},
    ),
    "identity": _Type(
        "identity_",
        ItemKind.IDENTITY,
        {
            "address": "identity.street",
            "postal_code": "identity.postcode",
            "city": "identity.city",
            "country": "identity.country",
            "phone_number": "identity.phone",
            "email": "identity.email",
        },
        {"company": N_("company"), "state": N_("state")},
    ),
}
_OTHER = _Type("", ItemKind.NOTE)
# Read here, or of use to Psono alone: how it fills in a page, ids, what was looked at how often.
_ITEM = keys(
    "id type name title description autosubmit urlfilter create_date write_date read_count"
    " callback_url callback_user callback_pass custom_fields tags attachments deleted path"
    " share_id secret_id secret_key parent_share_id parent_datastore_id datastore_id is_folder"
    " share_rights share_secret_key allow_http"
)
_PARTS = keys(
    "title notes url url_filter auto_submit allow_http totp_code totp_period totp_algorithm"
    " totp_digits code period algorithm digits variables first_name last_name valid_through"
    " ignore_certificate resize_method server_layout publish"
)
_FIELD = keys("name value type")
_VARIABLE = keys("key value")
_LOOKED_AT = 1000  # folders in which an item is looked for, to know the format by


def _fits(source: Source) -> bool:
    if not (source.has("items") or source.has("folders")):
        return False
    for _count, (_path, folder, _deleted) in zip(
        range(_LOOKED_AT), _folders(source.json), strict=False
    ):
        if first := next(objects_at(folder, "items"), None):
            return text_at(first, "type") in _TYPES and "name" in first
    return False


def _read(source: Source, _given: Given, step: Step) -> Reading:
    found = Collecting(step)
    paths: list[tuple[str, ...]] = []
    for path, folder, deleted in _folders(source.json):
        step()
        kept = clean_path(path)
        paths.append(kept)
        for item in found.objects(folder, "items"):
            found.take(partial(_entry, item, kept, deleted=deleted), _title(item))
    return found.reading(paths)


def _folders(whole: object) -> Iterator[tuple[tuple[str, ...], object, bool]]:
    """Yield each folder after the one that it lies in, first the whole: its path, and whether
    it was thrown away.

    What lies deeper than a path can say comes into the last of it.
    """  # noqa: D205 - one sentence
    ahead: list[tuple[tuple[str, ...], object, bool]] = [((), whole, False)]
    while ahead:
        path, folder, deleted = ahead.pop()
        yield path, folder, deleted
        inside = list(objects_at(folder, "folders"))
        for one in reversed(inside):
            deeper = (*path, text_at(one, "name")) if len(path) < MAX_DEPTH else path
            ahead.append((deeper, one, deleted or flag_at(one, "deleted")))


def _title(item: Mapping[str, Any]) -> str:
    prefix = _TYPES.get(text_at(item, "type"), _OTHER).prefix
    return (text_at(item, f"{prefix}title") if prefix else "") or text_at(item, "name")


def _entry(item: Mapping[str, Any], path: tuple[str, ...], *, deleted: bool) -> Entry:
    type_ = _TYPES.get(text_at(item, "type"), _OTHER)
    builder = EntryBuilder(_title(item), type_.kind, path)
    builder.created = moment_of_iso(text_at(item, "create_date"))
    builder.modified = moment_of_iso(text_at(item, "write_date"))
    builder.tags.extend(text_at(one) for one in list_at(item, "tags"))
    if deleted or flag_at(item, "deleted"):
        builder.trashed = 0
    filling = Filling(builder)
    if type_ is _OTHER:
        builder.lose(_("Psono's kind of the item is not known here: it comes as a note."))
    _fill_parts(filling, type_, item)
    for one in filling.objects(item, "custom_fields"):
        kind = FieldKind.TEXT if text_at(one, "type") == "text" else FieldKind.CONCEALED
        filling.custom(kind, text_at(one, "value"), text_at(one, "name") or _("field"))
        filling.rest(one, _FIELD, f"{text_at(one, 'name')}.")
    _fill_around(filling, type_, item)
    return builder.entry()


def _fill_parts(filling: Filling, type_: _Type, item: Mapping[str, Any]) -> None:
    prefix = type_.prefix
    for key, role in type_.roles.items():
        filling.once(role, text_at(item, prefix + key))
    names = (text_at(item, f"{prefix}first_name"), text_at(item, f"{prefix}last_name"))
    filling.once("identity.name", " ".join(filter(None, names)))
    _fill_otp(filling, item, prefix if type_.prefix == "totp_" else f"{prefix}totp_")
    filling.website(text_at(item, f"{prefix}url"))
    for key, label in type_.shown.items():
        filling.custom(FieldKind.TEXT, text_at(item, prefix + key), _(label))
    for key, label in type_.hidden.items():
        filling.custom(FieldKind.CONCEALED, text_at(item, prefix + key), _(label))
    sites = text_at(item, f"{prefix}url_filter")  # by itself the host of the address
    own = "" if sites in text_at(item, f"{prefix}url") else sites
    filling.custom(FieldKind.TEXT, own, _("address to fill in"))
    until = text_at(item, f"{prefix}valid_through")
    filling.once("card.expires", month_of(until))
    filling.custom(FieldKind.TEXT, "" if month_of(until) else until, _("valid until"))
    for one in filling.objects(item, f"{prefix}variables"):
        label = text_at(one, "key") or _("field")
        filling.custom(FieldKind.CONCEALED, text_at(one, "value"), label)
        filling.rest(one, _VARIABLE, f"{label}.")
    filling.once(Role.NOTES, text_at(item, f"{prefix}notes"))


def _fill_otp(filling: Filling, item: object, prefix: str) -> None:
    secret = text_at(item, f"{prefix}code")
    if secret:
        token = Token(
            secret,
            algorithm=text_at(item, f"{prefix}algorithm"),
            digits=number_at(item, f"{prefix}digits"),
            period=number_at(item, f"{prefix}period"),
        )
        add_token(filling.builder, token)


def _fill_around(filling: Filling, type_: _Type, item: Mapping[str, Any]) -> None:
    """Fill in what stands beside an item's own parts, and what is not known of it."""
    filling.custom(FieldKind.TEXT, text_at(item, "description"), _("description"))
    filling.custom(FieldKind.TEXT, text_at(item, "callback_url"), _("callback address"))
    filling.custom(FieldKind.TEXT, text_at(item, "callback_user"), _("callback user"))
    filling.custom(FieldKind.CONCEALED, text_at(item, "callback_pass"), _("callback password"))
    for file in filling.objects(item, "attachments"):
        name = text_at(file, "filename") or _("unnamed")
        filling.builder.lose(_("The file “{name}” is not in the export.").format(name=name))
    if type_.kind == ItemKind.DOCUMENT:
        filling.builder.lose(_("The file itself is not in the export: save it in Psono."))
    if type_.prefix == "passkey_":
        filling.builder.lose(_("A passkey is kept as it stands, and signs in nowhere from here."))
    known = {*_PARTS, *type_.roles, *type_.shown, *type_.hidden} if type_.prefix else set()
    filling.rest(item, {type_.prefix + key for key in known} | _ITEM)


FORMATS = (Format("psono", N_("Psono (JSON)"), _fits, _read, ("json",)),)
