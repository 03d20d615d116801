# SPDX-License-Identifier: GPL-3.0-or-later
"""Vaults, folders and files of Proton Pass; an item's own content is in ``items``."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from strongroom.exchange.builder import EntryBuilder, clean_path, moment_of_seconds
from strongroom.exchange.collecting import Collecting
from strongroom.exchange.filling import Filling, climbed, keys
from strongroom.exchange.json_text import list_at, number_at, object_at, objects_at, text_at
from strongroom.exchange.proton.items import fill, kind_of
from strongroom.exchange.reading import Entry, Reading, Step
from strongroom.exchange.zip_files import ZipFiles
from strongroom.texts import _

_TRASHED = 2
_ID = 16  # characters of a file's id, before a dash and its name

# Read here, or of use to Proton alone: ids, how often an item is shared, its format's number.
_ITEM = keys(
    "itemId shareId data state aliasEmail contentFormatVersion createTime modifyTime pinned"
    " shareCount files folderId"
)


class Reader:
    """Reads one export; its files lie in the zip under ``folder``."""

    def __init__(self, data: object, zipped: ZipFiles | None, folder: str) -> None:
        self._vaults = [
            vault for vault in object_at(data, "vaults").values() if isinstance(vault, dict)
        ]
        self._zip = zipped
        self._files: dict[str, str] = {}
        folder = f"{folder}files/"
        for name in zipped.names if zipped is not None else ():
            if name.startswith(folder):
                bare = name.removeprefix(folder)
                self._files[bare] = self._files[bare[:_ID]] = name

    def read(self, step: Step) -> Reading:
        """Return what the export holds."""
        found = Collecting(step)
        folders: list[tuple[str, ...]] = []
        for vault in self._vaults:
            paths = self._paths(vault)
            folders.extend(paths.values())
            for item in found.objects(vault, "items"):
                path = paths.get(text_at(item, "folderId"), paths[""])
                title = text_at(item, "data", "metadata", "name")
                found.take(partial(self._entry, item, path), title)
        return found.reading(folders, self._losses())

    def _losses(self) -> Iterator[str]:
        for vault in self._vaults:
            if text_at(vault, "description"):
                sentence = _("The description of the vault “{name}” has no place here.")
                yield sentence.format(name=text_at(vault, "name"))

    def _paths(self, vault: object) -> dict[str, tuple[str, ...]]:
        """Return the path of each folder of a vault, that of the vault itself at ""."""
        root = (text_at(vault, "name"),) if len(self._vaults) > 1 else ()
        found = {
            text_at(one, "folderId"): (text_at(one, "name"), text_at(one, "parentFolderId"))
            for one in objects_at(vault, "folders")
        }
        paths = {uid: clean_path((*root, *climbed(uid, found))) for uid in found}
        return paths | {"": clean_path(root)}

    def _entry(self, item: Mapping[str, Any], path: tuple[str, ...]) -> Entry:
        data = object_at(item, "data")
        builder = EntryBuilder(text_at(data, "metadata", "name"), kind_of(data), path)
        builder.favourite = item.get("pinned") is True
        builder.created = moment_of_seconds(number_at(item, "createTime"))
        builder.modified = moment_of_seconds(number_at(item, "modifyTime"))
        if number_at(item, "state") == _TRASHED:
            builder.trashed = 0
        filling = Filling(builder)
        fill(filling, data, text_at(item, "aliasEmail"))
        filling.rest(item, _ITEM)
        for name in dict.fromkeys(map(text_at, list_at(item, "files"))):
            self._attach(builder, name)
        return builder.entry()

    def _attach(self, builder: EntryBuilder, name: str) -> None:
        found = self._files.get(name) or self._files.get(name[:_ID])
        if found is None or self._zip is None:
            builder.lose(_("The file “{name}” is not in the export.").format(name=name))
            return
        bare = found.rpartition("/")[2]
        shown = bare[_ID + 1 :] if bare[_ID : _ID + 1] == "-" else bare
        chunks = partial(self._zip.chunks, found)
        builder.attach(shown or bare, self._zip.size(found), chunks, self._zip.order(found))
