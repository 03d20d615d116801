# SPDX-License-Identifier: GPL-3.0-or-later
"""One verified state of a vault's file: read in one transaction, believed as a whole.

The manifest vouches for the header and for every overview's id and tag, and each overview
for its details.  Nothing is decrypted here but the settings: that the tags are the saved
ones is all that a verification needs.
"""

import sqlite3
from dataclasses import dataclass

from strongroom.crypto.keys import VaultKeys
from strongroom.crypto.sealing import OVERHEAD, tag_of
from strongroom.vault import padding
from strongroom.vault.contents import Contents
from strongroom.vault.header import header_hash
from strongroom.vault.manifest import Manifest, StoredManifest
from strongroom.vault.padding import broken_content
from strongroom.vault.row_types import SettingsRow
from strongroom.vault.rows import Rows
from strongroom.vault.schema import PAGE_SIZE

Head = tuple[bytes, bytes]  # header and manifest as stored, which name one state


@dataclass(slots=True)
class Standing:
    """A state of the file; a save moves it on in place.

    ``header`` and ``manifest_bytes`` are as stored, and so tell whether the file still is
    in this state.
    """

    header: bytes
    stored: StoredManifest
    manifest: Manifest
    contents: Contents
    settings: SettingsRow

    @property
    def manifest_bytes(self) -> bytes:
        """The manifest as it is stored."""
        return self.stored.build()

    @property
    def head(self) -> Head:
        """What names this state."""
        return self.header, self.manifest_bytes

    def is_in(self, connection: sqlite3.Connection) -> bool:
        """Tell whether the file of ``connection`` is in this state."""
        return read_head(connection) == self.head


def read_head(connection: sqlite3.Connection) -> Head:
    """Return header and manifest as stored.

    Raises:
        Damaged: there is not exactly one of each in its place, or one is no BLOB.
    """
    rows = connection.execute("SELECT one, header, manifest FROM vault LIMIT 2").fetchall()
    if len(rows) != 1 or rows[0][0] != 1 or not all(type(value) is bytes for value in rows[0][1:]):
        raise broken_content()
    _one, header, manifest = rows[0]
    return header, manifest


def read_standing(
    connection: sqlite3.Connection, *, vault_id: bytes, keys: VaultKeys, rows: Rows
) -> Standing:
    """Read and verify the state that ``connection``'s transaction sees.

    Raises:
        Damaged: bytes are missing, doubled, out of order or of the wrong kind.
        Altered: the manifest was not made for these rows and this header.
    """
    header, stored_bytes = read_head(connection)
    stored = StoredManifest.parse(stored_bytes)
    sealed = _read_overviews(connection, stored.count)
    manifest = Manifest.of((row_id, tag_of(row)) for row_id, row in sealed.items())
    manifest.check(stored, keys.manifest, vault_id=vault_id, header_hash=header_hash(header))
    settings = _settings(sealed, keys, rows)
    return Standing(header, stored, manifest, Contents(rows, sealed), settings)


def _read_overviews(connection: sqlite3.Connection, count: int) -> dict[int, bytes]:
    """Return all overviews; of a file with more than ``count``, one more than that.

    Pages can be made to belong to many rows at once, so that a small file holds rows
    without end.  Honest rows share nothing: together they are shorter than the file.
    """
    sealed: dict[int, bytes] = {}
    most, room = padding.OVERVIEW_MOST, _size(connection)
    for row_id, row in connection.execute("SELECT id, sealed FROM overview"):
        if type(row) is not bytes or len(row) > most or row_id in sealed:
            raise broken_content()
        room -= max(len(row), OVERHEAD)
        if room < 0:
            raise broken_content()
        sealed[row_id] = row
        if len(sealed) > count:
            break
    return sealed


def _size(connection: sqlite3.Connection) -> int:
    """Return the file's size, which SQLite has compared with what its header says."""
    pages: int = connection.execute("PRAGMA page_count").fetchone()[0]
    return pages * PAGE_SIZE


def _settings(sealed: dict[int, bytes], keys: VaultKeys, rows: Rows) -> SettingsRow:
    found = sealed.pop(keys.settings_row, None)
    row = None if found is None else rows.open_overview(keys.settings_row, found)
    if not isinstance(row, SettingsRow):
        raise broken_content()
    return row


def read_row(
    connection: sqlite3.Connection, table: str, row_id: int, tag: bytes | None
) -> bytes | None:
    """Return a sealed row whose tag is ``tag``, None where the row or its tag is another.

    ``table`` is one of ours, never anything from outside.
    """
    found = connection.execute(f"SELECT sealed FROM {table} WHERE id = ?", (row_id,)).fetchone()  # noqa: S608 - a name of our schema
    if found is None or type(found[0]) is not bytes or tag_of(found[0]) != tag:
        return None
    return found[0]
