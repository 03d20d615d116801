# SPDX-License-Identifier: GPL-3.0-or-later
"""What someone can do who may write the file and knows no key, and what it comes to.

Each attack of FORMAT.md, section 17, that concerns opening and reading.
"""

import json
from hashlib import sha256

import pytest
from tests.vault.ground import add, login, new_unlock, password_of, save, titles

from strongroom.crypto.kdf import CHEAPEST
from strongroom.errors import Altered, Damaged, WrongKey
from strongroom.model import edits
from strongroom.model.item import Overview
from strongroom.vault import schema


@pytest.fixture
def two(ground):
    """A vault with two items; their ids, ascending."""
    vault = ground.open()
    ids = sorted([add(vault, "GitHub", "first password"), add(vault, "GitLab", "second password")])
    vault.close()
    return ground, ids


def refused(ground, kind=Altered):
    with pytest.raises(kind):
        ground.open()


# Rows


def test_two_overviews_swapped(two):
    ground, (a, b) = two
    ground.sql(
        "UPDATE overview SET id = 1 WHERE id = :a",
        "UPDATE overview SET id = :a WHERE id = :b",
        "UPDATE overview SET id = :b WHERE id = 1",
        a=a,
        b=b,
    )
    refused(ground)


def test_two_details_swapped(two):
    ground, (a, b) = two
    ground.sql(
        "UPDATE details SET id = 1 WHERE id = :a",
        "UPDATE details SET id = :a WHERE id = :b",
        "UPDATE details SET id = :b WHERE id = 1",
        a=a,
        b=b,
    )
    vault = ground.open()
    for item_id in (a, b):
        with pytest.raises(Altered):
            vault.item(item_id)
    assert len(vault.verify_details().problems) == 2
    assert len(vault.check().problems) == 2


def test_an_overview_in_place_of_details(two):
    ground, (a, _b) = two
    ground.sql("UPDATE details SET sealed = (SELECT sealed FROM overview WHERE id = :a)", a=a)
    vault = ground.open()
    with pytest.raises(Altered):
        vault.item(a)


def test_details_in_place_of_an_overview(two):
    ground, (a, _b) = two
    ground.sql(
        "UPDATE overview SET sealed = (SELECT sealed FROM details WHERE id = :a) WHERE id = :a", a=a
    )
    refused(ground)


def test_an_overview_deleted(two):
    ground, (a, _b) = two
    ground.sql("DELETE FROM overview WHERE id = :a", a=a)
    refused(ground)


def test_an_overview_under_a_second_id(two):
    ground, (a, _b) = two
    ground.sql("INSERT INTO overview SELECT 1, sealed FROM overview WHERE id = :a", a=a)
    refused(ground)


def test_a_deleted_item_put_in_again(two):
    ground, (a, _b) = two
    rows = ground.sql("SELECT sealed FROM overview WHERE id = :a", a=a)
    vault = ground.open()
    vault.write(lambda draft: draft.bury(a))
    ground.sql("UPDATE overview SET sealed = :sealed WHERE id = :a", sealed=rows[0][0], a=a)
    refused(ground)


def test_details_deleted(two):
    ground, (a, b) = two
    ground.sql("DELETE FROM details WHERE id = :a", a=a)
    vault = ground.open()
    assert password_of(vault.item(b))
    with pytest.raises(Altered):
        vault.item(a)
    with pytest.raises(Altered):
        list(vault.details([b, a]))
    assert len(vault.verify_details().problems) == 1


def test_a_pair_rolled_back(two):
    ground, (a, _b) = two
    overview = ground.sql("SELECT sealed FROM overview WHERE id = :a", a=a)[0][0]
    details = ground.sql("SELECT sealed FROM details WHERE id = :a", a=a)[0][0]
    vault = ground.open()
    save(vault, a, password="a changed password")
    vault.close()
    ground.sql("UPDATE overview SET sealed = :sealed WHERE id = :a", sealed=overview, a=a)
    ground.sql("UPDATE details SET sealed = :sealed WHERE id = :a", sealed=details, a=a)
    refused(ground)


def test_details_alone_rolled_back(two):
    ground, (a, _b) = two
    details = ground.sql("SELECT sealed FROM details WHERE id = :a", a=a)[0][0]
    vault = ground.open()
    save(vault, a, password="a changed password")
    ground.sql("UPDATE details SET sealed = :sealed WHERE id = :a", sealed=details, a=a)
    with pytest.raises(Altered):
        vault.item(a)
    vault = ground.open()
    with pytest.raises(Altered):
        vault.item(a)
    title = vault.overviews()[a].title
    assert vault.verify_details().problems == (
        f"“{title}”: its details were changed or damaged; restore the item from a backup.",
    )


def test_an_edit_never_builds_on_details_that_were_changed(two):
    ground, (a, _b) = two
    vault = ground.open()
    ground.sql("UPDATE details SET sealed = randomblob(480) WHERE id = :a", a=a)
    before = ground.path.read_bytes()
    with pytest.raises(Altered):
        save(vault, a, password="new")
    assert ground.path.read_bytes() == before


def test_an_overview_changed_under_an_open_vault_stops_a_save(two):
    ground, (a, _b) = two
    vault = ground.open()
    ground.sql("UPDATE overview SET sealed = randomblob(256) WHERE id = :a", a=a)
    with pytest.raises(Altered):
        save(vault, a, title="new")
    assert titles(vault) == ["GitHub", "GitLab"]


PUT_OVERVIEW = "UPDATE overview SET sealed = :value WHERE id = :a"


def test_a_body_changed_behind_a_true_tag(two):
    ground, (a, _b) = two
    ((sealed,),) = ground.sql("SELECT sealed FROM overview WHERE id = :a", a=a)
    # Flipped, not set: what is set may be what stood there, once in 256 times.
    changed = sealed[:40] + bytes([sealed[40] ^ 1]) + sealed[41:]
    ground.sql(PUT_OVERVIEW, value=changed, a=a)
    vault = ground.open()
    with pytest.raises(Altered):
        vault.overviews()
    with pytest.raises(Altered):
        save(vault, a, title="new")


def test_a_true_row_turned_into_text(two):
    ground, (a, _b) = two
    ground.sql("UPDATE overview SET sealed = CAST(sealed AS TEXT) WHERE id = :a", a=a)
    refused(ground, Damaged)


NO_ROWS = ["text", 5, 1.5, b"", b"short", bytes(70_000)]
PUT_DETAILS = "UPDATE details SET sealed = :value WHERE id = :a"


@pytest.mark.parametrize("value", NO_ROWS)
def test_an_overview_that_is_no_row(two, value):
    ground, (a, _b) = two
    ground.sql(PUT_OVERVIEW, value=value, a=a)
    refused(ground, (Damaged, Altered))


@pytest.mark.parametrize("value", NO_ROWS)
def test_details_that_are_no_row(two, value):
    ground, (a, _b) = two
    ground.sql(PUT_DETAILS, value=value, a=a)
    vault = ground.open()
    with pytest.raises(Altered):
        vault.item(a)
    assert len(vault.verify_details().problems) == 1
    assert len(vault.check().problems) == 1


@pytest.mark.parametrize("table", ["overview", "details"])
def test_text_that_is_not_utf8(two, table):
    ground, (a, _b) = two
    put = PUT_OVERVIEW if table == "overview" else PUT_DETAILS
    ground.sql(put.replace(":value", "CAST(:value AS TEXT)"), value=b"\xff\xfe", a=a)
    with pytest.raises(Damaged):
        ground.open().item(a)


def test_a_row_too_large_to_be_read(two):
    ground, (a, _b) = two
    ground.sql("UPDATE overview SET sealed = zeroblob(18000000) WHERE id = :a", a=a)
    refused(ground, Damaged)


def test_one_id_twice(ground):
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


def varint(number):
    """A number of more than 56 bits as SQLite stores it: eight times 7 bits, then 8."""
    high = [number >> shift & 0x7F | 0x80 for shift in range(57, 7, -7)]
    return bytes([*high, number & 0xFF])


def test_ids_below_one(two):
    ground, _ids = two
    ground.sql("INSERT INTO overview VALUES (-5, zeroblob(256))")
    refused(ground, Damaged)


# Manifest and header


def test_an_old_manifest_replayed(two):
    ground, (a, _b) = two
    manifest = ground.sql("SELECT manifest FROM vault")[0][0]
    vault = ground.open()
    save(vault, a, title="x")
    vault.close()
    ground.sql("UPDATE vault SET manifest = :manifest", manifest=manifest)
    refused(ground)


@pytest.mark.parametrize("value", [b"", bytes(47), bytes(49), b"\xff" * 48, "text", 5])
def test_a_manifest_that_is_none(ground, value):
    ground.sql("UPDATE vault SET manifest = :value", value=value)
    refused(ground, Damaged)


def test_no_manifest_at_all(ground):
    ground.sql("DELETE FROM vault")
    refused(ground, Damaged)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE vault SET one = 2", "INSERT INTO vault SELECT 2, header, manifest FROM vault"],
)
def test_a_head_in_another_place(ground, statement):
    ground.sql("PRAGMA ignore_check_constraints = ON", statement)
    refused(ground, Damaged)


def header_of(ground):
    return json.loads(ground.sql("SELECT CAST(substr(header, 33) AS TEXT) FROM vault")[0][0])


def put_header(ground, header):
    text = json.dumps(header, separators=(",", ":")).encode()
    ground.sql("UPDATE vault SET header = :header", header=sha256(text).digest() + text)


def test_an_old_header_with_a_method_that_was_removed(bare):
    vault = bare.create(recovery=True)
    header = bare.sql("SELECT header FROM vault")[0][0]
    vault.change_unlock(new_unlock("a wholly new password"), cost=CHEAPEST).finish()
    vault.close()
    bare.sql("UPDATE vault SET header = :header", header=header)
    # The old password opens the old slot, and the old key nothing.
    refused(bare)


def test_a_salt_changed(ground):
    header = header_of(ground)
    header["slots"][0]["factors"][0]["salt"] = "00" * 16
    put_header(ground, header)
    refused(ground, WrongKey)


def test_a_cost_changed(ground):
    ground.open().close()
    header = header_of(ground)
    header["slots"][0]["factors"][0]["passes"] = 3
    put_header(ground, header)
    with pytest.raises(WrongKey) as caught:
        ground.open()
    assert caught.value.settings_changed


@pytest.mark.parametrize(("memory", "passes"), [(8, 2), (1 << 30, 2), (19456, 1), (4 << 20, 64)])
def test_a_cost_out_of_bounds_is_never_paid(ground, memory, passes):
    header = header_of(ground)
    header["slots"][0]["factors"][0] |= {"memory_kib": memory, "passes": passes}
    put_header(ground, header)
    refused(ground, Damaged)


def test_a_factor_taken_away_or_put_to_it(bare, tmp_path):
    bare.create(key_file=tmp_path / "k").close()
    header = header_of(bare)
    header["slots"][0]["factors"].pop()
    put_header(bare, header)
    refused(bare, WrongKey)


def test_a_slot_put_to_it(ground):
    header = header_of(ground)
    header["slots"].append(header["slots"][0] | {"id": "00" * 16})
    put_header(ground, header)
    refused(ground)


def test_a_field_put_to_it(ground):
    header = header_of(ground)
    header["note"] = "hello"
    put_header(ground, header)
    refused(ground)


# SQLite itself


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
    ground.sql(statement)
    refused(ground, (Altered, Damaged))


def test_a_view_that_shadows_a_table(ground):
    ground.sql("DROP TABLE attachment", "CREATE VIEW attachment AS SELECT 1 AS id, 2 AS sealed")
    refused(ground)


@pytest.mark.parametrize("column", ["type", "name", "tbl_name", "rootpage", "sql"])
@pytest.mark.parametrize("value", [None, 5, b"\xff", "x", -1, 2**40])
def test_a_schema_of_anything(ground, column, value):
    ground.sql(
        "PRAGMA writable_schema = ON",
        SCHEMA.replace("column", column),
        value=value,
    )
    refused(ground, (Altered, Damaged))


SCHEMA = "UPDATE sqlite_schema SET column = :value WHERE name = 'details'"


def test_a_hostile_check_never_runs(ground):
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
    ground.sql(
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_schema SET rootpage = "
        "(SELECT rootpage FROM sqlite_schema WHERE name = 'overview') WHERE name = 'details'",
    )
    refused(ground, (Altered, Damaged))


@pytest.mark.parametrize("offset", [18, 19])
def test_the_mark_of_a_write_ahead_log(ground, offset):
    ground.patch(offset, b"\2")
    before = ground.everything()
    refused(ground, Damaged)
    assert ground.everything() == before


# Rows that nothing vouches for


def test_rows_that_nothing_vouches_for_are_ignored_and_named(two):
    ground, (a, _b) = two
    ground.sql(
        "INSERT INTO details SELECT 1, sealed FROM details WHERE id = :a",
        "INSERT INTO attachment VALUES (1, zeroblob(480))",
        a=a,
    )
    vault = ground.open()
    assert titles(vault) == ["GitHub", "GitLab"]
    report = vault.check()
    assert report.sound
    assert report.orphans == 2
    assert report.notes == ("2 rows in the file belong to nothing; they are ignored.",)


# The file as a whole


def test_a_file_replaced_by_another_vault_under_an_open_one(two, bare):
    ground, (a, _b) = two
    vault = ground.open()
    ground.path.unlink()
    bare.create().close()
    for look in (lambda: vault.item(a), vault.refresh, lambda: add(vault)):
        with pytest.raises(WrongKey, match="lock it and unlock it again") as caught:
            look()
        assert caught.value.settings_changed
    assert titles(vault) == ["GitHub", "GitLab"]
