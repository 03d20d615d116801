# SPDX-License-Identifier: GPL-3.0-or-later
from dataclasses import replace

import pytest

from strongroom.errors import NotFound


def test_trash_and_restore(items, add, world):
    item_id = add()
    items.trash([item_id])
    assert items.overviews()[item_id].trashed == world.clock.now_ms()
    world.clock.forward(days=1)
    assert not items.trash([item_id])  # it keeps its day
    items.restore([item_id])
    assert items.overviews()[item_id].trashed is None
    assert not items.restore([item_id])


def test_an_item_comes_back_to_its_folder(items, add):
    (folder,) = items.add_folder("Work").folders
    item_id = add(folder=folder)
    items.trash([item_id])
    items.restore([item_id])
    assert items.overviews()[item_id].folder == folder


def test_an_item_whose_folder_is_gone_comes_back_outside_of_all(items, add, session):
    (folder,) = items.add_folder("Work").folders
    item_id = add(folder=folder)
    items.trash([item_id])
    session.vault.write(lambda draft: draft.drop_folder(folder))  # as a merge can leave it
    items.restore([item_id])
    assert items.overviews()[item_id].folder is None


def test_deleting_forever_leaves_nothing_to_find(items, add, world, session):
    item_id, other = add("a"), add("b")
    changes = items.delete_forever([item_id])
    assert changes.removed == {item_id}
    assert set(items.overviews()) == {other}
    with pytest.raises(NotFound):
        items.item(item_id)
    session.lock()
    again = world.opened()
    assert set(again.vault.overviews()) == {other}
    again.lock()


def test_emptying_removes_all_that_is_in_the_trash_and_nothing_else(items, add):
    kept, first, second = add("a"), add("b"), add("c")
    items.trash([first, second])
    assert items.empty_trash().removed == {first, second}
    assert set(items.overviews()) == {kept}
    assert not items.empty_trash()


def test_what_lay_there_too_long_goes(items, add, world):
    early, late, kept = add("a"), add("b"), add("c")
    items.trash([early])
    world.clock.forward(days=10)
    items.trash([late])
    world.clock.forward(days=20, seconds=-0.001)
    assert not items.purge_old_trash()
    world.clock.forward(seconds=0.001)
    assert items.purge_old_trash().removed == {early}
    assert set(items.overviews()) == {late, kept}


def test_a_vault_can_keep_its_trash_for_ever(items, add, world):
    item_id = add()
    items.trash([item_id])
    items.set_vault_rules(replace(items.vault_rules, trash_days=0))
    world.clock.forward(days=10_000)
    assert not items.purge_old_trash()
    assert item_id in items.overviews()


def test_purging_writes_nothing_where_nothing_is_old(items, add, world):
    items.trash([add()])
    before = world.path.read_bytes()
    items.purge_old_trash()
    assert world.path.read_bytes() == before
