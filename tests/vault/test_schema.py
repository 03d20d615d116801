# SPDX-License-Identifier: GPL-3.0-or-later
import sqlite3
from contextlib import closing
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.errors import Altered, CannotOpen, Damaged, NewerVersion, NotAVault
from strongroom.vault import schema


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "A.strongroom"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        schema.be_careful(connection)
        schema.create(connection)
    return path


@pytest.fixture
def first(path):
    return path.read_bytes()[: schema.FIRST_BYTES]


def changed(first, at, *values):
    return first[:at] + bytes(values) + first[at + len(values) :]


def test_a_new_vault_passes(path, first):
    schema.check_first_bytes(first)
    with closing(sqlite3.connect(path)) as connection:
        schema.be_careful(connection)
        schema.check_schema(connection)


@pytest.mark.parametrize("length", [0, 1, 16, 71])
def test_too_short_a_file_is_no_vault(first, length):
    with pytest.raises(NotAVault):
        schema.check_first_bytes(first[:length])


@pytest.mark.parametrize("length", [72, 100, 104])
def test_a_vault_cut_short_is_damaged(first, length):
    with pytest.raises(Damaged):
        schema.check_first_bytes(first[:length])


@pytest.mark.parametrize("at", [0, 15, 68, 71])
def test_another_magic_or_application_is_no_vault(first, at):
    with pytest.raises(NotAVault):
        schema.check_first_bytes(changed(first, at, 0x55))


def test_a_later_version_says_so_whatever_else_it_changed(first):
    with pytest.raises(NewerVersion):
        schema.check_first_bytes(changed(changed(first, 60, 0, 0, 0, 2), 16, 0x20, 0))


@pytest.mark.parametrize(
    ("at", "values"),
    [
        (60, (0, 0, 0, 0)),
        (16, (0x20, 0)),
        (18, (2, 2)),
        (18, (1, 2)),
        (20, (8,)),
        (21, (63,)),
        (44, (0, 0, 0, 1)),
        (52, (0, 0, 0, 1)),
        (56, (0, 0, 0, 2)),
        (64, (0, 0, 0, 1)),
        (100, (5,)),
    ],
)
def test_another_mode_of_sqlite_is_damage(first, at, values):
    with pytest.raises(Damaged):
        schema.check_first_bytes(changed(first, at, *values))


@pytest.mark.parametrize("rows", [(0, 0), (0, 3), (0, 5), (1, 4), (255, 255)])
def test_more_or_fewer_rows_of_the_schema_are_not_ours(first, rows):
    with pytest.raises(Altered):
        schema.check_first_bytes(changed(first, 103, *rows))
    with pytest.raises(Damaged):  # nothing is said of rows where the page is none of ours
        schema.check_first_bytes(changed(changed(first, 103, *rows), 100, 5))


@given(st.binary(max_size=200))
def test_any_other_file_is_no_vault(noise):
    with pytest.raises(NotAVault):
        schema.check_first_bytes(noise)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER t AFTER INSERT ON details BEGIN SELECT 1; END",
        "CREATE VIEW v AS SELECT 1",
        "CREATE TABLE more (id INTEGER PRIMARY KEY, sealed BLOB NOT NULL)",
        "CREATE INDEX i ON details (sealed)",
        "DROP TABLE attachment",
        "ALTER TABLE details RENAME TO detail",
        "ALTER TABLE details ADD COLUMN x",
        "DROP TABLE details; CREATE VIEW details AS SELECT id, sealed FROM overview",
        "DROP TABLE details; CREATE TABLE details (id INTEGER PRIMARY KEY, sealed BLOB)",
        "DROP TABLE vault; " + schema.TABLES["vault"].replace("one = 1", "one < 2"),
        "CREATE TABLE a (b UNIQUE)",
    ],
)
def test_another_schema_is_refused(path, statement):
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(statement)
    with closing(sqlite3.connect(path)) as connection, pytest.raises(Altered):
        schema.check_schema(connection)


@pytest.mark.parametrize(
    "edit",
    [
        "rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'details')",
        "sql = sql || ' '",
    ],
)
def test_a_row_of_the_schema_edited_by_hand_is_refused(path, edit):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(f"UPDATE sqlite_schema SET {edit} WHERE name = 'attachment'")  # noqa: S608 - a constant
        connection.commit()
    with closing(sqlite3.connect(path)) as connection, pytest.raises((Altered, sqlite3.Error)):
        schema.check_schema(connection)


def test_root_pages_are_tables_of_their_own():
    """Two tables on one page, which SQLite itself would let pass until they are written."""

    class Rows(list[tuple[object, ...]]):
        def fetchall(self):
            return self

    class Connection:
        def __init__(self, *roots):
            self.roots = roots

        def execute(self, _statement):
            rows = zip(schema.TABLES.items(), self.roots, strict=True)
            return Rows(("table", name, name, text, root) for (name, text), root in rows)

    schema.check_schema(cast("sqlite3.Connection", Connection(2, 3, 4, 5)))
    for roots in [(2, 3, 4, 4), (1, 2, 3, 4), (2, 3, 4, None), (2, 3, 4, "5"), (2, 3, 4, -5)]:
        with pytest.raises(Altered):
            schema.check_schema(cast("sqlite3.Connection", Connection(*roots)))


def test_limits_hold(path):
    with closing(sqlite3.connect(path)) as connection:
        schema.be_careful(connection)
        with pytest.raises(sqlite3.DataError):
            connection.execute("SELECT zeroblob(18000000)")
        with pytest.raises(sqlite3.DataError):
            connection.execute("SELECT 1" + " " * 10_000)
        with pytest.raises(sqlite3.OperationalError):
            connection.execute("ATTACH ':memory:' AS more")
        largest = bytes(16 * 1024 * 1024 - 32)
        connection.execute("INSERT INTO details VALUES (1, ?)", (largest,))


def test_every_flipped_bit_of_the_first_page_s_head_is_judged(first):
    """Each ends in an outcome; only SQLite's own counters and sizes may pass."""
    free = {*range(24, 44), *range(48, 52), *range(72, 100), 101, 102, 105, 106, 107}
    for bit in range(len(first) * 8):
        flipped = bytearray(first)
        flipped[bit // 8] ^= 1 << bit % 8
        if bit // 8 in free:
            schema.check_first_bytes(bytes(flipped))
        else:
            with pytest.raises(CannotOpen):
                schema.check_first_bytes(bytes(flipped))
