# SPDX-License-Identifier: GPL-3.0-or-later
"""What a save sees of the file inside its transaction, and what it is going to write.

Everything that is read here is compared with the tag that vouches for it, the rows that
are about to be replaced too: they are kept for undo, and what a newer version wrote into
them is carried over.
"""

import sqlite3
from collections.abc import Iterable

import msgspec

from strongroom.model.changes import RowChange
from strongroom.model.item import Attachment, Details
from strongroom.vault.draft import Draft
from strongroom.vault.failures import altered
from strongroom.vault.part_writing import write_parts
from strongroom.vault.row_types import ItemRow, OverviewRow, SettingsRow
from strongroom.vault.rows import Rows
from strongroom.vault.standing import Standing, read_row


class RowWrite(msgspec.Struct, frozen=True, kw_only=True):
    """One row to be written.

    ``details`` is a new sealed details row.  Without one the row's details stay, unless
    ``drop_details``.  ``drop_parts`` are parts of attachments that nothing names any more,
    ``put_parts`` those that an undo brings back.
    """

    id: int
    before: OverviewRow | None
    after: OverviewRow
    sealed: bytes
    details: bytes | None = None
    drop_details: bool = False
    drop_parts: tuple[int, ...] = ()
    put_parts: tuple[tuple[int, bytes], ...] = ()
    undo: RowChange


class Plan(msgspec.Struct, frozen=True):
    """All that one save writes; the settings are written in any case, if anything is.

    ``header`` takes the place of the one that is there.  ``for_good`` is told to the caller:
    no undo brings back all of it.
    """

    writes: list[RowWrite]
    settings: SettingsRow
    header: bytes | None = None
    for_good: bool = False


class Transaction:
    """The file's present state, and the rows of it that a save needs."""

    def __init__(
        self, connection: sqlite3.Connection, standing: Standing, rows: Rows, now: int
    ) -> None:
        """Look through ``connection`` at ``standing``, which is the state that it is in."""
        self.connection = connection
        self.standing = standing
        self.rows = rows
        self.now = now

    def draft(self) -> Draft:
        """Return a draft over this state."""
        standing = self.standing
        return Draft(
            standing.contents,
            standing.settings,
            self.details,
            self.now,
            self._attach,
            part=self._opened,
        )

    def row(self, row_id: int) -> OverviewRow | None:
        """Return what a row says now, None where there is none."""
        return self.standing.contents.row(row_id)

    def has(self, row_id: int) -> bool:
        """Tell whether there is such a row."""
        return row_id in self.standing.manifest

    def sealed_overview(self, row_id: int) -> bytes:
        """Return a row as it lies in the file.

        Raises:
            Altered: it is not the one that the manifest vouches for, or there is none.
        """
        tag = self.standing.manifest.tag(row_id)
        return self._row("overview", row_id, b"" if tag is None else tag)

    def sealed_details(self, row: OverviewRow | None, row_id: int) -> bytes | None:
        """Return the details that ``row`` vouches for, None where it has none.

        Raises:
            Altered: they are missing or others.
        """
        if not isinstance(row, ItemRow) or row.details is None:
            return None
        return self._row("details", row_id, row.details)

    def details(self, item_id: int) -> Details:
        """Return an item's details; raises as :meth:`sealed_details`."""
        return open_details(self.rows, item_id, self.sealed_details(self.row(item_id), item_id))

    def sealed_part(self, part_id: int, tag: bytes) -> bytes:
        """Return the part of an attachment whose tag is ``tag``; raises as above."""
        return self._row("attachment", part_id, tag)

    def part(self, part_id: int, tag: bytes) -> bytes | None:
        """Return such a part, None where it is missing or another one."""
        return read_row(self.connection, "attachment", part_id, tag)

    def _attach(self, name: str, chunks: Iterable[bytes]) -> Attachment:
        return write_parts(self.connection, self.rows, name, chunks)

    def _opened(self, part_id: int, tag: bytes) -> bytes:
        return self.rows.open_part(part_id, self.sealed_part(part_id, tag))

    def _row(self, table: str, row_id: int, tag: bytes) -> bytes:
        sealed = read_row(self.connection, table, row_id, tag)
        if sealed is None:
            raise altered()
        return sealed


def open_details(rows: Rows, item_id: int, sealed: bytes | None) -> Details:
    """Return an item's details, empty ones where it has no such row."""
    return Details(version=0) if sealed is None else rows.open_details(item_id, sealed)


def parts_of(details: Details) -> dict[int, bytes]:
    """Return the tags of all parts of all attachments, by their ids."""
    return dict(part for attachment in details.attachments for part in attachment.parts)
