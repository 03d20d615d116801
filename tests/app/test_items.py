# SPDX-License-Identifier: GPL-3.0-or-later
from dataclasses import replace

import msgspec
import pytest
from tests.app.worlds import login

from strongroom.app.items import Items
from strongroom.errors import ChangedSince, InvalidInput, NotFound, VaultLocked
from strongroom.model.fields import Role
from strongroom.model.item import first_value

MINUTE = 60_000


def with_title(content, title):
    return msgspec.structs.replace(content, title=title)


def test_everything_needs_an_open_vault(world):
    items = Items(world.session())
    for ask in (items.overviews, items.folders, items.tags, items.refresh, items.usage):
        with pytest.raises(VaultLocked):
            ask()
    with pytest.raises(VaultLocked):
        items.add(login())


def test_an_added_item_is_there_with_all_it_has(items, add, world):
    item_id = add(tags=("work",), favourite=True, notes="first\nsecond")
    item = items.item(item_id)
    assert item.overview == items.overviews()[item_id]
    assert item.overview.username == "zoe"
    assert item.overview.websites == ("https://github.com",)
    assert item.overview.created == item.overview.modified == world.clock.now_ms()
    assert item.overview.favourite
    assert first_value(item.fields, Role.PASSWORD) == "hunter2"
    assert items.tags() == {"work": 1}


def test_the_changes_of_an_addition_name_it(items):
    changes = items.add(login())
    (item_id,) = changes.made
    assert changes.items == {item_id: items.overviews()[item_id]}
    assert changes.rows


def test_what_is_given_back_is_the_callers_own(items, add):
    add()
    overviews, folders = items.overviews(), items.folders()
    overviews.clear()
    folders[1] = None
    assert len(items.overviews()) == 1
    assert items.folders() == {}


def test_many_items_come_in_one_change(items):
    changes = items.add_many(login(f"Site {number}") for number in range(50))
    assert len(changes.added) == 50
    assert len(items.overviews()) == 50


def test_one_bad_item_among_many_keeps_all_out(items, world):
    before = world.path.read_bytes()
    with pytest.raises(InvalidInput):
        items.add_many([login("good"), login("x" * 1025)])
    assert items.overviews() == {}
    assert world.path.read_bytes() == before


def test_a_new_item_for_a_folder_that_is_gone_is_refused(items):
    with pytest.raises(NotFound, match="folder"):
        items.add(login(folder=12345))
    assert items.overviews() == {}


def test_an_item_can_bring_its_folders(items):
    changes = items.add(login(), path=("Work", "Servers"))
    (item_id,) = changes.made
    names = {f.name: f for f in items.folders().values()}
    assert names["Servers"].parent == names["Work"].id
    assert items.overviews()[item_id].folder == names["Servers"].id
    items.add(login("other"), path=("WORK",))
    assert len(items.folders()) == 2


def test_a_refused_item_brings_no_folder(items):
    with pytest.raises(InvalidInput):
        items.add(login(""), path=("Work",))
    assert items.folders() == {}


def test_a_saved_edit_keeps_the_version_before(items, add, world):
    item_id = add(password="old")
    item = items.item(item_id)
    world.clock.forward(seconds=60)
    changes = items.save(item_id, login(password="new"), base_version=item.details.version)
    after = items.item(item_id)
    assert first_value(after.fields, Role.PASSWORD) == "new"
    assert after.details.version != item.details.version
    assert [first_value(v.fields, Role.PASSWORD) for v in after.details.history] == ["old"]
    assert after.overview.modified == item.overview.modified + MINUTE
    assert changes.changed == {item_id}


def test_history_is_as_long_as_the_vault_says(items, add):
    rules = items.vault_rules
    items.set_vault_rules(replace(rules, history_length=3))
    item_id = add(password="0")
    for number in range(1, 6):
        version = items.item(item_id).details.version
        items.save(item_id, login(password=str(number)), base_version=version)
    history = items.item(item_id).details.history
    assert [first_value(v.fields, Role.PASSWORD) for v in history] == ["4", "3", "2"]


def test_saving_what_is_there_already_changes_nothing(items, add, world):
    item = items.item(add())
    before = world.path.read_bytes()
    changes = items.save(item.id, item.content(), base_version=item.details.version)
    assert not changes
    assert world.path.read_bytes() == before


def test_an_edit_never_overwrites_a_newer_version(items, add):
    item = items.item(add())
    base = item.details.version
    items.save(item.id, with_title(item.content(), "theirs"), base_version=base)
    with pytest.raises(ChangedSince, match="elsewhere"):
        items.save(item.id, with_title(item.content(), "ours"), base_version=base)
    assert items.item(item.id).overview.title == "theirs"


def test_an_edit_of_an_item_that_is_gone_is_refused(items, add):
    item = items.item(add())
    items.delete_forever([item.id])
    with pytest.raises(NotFound):
        items.save(item.id, item.content(), base_version=item.details.version)


def test_a_refused_edit_changes_nothing(items, add, world):
    item = items.item(add())
    before = world.path.read_bytes()
    with pytest.raises(InvalidInput):
        items.save(item.id, login("x" * 1025), base_version=item.details.version)
    with pytest.raises(InvalidInput):
        items.save(item.id, login(password="x" * 4097), base_version=item.details.version)
    assert world.path.read_bytes() == before


def test_what_an_edit_left_alone_keeps_what_was_done_meanwhile(items, add):
    (folder,) = items.add_folder("Work").folders
    item = items.item(add(tags=("red", "green")))
    items.set_favourite([item.id], True)
    items.move([item.id], folder)
    items.set_tags([item.id], add=["blue"], remove=["red"])
    edit = msgspec.structs.replace(item.content(), title="GitLab", tags=("red", "yellow"))
    items.save(item.id, edit, base_version=item.details.version, base=item.content())
    after = items.item(item.id).overview
    assert after.title == "GitLab"
    assert after.favourite
    assert after.folder == folder
    assert after.tags == ("blue", "yellow")


def test_an_edit_may_put_tags_in_another_order_and_spelling(items, add):
    item = items.item(add(tags=("red", "green")))
    edit = msgspec.structs.replace(item.content(), tags=("Green", "red"))
    items.save(item.id, edit, base_version=item.details.version, base=item.content())
    assert items.item(item.id).overview.tags == ("Green", "red")


def test_what_an_edit_did_change_wins(items, add):
    (work,) = items.add_folder("Work").folders
    (home,) = items.add_folder("Home").folders
    item = items.item(add())
    items.move([item.id], work)
    edit = msgspec.structs.replace(item.content(), folder=home, favourite=True, tags=("red",))
    items.save(item.id, edit, base_version=item.details.version, base=item.content())
    after = items.item(item.id).overview
    assert (after.folder, after.favourite, after.tags) == (home, True, ("red",))


def test_moving_by_an_edit_alone_makes_no_version(items, add):
    item = items.item(add())
    items.save(item.id, item.content(), base_version=item.details.version, path=("Work",))
    after = items.item(item.id)
    assert after.details == item.details
    assert items.folders()[after.overview.folder].name == "Work"


def test_an_edit_cannot_move_into_a_folder_that_is_gone(items, add):
    item = items.item(add())
    edit = msgspec.structs.replace(item.content(), folder=999)
    with pytest.raises(NotFound, match="folder"):
        items.save(item.id, edit, base_version=item.details.version)


def test_a_duplicate_has_the_content_and_no_history(items, add):
    item_id = add(tags=("work",))
    version = items.item(item_id).details.version
    items.save(item_id, login("GitHub", password="new", tags=("work",)), base_version=version)
    (copy_id,) = items.duplicate(item_id).made
    original, copy = items.item(item_id), items.item(copy_id)
    assert copy.overview.title == "GitHub (copy)"
    assert copy.overview.tags == ("work",)
    assert copy.details.history == ()
    assert [f.value for f in copy.fields] == [f.value for f in original.fields]
    assert copy.details.version != original.details.version


def test_a_duplicate_of_the_longest_title_keeps_it_whole(items, add):
    (copy_id,) = items.duplicate(add("x" * 1024)).made
    assert items.overviews()[copy_id].title == "x" * 1024


@pytest.mark.parametrize("verb", ["duplicate", "item"])
def test_an_item_that_does_not_exist_is_not_found(items, verb):
    with pytest.raises(NotFound):
        getattr(items, verb)(12345)


@pytest.mark.parametrize("verb", ["trash", "restore", "delete_forever"])
def test_one_missing_item_among_several_leaves_all_alone(items, add, verb):
    item_id = add()
    with pytest.raises(NotFound):
        getattr(items, verb)([item_id, 12345])
    assert items.overviews()[item_id].trashed is None


def test_favourites(items, add):
    first, second = add("a"), add("b")
    assert items.set_favourite([first, second], True).changed == {first, second}
    assert not items.set_favourite([first], True)
    assert items.set_favourite([first, second], False).changed == {first, second}


def test_moving_items(items, add):
    (folder,) = items.add_folder("Work").folders
    first, second = add("a"), add("b")
    changes = items.move([first, second], folder)
    assert changes.changed == {first, second}
    assert {o.folder for o in items.overviews().values()} == {folder}
    assert items.move([first], None).items[first].folder is None
    with pytest.raises(NotFound, match="folder"):
        items.move([first], 12345)


def test_where_an_item_lies_is_no_edit(items, add, world):
    item = items.item(add())
    world.clock.forward(seconds=60)
    items.set_favourite([item.id], True)
    items.set_tags([item.id], add=["red"])
    items.trash([item.id])
    items.restore([item.id])
    after = items.item(item.id)
    assert after.details == item.details
    assert after.overview.modified == item.overview.modified


def test_tags_come_and_go_without_regard_to_case(items, add):
    first, second = add("a", tags=("Work",)), add("b")
    items.set_tags([first, second], add=["WORK", "red"])
    assert items.overviews()[first].tags == ("Work", "red")
    assert items.overviews()[second].tags == ("WORK", "red")
    items.set_tags([first, second], remove=["work"])
    assert items.tags() == {"red": 2}


def test_a_tag_that_cannot_be_is_refused(items, add):
    item_id = add(tags=tuple(f"t{n}" for n in range(100)))
    with pytest.raises(InvalidInput):
        items.set_tags([item_id], add=[" "])
    with pytest.raises(InvalidInput):
        items.set_tags([item_id], add=["one too many"])
    assert len(items.overviews()[item_id].tags) == 100


def test_renaming_a_tag_is_one_change_over_all_items(items, add):
    ids = {add(str(n), tags=("old", "other")) for n in range(3)}
    bystander = add("x", tags=("older",))
    binned = add("binned", tags=("OLD",))
    items.trash([binned])
    changes = items.rename_tag("Old", "new")
    assert set(changes.items) == ids | {binned}
    assert items.tags() == {"new": 3, "older": 1, "other": 3}
    assert items.overviews()[bystander].tags == ("older",)
    items.restore([binned])
    assert items.tags()["new"] == 4


def test_a_tag_renamed_to_another_becomes_that_one(items, add):
    item_id = add(tags=("red", "rouge"))
    items.rename_tag("rouge", "red")
    assert items.overviews()[item_id].tags == ("red",)
    with pytest.raises(InvalidInput):
        items.rename_tag("red", "")


def test_renaming_a_tag_nobody_has_changes_nothing(items, add):
    add(tags=("red",))
    assert not items.rename_tag("blue", "green")


def test_the_vault_has_a_name_and_rules(items, session):
    assert items.vault_name == "Personal"
    items.rename_vault("  Family ")
    assert items.vault_name == session.vault.name == "Family"
    with pytest.raises(InvalidInput):
        items.rename_vault("")
    rules = items.vault_rules
    assert (rules.trash_days, rules.history_length) == (30, 20)


@pytest.mark.parametrize("numbers", [(-1, 20), (3651, 20), (30, -1), (30, 201)])
def test_rules_out_of_bounds_are_refused(items, numbers):
    rules = type(items.vault_rules)(*numbers)
    with pytest.raises(InvalidInput):
        items.set_vault_rules(rules)
    assert items.vault_rules.trash_days == 30


def test_uses_are_counted_beside_the_vault(items, add, world):
    item_id = add()
    before = world.path.read_bytes()
    items.record_use(item_id)
    world.clock.forward(seconds=60)
    items.record_use(item_id)
    used = items.usage()[item_id]
    assert (used.last_used, used.times_used) == (world.clock.now_ms(), 2)
    assert world.path.read_bytes() == before


def test_a_use_that_cannot_be_noted_is_no_trouble(items, add, world, monkeypatch):
    item_id = add()
    items.usage()
    told = []
    items._session.used.follow(lambda *use: told.append(use))

    def refuse(*_args, **_more):
        raise PermissionError(13, "no")

    monkeypatch.setattr("strongroom.vault.local.write_atomically", refuse)
    monkeypatch.setattr("strongroom.vault.locking.os.open", refuse)
    items.record_use(item_id)
    assert item_id not in items.usage()
    assert told == []
    assert world.path.exists()
