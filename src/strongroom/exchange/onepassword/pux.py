# SPDX-License-Identifier: GPL-3.0-or-later
"""1PUX, 1Password's unencrypted export since its eighth version.

A zip of ``export.attributes``, ``export.data`` (JSON: accounts, in them vaults, in them items)
and ``files/<id>__<name>`` (support.1password.com/1pux-format; KeePassXC's ``OPUXReader.cpp``
and Bitwarden's ``onepassword-1pux-importer-types.ts`` for what that page leaves open).  An
archived item gets the tag "archived", since there is no archive here.  No passkey is in these
files: 1Password's desktop programs do not export them.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from strongroom.errors import CannotImport
from strongroom.exchange import json_text
from strongroom.exchange.builder import EntryBuilder, clean_path, moment_of_seconds
from strongroom.exchange.collecting import Collecting
from strongroom.exchange.filling import Filling, flag_at, keys
from strongroom.exchange.format import Format
from strongroom.exchange.json_text import list_at, number_at, object_at, objects_at, text_at
from strongroom.exchange.onepassword.categories import category_of
from strongroom.exchange.onepassword.files import Files
from strongroom.exchange.onepassword.items import fill_history, fill_logins, fill_websites
from strongroom.exchange.onepassword.sections import SectionField, fill
from strongroom.exchange.reading import Entry, Given, Reading, Step
from strongroom.exchange.source import Source
from strongroom.model.fields import Role
from strongroom.texts import N_, _

_DATA = "export.data"

# Read here, or of use to 1Password alone: ids, places in a list, pictures, its marks for weak
# passwords (they are judged anew), what its forms look like.
_ITEM = keys("uuid favIndex createdAt updatedAt state trashed categoryUuid details overview")
_DETAILS = keys("loginFields notesPlain sections passwordHistory documentAttributes password")
_OVERVIEW = keys("title url urls tags subtitle icons ps pbe pgrng watchtowerExclusions ainfo")
_SECTION = frozenset({"title", "name", "fields", "hideAddAnotherField"})
_FIELD = keys(
    "title id value indexAtSource guarded multiline dontGenerate inputTraits placeholder"
    " clipboardFilter"
)
_DELETED = frozenset({"deleted", "trashed"})


class _Reader:
    """Reads one file."""

    def __init__(self, data: object, files: Files) -> None:
        self._data = data
        self._files = files
        self._titles = {
            text_at(item, "uuid"): text_at(item, "overview", "title")
            for _account, vault in self._vaults()
            for item in map(_unwrapped, objects_at(vault, "items"))
        }

    def read(self, step: Step) -> Reading:
        found = Collecting(step)
        folders: list[tuple[str, ...]] = []
        losses: list[str] = []
        for account, vault in self._vaults():
            path = self._path(account, vault)
            losses.extend(self._losses_of(vault))
            folders.append(clean_path(path))
            for item in map(_unwrapped, found.objects(vault, "items")):
                found.take(partial(self._entry, item, path), text_at(item, "overview", "title"))
        losses.extend(self._files.losses())
        return found.reading(folders, losses)

    def _vaults(self) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
        for account in objects_at(self._data, "accounts"):
            for vault in objects_at(account, "vaults"):
                yield account, vault

    def _path(self, account: object, vault: object) -> tuple[str, ...]:
        """Return the folder of a vault: none where there is but one vault."""
        name = text_at(vault, "attrs", "name")
        if len(list_at(self._data, "accounts")) > 1:
            return (text_at(account, "attrs", "accountName"), name)
        return (name,) if len(list_at(account, "vaults")) > 1 else ()

    def _losses_of(self, vault: object) -> Iterator[str]:
        self._files.know(text_at(vault, "attrs", "avatar"))
        if text_at(vault, "attrs", "desc"):
            sentence = _("The description of the vault “{name}” has no place here.")
            yield sentence.format(name=text_at(vault, "attrs", "name"))

    def _entry(self, item: Mapping[str, Any], path: tuple[str, ...]) -> Entry:
        details, overview = object_at(item, "details"), object_at(item, "overview")
        number = text_at(item, "categoryUuid")
        login = bool(list_at(details, "loginFields") or text_at(details, "password"))
        category = category_of(number, login=login)
        builder = EntryBuilder(text_at(overview, "title"), category.kind, path)
        filling = Filling(builder)
        _fill_head(builder, item, overview)
        fill_logins(filling, filling.objects(details, "loginFields"), "fieldType")
        filling.once(Role.PASSWORD, text_at(details, "password"))
        fill_websites(filling, text_at(overview, "url"), filling.objects(overview, "urls"))
        fill(filling, number, category, self._section_fields(builder, details))
        filling.once(Role.NOTES, text_at(details, "notesPlain"))
        fill_history(filling, filling.objects(details, "passwordHistory"))
        document = object_at(details, "documentAttributes")
        if document:
            self._files.attach(builder, document)
        _fill_rest(filling, item, details, overview)
        return builder.entry()

    def _section_fields(self, builder: EntryBuilder, details: object) -> Iterator[SectionField]:
        for section in objects_at(details, "sections"):
            for field in objects_at(section, "fields"):
                value = field.get("value")
                pairs = value if isinstance(value, dict) else {"string": value}
                for type_, found in pairs.items():
                    if type_ == "file":
                        self._files.attach(builder, found)
                        continue
                    shown = self._titles.get(text_at(found)) if type_ == "reference" else None
                    yield SectionField(
                        text_at(section, "title"),
                        text_at(field, "title"),
                        text_at(field, "id"),
                        type_,
                        shown or found,
                    )


def _unwrapped(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return an item, out of the envelope that the first versions put around it."""
    return object_at(item, "item") or item


def _fill_head(builder: EntryBuilder, item: object, overview: object) -> None:
    builder.tags.extend(map(text_at, list_at(overview, "tags")))
    builder.favourite = flag_at(item, "favIndex")
    builder.created = moment_of_seconds(number_at(item, "createdAt"))
    builder.modified = moment_of_seconds(number_at(item, "updatedAt"))
    state = text_at(item, "state")
    if state == "archived":
        builder.tags.append(_("archived"))
    if state in _DELETED or flag_at(item, "trashed"):
        builder.trashed = 0


def _fill_rest(
    filling: Filling,
    item: Mapping[str, Any],
    details: Mapping[str, Any],
    overview: Mapping[str, Any],
) -> None:
    filling.rest(item, _ITEM)
    filling.rest(details, _DETAILS)
    filling.rest(overview, _OVERVIEW)
    for section in filling.objects(details, "sections"):
        filling.rest(section, _SECTION, f"{text_at(section, 'title')} ")
        for field in filling.objects(section, "fields"):
            filling.rest(field, _FIELD, f"{text_at(field, 'title')} ")


def _fits(source: Source) -> bool:
    return source.zip is not None and _DATA in source.zip.names


def _read(source: Source, _given: Given, step: Step) -> Reading:
    if source.zip is None:
        raise CannotImport(_("The file is no zip, as an export of the kind 1PUX is."))
    return _Reader(json_text.parse(source.zip.read(_DATA)), Files(source.zip)).read(step)


FORMATS = (
    Format(
        "1pux",
        N_("1Password (1PUX)"),
        _fits,
        _read,
        ("1pux",),
        aliases=("1password",),
        real=True,
        marked=True,
    ),
)
