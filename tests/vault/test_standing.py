# SPDX-License-Identifier: GPL-3.0-or-later
from dataclasses import replace

import pytest
from tests.vault.ground import add

from strongroom.errors import Damaged
from strongroom.vault import store
from strongroom.vault.standing import read_head, read_row, read_standing


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
    assert not standing.contents.all_open
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
