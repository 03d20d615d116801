# SPDX-License-Identifier: GPL-3.0-or-later
"""A new vault file: filled where nobody looks yet, complete on the disk or not there at all."""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from strongroom.crypto.sealing import tag_of
from strongroom.vault import store
from strongroom.vault.header import header_hash
from strongroom.vault.manifest import Manifest
from strongroom.vault.places import create_private, sync_folder
from strongroom.vault.row_types import SettingsRow
from strongroom.vault.unlocked import Unlocked


@contextmanager
def new_file(path: Path) -> Iterator[None]:
    """Create an empty file that is removed again where anything fails.

    Raises:
        FileExistsError: there is one already.
        OSError: it cannot be made.
    """
    create_private(path).close()
    try:
        yield
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise


def fill(
    path: Path,
    *,
    header: bytes,
    unlocked: Unlocked,
    generation: int,
    write_rows: Callable[[sqlite3.Connection], Iterable[tuple[int, bytes]]],
) -> None:
    """Lay out a vault in the empty file at ``path``, and wait until the disk has it.

    ``write_rows`` inserts all rows and returns id and tag of each overview, ascending.

    Raises:
        OSError, sqlite3.Error: the caller throws the file away.
    """
    with store.filling(path) as connection:
        manifest = Manifest.of(write_rows(connection))
        stored = manifest.vouch(
            unlocked.keys.manifest,
            vault_id=unlocked.vault_id,
            header_hash=header_hash(header),
            generation=generation,
        )
        connection.execute("INSERT INTO vault VALUES (1, ?, ?)", (header, stored.build()))
    with path.open("rb+") as file:
        os.fsync(file.fileno())
    sync_folder(path.parent)


def only_settings(
    unlocked: Unlocked, settings: SettingsRow
) -> Callable[[sqlite3.Connection], Iterable[tuple[int, bytes]]]:
    """Return what writes the rows of a vault without items."""
    row_id = unlocked.keys.settings_row

    def write(connection: sqlite3.Connection) -> list[tuple[int, bytes]]:
        sealed = unlocked.rows.seal_overview(row_id, settings)
        connection.execute("INSERT INTO overview VALUES (?, ?)", (row_id, sealed))
        return [(row_id, tag_of(sealed))]

    return write
