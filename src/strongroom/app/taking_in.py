# SPDX-License-Identifier: GPL-3.0-or-later
"""An import's one change of the draft: folders, attachments, items, and items that are joined.

Attachments are written first, in the order in which they lie in their source, so that a source
that can only be read forwards is read once: all but a file whose name and length another of
its item has, which is read before to be compared.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from strongroom.app import folders as tree
from strongroom.app.joined_files import JoinedFiles, stepping
from strongroom.exchange.reading import Attached, Entry, Step
from strongroom.model import edits
from strongroom.model.attached import present
from strongroom.model.item import Attachment, Details, Item
from strongroom.vault.draft import Draft

_Key = tuple[int, int]  # which entry, and which of its attachments


class _Coming(NamedTuple):
    """A file that comes, and the name that it is kept under."""

    key: _Key
    name: str
    file: Attached


class TakingIn:
    """Adds ``added`` and joins each of ``joined`` with its item, under a folder or a path."""

    def __init__(
        self,
        added: Sequence[Entry],
        joined: Sequence[tuple[Entry, int]],
        folder: int | None,
        path: Sequence[str],
        empty_folders: Sequence[tuple[str, ...]] = (),
    ) -> None:
        self._added = added
        self._joined = joined
        self._folder = folder
        self._path = path
        self._empty_folders = empty_folders
        self.versions_left = 0  # beyond what the vault keeps of an item's history

    def __bool__(self) -> bool:
        return bool(self._added or self._joined)

    def run(self, draft: Draft, step: Step) -> None:
        """Do it; what ``step`` raises ends it.

        Raises:
            NotFound: the folder is gone.
            InvalidInput: a name in the path cannot be taken.
            CannotImport: an attachment turned out broken.
        """
        tree.check_place(draft.folders, self._folder)
        if not self:
            return
        self.versions_left = 0
        attached = self._attach_all(draft, step)
        place = tree.ensure(draft, self._path) if self._path else self._folder
        branches = tree.Branches(draft)
        for names in self._empty_folders:
            branches.ensure(names, place)
        for number, entry in enumerate(self._added):
            step()
            self._add(draft, entry, branches.ensure(entry.path, place), attached.get(number, ()))
        for number, (entry, twin) in enumerate(self._joined, len(self._added)):
            step()
            self._join(draft, entry, twin, attached.get(number, ()))

    def _attach_all(self, draft: Draft, step: Step) -> dict[int, tuple[Attachment, ...]]:
        files = sorted(self._files(draft, step), key=lambda one: (one.file.order, one.key))
        made: dict[_Key, Attachment] = {}
        for coming in files:
            made[coming.key] = draft.attach(coming.name, stepping(coming.file, step))
        found: dict[int, list[Attachment]] = {}
        for (number, _place), attachment in sorted(made.items()):
            found.setdefault(number, []).append(attachment)
        return {number: tuple(attachments) for number, attachments in found.items()}

    def _files(self, draft: Draft, step: Step) -> Iterator["_Coming"]:
        """Give the files that come: what an item has already would lie in the vault unnamed."""
        read = _reading(draft, step)
        for number, entry in enumerate(self._added):
            if entry.attachments:
                yield from _coming(number, entry, JoinedFiles((), read), step)
        known: dict[int, JoinedFiles] = {}
        for number, (entry, twin) in enumerate(self._joined, len(self._added)):
            if entry.attachments and twin not in known:
                known[twin] = JoinedFiles(present(draft.item(twin).details), read)
            if entry.attachments:
                yield from _coming(number, entry, known[twin], step)

    def _add(
        self, draft: Draft, entry: Entry, place: int | None, attached: tuple[Attachment, ...]
    ) -> None:
        item = edits.new_item(entry.content, draft.now)
        past = edits.past_only(entry.history, draft.now)
        history = edits.bounded_history(past, draft.settings.history_length)
        self.versions_left += len(entry.history) - len(history)
        overview = edits.moved(item.overview, place)
        if entry.trashed is not None:
            # Its days in the trash begin anew, or what lay there for long would go at once.
            overview = edits.trashed(overview, draft.now)
        details = msgspec.structs.replace(item.details, history=history, attachments=attached)
        draft.put(overview, details)

    def _join(
        self, draft: Draft, entry: Entry, twin: int, attached: tuple[Attachment, ...]
    ) -> None:
        most = draft.settings.history_length
        item, left = edits.joined(draft.item(twin), entry.content, entry.history, draft.now, most)
        self.versions_left += left
        draft.put(item.overview, _with_more(item, attached))


def _coming(number: int, entry: Entry, files: JoinedFiles, step: Step) -> Iterator["_Coming"]:
    """Give the files of an entry that are not there yet, each under a name of its own."""
    for place, one in enumerate(entry.attachments):
        name = files.place(one, step)
        if name is not None:
            yield _Coming((number, place), name, one)


def _with_more(item: Item, fresh: tuple[Attachment, ...]) -> Details:
    return msgspec.structs.replace(item.details, attachments=(*item.details.attachments, *fresh))


def _reading(draft: Draft, step: Step) -> Callable[[Attachment], Iterator[bytes]]:
    def read(one: Attachment) -> Iterator[bytes]:
        for chunk in draft.read_attachment(one):
            step()
            yield chunk

    return read
