# SPDX-License-Identifier: GPL-3.0-or-later
from pathlib import Path

import pytest
from tests.vault.ground import Ground, add, add_many, password_of, save, titles

from strongroom.errors import (
    Altered,
    BeingWritten,
    Damaged,
    NotFound,
    OtherVault,
    Unreadable,
    VaultGone,
)
from strongroom.model.item import Folder
from strongroom.vault import locking, reading, store


def test_the_list_is_live(vault):
    overviews, folders = vault.overviews(), vault.folders()
    item_id = add(vault)
    vault.write(lambda draft: draft.put_folder(Folder(id=5, name="Work")))
    assert item_id in overviews
    assert folders[5].name == "Work"
    with pytest.raises(TypeError):
        overviews[1] = None


def test_there_is_no_such_item(vault):
    with pytest.raises(NotFound):
        vault.item(5)


def test_details_come_a_few_at_a_time(vault, monkeypatch):
    monkeypatch.setattr(reading, "_BATCH", 3)
    ids = add_many(vault, 7)
    vault.write(lambda draft: draft.bury(ids[0]))
    found = dict(vault.details([*ids, 99]))
    assert set(found) == set(ids[1:])
    assert list(vault.details([])) == []


def test_a_save_is_possible_between_two_of_them(vault, monkeypatch):
    monkeypatch.setattr(reading, "_BATCH", 2)
    ids = add_many(vault, 4)
    given = vault.details(ids)
    next(given)
    save(vault, ids[3], password="changed meanwhile")
    later = dict(given)
    assert later[ids[3]].history


def test_an_item_that_another_program_changed_is_read_as_it_is_now(ground):
    first, second = ground.open(), ground.open()
    item_id = add(first)
    second.refresh()
    save(first, item_id, title="Changed", password="changed")
    item = second.item(item_id)
    assert (item.overview.title, password_of(item)) == ("Changed", "changed")
    assert titles(second) == ["Changed"]
    # The change is still told, to whoever asks for it.
    changes = second.refresh()
    assert changes is not None
    assert changes.changed == {item_id}


def test_a_refresh_tells_what_came_what_changed_and_what_went(ground):
    first, second = ground.open(), ground.open()
    a, b = add(first, "A"), add(first, "B")
    first.write(lambda draft: draft.put_folder(Folder(id=5, name="Work")))
    second.refresh()
    second.overviews()
    save(first, a, title="A2")
    first.write(lambda draft: draft.bury(b))
    first.write(lambda draft: draft.drop_folder(5))
    c = add(first, "C")
    changes = second.refresh()
    assert changes is not None
    assert (changes.changed, changes.removed, changes.added) == ({a}, {b}, {c})
    assert changes.folders == {5: None}
    assert changes.rows == ()
    assert titles(second) == ["A2", "C"]
    assert second.generation == first.generation


def test_a_refresh_before_the_list_was_opened_opens_only_what_changed(ground):
    first = ground.open()
    add_many(first, 20)
    second = ground.open()
    new = add(first)
    changes = second.refresh()
    assert changes is not None
    assert changes.added == {new}
    assert len(second._core.standing.contents._sealed) == 20
    assert len(second.overviews()) == 21


def test_a_refresh_of_nothing_reads_a_hundred_bytes(ground, monkeypatch):
    vault = ground.open()
    add(vault)

    def fail(*_args, **_more):
        raise AssertionError

    monkeypatch.setattr(store, "reading", fail)
    assert vault.refresh() is None


def test_a_file_that_was_only_touched_is_read_once(ground):
    vault = ground.open()
    ground.replace_by(ground.copy("same"))
    assert vault.refresh() is None
    assert vault._core.seen_file == store.look(ground.path)


def test_settings_alone_are_a_change(ground):
    first, second = ground.open(), ground.open()
    first.write(lambda draft: draft.set_settings(name="Work"))
    changes = second.refresh()
    assert changes is not None
    assert not changes
    assert second.name == "Work"


def test_a_file_that_is_gone_says_so(ground, vault):
    item_id = add(vault)
    ground.path.rename(ground.folder / "aside")
    for look in (vault.refresh, lambda: vault.item(item_id)):
        with pytest.raises(VaultGone, match="Put it back"):
            look()
    (ground.folder / "aside").rename(ground.path)
    assert vault.refresh() is None
    assert vault.item(item_id).overview.title == "GitHub"


def test_a_folder_that_may_not_be_entered_is_told_as_such(vault, monkeypatch):
    def refused(_path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "exists", refused)
    with pytest.raises(Unreadable, match="permission"):
        vault.refresh()


def test_a_file_that_was_cut_off_is_damaged_and_not_written(ground, vault):
    add(vault)
    whole = ground.path.read_bytes()
    ground.path.write_bytes(whole[:-100])
    for attempt in (vault.refresh, lambda: add(vault, "lost")):
        with pytest.raises(Damaged):
            attempt()
    assert ground.path.read_bytes() == whole[:-100]
    ground.path.write_bytes(whole)
    add(vault, "saved")


@pytest.fixture
def another(tmp_path):
    """The file of another vault."""
    folder = tmp_path / "others"
    folder.mkdir()
    other = Ground(folder)
    other.create("elsewhere").close()
    return other.path


def test_another_vault_in_its_place_is_told_and_not_written(ground, vault, another):
    add(vault)
    ground.replace_by(another)
    before = ground.path.read_bytes()
    with pytest.raises(OtherVault, match="another vault"):
        vault.refresh()
    with pytest.raises(OtherVault):
        add(vault, "lost")
    assert ground.path.read_bytes() == before
    assert titles(vault) == ["GitHub"]


def test_a_vault_that_is_being_written_is_told_as_such(ground, vault, monkeypatch):
    monkeypatch.setattr(locking, "WAIT_SECONDS", 0.01)
    with locking.exclusive(ground.places().lock_of(ground.path)), pytest.raises(BeingWritten):
        vault.item(1)


def test_a_refresh_takes_nothing_in_from_a_file_that_was_changed(ground, vault):
    item_id = add(vault)
    ground.sql("UPDATE overview SET sealed = randomblob(256) WHERE id = :a", a=item_id)
    with pytest.raises(Altered):
        vault.refresh()
    assert titles(vault) == ["GitHub"]
