# SPDX-License-Identifier: GPL-3.0-or-later
"""Putting back what a change replaced, and refusing where that is no longer possible."""

import pytest
from tests.vault.ground import add, login, new_unlock, password_of, save, titles

from strongroom.crypto.kdf import CHEAPEST
from strongroom.errors import ChangedSince
from strongroom.model import edits
from strongroom.model.changes import RowChange, SealedRow, SettingsChange, VaultValues
from strongroom.model.item import Folder


def test_an_edit_is_undone_and_done_again(ground, vault):
    item_id = add(vault, "GitHub", "first")
    before = vault.item(item_id)
    changes = save(vault, item_id, title="GitLab", password="second")
    after = vault.item(item_id)
    undone = vault.put_back(changes.rows)
    assert undone.changed == {item_id}
    assert vault.item(item_id) == before
    redone = vault.put_back(undone.rows)
    assert vault.item(item_id) == after
    vault.put_back(redone.rows)
    assert ground.open().item(item_id) == before
    assert vault.check().orphans == 0


def test_an_overview_alone_is_undone_without_the_details(vault):
    item_id = add(vault)
    favoured = vault.write(
        lambda draft: draft.put(edits.favoured(draft.overviews[item_id], on=True))
    )
    assert favoured.rows[0].after is not None
    assert favoured.rows[0].after.details is None
    undone = vault.put_back(favoured.rows)
    assert not vault.item(item_id).overview.favourite
    vault.put_back(undone.rows)
    assert vault.item(item_id).overview.favourite
    assert password_of(vault.item(item_id)) == "s3cret"


def test_an_added_item_goes_and_comes_back(vault):
    item = edits.new_item(login(), 1)
    added = vault.write(lambda draft: draft.put(item.overview, item.details))
    undone = vault.put_back(added.rows)
    assert undone.removed == {item.id}
    assert vault.check().items == 0
    redone = vault.put_back(undone.rows)
    assert redone.added == {item.id}
    assert vault.item(item.id) == item
    assert vault.check().sound


def test_a_deleted_item_and_its_folder_come_back(ground, vault):
    item_id = add(vault)
    vault.write(lambda draft: draft.put_folder(Folder(id=5, name="Work")))
    before = vault.item(item_id)

    def delete(draft):
        draft.bury(item_id)
        draft.drop_folder(5)

    deleted = vault.write(delete)
    undone = vault.put_back(deleted.rows)
    assert undone.added == {item_id}
    assert undone.folders == {5: Folder(id=5, name="Work")}
    assert ground.open().item(item_id) == before
    assert vault.check().sound
    again = vault.put_back(undone.rows)
    assert again.removed == {item_id}
    assert again.folders == {5: None}


def test_the_name_and_the_rules_are_undone_and_done_again(ground, vault):
    changes = vault.write(lambda draft: draft.set_settings(name="Work", trash_days=7))
    assert changes
    assert changes.rows == ()
    assert changes.settings == SettingsChange(
        VaultValues("Personal", 30, 20), VaultValues("Work", 7, 20)
    )
    undone = vault.put_back((), changes.settings)
    assert (vault.name, vault.settings.trash_days) == ("Personal", 30)
    assert undone.settings == SettingsChange(changes.settings.after, changes.settings.before)
    vault.put_back((), undone.settings)
    assert (ground.open().name, vault.settings.trash_days) == ("Work", 7)
    assert "Work" not in repr(changes.settings)


def test_a_value_that_another_program_set_is_not_undone(ground, vault):
    changes = vault.write(lambda draft: draft.set_settings(name="Work"))
    ground.open("there").write(lambda draft: draft.set_settings(history_length=5))
    undone = vault.put_back((), changes.settings)
    assert (vault.name, vault.settings.history_length) == ("Personal", 5)
    ground.open("there").write(lambda draft: draft.set_settings(name="Theirs"))
    with pytest.raises(ChangedSince):
        vault.put_back((), undone.settings)
    assert vault.name == "Theirs"


def test_a_change_without_values_says_none(vault):
    assert save(vault, add(vault), title="New").settings is None
    assert not vault.write(lambda draft: draft.set_settings(name="Personal"))
    assert not vault.put_back(())


def test_what_was_edited_since_is_not_undone(ground, vault):
    item_id = add(vault)
    changes = save(vault, item_id, title="Mine")
    save(ground.open("there"), item_id, title="Theirs")
    before = ground.path.read_bytes()
    with pytest.raises(ChangedSince, match="can no longer be undone"):
        vault.put_back(changes.rows)
    assert ground.path.read_bytes() == before
    assert titles(vault) == ["Theirs"]


def test_one_row_that_changed_keeps_all_of_them(vault):
    a, b = add(vault, "A"), add(vault, "B")

    def both(draft):
        for item_id in (a, b):
            draft.put(edits.favoured(draft.overviews[item_id], on=True))

    changes = vault.write(both)
    save(vault, b, title="B2")
    with pytest.raises(ChangedSince):
        vault.put_back(changes.rows)
    assert vault.item(a).overview.favourite


def test_an_added_item_that_is_gone_is_not_undone(vault):
    item = edits.new_item(login(), 1)
    added = vault.write(lambda draft: draft.put(item.overview, item.details))
    vault.write(lambda draft: draft.bury(item.id))
    with pytest.raises(ChangedSince):
        vault.put_back(added.rows)


def test_rows_from_before_a_rekey_are_refused(vault):
    item_id = add(vault)
    changes = save(vault, item_id, title="GitLab")
    vault.change_unlock(new_unlock(), cost=CHEAPEST).finish()
    with pytest.raises(ChangedSince):
        vault.put_back(changes.rows)
    (row,) = save(vault, item_id, title="x").rows
    foreign = RowChange(id=row.id, before=SealedRow(bytes(256)), after=row.after)
    with pytest.raises(ChangedSince):
        vault.put_back((foreign,))


def test_an_overview_without_its_details_is_refused(vault):
    item_id = add(vault)
    (row,) = save(vault, item_id, password="new").rows
    assert row.before is not None
    for details in (None, bytes(480)):
        torn = RowChange(id=row.id, before=SealedRow(row.before.overview, details), after=row.after)
        with pytest.raises(ChangedSince):
            vault.put_back((torn,))


def test_the_name_of_an_unknown_row_stays_out_of_it(vault):
    assert vault.put_back((RowChange(id=5, before=None, after=None),)).items == {}
