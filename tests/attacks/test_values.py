# SPDX-License-Identifier: GPL-3.0-or-later
"""Someone who can write the vault's file, and knows no key, puts values there that are no rows.

The owner is told of damage or alteration, in time and without much memory.
"""

import pytest
from tests.attacks.ground import refused
from tests.vault.ground import login

from strongroom.errors import Altered, Damaged
from strongroom.model import edits
from strongroom.model.item import Overview


def test_a_true_row_turned_into_text(two):
    """They make a text of a genuine row; the owner is told of damage."""
    ground, (a, _b) = two
    ground.sql("UPDATE overview SET sealed = CAST(sealed AS TEXT) WHERE id = :a", a=a)
    refused(ground, Damaged)


PUT_OVERVIEW = "UPDATE overview SET sealed = :value WHERE id = :a"

NO_ROWS = ["text", 5, 1.5, b"", b"short", bytes(70_000)]


@pytest.mark.parametrize("value", NO_ROWS)
def test_an_overview_that_is_no_row(two, value):
    """They put any value in an overview's place; damaged or altered."""
    ground, (a, _b) = two
    ground.sql(PUT_OVERVIEW, value=value, a=a)
    refused(ground, (Damaged, Altered))


PUT_DETAILS = "UPDATE details SET sealed = :value WHERE id = :a"


@pytest.mark.parametrize("value", NO_ROWS)
def test_details_that_are_no_row(two, value):
    """They put any value in place of details; that item is refused as altered."""
    ground, (a, _b) = two
    ground.sql(PUT_DETAILS, value=value, a=a)
    vault = ground.open()
    with pytest.raises(Altered):
        vault.item(a)
    assert len(vault.verify_details().problems) == 1
    assert len(vault.check().problems) == 1


@pytest.mark.parametrize("table", ["overview", "details"])
def test_text_that_is_not_utf8(two, table):
    """They put a text there that is none; the owner is told of damage."""
    ground, (a, _b) = two
    put = PUT_OVERVIEW if table == "overview" else PUT_DETAILS
    ground.sql(put.replace(":value", "CAST(:value AS TEXT)"), value=b"\xff\xfe", a=a)
    with pytest.raises(Damaged):
        ground.open().item(a)


def test_a_row_too_large_to_be_read(two):
    """They put in a row that would take much memory; the owner is told of damage."""
    ground, (a, _b) = two
    ground.sql("UPDATE overview SET sealed = zeroblob(18000000) WHERE id = :a", a=a)
    refused(ground, Damaged)


def varint(number):
    """A number of more than 56 bits as SQLite stores it: eight times 7 bits, then 8."""
    high = [number >> shift & 0x7F | 0x80 for shift in range(57, 7, -7)]
    return bytes([*high, number & 0xFF])


def test_one_id_twice(ground):
    """They give two rows one id, which SQLite never looks for; the owner is told of damage."""
    # SQLite allows it in no statement, and does not look for it in a file.
    a, b = 1 << 62, (1 << 62) + 1
    vault = ground.open()
    details = edits.new_item(login(), 1).details
    for item_id in (a, b):
        overview = Overview(id=item_id, kind="login", title="x", created=1, modified=1)
        vault.write(lambda draft, o=overview: draft.put(o, details))
    vault.close()
    content = ground.path.read_bytes()
    assert content.count(varint(a)) == content.count(varint(b)) == 2
    ground.path.write_bytes(content.replace(varint(b), varint(a)))
    refused(ground, Damaged)


def test_ids_below_one(two):
    """They put in a row under an id that none has; the owner is told of damage."""
    ground, _ids = two
    ground.sql("INSERT INTO overview VALUES (-5, zeroblob(256))")
    refused(ground, Damaged)


def record_of(ground, table, row_id, sealed):
    """Return where a row lies whose record holds ``sealed`` and nothing else of that make."""
    ground.sql(f"INSERT INTO {table} VALUES (:id, :sealed)", id=row_id, sealed=sealed)  # noqa: S608
    content = ground.path.read_bytes()
    assert content.count(sealed) == 1
    return content.index(sealed)


def test_a_row_without_a_value_that_nothing_vouches_for(ground):
    """They lay out a NULL by hand, where none can be; the items are read, the check names it."""
    ground.sql("INSERT INTO details VALUES (:id, x'')", id=1 << 60)
    content = ground.path.read_bytes()
    # A record: the length of its head, NULL for the id, then what is there: a BLOB of 0 bytes.
    record = varint(1 << 60) + b"\3\0\x0c"
    assert content.count(record) == 1
    ground.patch(content.index(record), record[:-1] + b"\0")
    assert ground.sql("SELECT sealed FROM details") == [(None,)]
    vault = ground.open()
    assert vault.verify_details().sound
    report = vault.check()
    assert report.orphans == 1
    assert len(report.problems) == 1  # SQLite's own check finds a NULL where none can be


@pytest.mark.parametrize("table", ["overview", "details", "attachment"])
def test_a_row_that_states_four_gigabytes(two, table):
    """They state a length that asks for memory without end; damaged or altered."""
    ground, (a, _b) = two
    at = record_of(ground, table, 1 << 60, b"x" * 200)
    cell = ground.path.read_bytes().rindex(varint(1 << 60), 0, at)
    ground.patch(cell - 2, b"\xff" * 9)
    with pytest.raises((Damaged, Altered)):
        read_all(ground, a)


def read_all(ground, item_id):
    vault = ground.open()
    vault.item(item_id)
    if not vault.check().sound:
        raise Damaged
