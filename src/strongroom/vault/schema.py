# SPDX-License-Identifier: GPL-3.0-or-later
"""The shape of the file, pinned: any other shape is not opened.

SQLite runs what a schema says (triggers, views, CHECK expressions), so a schema is code
from whoever wrote the file.  Ours is four statements that are compared as text before
any other statement runs; the first bytes are judged before SQLite sees the file at all.
"""

import sqlite3

from strongroom.errors import Altered, Damaged, NewerVersion, NotAVault
from strongroom.texts import _

APPLICATION_ID = 0x5374726D  # "Strm"
FORMAT_VERSION = 1
PAGE_SIZE = 4096

TABLES: dict[str, str] = {
    "vault": (
        "CREATE TABLE vault (one INTEGER PRIMARY KEY CHECK (one = 1), "
        "header BLOB NOT NULL, manifest BLOB NOT NULL)"
    ),
    "overview": "CREATE TABLE overview (id INTEGER PRIMARY KEY, sealed BLOB NOT NULL)",
    "details": "CREATE TABLE details (id INTEGER PRIMARY KEY, sealed BLOB NOT NULL)",
    "attachment": "CREATE TABLE attachment (id INTEGER PRIMARY KEY, sealed BLOB NOT NULL)",
}

FIRST_BYTES = 108  # SQLite's header, and the head of the page that holds the schema
_MAGIC = b"SQLite format 3\0"

# Offset in the first page, and the bytes that must stand there (SQLite's file format,
# sections 1.3 and 1.6).
_PINNED: tuple[tuple[int, bytes], ...] = (
    (16, PAGE_SIZE.to_bytes(2)),
    (18, b"\1\1"),  # read and write version: the rollback journal, never WAL
    (20, b"\0"),  # no bytes reserved at the end of pages
    (21, bytes((64, 32, 32))),  # payload fractions, which have no other value
    (44, (4).to_bytes(4)),  # schema format
    (52, bytes(4)),  # no auto-vacuum
    (56, (1).to_bytes(4)),  # UTF-8
    (64, bytes(4)),  # no incremental vacuum
    (100, b"\x0d"),  # the schema is one leaf page
)
_ROWS = slice(103, 105)  # how many rows that page has: no flood of them is ever parsed

_LIMITS: tuple[tuple[int, int], ...] = (
    (sqlite3.SQLITE_LIMIT_LENGTH, 17 * 1024 * 1024),  # the largest row with room beside it
    (sqlite3.SQLITE_LIMIT_SQL_LENGTH, 10_000),
    (sqlite3.SQLITE_LIMIT_ATTACHED, 0),
    (sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH, 1),
    (sqlite3.SQLITE_LIMIT_EXPR_DEPTH, 20),
)

_CAREFUL = (
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA mmap_size = 0",
    "PRAGMA temp_store = MEMORY",
)


def check_first_bytes(first: bytes) -> None:
    """Judge a file by its first 108 bytes, before any connection to it is made.

    Raises:
        NotAVault: another kind of file.
        NewerVersion: a vault in a later format.
        Damaged: a vault whose head is broken, or was flipped to another SQLite mode.
        Altered: a vault that has more or fewer tables, triggers, views or indices than ours.
    """
    if not first:
        raise NotAVault(
            _("This file is empty: making a vault was cut short; create it again in its place.")
        )
    if first[:16] != _MAGIC or first[68:72] != APPLICATION_ID.to_bytes(4):
        raise NotAVault(_("This file is not a Strongroom vault."))
    version = int.from_bytes(first[60:64])
    if version > FORMAT_VERSION:
        raise NewerVersion(
            _("This vault was made by a newer version of Strongroom. Update Strongroom to open it.")
        )
    pinned = all(first[at : at + len(value)] == value for at, value in _PINNED)
    rows = first[_ROWS]
    if version != FORMAT_VERSION or not pinned or len(first) < _ROWS.stop:
        raise Damaged(_("The beginning of this vault is damaged. Restore it from a backup."))
    if int.from_bytes(rows) != len(TABLES):
        raise _altered()


def be_careful(connection: sqlite3.Connection) -> None:
    """Give a new connection its limits and pragmas; none of them reads the schema."""
    for limit, value in _LIMITS:
        connection.setlimit(limit, value)
    for statement in _CAREFUL:
        connection.execute(statement)


def create(connection: sqlite3.Connection) -> None:
    """Lay out an empty database as a vault; the caller commits."""
    connection.execute(f"PRAGMA page_size = {PAGE_SIZE}")
    connection.execute("PRAGMA encoding = 'UTF-8'")
    connection.execute("PRAGMA auto_vacuum = NONE")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {FORMAT_VERSION}")
    for statement in TABLES.values():
        connection.execute(statement)


def check_schema(connection: sqlite3.Connection) -> None:
    """Compare every row of the schema with ours, before any other statement runs.

    Raises:
        Altered: a table, view, index or trigger more, fewer, or another.
        sqlite3.DatabaseError: SQLite itself finds the schema broken.
    """
    rows = connection.execute(
        "SELECT type, name, tbl_name, sql, rootpage FROM sqlite_schema LIMIT 5"
    ).fetchall()
    wanted = {("table", name, name, text) for name, text in TABLES.items()}
    roots = {row[4] for row in rows if isinstance(row[4], int) and row[4] > 1}
    if {row[:4] for row in rows} != wanted or not len(rows) == len(roots) == len(wanted):
        raise _altered()


def _altered() -> Altered:
    return Altered(
        _(
            "The structure of this vault was changed by something other than Strongroom. "
            "Restore it from a backup."
        )
    )
