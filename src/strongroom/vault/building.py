# SPDX-License-Identifier: GPL-3.0-or-later
"""A new vault file: filled where nobody looks yet, complete on the disk or not there at all."""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from strongroom.crypto.sealing import tag_of
from strongroom.errors import NotWritable
from strongroom.texts import _
from strongroom.vault import store
from strongroom.vault.header import header_hash
from strongroom.vault.leftovers import clear_beside
from strongroom.vault.manifest import Manifest
from strongroom.vault.places import create_private, put_new, sync_folder, unfinished
from strongroom.vault.row_types import SettingsRow
from strongroom.vault.unlocked import Unlocked

WriteRows = Callable[[sqlite3.Connection], Iterable[tuple[int, bytes]]]


@contextmanager
def new_vault(path: Path) -> Iterator[Path]:
    """Lend a new file of another name, which takes ``path`` only once all is done.

    So what a kill leaves is never taken for the vault.  The caller holds the lock alone.

    Raises:
        FileExistsError: there is a file at ``path`` by now.
        OSError: it cannot be made.
    """
    clear_beside(path)
    fresh = unfinished(path)
    with new_file(fresh):
        yield fresh
        put_new(fresh, path)


def no_folder(folder: Path) -> NotWritable:
    """Return the error for a vault that is to be made where there is no folder."""
    return NotWritable(
        _("There is no folder “{folder}”; choose another for the vault.").format(folder=folder)
    )


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
    write_rows: WriteRows,
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


def only_settings(unlocked: Unlocked, settings: SettingsRow) -> WriteRows:
    """Return what writes the rows of a vault without items."""
    row_id = unlocked.keys.settings_row

    def write(connection: sqlite3.Connection) -> list[tuple[int, bytes]]:
        sealed = unlocked.rows.seal_overview(row_id, settings)
        connection.execute("INSERT INTO overview VALUES (?, ?)", (row_id, sealed))
        return [(row_id, tag_of(sealed))]

    return write
