# SPDX-License-Identifier: GPL-3.0-or-later
"""Bitwarden's exports, read: JSON, password-protected JSON, and the zip with its files.

Sources: ``individual-vault-export.service.ts`` and ``org-vault-export.service.ts`` of
bitwarden/clients.  An individual's items name a folder, an organisation's name collections,
of which the first is the folder here and the others are tags; ``/`` in a name nests.  The zip
has the JSON as ``data.json`` and each file as ``attachments/<item's id>/<name>``.  An export
that is encrypted for one account can be opened by nobody else, and is said to be so.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from strongroom.errors import CannotImport
from strongroom.exchange import json_text
from strongroom.exchange.bitwarden import items, own, protection
from strongroom.exchange.bitwarden.tables import SHAPES
from strongroom.exchange.builder import EntryBuilder, clean_path
from strongroom.exchange.collecting import Collecting
from strongroom.exchange.format import Format
from strongroom.exchange.json_text import list_at, number_at, object_at, objects_at, text_at
from strongroom.exchange.reading import Entry, Given, Reading, Step
from strongroom.exchange.source import Source
from strongroom.exchange.zip_files import ZipFiles
from strongroom.texts import N_, _, ngettext

_DATA, _FILES = "data.json", "attachments/"
_ROOT_KEYS = frozenset({"encrypted", "folders", "collections", "items"})
_Path = tuple[str, ...]


@dataclass(slots=True)
class _Export:
    """What the items of a file refer to: folders and collections by id, files by item's id."""

    folders: dict[str, _Path] = field(default_factory=dict)
    collections: dict[str, _Path] = field(default_factory=dict)
    zip: ZipFiles | None = None
    files: dict[str, list[str]] = field(default_factory=dict)
    unfiled: int = 0  # files that are named and not in the file


def _fits_plain(source: Source) -> bool:
    if not source.has("items"):
        return False
    if source.has("encrypted"):
        return object_at(source.json).get("encrypted") is False
    # Exports of before 2020 do not say: an item does, by its kind's number and object.
    first = next(objects_at(source.json, "items"), {})
    shape = SHAPES.get(number_at(first, "type") or 0)
    return shape is not None and {"name", "favorite", shape.key} <= first.keys()


def _fits_protected(source: Source) -> bool:
    if not source.has("encrypted") or object_at(source.json).get("encrypted") is not True:
        return False
    return source.has("passwordProtected") or source.has("items")


def _fits_zip(source: Source) -> bool:
    if source.zip is None or _DATA not in source.zip.names:
        return False
    data = json_text.parse(source.zip.read(_DATA))
    return isinstance(data, dict) and {"encrypted", "items"} <= data.keys()


def read_plain(source: Source, _given: Given, step: Step) -> Reading:
    """Read a plain export.

    Raises:
        CannotImport: it is none, or too large.
    """
    return _reading(source.json, None, step)


def read_protected(source: Source, given: Given, step: Step) -> Reading:
    """Read a password-protected export.

    Raises:
        CannotImport: in its kinds; encrypted for an account alone, it is said what to choose.
    """
    outside = object_at(source.json)
    if outside.get("passwordProtected") is not True:
        raise _for_one_account()
    step()
    inside = json_text.parse(protection.opened(outside, given))
    step()
    return _reading(inside, None, step)


def read_zip(source: Source, given: Given, step: Step) -> Reading:
    """Read a zip with attachments; the JSON in it may be protected.

    Raises:
        CannotImport: in its kinds.
    """
    files = source.zip
    if files is None:
        raise _no_export()
    data = json_text.parse(files.read(_DATA))
    if object_at(data).get("passwordProtected") is True:
        data = json_text.parse(protection.opened(data, given))
    return _reading(data, files, step)


FORMATS = (
    Format(
        "bitwarden",
        N_("Bitwarden (JSON)"),
        _fits_plain,
        read_plain,
        ("json",),
        aliases=("bitwarden-json",),
        real=True,
    ),
    Format(
        "bitwarden-protected",
        N_("Bitwarden (password-protected JSON)"),
        _fits_protected,
        read_protected,
        ("json",),
        plain=False,
        real=True,
    ),
    Format(
        "bitwarden-zip",
        N_("Bitwarden (zip with attachments)"),
        _fits_zip,
        read_zip,
        ("zip",),
        real=True,
        marked=True,
    ),
)


def _reading(data: object, files: ZipFiles | None, step: Step) -> Reading:
    if not isinstance(data, dict) or not isinstance(data.get("items"), list):
        raise _no_export()
    if data.get("encrypted") is True:
        raise _for_one_account()
    export = _Export(_places(data, "folders"), _places(data, "collections"), files)
    _find_files(export)
    found = Collecting(step)
    for item in found.objects(data, "items"):
        found.take(partial(_entry, item, export), text_at(item, "name")[:100])
    folders = (*export.folders.values(), *export.collections.values())
    return found.reading(folders, _losses(data, export))


def _entry(item: Mapping[str, Any], export: _Export) -> Entry:
    path, tags = _place(item, export)
    builder = own.restored(item, path) or items.built(item, path, tags)
    _attach(builder, item, export)
    return builder.entry()


def _place(item: Mapping[str, Any], export: _Export) -> tuple[_Path, tuple[str, ...]]:
    """Return the folder of an item, and its further collections as tags."""
    found = [
        export.collections[one]
        for one in list_at(item, "collectionIds")
        if isinstance(one, str) and one in export.collections
    ]
    folder = export.folders.get(text_at(item, "folderId"))
    if folder is None:
        folder, found = (found[0], found[1:]) if found else ((), [])
    return folder, tuple("/".join(path) for path in found)


def _places(data: Mapping[str, Any], key: str) -> dict[str, _Path]:
    return {text_at(one, "id"): _folder_path(one) for one in objects_at(data, key)}


def _folder_path(folder: Mapping[str, Any]) -> _Path:
    """Return the path that a name says; ours says it again where a folder's name has a /."""
    name = text_at(folder, "name")
    written = [part for part in list_at(folder, own.KEY, "path") if isinstance(part, str)]
    return clean_path(written if written and "/".join(written) == name else name.split("/"))


def _find_files(export: _Export) -> None:
    for name in export.zip.names if export.zip else ():
        item_id, slash, rest = name.removeprefix(_FILES).partition("/")
        if name.startswith(_FILES) and slash and rest:
            export.files.setdefault(item_id, []).append(name)


def _attach(builder: EntryBuilder, item: Mapping[str, Any], export: _Export) -> None:
    names = export.files.pop(text_at(item, "id"), [])
    for name in names:
        assert export.zip is not None  # noqa: S101 - the names are of it
        shown = name.removeprefix(_FILES).partition("/")[2]
        chunks = partial(export.zip.chunks, name)
        builder.attach(shown, export.zip.size(name), chunks, export.zip.order(name))
    export.unfiled += max(0, len(list_at(item, "attachments")) - len(names))


def _losses(data: Mapping[str, Any], export: _Export) -> Iterator[str]:
    strays = sum(len(names) for names in export.files.values())
    if strays:
        yield ngettext(
            "{count} file in the zip belongs to no item and was left out.",
            "{count} files in the zip belong to no item and were left out.",
            strays,
        ).format(count=strays)
    if export.unfiled:
        yield ngettext(
            "{count} attachment is not in the file: export again as “.zip (With attachments)”.",
            "{count} attachments are not in the file: export again as “.zip (With attachments)”.",
            export.unfiled,
        ).format(count=export.unfiled)
    unknown = sorted(key[:100] for key in data.keys() - _ROOT_KEYS)[:10]
    if unknown:
        sentence = _("Parts of the file that are not known were left out: {names}.")
        yield sentence.format(names=", ".join(unknown))


def _for_one_account() -> CannotImport:
    return CannotImport(
        _(
            "Only the Bitwarden account that wrote this export can open it: export again as"
            " “.json”, or as “.json (Encrypted)” with “Password protected”."
        )
    )


def _no_export() -> CannotImport:
    return CannotImport(_("The file holds no items as an export from Bitwarden does."))
