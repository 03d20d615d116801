# SPDX-License-Identifier: GPL-3.0-or-later
"""Someone who can write the vault's file, and knows no key, uses what SQLite itself can do.

A schema is code: SQLite runs triggers, views and CHECK expressions of whoever wrote the file.
"""

import pytest
from tests.attacks.ground import refused

from strongroom.errors import Altered, Damaged
from strongroom.vault import schema


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER t AFTER INSERT ON overview BEGIN DELETE FROM details; END",
        "CREATE VIEW v AS SELECT 1",
        "CREATE INDEX i ON overview (sealed)",
        "CREATE TABLE t (x)",
        "DROP TABLE attachment",
        "ALTER TABLE attachment RENAME TO attachments",
    ],
)
def test_a_schema_that_is_not_ours(ground, statement):
    """They add code, or take a table away; altered, and none of it ran."""
    ground.sql(statement)
    refused(ground)


def test_a_view_that_shadows_a_table(ground):
    """They put a view in a table's place; the owner is told the vault was altered."""
    ground.sql("DROP TABLE attachment", "CREATE VIEW attachment AS SELECT 1 AS id, 2 AS sealed")
    refused(ground)


SCHEMA = "UPDATE sqlite_schema SET column = :value WHERE name = 'details'"


@pytest.mark.parametrize("column", ["type", "name", "tbl_name", "rootpage", "sql"])
@pytest.mark.parametrize("value", [None, 5, b"\xff", "x", -1, 2**40])
def test_a_schema_of_anything(ground, column, value):
    """They write anything into the schema's own rows; altered or damaged."""
    ground.sql(
        "PRAGMA writable_schema = ON",
        SCHEMA.replace("column", column),
        value=value,
    )
    refused(ground, (Altered, Damaged))


def test_a_hostile_check_never_runs(ground):
    """They write a CHECK that would compute for minutes; altered, at once."""
    hostile = schema.TABLES["vault"].replace(
        "one = 1", "one = 1 AND length(hex(zeroblob(500000000))) > 0"
    )
    ground.sql(
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_schema SET sql = :sql WHERE name = 'vault'",
        sql=hostile,
    )
    refused(ground)


def test_two_tables_on_one_root_page(ground):
    """They have two tables share their pages; altered or damaged."""
    ground.sql(
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_schema SET rootpage = "
        "(SELECT rootpage FROM sqlite_schema WHERE name = 'overview') WHERE name = 'details'",
    )
    refused(ground, (Altered, Damaged))


@pytest.mark.parametrize("offset", [18, 19])
def test_the_mark_of_a_write_ahead_log(ground, offset):
    """They flip the bytes that make a reader create files; damaged, and no file is made."""
    ground.patch(offset, b"\2")
    before = ground.everything()
    refused(ground, Damaged)
    assert ground.everything() == before


def test_a_full_page_of_rows_in_the_schema_is_never_parsed(ground):
    """They put in as many tables as one page holds; altered, at once."""
    ground.sql(*(f"CREATE TABLE t{number} (x)" for number in range(20)))
    before = ground.everything()
    refused(ground)
    assert ground.everything() == before


def test_thousands_of_tables_are_never_parsed(ground):
    """They make opening slow by a flood of tables; the owner is told of damage at once."""
    ground.sql(*(f"CREATE TABLE t{number} (x)" for number in range(2000)))
    before = ground.everything()
    refused(ground, Damaged)
    assert ground.everything() == before
