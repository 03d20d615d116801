# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from tests.app.worlds import login, new_unlock, with_password
from tests.vault.ground import add_file

from strongroom.app.deeds import Deed
from strongroom.app.items import Items
from strongroom.app.undo import Undo
from strongroom.app.vault_rules import VaultRules
from strongroom.errors import ChangedSince, InvalidInput, VaultBusy
from strongroom.model.changes import Changes
from strongroom.vault import parts


@pytest.fixture
def undo(session):
    return Undo(session)


def state_of(items):
    return items.overviews(), items.folders(), items.vault_name, items.vault_rules


def test_there_is_nothing_to_undo_at_first(undo):
    assert not undo.can_undo
    assert not undo.can_redo
    assert (undo.undo_label, undo.redo_label) == ("Undo", "Redo")
    with pytest.raises(InvalidInput, match="nothing to undo"):
        undo.undo()
    with pytest.raises(InvalidInput, match="nothing to redo"):
        undo.redo()


def test_every_kind_of_change_is_undone_and_redone(items, undo, add):
    first, second = add("a", tags=("red",)), add("b")
    item = items.item(first)
    (work,) = items.add_folder("Work").folders
    (inner,) = items.add_folder("Inner", work).folders
    items.move([second], work)
    edit = login("a", password="new", tags=("red",))
    deeds = [
        (Deed.ADD, lambda: items.add(login("c"))),
        (Deed.ADD, lambda: items.add(login("d"), path=("New", "Newer"))),
        (Deed.EDIT, lambda: items.save(first, edit, base_version=item.details.version)),
        (Deed.DUPLICATE, lambda: items.duplicate(first)),
        (Deed.FAVOURITE, lambda: items.set_favourite([first, second], True)),
        (Deed.MOVE, lambda: items.move([first], work)),
        (Deed.TAG, lambda: items.set_tags([first, second], add=["x"], remove=["red"])),
        (Deed.RENAME_TAG, lambda: items.rename_tag("x", "y")),
        (Deed.ADD_FOLDER, lambda: items.add_folder("Home")),
        (Deed.RENAME_FOLDER, lambda: items.rename_folder(work, "Office")),
        (Deed.MOVE_FOLDER, lambda: items.move_folder(inner, None)),
        (Deed.DELETE_FOLDER, lambda: items.delete_folder(work)),
        (Deed.TRASH, lambda: items.trash([first, second])),
        (Deed.RESTORE, lambda: items.restore([first])),
        (Deed.RENAME_VAULT, lambda: items.rename_vault("Work")),
        (Deed.EMPTY_TRASH, items.empty_trash),
        (Deed.VAULT_RULES, lambda: items.set_vault_rules(VaultRules(7, 5))),
        (Deed.DELETE, lambda: items.delete_forever([first])),
    ]
    states = [state_of(items)]
    for deed, do in deeds:
        undo.push(deed, do())
        states.append(state_of(items))
    for state in reversed(states[:-1]):
        undo.undo()
        assert state_of(items) == state
    assert not undo.can_undo
    assert items.item(first).details == item.details
    for state in states[1:]:
        undo.redo()
        assert state_of(items) == state
    assert not undo.can_redo
    for state in reversed(states[:-1]):
        undo.undo()
        assert state_of(items) == state


def test_the_changes_of_an_undo_redraw(items, undo, add):
    item_id = add()
    undo.push(Deed.DELETE, items.delete_forever([item_id]))
    changes = undo.undo()
    assert changes.added == {item_id}
    assert changes.items[item_id] == items.overviews()[item_id]
    assert undo.redo().removed == {item_id}


def test_labels_say_what_and_how_many(items, undo, add):
    ids = [add(str(number)) for number in range(12)]
    (folder,) = items.add_folder("Work").folders
    undo.push(Deed.MOVE, items.move(ids, folder))
    assert undo.undo_label == "Undo move of 12 items"
    undo.undo()
    assert undo.redo_label == "Redo move of 12 items"
    undo.push(Deed.TRASH, items.trash(ids[:1]))
    assert undo.undo_label == "Undo moving an item to Trash"
    undo.push(Deed.RENAME_FOLDER, items.rename_folder(folder, "Office"))
    assert undo.undo_label == "Undo rename of a folder"


@pytest.mark.parametrize("deed", Deed)
def test_every_deed_has_its_words(deed):
    for count in (1, 2, 12):
        for label, word in ((deed.undo_label(count), "Undo"), (deed.redo_label(count), "Redo")):
            assert label.startswith(word + " ")
            assert "{" not in label
    assert deed.undo_label(3).removeprefix("Undo") == deed.redo_label(3).removeprefix("Redo")


def test_a_new_change_ends_what_could_be_redone(items, undo):
    undo.push(Deed.ADD, items.add(login("a")))
    undo.undo()
    undo.push(Deed.ADD, items.add(login("b")))
    assert not undo.can_redo


def test_an_undo_is_of_one_change_of_the_name_and_no_other(items, undo):
    first = items.rename_vault("Work")
    undo.push(Deed.RENAME_VAULT, first)
    second = items.rename_vault("Play")
    undo.push(Deed.RENAME_VAULT, second)
    with pytest.raises(InvalidInput, match="Something else"):
        undo.undo(first)
    undo.undo(second)
    assert items.vault_name == "Work"


def test_a_name_that_another_program_gave_is_not_overwritten(items, undo, world):
    undo.push(Deed.RENAME_VAULT, items.rename_vault("Work"))
    other = world.opened()
    Items(other).rename_vault("Theirs")
    other.lock()
    with pytest.raises(ChangedSince):
        undo.undo()
    assert items.vault_name == "Theirs"


def test_what_went_for_good_is_not_offered_and_loses_nothing_before_it(
    items, undo, session, monkeypatch
):
    item_id = next(iter(items.add(login("a")).made))
    undo.push(Deed.FAVOURITE, items.set_favourite([item_id], True))
    monkeypatch.setattr(parts, "MOST_KEPT", 1000)
    attached = add_file(session.vault, item_id, "x", lambda: [bytes(4000)])
    undo.push(Deed.EDIT, attached)
    undo.undo()
    assert not undo.can_redo
    undo.push(Deed.DELETE, add_file(session.vault, item_id, "x", lambda: [bytes(4000)]))
    gone = items.delete_forever([item_id])
    assert gone.for_good
    undo.push(Deed.DELETE, gone)
    assert undo.undo_label == "Undo deletion of an item"


def test_a_change_that_changed_nothing_is_no_step(undo):
    undo.push(Deed.MOVE, Changes())
    assert not undo.can_undo


def test_what_has_changed_since_is_never_overwritten(items, undo, add, world):
    item_id = add()
    undo.push(Deed.ADD, items.add(login("before")))
    undo.push(Deed.FAVOURITE, items.set_favourite([item_id], True))
    other = world.opened()
    Items(other).set_tags([item_id], add=["theirs"])
    other.lock()
    before = items.overviews()
    with pytest.raises(ChangedSince):
        undo.undo()
    after = items.overviews()
    assert after[item_id].tags == ("theirs",)
    assert after[item_id].favourite
    assert before.keys() == after.keys()
    assert not undo.can_redo
    undo.undo()  # what was done before can still be reached
    assert {o.title for o in items.overviews().values()} == {"GitHub"}


def test_one_row_changed_among_many_leaves_all_alone(items, undo, add, world):
    first, second = add("a"), add("b")
    undo.push(Deed.FAVOURITE, items.set_favourite([first, second], True))
    other = world.opened()
    Items(other).trash([second])
    other.lock()
    with pytest.raises(ChangedSince):
        undo.undo()
    assert items.overviews()[first].favourite


def test_where_nothing_could_be_written_undo_can_be_tried_again(items, undo, session, monkeypatch):
    undo.push(Deed.ADD, items.add(login()))
    with monkeypatch.context() as patch:

        def busy(*_rows):
            message = "busy"
            raise VaultBusy(message)

        patch.setattr(session, "put_back", busy)
        with pytest.raises(VaultBusy):
            undo.undo()
    assert undo.can_undo
    undo.undo()
    assert items.overviews() == {}


def test_a_lock_forgets_everything(items, undo, session, world):
    undo.push(Deed.ADD, items.add(login("a")))
    undo.push(Deed.ADD, items.add(login("b")))
    undo.undo()
    session.lock()
    assert not undo.can_undo
    assert not undo.can_redo
    session.unlock(world.path, with_password())
    assert not undo.can_undo


def test_a_rekey_forgets_everything(items, undo, session):
    undo.push(Deed.ADD, items.add(login("a")))
    session.begin_rekey(with_password(), new_unlock("a new password")).finish()
    assert not undo.can_undo


def test_the_oldest_goes_first_when_memory_is_full(items, session):
    undo = Undo(session, most_bytes=3000)
    for number in range(10):
        undo.push(Deed.ADD, items.add(login(str(number))))
    steps = 0
    while undo.can_undo:
        undo.undo()
        steps += 1
    assert 1 <= steps < 10
    assert {o.title for o in items.overviews().values()} == {str(n) for n in range(10 - steps)}


def test_steps_that_just_fit_are_all_remembered(items, session):
    first, second = items.add(login("a")), items.add(login("b"))
    size = sum(
        len(row.after.overview) + len(row.after.details or b"")
        for row in (*first.rows, *second.rows)
        if row.after is not None
    )
    for most, steps in ((size, 2), (size - 1, 1)):
        undo = Undo(session, most_bytes=most)
        undo.push(Deed.ADD, first)
        undo.push(Deed.ADD, second)
        assert len(undo._done) == steps


def test_the_latest_change_can_be_taken_back_however_large(items, session):
    undo = Undo(session, most_bytes=3000)
    undo.push(Deed.ADD, items.add(login("a")))
    undo.push(Deed.IMPORT, items.add_many(login(str(number)) for number in range(20)))
    undo.undo()
    assert {o.title for o in items.overviews().values()} == {"a"}
    assert not undo.can_undo


def test_what_is_remembered_is_sealed(items, undo):
    undo.push(Deed.ADD, items.add(login("plain-title", password="plain-secret")))
    kept = b"".join(
        part
        for step in undo._done
        for row in step.rows
        for side in (row.before, row.after)
        if side is not None
        for part in (side.overview, side.details or b"")
    )
    assert kept
    assert b"plain" not in kept
