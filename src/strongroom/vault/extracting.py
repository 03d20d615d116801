# SPDX-License-Identifier: GPL-3.0-or-later
"""Some items of an open vault as a vault of their own, under another key and another id.

It is made as any new vault is, complete and verified or not there at all, and nothing on
this machine remembers it.  Every row is sealed anew, a few items at a time and attachments
a part at a time, and under a new id: ids stand in the clear, and whoever has both files is not
to learn from them which items were handed on.  What a newer version wrote into an item comes
along.  Deletions, retired keys and who saved how often stay behind: they are the other vault's.
"""

import os
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import msgspec

from strongroom.crypto.kdf import KEY_BYTES, Argon2Cost
from strongroom.crypto.keys import VAULT_ID_BYTES
from strongroom.crypto.sealing import tag_of
from strongroom.errors import ChangedSince
from strongroom.model import attached
from strongroom.model.credentials import NewUnlock
from strongroom.model.item import Attachment, Details, new_id
from strongroom.secret import SecretBytes
from strongroom.texts import _
from strongroom.vault import locking
from strongroom.vault.access import resolved
from strongroom.vault.building import fill, new_vault
from strongroom.vault.check import Progress, no_progress
from strongroom.vault.core import Core
from strongroom.vault.creating import refuse_place, told
from strongroom.vault.failures import not_as_written
from strongroom.vault.header import Header
from strongroom.vault.journal import Soundness
from strongroom.vault.keyslots import make_slots
from strongroom.vault.row_types import FolderRow, ItemRow, SettingsRow
from strongroom.vault.standing import Standing
from strongroom.vault.transaction import Transaction
from strongroom.vault.unlocked import Unlocked, examine

_BATCH = 64  # items in memory at once, and one look at the vault


def extract(
    core: Core,
    target: Path,
    ids: Collection[int],
    folders: Collection[int],
    *,
    name: str,
    unlock: NewUnlock,
    cost: Argon2Cost,
    progress: Progress = no_progress,
) -> int:
    """Make a vault called ``name`` at ``target`` of the items ``ids``; return how many came.

    ``folders`` come along, with those that they lie in; an item whose folder does not lies
    outside of all.  ``progress`` is told items done and in all; what it raises ends the work.
    ``unlock``, which asks for no recovery code, stays the caller's.

    Raises:
        AlreadyExists: there is a file at ``target``.
        CannotSave: it cannot be made; nothing is left behind.
        ChangedSince: an item was changed elsewhere in the middle of it; nothing is left.
        InvalidInput, Unreadable, TooCostly: of ``unlock``, as ``make_slots`` has it.
        CannotOpen: the vault is no longer one that would be opened.
    """
    file = resolved(target)
    with told(file):
        refuse_place(file)
        vault_id = os.urandom(VAULT_ID_BYTES)
        with SecretBytes.random(KEY_BYTES) as vault_key:
            made = make_slots(unlock, vault_key=vault_key, vault_id=vault_id, cost=cost)
            new = Unlocked.of(vault_key, vault_id)
        with closing(new), locking.exclusive(core.places.lock_of(file)), new_vault(file) as fresh:
            extracting = _Extracting(core, new, progress)
            fill(
                fresh,
                header=Header(vault_id, made.slots).build(),
                unlocked=new,
                generation=1,
                write_rows=lambda rows: extracting.write(rows, name, sorted(ids), folders),
            )
            if examine(fresh, lambda _header: new) is not Soundness.CLEAN:
                raise not_as_written(fresh, file)
            progress(extracting.items, extracting.items)
    return extracting.items


class _Opened(NamedTuple):
    """An item as it lies in the vault, opened."""

    id: int
    row: ItemRow
    overview_json: bytes
    details_json: bytes | None
    details: Details


class _Extracting:
    """Writes the rows of the new vault."""

    def __init__(self, core: Core, new: Unlocked, progress: Progress) -> None:
        self.items = 0
        self._core = core
        self._new = new
        self._progress = progress
        self._total = 0
        self._tags: list[tuple[int, bytes]] = []
        self._folders: dict[int, int] = {}  # the ids of those that come, and their new ones

    def write(
        self,
        target: sqlite3.Connection,
        name: str,
        ids: list[int],
        folders: Collection[int],
    ) -> list[tuple[int, bytes]]:
        """Insert all rows; return id and tag of each overview, ids ascending."""
        core, self._total = self._core, len(ids)
        known = core.standing.settings
        settings = SettingsRow(
            name=name,
            created=core.clock.now_ms(),
            trash_days=known.trash_days,
            history_length=known.history_length,
        )
        row_id = self._new.keys.settings_row
        self._put(target, row_id, self._new.rows.seal_overview(row_id, settings))
        self._write_folders(target, folders)
        for item in self._opened(ids):
            self._progress(self.items, self._total)
            self._write_item(target, item)
            self.items += 1
        return sorted(self._tags)

    # What comes out of the vault

    def _opened(self, ids: Iterable[int]) -> Iterator[_Opened]:
        """Give the items that are still there, a few at a time."""
        remaining = iter(ids)
        while batch := list(islice(remaining, _BATCH)):
            yield from self._core.read(self._reading(batch))

    def _reading(self, batch: list[int]) -> Callable[[sqlite3.Connection, Standing], list[_Opened]]:
        rows = self._core.unlocked.rows

        def work(connection: sqlite3.Connection, standing: Standing) -> list[_Opened]:
            seen = Transaction(connection, standing, rows, 0)
            found = []
            for row_id in batch:
                row = seen.row(row_id)
                if isinstance(row, ItemRow):
                    overview = rows.overview_json(row_id, seen.sealed_overview(row_id))
                    sealed = seen.sealed_details(row, row_id)
                    details = None if sealed is None else rows.details_json(row_id, sealed)
                    found.append(_Opened(row_id, row, overview, details, seen.details(row_id)))
            return found

        return work

    def _part(self, item: _Opened, part_id: int, tag: bytes) -> bytes:
        def work(connection: sqlite3.Connection, standing: Standing) -> bytes:
            seen = Transaction(connection, standing, self._core.unlocked.rows, 0)
            row = seen.row(item.id)
            if not isinstance(row, ItemRow) or row.details != item.row.details:
                raise ChangedSince(
                    _("The vault was changed while it was being exported; export it again.")
                )
            return seen.sealed_part(part_id, tag)

        return self._core.read(work)

    # What goes into the new one

    def _write_folders(self, target: sqlite3.Connection, wanted: Collection[int]) -> None:
        """Write the folders, and those that they lie in."""
        known = self._core.standing.contents.folders()
        there: set[int] = set()
        for start in wanted:
            folder_id: int | None = start
            while folder_id is not None and folder_id in known and folder_id not in there:
                there.add(folder_id)
                folder_id = known[folder_id].parent
        rows = self._core.unlocked.rows

        def work(
            connection: sqlite3.Connection, standing: Standing
        ) -> list[tuple[int, FolderRow, bytes]]:
            seen = Transaction(connection, standing, rows, 0)
            found = ((one, seen.row(one)) for one in sorted(there))
            return [
                (one, row, rows.overview_json(one, seen.sealed_overview(one)))
                for one, row in found
                if isinstance(row, FolderRow)
            ]

        found = self._core.read(work)
        self._folders = {row_id: new_id() for row_id, _row, _data in found}
        for row_id, row, data in found:
            after = msgspec.structs.replace(row, parent=self._new_folder(row.parent))
            fresh = self._folders[row_id]
            self._put(target, fresh, self._new.rows.seal_overview_json(fresh, data, after))

    def _new_folder(self, folder_id: int | None) -> int | None:
        return None if folder_id is None else self._folders.get(folder_id)

    def _write_item(self, target: sqlite3.Connection, item: _Opened) -> None:
        fresh, tag = new_id(), None
        overview = item.row.overview
        overview = msgspec.structs.replace(overview, folder=self._new_folder(overview.folder))
        if item.details_json is not None:
            # What was removed is nothing that its owner would give away.
            wanted = attached.present(item.details)
            attachments = tuple(self._attachment(target, item, one) for one in wanted)
            after = msgspec.structs.replace(item.details, attachments=attachments, dropped=())
            overview = attached.told(overview, attachments)
            sealed = self._new.rows.seal_details_json(fresh, item.details_json, after)
            target.execute("INSERT INTO details VALUES (?, ?)", (fresh, sealed))
            tag = tag_of(sealed)
        row = ItemRow(overview=overview, details=tag)
        sealed = self._new.rows.seal_overview_json(fresh, item.overview_json, row)
        self._put(target, fresh, sealed)

    def _attachment(
        self, target: sqlite3.Connection, item: _Opened, attachment: Attachment
    ) -> Attachment:
        parts = []
        for part_id, tag in attachment.parts:
            self._progress(self.items, self._total)
            sealed = self._part(item, part_id, tag)
            data = self._core.unlocked.rows.open_part(part_id, sealed)
            new_part = new_id()
            fresh = self._new.rows.seal_part(new_part, data, len(sealed))
            target.execute("INSERT INTO attachment VALUES (?, ?)", (new_part, fresh))
            parts.append((new_part, tag_of(fresh)))
        return msgspec.structs.replace(attachment, parts=tuple(parts))

    def _put(self, target: sqlite3.Connection, row_id: int, sealed: bytes) -> None:
        target.execute("INSERT INTO overview VALUES (?, ?)", (row_id, sealed))
        self._tags.append((row_id, tag_of(sealed)))
