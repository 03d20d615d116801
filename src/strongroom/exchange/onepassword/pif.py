# SPDX-License-Identifier: GPL-3.0-or-later
"""1PIF, the export of 1Password up to its seventh version.

A file ``data.1pif`` of UTF-8: one JSON object a line, and after each a line of three stars, a
fixed id and three stars (AgileBits' onepassword-utilities, ``convert_to_1p4/Utils/PIF.pm``;
ProtonMail's ``1pif.reader.ts``).  1Password for Windows wrote items as its own store has them,
in an ``overview`` and ``details`` (the test beside Bitwarden's reader).  The file lies in a
folder beside ``attachments/<id of the item>/``; a zip of that folder brings the files too.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from strongroom.errors import CannotImport
from strongroom.exchange import csv_text, json_text
from strongroom.exchange.builder import EntryBuilder, clean_path, moment_of_seconds
from strongroom.exchange.collecting import Collecting
from strongroom.exchange.filling import Filling, climbed, flag_at, keys
from strongroom.exchange.format import Format
from strongroom.exchange.json_text import list_at, number_at, object_at, objects_at, text_at
from strongroom.exchange.onepassword.categories import TYPE_NAMES, category_of
from strongroom.exchange.onepassword.items import fill_history, fill_logins, fill_websites
from strongroom.exchange.onepassword.sections import SectionField, fill
from strongroom.exchange.reading import Entry, Given, Problem, Reading, Step
from strongroom.exchange.source import Source
from strongroom.exchange.zip_files import ZipFiles
from strongroom.model.fields import Role
from strongroom.texts import N_, _, ngettext

_SEPARATOR = b"***5642bee8-a5ff-11dc-8314-0800200c9a66***"
_ITEM_MARKS = (
    (b'"typeName"', b'"securityLevel"'),
    (b'"category"', b'"overview"', b'"details"', b'"hmac"'),
)
_FOLDER, _SEARCH = "system.folder.Regular", "system.folder.SavedSearch"
_TOMBSTONE = "system.Tombstone"
_ZIPPED = re.compile(r"(?:[^/]*/)?data\.1pif")

# Read here, or of use to 1Password alone: ids, hashes, where it fills a form in by itself.
_ITEM = keys(
    "uuid typeName title location locationKey securityLevel contentsHash createdAt updatedAt"
    " trashed folderUuid openContents secureContents faveIndex keyID txTimestamp URLs"
)
_OPEN = keys(
    "tags faveIndex scope autosubmit passwordStrength securityLevel usesAutosubmit usernameHash"
)
_SECURE = keys("fields sections notesPlain password URLs passwordHistory")
_FORM = keys("htmlAction htmlID htmlMethod htmlName")
_SECTION = frozenset({"title", "name", "fields"})
_FIELD = frozenset({"k", "n", "v", "t", "a", "inputTraits"})
_PART = re.compile(r"(.+)_(yy|mm|dd)")
_LOCAL = "_local"  # how a country writes a number that stands there too
_OF_ADDRESS = keys("address1 city zip country state region")
# An item of 1Password for Windows, by the names that the others have.
_WINDOWS = {"overview", "details", "category"}
_WINDOWS_KEYS = {"category": "typeName", "created": "createdAt", "updated": "updatedAt",
                 "folder": "folderUuid", "fave": "faveIndex"}  # fmt: skip
_WINDOWS_OWN = keys("overview details hmac k o d tx")
_OVERVIEW = keys("title url URLs ps pbe pgrng ainfo")  # read here, or made from the details


class _Reader:
    """Reads one file."""

    def __init__(self, items: list[Mapping[str, Any]], zipped: ZipFiles | None) -> None:
        self._items = items
        self._zip = zipped
        self._titles = {text_at(item, "uuid"): text_at(item, "title") for item in items}
        self._folders = {
            text_at(item, "uuid"): (text_at(item, "title"), text_at(item, "folderUuid"))
            for item in items
            if _type(item) == _FOLDER
        }
        self._files: dict[str, list[str]] = {}
        for name in zipped.names if zipped else ():
            *_path, folder, owner, _file = ["", "", *name.split("/")]
            if folder == "attachments":
                self._files.setdefault(owner, []).append(name)

    def read(self, step: Step, problems: list[Problem]) -> Reading:
        found = Collecting(step)
        found.problems.extend(problems)
        for item in self._items:
            if _type(item) not in {_FOLDER, _SEARCH, _TOMBSTONE}:
                found.take(partial(self._entry, item), text_at(item, "title"))
        paths = (clean_path(self._path(uuid)) for uuid in self._folders)
        return found.reading(paths, self._losses())

    def _losses(self) -> Iterator[str]:
        searches = sum(_type(item) == _SEARCH for item in self._items)
        if searches:
            sentence = ngettext(
                "{count} smart folder was left out: it is a saved search.",
                "{count} smart folders were left out: they are saved searches.",
                searches,
            )
            yield sentence.format(count=searches)

    def _path(self, uuid: str) -> tuple[str, ...]:
        return tuple(climbed(uuid, self._folders))

    def _entry(self, item: Mapping[str, Any]) -> Entry:
        secure, shown = object_at(item, "secureContents"), object_at(item, "openContents")
        number = TYPE_NAMES.get(_type(item), _type(item))
        login = bool(list_at(secure, "fields") or text_at(secure, "password"))
        category = category_of(number, login=login)
        path = self._path(text_at(item, "folderUuid"))
        builder = EntryBuilder(text_at(item, "title"), category.kind, path)
        filling = Filling(builder)
        _fill_head(builder, item, shown)
        fill_logins(filling, filling.objects(secure, "fields"), "type")
        filling.once(Role.PASSWORD, text_at(secure, "password"))
        urls = (*filling.objects(secure, "URLs"), *filling.objects(item, "URLs"))
        fill_websites(filling, text_at(item, "location"), urls)
        fields = list(self._section_fields(secure))
        fields.extend(_flat_fields(secure, fields))
        fill(filling, number, category, fields)
        filling.once(Role.NOTES, text_at(secure, "notesPlain"))
        fill_history(filling, filling.objects(secure, "passwordHistory"))
        self._attach(builder, text_at(item, "uuid"))
        _fill_rest(filling, item, shown, secure)
        return builder.entry()

    def _section_fields(self, secure: object) -> Iterator[SectionField]:
        for section in objects_at(secure, "sections"):
            for field in objects_at(section, "fields"):
                type_, value = text_at(field, "k"), field.get("v")
                shown = self._titles.get(text_at(value)) if type_ == "reference" else None
                yield SectionField(
                    text_at(section, "title"),
                    text_at(field, "t"),
                    text_at(field, "n"),
                    type_ or "string",
                    shown or value,
                )

    def _attach(self, builder: EntryBuilder, uuid: str) -> None:
        for name in self._files.get(uuid, ()) if self._zip else ():
            assert self._zip is not None  # noqa: S101 - for it has the names
            chunks = partial(self._zip.chunks, name)
            shown = name.rpartition("/")[2]
            builder.attach(shown, self._zip.size(name), chunks, self._zip.order(name))


def _type(item: object) -> str:
    return text_at(item, "typeName")


def _fill_head(builder: EntryBuilder, item: object, shown: object) -> None:
    builder.tags.extend(map(text_at, list_at(shown, "tags")))
    builder.favourite = flag_at(shown, "faveIndex") or flag_at(item, "faveIndex")
    builder.created = moment_of_seconds(number_at(item, "createdAt"))
    builder.modified = moment_of_seconds(number_at(item, "updatedAt"))
    if flag_at(item, "trashed"):
        builder.trashed = 0


def _flat_fields(
    secure: Mapping[str, Any], fields: Iterable[SectionField]
) -> Iterator[SectionField]:
    """Yield what items of old categories say beside their sections, unless these say it too.

    A day is there in three values (``expiry_yy``, ``expiry_mm``, ``expiry_dd``), an address in
    one for each part.
    """
    told = {one.id for one in fields if one.value}
    told |= {f"{name}{_LOCAL}" for name in told}
    places = {
        text_at(part)
        for one in fields
        if isinstance(one.value, dict)
        for part in one.value.values()
    }
    told |= {key for key in _OF_ADDRESS if text_at(secure, key) in places}
    dates: dict[str, dict[str, str]] = {}
    for key, value in secure.items():
        found = _PART.fullmatch(key)
        if key in _SECURE or key in _FORM or key in told or not value:
            continue
        if found:
            dates.setdefault(found[1], {})[found[2]] = text_at(value)
        else:
            type_ = "address" if isinstance(value, dict) and "street" in value else "string"
            plain = isinstance(value, str) and key in _SHOWN
            yield SectionField(
                "", "", key, type_ if plain or type_ == "address" else "concealed", value
            )
    for key, parts in dates.items():
        if key not in told:
            written = "-".join(parts[part].zfill(2) for part in ("yy", "mm", "dd") if part in parts)
            yield SectionField("", "", key, "monthYear" if "dd" not in parts else "string", written)


_SHOWN = keys("cardholder type bank firstname initial lastname company username email")


def _fill_rest(
    filling: Filling, item: Mapping[str, Any], shown: Mapping[str, Any], secure: object
) -> None:
    filling.rest(item, _ITEM)
    filling.rest(shown, _OPEN)
    for section in filling.objects(secure, "sections"):
        filling.rest(section, _SECTION, f"{text_at(section, 'title')} ")
        for field in filling.objects(section, "fields"):
            filling.rest(field, _FIELD, f"{text_at(field, 't')} ")


def _zipped(source: Source) -> str:
    names = source.zip.names if source.zip is not None else ()
    return next((name for name in names if _ZIPPED.fullmatch(name)), "")


def _fits(source: Source) -> bool:
    head = source.head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"***"):
        head = head.partition(b"\n")[2].lstrip()
    if not head.startswith(b"{"):
        return bool(_zipped(source))
    first = head.partition(b"\n")[0]
    return _SEPARATOR in head or any(all(one in first for one in marks) for marks in _ITEM_MARKS)


def _read(source: Source, _given: Given, step: Step) -> Reading:
    name = _zipped(source)
    text = csv_text.decode(source.zip.read(name)) if source.zip and name else source.text
    items: list[Mapping[str, Any]] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.split("\n"), 1):
        step()
        if not line.strip() or line.startswith("***"):
            continue
        try:
            found = json_text.parse(line.encode("utf-8", "surrogatepass"))
        except CannotImport:
            found = None
        if isinstance(found, dict):
            items.append(_as_others(found) if found.keys() >= _WINDOWS else found)
        else:
            problems.append(Problem(number, _("The line is no item that can be read.")))
    return _Reader(items, source.zip if name else None).read(step, problems)


def _as_others(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return an item of 1Password for Windows as the others are written."""
    seen, details = object_at(item, "overview"), object_at(item, "details")
    urls = [
        {"url": text_at(one, "u"), "label": text_at(one, "l")} for one in objects_at(seen, "URLs")
    ]
    others = {_WINDOWS_KEYS.get(key, key): item[key] for key in item.keys() - _WINDOWS_OWN}
    return others | {
        "title": text_at(seen, "title"),
        "location": text_at(seen, "url"),
        "openContents": {key: seen[key] for key in seen.keys() - _OVERVIEW},
        "secureContents": {**details, "URLs": urls},
    }


FORMATS = (Format("1pif", N_("1Password (1PIF)"), _fits, _read, ("1pif", "zip")),)
