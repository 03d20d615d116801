# SPDX-License-Identifier: GPL-3.0-or-later
"""What a change sees and builds, before any of it is sealed.

A change is a function over a draft and nothing else: where another program has saved
meanwhile, it is run again over a draft of the new state.  Looking one row up opens that row
alone, so that saving one item costs the same in any vault.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol, TypeVar

import msgspec

from strongroom.errors import NotFound
from strongroom.model import attached
from strongroom.model.item import Attachment, Details, Folder, Item, Overview
from strongroom.texts import _
from strongroom.vault.contents import Contents
from strongroom.vault.failures import altered
from strongroom.vault.row_types import (
    FolderRow,
    ItemRow,
    OverviewRow,
    SettingsRow,
    TombstoneRow,
    UnknownRow,
)

T = TypeVar("T")


class Source(Protocol):
    """Another copy of the vault, out of which an item comes with all that belongs to it."""

    @property
    def same_key(self) -> bool:
        """Whether its rows are sealed under the key of the vault that they come into."""

    def overview_json(self, row_id: int) -> bytes:
        """Return an overview as it was written, unknown keys too."""

    def details_json(self, item_id: int) -> bytes | None:
        """Return details as they were written, unknown keys too."""

    def sealed_part(self, part_id: int, tag: bytes) -> bytes:
        """Return a part of an attachment as it is sealed there."""

    def open_part(self, part_id: int, sealed: bytes) -> bytes:
        """Open such a part."""


Attach = Callable[[str, Iterable[bytes]], Attachment]


class Put(msgspec.Struct, frozen=True):
    """A row to be written; an item's ``details`` None keeps the details that it has.

    The tag in an ``ItemRow`` here means nothing: it is known when the details are sealed.
    What of the details' attachments is not here yet is in ``source``, and so is what a newer
    version wrote, which comes along where the row comes ``whole``.  A row that is new here
    and was ``brought`` out of a copy leaves no deletion behind where that is undone.
    """

    row: OverviewRow
    details: Details | None = None
    source: Source | None = None
    brought: bool = False
    whole: bool = True


class Draft:
    """The vault as it will be, if this change is saved."""

    def __init__(
        self,
        contents: Contents,
        settings: SettingsRow,
        details_of: Callable[[int], Details],
        now: int,
        attach: Attach,
        *,
        part: Callable[[int, bytes], bytes],
    ) -> None:
        """Begin with what is in the file; ``details_of`` reads the details of an item.

        ``attach`` seals a file's bytes into the transaction that the draft is of, and ``part``
        opens a part of one by its id and tag.
        """
        self.now = now
        self.settings = settings
        self.puts: dict[int, Put] = {}
        self._contents = contents
        self._details_of = details_of
        self._attach = attach
        self._part = part

    @property
    def overviews(self) -> Mapping[int, Overview]:
        """All items as they will be.  Looking one up opens no other."""
        return _Overlaid(self._overview, self._contents.items, self.puts)

    @property
    def folders(self) -> Mapping[int, Folder]:
        """All folders as they will be.  Looking one up opens no item's row."""
        return _Overlaid(self._folder, self._contents.folders, self.puts)

    @property
    def tombstones(self) -> Mapping[int, int]:
        """When things were deleted for good, before this change."""
        return self._contents.tombstones()

    @property
    def buried(self) -> Mapping[int, int]:
        """The version that each deleted item was in, before this change."""
        return self._contents.buried()

    @property
    def unknown_rows(self) -> Mapping[int, UnknownRow]:
        """The rows that a newer version added."""
        return self._contents.unknown()

    @property
    def details_tags(self) -> Mapping[int, bytes | None]:
        """The tag of each item's details, before this change."""
        return self._contents.details_tags()

    def item(self, item_id: int) -> Item:
        """Return an item as it will be.

        Raises:
            NotFound: there is none of that id.
            Altered, Damaged: its rows do not open.
        """
        overview = self._overview(item_id)
        if overview is None:
            raise no_such_item()
        put = self.puts.get(item_id)
        details = put.details if put is not None else None
        return Item(overview, self._details_of(item_id) if details is None else details)

    def put(
        self,
        overview: Overview,
        details: Details | None = None,
        source: Source | None = None,
        *,
        whole: bool = True,
    ) -> None:
        """Add an item, or give one a new state; ``details`` None leaves its details alone.

        Attachments in ``details`` that the vault does not hold come out of ``source``; an item
        that is new here brings along from there what a newer version wrote into it, unless
        it is not to come ``whole``.
        """
        self._check_sort(overview.id, ItemRow, TombstoneRow)
        before = self.puts.get(overview.id)
        if details is None and before is not None:
            details = before.details
        if details is None and self._overview(overview.id) is None:
            message = "a new item needs its details"
            raise ValueError(message)
        if source is None and before is not None:
            source = before.source
        row = ItemRow(overview=self._told(overview, details), details=None)
        self.puts[overview.id] = Put(row, details, source, brought=source is not None, whole=whole)

    def attach(self, name: str, chunks: Iterable[bytes]) -> Attachment:
        """Seal a file's bytes now, in chunks of any size, and return what its item lists.

        They are in the vault if this change is saved, and belong to the item whose
        details, when put, list what was returned: so an import adds thousands of items
        with their attachments in one transaction.  One that no item lists is left over,
        and a check counts it.
        """
        return self._attach(name, chunks)

    def read_attachment(self, attachment: Attachment) -> Iterator[bytes]:
        """Give an attachment's bytes as this change finds them, a part at a time.

        Raises:
            Altered: a part is missing, or is not the one that was saved.
        """
        given = 0
        for part_id, tag in attachment.parts:
            data = self._part(part_id, tag)
            given += len(data)
            yield data
        if given != attachment.size:
            raise altered()

    def put_folder(self, folder: Folder) -> None:
        """Add a folder, or give one a new name or place."""
        self.puts[folder.id] = Put(FolderRow.of(folder))

    def bring_folder(self, folder: Folder) -> None:
        """Add a folder out of a copy, or give one the name or place that it has there."""
        self._check_sort(folder.id, FolderRow, TombstoneRow)
        self.puts[folder.id] = Put(FolderRow.of(folder), brought=True)

    def bring_tombstone(self, row_id: int, at: int, version: int | None = None) -> None:
        """Let an item or folder be deleted for good at the moment that a copy says.

        ``version`` is the one that an item was in; a folder has none.
        """
        sorts = (ItemRow, FolderRow, TombstoneRow) if version is None else (ItemRow, TombstoneRow)
        self._check_sort(row_id, *sorts)
        self.puts[row_id] = Put(TombstoneRow(at=at, version=version), brought=True)

    def bring_unknown(self, row_id: int, row: UnknownRow, source: Source) -> None:
        """Take in a row that only a newer version knows, unless there is one of its id."""
        if self._contents.row(row_id) is None:
            self.puts[row_id] = Put(row, source=source, brought=True)

    def unite_settings(self, settings: SettingsRow) -> None:
        """Let the vault as a whole be what two copies make, their numbers of saves too."""
        self.settings = settings

    def bury(self, item_id: int) -> None:
        """Delete an item for good; a tombstone stays, so that no merge brings it back.

        Raises:
            NotFound: there is none of that id.
        """
        if self._overview(item_id) is None:
            raise no_such_item()
        self._remove(item_id)

    def drop_folder(self, folder_id: int) -> None:
        """Delete a folder; what lies in it is the caller's to move.

        Raises:
            NotFound: there is none of that id.
        """
        if self._folder(folder_id) is None:
            raise NotFound(_("This folder no longer exists; choose another."))
        self._remove(folder_id)

    def set_settings(
        self,
        *,
        name: str | None = None,
        trash_days: int | None = None,
        history_length: int | None = None,
    ) -> None:
        """Change what belongs to the vault as a whole; None leaves a value as it is."""
        given = {"name": name, "trash_days": trash_days, "history_length": history_length}
        wanted = {key: value for key, value in given.items() if value is not None}
        self.settings = msgspec.structs.replace(self.settings, **wanted)

    def _check_sort(self, row_id: int, *sorts: type[OverviewRow]) -> None:
        """Let no row take the place of one of another sort."""
        put = self.puts.get(row_id)
        row = self._contents.row(row_id) if put is None else put.row
        if row is not None and not isinstance(row, sorts):
            message = f"a row of another sort: {type(row).__name__}"
            raise ValueError(message)

    def _told(self, overview: Overview, details: Details | None) -> Overview:
        """Let an overview say of its attachments what its details do, whoever made it."""
        if details is not None:
            return attached.told(overview, details.attachments)
        before = self._overview(overview.id)
        return overview if before is None else attached.said_of_files(overview, before)

    def _remove(self, row_id: int) -> None:
        if self._contents.row(row_id) is None:
            del self.puts[row_id]  # added by this very change: no trace is needed
        else:
            self.puts[row_id] = Put(TombstoneRow(at=self.now))

    def _overview(self, row_id: int) -> Overview | None:
        put = self.puts.get(row_id)
        if put is None:
            return self._contents.item(row_id)
        return put.row.overview if isinstance(put.row, ItemRow) else None

    def _folder(self, row_id: int) -> Folder | None:
        put = self.puts.get(row_id)
        if put is None:
            return self._contents.folder(row_id)
        return put.row.folder(row_id) if isinstance(put.row, FolderRow) else None


class _Overlaid(Mapping[int, T]):
    """Rows of one kind: the changed ones first, then those of the file."""

    def __init__(
        self,
        find: Callable[[int], T | None],
        everything: Callable[[], Mapping[int, T]],
        puts: Mapping[int, Put],
    ) -> None:
        self._find = find
        self._everything = everything
        self._puts = puts

    def __getitem__(self, row_id: int) -> T:
        found = self._find(row_id)
        if found is None:
            raise KeyError(row_id)
        return found

    def __iter__(self) -> Iterator[int]:
        puts = self._puts
        yield from (row_id for row_id in self._everything() if row_id not in puts)
        yield from (row_id for row_id in puts if self._find(row_id) is not None)

    def __len__(self) -> int:
        return sum(1 for _row_id in self)


def no_such_item() -> NotFound:
    """Return the error for an item that is gone."""
    return NotFound(_("This item no longer exists."))
