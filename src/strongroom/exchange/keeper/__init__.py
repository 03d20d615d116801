# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeper's JSON: records with typed fields, and the folders that are shared.

Sources: docs.keeper.io, "Import JSON" and "Field/Record Types"; the exports in Bitwarden's
``libs/importer/src/importers/keeper`` and in ProtonMail's ``providers/keeper/mocks``.  Files
are not in it; a zip that Keeper makes of them is not read.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from strongroom.exchange.builder import EntryBuilder, clean_path, moment_of_seconds
from strongroom.exchange.collecting import Collecting
from strongroom.exchange.filling import Filling, keys
from strongroom.exchange.format import Format
from strongroom.exchange.json_text import at, number_at, object_at, objects_at, text_at
from strongroom.exchange.keeper.fields import KINDS, Record, fill_field
from strongroom.exchange.keeper.names import field_key, path_of
from strongroom.exchange.reading import Entry, Given, Reading, Step
from strongroom.exchange.source import Source
from strongroom.model.fields import FieldKind, ItemKind, Role
from strongroom.texts import N_, _

# Read here, or of use to Keeper alone: ids, who may do what with a folder, how a form looks.
_RECORD = keys(
    "uid title notes $type schema login password login_url last_modified custom_fields"
    " references folders attachments"
)
_FOLDER = keys("shared_folder folder can_edit can_share shared_folder_uid")


class _Reader:
    """Reads one export."""

    def __init__(self, data: object) -> None:
        self._data = data
        self._titles = {
            text_at(one, "uid"): text_at(one, "title") for one in objects_at(data, "records")
        }

    def read(self, step: Step) -> Reading:
        found = Collecting(step)
        for record in found.objects(self._data, "records"):
            found.take(partial(self._entry, record), text_at(record, "title"))
        shared = objects_at(self._data, "shared_folders")
        paths = (clean_path(path_of(text_at(one, "path"))) for one in shared)
        return found.reading(paths, self._losses())

    def _losses(self) -> Iterator[str]:
        if any(objects_at(one, "permissions") for one in objects_at(self._data, "shared_folders")):
            yield _("Who else sees the shared folders is not kept.")

    def _entry(self, record: Mapping[str, Any]) -> Entry:
        type_ = text_at(record, "$type")
        kind = KINDS.get(type_, ItemKind.LOGIN)
        builder = EntryBuilder(text_at(record, "title"), kind)
        builder.modified = moment_of_seconds(number_at(record, "last_modified"))
        filling = Filling(builder)
        folders = list(filling.objects(record, "folders"))
        filling.place([_path(folder) for folder in folders])
        filling.once(Role.USERNAME, text_at(record, "login"))
        secret = "ssh.passphrase" if kind == ItemKind.SSH_KEY else Role.PASSWORD
        filling.once(secret, text_at(record, "password"), _("password"))
        filling.website(text_at(record, "login_url"))
        about = Record(filling, kind, type_)
        for key, value in object_at(record, "custom_fields").items():
            fill_field(about, *field_key(key), value)
        self._refer(filling, record)
        filling.once(Role.NOTES, text_at(record, "notes"), _("notes"))
        for file in filling.objects(record, "attachments"):
            name = text_at(file, "name") or _("unnamed")
            builder.lose(_("The file “{name}” is not in the export.").format(name=name))
        filling.rest(record, _RECORD)
        for folder in folders:
            filling.rest(folder, _FOLDER, "folder.")
        return builder.entry()

    def _refer(self, filling: Filling, record: object) -> None:
        """Name the records that this one refers to (an address, a card)."""
        for key, value in object_at(record, "references").items():
            type_, label = field_key(key)
            for one in value if isinstance(value, list) else [value]:
                title = self._titles.get(text_at(one)) or text_at(one)
                filling.custom(FieldKind.TEXT, title, label or type_.removesuffix("Ref") or key)


def _path(folder: object) -> tuple[str, ...]:
    names = (text_at(folder, "shared_folder"), text_at(folder, "folder"))
    return clean_path(part for name in names for part in path_of(name))


def _fits(source: Source) -> bool:
    if not source.has("records"):
        return False
    first = next(objects_at(source.json, "records"), {})
    return "shared_folders" in object_at(source.json) or (
        "title" in first and ("uid" in first or "$type" in first or at(first, "login_url"))
    )


def _read(source: Source, _given: Given, step: Step) -> Reading:
    return _Reader(source.json).read(step)


FORMATS = (Format("keeper", N_("Keeper (JSON)"), _fits, _read, ("json",)),)
