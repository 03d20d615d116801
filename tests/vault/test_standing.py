# SPDX-License-Identifier: GPL-3.0-or-later
import re
from dataclasses import replace

import pytest
from tests.vault.ground import add

from strongroom.errors import Altered, Damaged
from strongroom.vault import store
from strongroom.vault.padding import OVERVIEW_MOST
from strongroom.vault.schema import PAGE_SIZE
from strongroom.vault.standing import _read_overviews, read_head, read_row, read_standing


def read(vault, **other):
    unlocked = vault._core.unlocked
    keys = replace(unlocked.keys, **other)
    with store.reading(vault.path) as connection:
        return read_standing(connection, vault_id=unlocked.vault_id, keys=keys, rows=unlocked.rows)


def test_a_state_is_read_without_opening_an_item(vault):
    add(vault)
    standing = read(vault)
    assert standing.settings == vault.settings
    assert len(standing.manifest) == 2
    assert standing.contents._sealed
    with store.reading(vault.path) as connection:
        assert standing.is_in(connection)
        assert read_head(connection) == (standing.header, standing.manifest_bytes)
    add(vault)
    with store.reading(vault.path) as connection:
        assert not standing.is_in(connection)


def test_settings_that_are_missing_or_are_none_are_damage(vault):
    item_id = add(vault)
    for row_id in (5, item_id):
        with pytest.raises(Damaged):
            read(vault, settings_row=row_id)


def share_one_chain(ground, rows: int, table: str = "overview") -> None:
    """Add rows of 61 KB each, the greater part of which lies on the same 15 pages."""
    ground.sql(
        f"INSERT INTO {table} "  # noqa: S608 - a name of our schema
        "WITH n(i) AS (SELECT 1000000 UNION ALL SELECT i + 1 FROM n LIMIT :a) "
        "SELECT i, zeroblob(490) FROM n",
        a=rows,
    )
    found = ground.path.read_bytes()
    first = len(found) // PAGE_SIZE + 1
    # A cell (SQLite's file format, section 1.6): length, id, record, first overflow page.
    small = re.compile(rb"\x83\x6e(...)\x04\x00\x87\x60\x00{490}", re.DOTALL)
    length, record = b"\x83\xe3\x2d", b"\x05\x00\x87\xc6\x5c" + bytes(484) + first.to_bytes(4)
    changed, cells = small.subn(lambda cell: length + cell[1] + record, found)
    assert cells >= rows
    file = bytearray(changed)
    for page in range(first, first + 15):
        following = page + 1 if page < first + 14 else 0
        file += following.to_bytes(4) + bytes(PAGE_SIZE - 4)
    file[28:32] = (len(file) // PAGE_SIZE).to_bytes(4)
    ground.path.write_bytes(file)


def test_rows_that_share_their_bytes_take_no_more_memory_than_the_file(ground, vault):
    share_one_chain(ground, 200)
    ground.sql("UPDATE vault SET manifest = :a", a=bytes(8) + (10**9).to_bytes(8) + bytes(32))
    size = ground.path.stat().st_size
    with store.reading(ground.path) as connection:
        lengths = "SELECT sum(length(sealed)), max(length(sealed)) FROM overview"
        whole, longest = connection.execute(lengths).fetchone()
    assert whole > 50 * size
    assert longest < OVERVIEW_MOST
    with pytest.raises(Damaged):
        read(vault)


def test_no_more_rows_are_read_than_the_manifest_counts(ground, vault):
    ground.sql(
        "WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100) "
        "INSERT INTO overview SELECT i, zeroblob(256) FROM n"
    )
    with store.reading(ground.path) as connection:
        assert len(_read_overviews(connection, 1)) == 2
    with pytest.raises(Altered):
        read(vault)


def test_rows_too_short_to_be_sealed_count_as_sealed_ones(ground, vault):
    ground.sql(
        "WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 20000) "
        "INSERT INTO overview SELECT i, x'' FROM n"
    )
    ground.sql("UPDATE vault SET manifest = :a", a=bytes(8) + (10**9).to_bytes(8) + bytes(32))
    with pytest.raises(Damaged):
        read(vault)


def test_a_row_is_given_only_with_its_tag(vault):
    item_id = add(vault)
    tag = vault._core.standing.manifest.tag(item_id)
    with store.reading(vault.path) as connection:
        row = read_row(connection, "overview", item_id, tag)
        assert row is not None
        assert row[-16:] == tag
        assert read_row(connection, "overview", item_id, bytes(16)) is None
        assert read_row(connection, "details", item_id, tag) is None
        assert read_row(connection, "overview", 5, tag) is None
