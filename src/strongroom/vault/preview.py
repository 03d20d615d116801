# SPDX-License-Identifier: GPL-3.0-or-later
"""What anyone can read of a vault without opening it; FORMAT.md lists it as in the clear."""

import sqlite3
from pathlib import Path

import msgspec

from strongroom.errors import CannotOpen, NotAVault, Unreadable
from strongroom.vault import journal, schema, store
from strongroom.vault.access import resolved
from strongroom.vault.failures import LeftBehind, busy_opening, when_opening
from strongroom.vault.header import Header
from strongroom.vault.manifest import StoredManifest
from strongroom.vault.method_list import UnlockMethod, methods_of
from strongroom.vault.standing import read_head


class PublicInfo(msgspec.Struct, frozen=True, kw_only=True):
    """The clear part of a vault's file.

    ``rows`` counts the rows of each table; those of ``overview`` are items, folders,
    tombstones and the settings together.  ``size`` is in bytes.
    """

    format_version: int
    vault_id: bytes
    generation: int
    methods: tuple[UnlockMethod, ...]
    rows: dict[str, int]
    size: int


def preview(path: Path) -> PublicInfo:
    """Read what is in the clear; no journal is judged, and nothing is touched.

    Raises:
        CannotOpen: in every kind that takes no key to find out.
    """
    file = resolved(path)
    try:
        with when_opening(file):
            seen = store.look(file)
            beside = bool(journal.companions(file))
            with store.reading(file, alone=beside) as connection:
                return _info(connection, seen.size)
    except LeftBehind:  # it came into being just now
        raise busy_opening(file) from None


def is_vault(path: Path) -> bool:
    """Tell by its first bytes whether a file is a vault, be it damaged or of a newer version."""
    try:
        store.look(path)
    except (NotAVault, Unreadable, OSError):
        return False
    except CannotOpen:
        pass
    return True


def _info(connection: sqlite3.Connection, size: int) -> PublicInfo:
    header_bytes, manifest = read_head(connection)
    header = Header.parse(header_bytes)
    return PublicInfo(
        format_version=schema.FORMAT_VERSION,
        vault_id=header.vault_id,
        generation=StoredManifest.parse(manifest).generation,
        methods=methods_of(header.slots),
        rows={
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - our own names
            for table in ("overview", "details", "attachment")
        },
        size=size,
    )
