# SPDX-License-Identifier: GPL-3.0-or-later
"""Every row of a vault, sealed afresh under another key, with nothing in it lost.

Tags change with the seal, so it goes from the bottom up: an item's attachments, then its
details, which carry their tags, then its overview.
"""

import sqlite3

import msgspec

from strongroom.crypto.sealing import tag_of
from strongroom.model.item import Attachment
from strongroom.vault.check import STEP, Progress
from strongroom.vault.row_types import ItemRow, SettingsRow
from strongroom.vault.standing import Standing
from strongroom.vault.transaction import Transaction
from strongroom.vault.unlocked import Unlocked


class Resealing(msgspec.Struct, frozen=True):
    """From ``source``, which is in the state ``standing`` under ``old``, to rows under ``new``."""

    source: sqlite3.Connection
    standing: Standing
    old: Unlocked
    new: Unlocked
    settings: SettingsRow
    progress: Progress

    def write(self, target: sqlite3.Connection) -> list[tuple[int, bytes]]:
        """Insert all rows; return id and tag of each overview, ids ascending.

        Raises:
            Altered, Damaged: a row does not open; nothing is left out.
        """
        tags = [self._settings(target)]
        total = len(self.standing.manifest)
        for done, row_id in enumerate(self.standing.manifest):
            if done % STEP == 0:
                self.progress(done, total)
            if row_id != self.old.keys.settings_row:
                tags.append((row_id, self._row(target, row_id)))
        self.progress(total, total)
        return sorted(tags)

    @property
    def _seen(self) -> Transaction:
        return Transaction(self.source, self.standing, self.old.rows, 0)

    def _settings(self, target: sqlite3.Connection) -> tuple[int, bytes]:
        data = self._overview_json(self.old.keys.settings_row)
        row_id = self.new.keys.settings_row
        sealed = self.new.rows.seal_overview_json(row_id, data, self.settings)
        target.execute("INSERT INTO overview VALUES (?, ?)", (row_id, sealed))
        return row_id, tag_of(sealed)

    def _row(self, target: sqlite3.Connection, row_id: int) -> bytes:
        row = self._seen.row(row_id)
        sealed_details = self._seen.sealed_details(row, row_id)
        after = None
        if isinstance(row, ItemRow) and sealed_details is not None:
            tag = self._details(target, row_id, sealed_details)
            after = ItemRow(overview=row.overview, details=tag)
        data = self._overview_json(row_id)
        sealed = self.new.rows.seal_overview_json(row_id, data, after)
        target.execute("INSERT INTO overview VALUES (?, ?)", (row_id, sealed))
        return tag_of(sealed)

    def _overview_json(self, row_id: int) -> bytes:
        return self.old.rows.overview_json(row_id, self._seen.sealed_overview(row_id))

    def _details(self, target: sqlite3.Connection, row_id: int, sealed: bytes) -> bytes:
        data = self.old.rows.details_json(row_id, sealed)
        details = self.old.rows.open_details(row_id, sealed)
        after = None
        if details.attachments:
            attachments = tuple(self._attachment(target, one) for one in details.attachments)
            after = msgspec.structs.replace(details, attachments=attachments)
        fresh = self.new.rows.seal_details_json(row_id, data, after)
        target.execute("INSERT INTO details VALUES (?, ?)", (row_id, fresh))
        return tag_of(fresh)

    def _attachment(self, target: sqlite3.Connection, attachment: Attachment) -> Attachment:
        parts = tuple((part, self._part(target, part, tag)) for part, tag in attachment.parts)
        return msgspec.structs.replace(attachment, parts=parts)

    def _part(self, target: sqlite3.Connection, part_id: int, tag: bytes) -> bytes:
        sealed = self._seen.sealed_part(part_id, tag)
        data = self.old.rows.open_part(part_id, sealed)
        fresh = self.new.rows.seal_part(part_id, data, len(sealed))
        target.execute("INSERT INTO attachment VALUES (?, ?)", (part_id, fresh))
        return tag_of(fresh)
