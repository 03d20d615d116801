# SPDX-License-Identifier: GPL-3.0-or-later
"""Enpass's JSON: items of typed fields with their history, folders, files in Base64.

Sources: ProtonMail's ``providers/enpass`` with its ``mocks/enpass.json``, and Bitwarden's
``importers/enpass/types``.  A field of the type "section" names those below it.  An archived
item gets the tag "archived", since there is no archive here.  Files may make an export far
larger than what else is in it: the files of a large one stay where they are (``lean_json``).
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, BinaryIO

from strongroom.exchange import json_text, lean_json
from strongroom.exchange.builder import EntryBuilder, clean_path, moment_of_seconds
from strongroom.exchange.collecting import Collecting
from strongroom.exchange.days import day_of, month_of
from strongroom.exchange.filling import ROLE_KINDS, Filling, climbed, flag_at, keys, labelled
from strongroom.exchange.format import Format
from strongroom.exchange.json_text import list_at, number_at, object_at, objects_at, text_at
from strongroom.exchange.lean_json import Far
from strongroom.exchange.reading import Entry, Given, Reading, Step
from strongroom.exchange.source import MOST_TEXT, Source
from strongroom.exchange.unknown_keys import objects_of
from strongroom.model.fields import FieldKind, ItemKind, Role
from strongroom.texts import N_, _, ngettext

# The first part of an item's template, or the whole where it decides.
_KINDS = {
    "login": ItemKind.LOGIN,
    "password": ItemKind.PASSWORD,
    "creditcard": ItemKind.CARD,
    "finance": ItemKind.CARD,
    "note": ItemKind.NOTE,
    "identity": ItemKind.IDENTITY,
    "license": ItemKind.IDENTITY,
    "license.software": ItemKind.NOTE,
    "travel": ItemKind.IDENTITY,
    "computer": ItemKind.LOGIN,
    "computer.wifi": ItemKind.WIFI,
    "computer.router": ItemKind.WIFI,
    "misc": ItemKind.NOTE,
}
_ROLES = {
    "username": Role.USERNAME,
    "password": Role.PASSWORD,
    "ccName": "card.holder",
    "ccNumber": "card.number",
    "ccCvc": "card.code",
    "ccPin": "card.pin",
    "ccExpiry": "card.expires",
    "totp": Role.OTP,
    "url": Role.WEBSITE,
}
# Fields of an identity have the same number in every language.
_IDENTITY = {
    "134": "identity.birthday",
    "143": "identity.street",
    "144": "identity.city",
    "146": "identity.country",
    "147": "identity.postcode",
    "149": "identity.phone",
    "165": "identity.email",
}
_NAMES = ("130", "131", "132")  # first, middle, last
_PLAIN = {
    "email": FieldKind.EMAIL,
    "phone": FieldKind.PHONE,
    "multiline": FieldKind.NOTE,
    "pin": FieldKind.CONCEALED,
    "ccTxnpassword": FieldKind.CONCEALED,
}
_SHOWN = keys("text numeric username email url phone date multiline ccName ccType ccBankname")
_APP = "androidapp://"
_FILES = ("items", "attachments", "data")
_MARKS = (b'"folders"', b'"items"', b'"archived"')  # of a file that is too large to parse whole

# Read here, or of use to Enpass alone: ids, pictures, places in a list, how it fills forms in;
# when a single field was changed, but for its history; what was deleted of an item.
_ITEM = keys(
    "archived auto_submit category createdAt favorite fields folders icon note subtitle"
    " template_type title trashed updated_at uuid attachments"
)
_FIELD = keys(
    "deleted label order sensitive type uid updated_at value value_updated_at history hash"
    " initial strength excluded"
)
_PAST = keys("encrypted updated_at value")
_FILE = keys("data kind name order updated uuid updated_at")


class _Reader:
    """Reads one export."""

    def __init__(self, data: object, file: BinaryIO, step: Step) -> None:
        self._file = file
        self._step = step
        self._data = data
        self._folders = {
            text_at(one, "uuid"): (text_at(one, "title"), text_at(one, "parent_uuid"))
            for one in objects_at(data, "folders")
        }

    def read(self) -> Reading:
        found = Collecting(self._step)
        for item in found.objects(self._data, "items"):
            found.take(partial(self._entry, item), text_at(item, "title"))
        return found.reading(map(self._path, self._folders))

    def _path(self, uuid: str) -> tuple[str, ...]:
        return clean_path(climbed(uuid, self._folders))

    def _entry(self, item: Mapping[str, Any]) -> Entry:
        fields = [one for one in objects_at(item, "fields") if not flag_at(one, "deleted")]
        builder = EntryBuilder(text_at(item, "title"), _kind_of(item, fields))
        _fill_head(builder, item)
        _tell_deleted(builder, item)
        filling = Filling(builder)
        filling.place([self._path(text_at(uuid)) for uuid in list_at(item, "folders")])
        _Fields(filling, fields).fill()
        filling.once(Role.NOTES, text_at(item, "note"))
        for file in filling.objects(item, "attachments"):
            name, data = text_at(file, "name") or _("unnamed"), file.get("data")
            if isinstance(data, Far):
                filling.far_base64(name, data, self._file, self._step)
            else:
                filling.base64(name, text_at(data))
            filling.rest(file, _FILE, "file.")
        filling.rest(item, _ITEM)
        return builder.entry()


class _Fields:
    """Fills in the fields of one item, in their order."""

    def __init__(self, filling: Filling, fields: list[Mapping[str, Any]]) -> None:
        self._filling = filling
        self._fields = sorted(fields, key=lambda one: number_at(one, "order") or 0)
        self._kind = filling.builder.kind
        said = {text_at(one, "type") for one in self._fields if text_at(one, "value")}
        self._email_is_username = self._kind == ItemKind.LOGIN and "username" not in said

    def fill(self) -> None:
        if self._kind == ItemKind.IDENTITY:
            self._fill_name()
        section = ""
        for field in self._fields:
            if text_at(field, "type") == "section":
                section = text_at(field, "label")
            label = labelled(section, text_at(field, "label"))
            if not self._is_name(field):
                role = self._fill(field, label)
                self._fill_history(field, role, label)
            self._filling.rest(field, _FIELD, f"{label}.")

    def _is_name(self, field: object) -> bool:
        return self._kind == ItemKind.IDENTITY and text_at(field, "uid") in _NAMES

    def _fill_name(self) -> None:
        found = {text_at(one, "uid"): text_at(one, "value").strip() for one in self._fields}
        parts = (found.get(uid, "") for uid in _NAMES)
        self._filling.once("identity.name", " ".join(part for part in parts if part))

    def _fill(self, field: object, label: str) -> str:
        """Fill in one field; return the role that it got."""
        type_, filling = text_at(field, "type"), self._filling
        value = _normal(type_, text_at(field, "value"))
        role = self._role(field, value)
        if not value:
            return role
        if type_ == "totp":
            filling.otp(value, label if filling.given(Role.OTP) else "")
        elif type_ == "url":
            filling.website(value, "" if self._kind == ItemKind.LOGIN else label)
        elif type_ == ".Android#":
            filling.website(value if "://" in value else _APP + value)
        elif role and not filling.given(role):
            filling.once(role, value, label)
        else:
            filling.custom(_kind_of_field(field, value), value, label)
            return ""
        return role

    def _role(self, field: object, value: str) -> str:
        type_ = text_at(field, "type")
        role = _ROLES.get(type_, "")
        if type_ == "email" and self._email_is_username:
            role = Role.USERNAME
        if self._kind == ItemKind.IDENTITY:
            role = _IDENTITY.get(text_at(field, "uid"), role)
        wanted = ROLE_KINDS.get(role, "")
        tests = {FieldKind.DATE: day_of, FieldKind.MONTH: month_of}
        fits = wanted not in tests or tests[FieldKind(wanted)](value) == value
        return role if fits else ""

    def _fill_history(self, field: object, role: str, label: str) -> None:
        for past in self._filling.objects(field, "history"):
            if past.get("encrypted") is True:
                sentence = _("An earlier value of “{label}” is encrypted, and was left out.")
                self._filling.builder.lose(sentence.format(label=label))
                continue
            at = moment_of_seconds(number_at(past, "updated_at"))
            value = _normal(text_at(field, "type"), text_at(past, "value"))
            self._filling.builder.earlier_value(at, value, role=role, label=label)
            self._filling.rest(past, _PAST, f"{label}.")


def _normal(type_: str, value: str) -> str:
    """Return a month or a day as fields hold them, anything else as it is."""
    if type_ in {"ccExpiry", "ccValidfrom"}:
        return month_of(value) or value
    return day_of(value) or value if type_ == "date" else value


def _kind_of_field(field: object, value: str) -> str:
    type_ = text_at(field, "type")
    if type_ == "date" and day_of(value) == value:
        return FieldKind.DATE
    if type_ in {"ccExpiry", "ccValidfrom"}:
        return FieldKind.MONTH if month_of(value) == value else FieldKind.TEXT
    if flag_at(field, "sensitive") or (type_ not in _SHOWN and type_ not in _PLAIN):
        return FieldKind.CONCEALED
    return _PLAIN.get(type_, FieldKind.TEXT)


def _kind_of(item: object, fields: list[Mapping[str, Any]]) -> str:
    template, category = text_at(item, "template_type"), text_at(item, "category")
    kind = _KINDS.get(template) or _KINDS.get(template.partition(".")[0])
    kind = kind or _KINDS.get(category)
    if kind is not None:
        return kind
    password = any(text_at(one, "type") == "password" for one in fields)
    return ItemKind.LOGIN if password else ItemKind.NOTE


def _fill_head(builder: EntryBuilder, item: object) -> None:
    builder.favourite = flag_at(item, "favorite")
    builder.created = moment_of_seconds(number_at(item, "createdAt"))
    builder.modified = moment_of_seconds(number_at(item, "updated_at"))
    if flag_at(item, "archived"):
        builder.tags.append(_("archived"))
    if flag_at(item, "trashed"):
        builder.trashed = 0


def _tell_deleted(builder: EntryBuilder, item: object) -> None:
    fields = list(objects_of(builder, item, "fields"))
    deleted = sum(flag_at(one, "deleted") and text_at(one, "value") != "" for one in fields)
    if deleted:
        sentence = ngettext(
            "{count} field that was deleted in Enpass was left out.",
            "{count} fields that were deleted in Enpass were left out.",
            deleted,
        )
        builder.lose(sentence.format(count=deleted))


def _marks(item: object) -> Iterator[str]:
    return (key for key in ("template_type", "category") if key in object_at(item))


def _fits(source: Source) -> bool:
    if source.size > MOST_TEXT:
        return json_text.looks_like_json(source.head) and all(m in source.head for m in _MARKS)
    first = next(objects_at(source.json, "items"), None) if source.has("items") else None
    return first is not None and any(_marks(first)) and "uuid" in first and "title" in first


def _read(source: Source, _given: Given, step: Step) -> Reading:
    large = source.size > MOST_TEXT
    data = lean_json.parse(source.file, _FILES, step) if large else source.json
    return _Reader(data, source.file, step).read()


FORMATS = (Format("enpass", N_("Enpass (JSON)"), _fits, _read, ("json",)),)
