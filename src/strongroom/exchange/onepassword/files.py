# SPDX-License-Identifier: GPL-3.0-or-later
"""The files in a 1PUX: found by their ids, each handed out, none forgotten."""

from collections.abc import Iterator
from functools import partial

from strongroom.exchange.builder import EntryBuilder
from strongroom.exchange.json_text import text_at
from strongroom.exchange.zip_files import ZipFiles
from strongroom.texts import _, ngettext

_FOLDER = "files/"


class Files:
    """The files under ``files/``, whose names are an id, two underscores and a name."""

    def __init__(self, zipped: ZipFiles) -> None:
        self._zip = zipped
        names = [name for name in zipped.names if name.startswith(_FOLDER)]
        self._by_id = {_bare(name).split("__", 1)[0]: name for name in names}
        self._unseen = set(names)

    def know(self, name: str) -> None:
        """Take note that a picture of 1Password's own is left out on purpose."""
        self._unseen.discard(f"{_FOLDER}{name}")

    def attach(self, builder: EntryBuilder, document: object) -> None:
        """Attach the file that an item tells of, or say that it is not there."""
        name = text_at(document, "fileName")
        found = self._by_id.get(text_at(document, "documentId"))
        if found is None:
            builder.lose(_("The file “{name}” is not in the export.").format(name=name))
            return
        self._unseen.discard(found)
        shown = name or _bare(found).partition("__")[2]
        chunks = partial(self._zip.chunks, found)
        builder.attach(shown, self._zip.size(found), chunks, self._zip.order(found))

    def losses(self) -> Iterator[str]:
        """Say how many files belong to no item."""
        count = len(self._unseen)
        if count:
            sentence = ngettext(
                "{count} file in the export belongs to no item and was left out.",
                "{count} files in the export belong to no item and were left out.",
                count,
            )
            yield sentence.format(count=count)


def _bare(name: str) -> str:
    return name.removeprefix(_FOLDER)
