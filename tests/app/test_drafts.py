# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from tests.app.worlds import World, login, new_unlock, with_password

from strongroom.errors import ChangedSince


def test_there_are_none_at_first(items):
    assert items.drafts() == ()
    items.drop_draft(12345)
    assert items.drafts() == ()


def test_an_unfinished_edit_outlives_the_lock(items, add, session, world):
    item = items.item(add())
    edit = login("half-typed title", password="half-typed pass")
    items.save_draft(edit, item_id=item.id, base_version=item.details.version)
    before = world.path.read_bytes()
    session.lock()
    session.unlock(world.path, with_password())
    (draft,) = items.drafts()
    assert (draft.item, draft.base_version) == (item.id, item.details.version)
    assert draft.content == edit
    assert draft.at == world.clock.now_ms()
    assert world.path.read_bytes() == before


def test_a_draft_may_be_what_could_not_be_saved(items):
    items.save_draft(login("", password="x" * 5000))
    (draft,) = items.drafts()
    assert draft.content.title == ""
    assert draft.item is None


def test_an_item_has_one_draft_and_new_items_have_each_their_own(items, add):
    first, second = add("a"), add("b")
    items.save_draft(login("a1"), item_id=first)
    items.save_draft(login("new 1"))
    items.save_draft(login("b1"), item_id=second)
    items.save_draft(login("new 2"))
    items.save_draft(login("a2"), item_id=first)
    titles = sorted(draft.content.title for draft in items.drafts())
    assert titles == ["a2", "b1", "new 1", "new 2"]


def test_dropping(items):
    first, second = items.save_draft(login("1")), items.save_draft(login("2"))
    items.drop_draft(first.id)
    assert items.drafts() == (second,)
    items.drop_draft(second.id)
    items.drop_draft(second.id)
    assert items.drafts() == ()


def test_a_draft_is_saved_like_any_edit(items, add):
    item = items.item(add())
    draft = items.save_draft(login("ours"), item_id=item.id, base_version=item.details.version)
    items.save(item.id, login("theirs"), base_version=item.details.version)
    with pytest.raises(ChangedSince):
        items.save(item.id, draft.content, base_version=draft.base_version)


def test_a_draft_knows_where_its_item_lay_and_keeps_no_secret_twice(items, add, session, world):
    item = items.item(add(tags=("home",), favourite=True))
    items.save_draft(login("half"), item_id=item.id, base=item.content())
    session.lock()
    session.unlock(world.path, with_password())
    (draft,) = items.drafts()
    assert (draft.base.tags, draft.base.favourite, draft.base.folder) == (("home",), True, None)
    assert draft.base.fields == ()


def test_drafts_are_sealed(items, world):
    items.save_draft(login("plain-title", password="plain-secret"))
    everything = b"".join(f.read_bytes() for f in world.places.state.rglob("*") if f.is_file())
    assert everything
    assert b"plain" not in everything


def test_drafts_and_uses_outlive_a_new_password(items, add, session, world):
    item_id = add()
    items.record_use(item_id)
    items.save_draft(login("half"))
    session.begin_rekey(with_password(), new_unlock("a new password")).finish()
    session.lock()
    session.unlock(world.path, with_password("a new password"))
    assert [draft.content.title for draft in items.drafts()] == ["half"]
    assert items.usage()[item_id].times_used == 1


def test_another_machine_sees_none_of_it(items, session, tmp_path):
    items.save_draft(login("half"))
    session.lock()
    there = World(tmp_path, "there").opened()
    assert there.vault.local.drafts == ()
    there.lock()
