# SPDX-License-Identifier: GPL-3.0-or-later
"""An edit in the window, crossed by another of the same item: both are seen, none is lost."""

import msgspec
import pytest
from PySide6.QtWidgets import QPushButton
from tests.app.worlds import login, with_password
from tests.gui.pages.conftest import Desk

from strongroom.errors import NotWritable
from strongroom.gui.dialogs.conflict import ConflictDialog, _what_is_left
from strongroom.gui.dialogs.leave import LeaveDialog
from strongroom.model.changes import Changes
from strongroom.model.fields import Role
from strongroom.model.item import Content, Item, first_value


def with_value(content: Content, role: str, value: str) -> Content:
    fields = (
        msgspec.structs.replace(f, value=value) if f.role == role else f for f in content.fields
    )
    return msgspec.structs.replace(content, fields=tuple(fields))


def elsewhere(desk: Desk, item: Item, role: str, value: str) -> Changes:
    """Let another program save a change of the item, and the window hear of it."""
    theirs = with_value(item.content(), role, value)
    changes = desk.items.save(item.id, theirs, base_version=item.details.version)
    desk.pane.apply(changes)
    desk.settle()
    return changes


def save(desk: Desk) -> None:
    desk.pane.editor.save()
    desk.settle()


def notice(desk: Desk) -> str:
    shown = desk.pane.editor.notice
    return shown.text.text() if shown.isVisible() else ""


def offer(desk: Desk, text: str) -> QPushButton:
    return next(b for b in desk.pane.editor.notice.offers if b.text() == text)


def shown_dialogs(desk: Desk) -> list[ConflictDialog]:
    return [d for d in desk.pane.findChildren(ConflictDialog) if d.isVisible()]


def dialog(desk: Desk) -> ConflictDialog:
    (found,) = shown_dialogs(desk)
    assert isinstance(found, ConflictDialog)
    return found


def values(desk: Desk, item: Item) -> tuple[str, str]:
    fields = desk.items.item(item.id).fields
    return first_value(fields, Role.USERNAME), first_value(fields, Role.PASSWORD)


def past_passwords(desk: Desk, item: Item) -> list[str]:
    history = desk.items.item(item.id).details.history
    return [first_value(version.fields, Role.PASSWORD) for version in history]


@pytest.fixture
def item(desk: Desk) -> Item:
    """An item under edit, its username changed in the editor already."""
    found = desk.edit(login())
    desk.row("username").input.put("mine")
    return found


@pytest.fixture
def crossed(desk: Desk, item: Item) -> Item:
    """The same with the password changed on both sides, saved, and so asked about."""
    desk.row("password").input.put("my password")
    elsewhere(desk, item, Role.PASSWORD, "their password")
    save(desk)
    return item


# While editing


def test_the_editor_says_that_both_will_be_kept(desk: Desk, item: Item) -> None:
    elsewhere(desk, item, Role.PASSWORD, "theirs")
    assert "saving keeps both" in notice(desk)
    assert desk.row("username").input.value() == "mine"
    assert desk.row("password").input.value() == "hunter2"


def test_the_editor_says_that_the_same_was_changed(desk: Desk, item: Item) -> None:
    elsewhere(desk, item, Role.USERNAME, "theirs")
    assert "you changed the same" in notice(desk)
    offer(desk, "Compare").click()
    desk.settle()
    assert [choice.accessibleName() for choice in dialog(desk).choices] == ["Username"]
    dialog(desk).keep.click()
    assert desk.row("username").input.value() == "mine"


def test_the_editor_says_nothing_of_other_items_or_of_places(desk: Desk, item: Item) -> None:
    desk.pane.apply(desk.items.add(login("Another")))
    desk.pane.apply(desk.items.set_favourite([item.id], on=True))
    desk.settle()
    assert notice(desk) == ""


def test_an_item_in_the_trash_and_out_again_is_told(desk: Desk, item: Item) -> None:
    desk.pane.apply(desk.items.trash([item.id]))
    desk.settle()
    assert "moved to Trash elsewhere" in notice(desk)
    desk.pane.apply(desk.items.restore([item.id]))
    desk.settle()
    assert notice(desk) == ""


# Saving


def test_different_fields_are_joined_and_that_is_said(desk: Desk, item: Item) -> None:
    elsewhere(desk, item, Role.PASSWORD, "theirs")
    save(desk)
    assert not desk.pane.editing
    assert values(desk, item) == ("mine", "theirs")
    assert desk.pane.toast.text == "Saved; what was changed elsewhere is kept too"
    assert past_passwords(desk, item) == ["theirs", "hunter2"]


def test_a_save_takes_an_item_out_of_the_trash(desk: Desk, item: Item) -> None:
    desk.items.trash([item.id])
    save(desk)
    assert desk.items.item(item.id).overview.trashed is None
    assert desk.pane.toast.text == "Saved, and taken out of Trash again"


def test_a_contradiction_is_shown_side_by_side_and_saves_nothing(desk: Desk, crossed: Item) -> None:
    asked = dialog(desk)
    assert [choice.accessibleName() for choice in asked.choices] == ["Password"]
    assert {row.field.value for row in asked.sides.rows} >= {"my password", "their password"}
    said = {(row.field.value, row.mark) for row in asked.sides.rows}
    assert ("my password", "choose below") in said
    assert ("their password", "choose below") in said
    assert ("mine", "kept") in said
    assert ("zoe", "goes to history") in said
    assert values(desk, crossed) == ("zoe", "their password")
    assert desk.pane.editor.bar.save.isEnabled()


def test_mine_is_kept_and_theirs_goes_into_the_history(desk: Desk, crossed: Item) -> None:
    dialog(desk).save.click()
    desk.settle()
    assert not desk.pane.editing
    assert values(desk, crossed) == ("mine", "my password")
    assert past_passwords(desk, crossed) == ["their password", "hunter2"]


def test_one_field_of_theirs_is_taken_and_the_rest_of_mine(desk: Desk, crossed: Item) -> None:
    dialog(desk).choices[0].choose(0)
    dialog(desk).save.click()
    desk.settle()
    assert values(desk, crossed) == ("mine", "their password")
    assert past_passwords(desk, crossed) == ["my password", "their password", "hunter2"]


def test_theirs_is_taken_and_mine_goes_into_the_history(desk: Desk, crossed: Item) -> None:
    dialog(desk).theirs.click()
    desk.settle()
    assert not desk.pane.editing
    assert values(desk, crossed) == ("zoe", "their password")
    assert past_passwords(desk, crossed)[0] == "my password"


def test_editing_goes_on_and_is_asked_again(desk: Desk, crossed: Item) -> None:
    dialog(desk).keep.click()
    assert desk.pane.editing
    assert desk.row("password").input.value() == "my password"
    save(desk)
    assert len(shown_dialogs(desk)) == 1
    assert values(desk, crossed) == ("zoe", "their password")


def test_a_third_change_while_it_is_asked_is_asked_again(desk: Desk, crossed: Item) -> None:
    asked = dialog(desk)
    elsewhere(desk, desk.items.item(crossed.id), Role.PASSWORD, "a third")
    asked.save.click()
    desk.settle()
    assert "a third" in {row.field.value for row in dialog(desk).sides.rows}
    assert values(desk, crossed)[1] == "a third"


def test_what_was_chosen_can_be_undone(desk: Desk, crossed: Item) -> None:
    dialog(desk).save.click()
    desk.settle()
    desk.editing.undo()
    desk.settle()
    assert values(desk, crossed) == ("zoe", "their password")


@pytest.mark.usefixtures("crossed")
def test_what_is_left_in_a_dialog_that_was_closed_is_nothing(desk: Desk) -> None:
    asked = dialog(desk)
    asked.reject()
    assert asked._crossing is None
    assert asked.sides.rows == []


def test_an_item_that_was_deleted_is_saved_anew(desk: Desk, item: Item) -> None:
    desk.pane.apply(desk.items.delete_forever([item.id]))
    desk.settle()
    assert "deleted elsewhere; saving adds it again" in notice(desk)
    save(desk)
    with desk.qtbot.waitSignal(desk.pane.saved) as saved:
        offer(desk, "Save it as a new item").click()
        desk.settle()
    again = desk.items.item(saved.args[0])
    assert again.overview.title == "GitHub"
    assert again.overview.username == "mine"


def test_what_is_deleted_while_it_is_compared_is_told(desk: Desk, item: Item) -> None:
    elsewhere(desk, item, Role.USERNAME, "theirs")
    desk.items.delete_forever([item.id])
    offer(desk, "Compare").click()
    desk.settle()
    assert shown_dialogs(desk) == []
    assert "deleted elsewhere" in notice(desk)


# Drafts


def go_on(desk: Desk) -> None:
    desk.pane = desk.new_pane()
    desk.pane.offer_drafts()
    desk.settle()
    desk.pane.notice.offers[0].click()
    desk.settle()
    desk.pane.editor.fields.make_all()


def kept_and_changed(desk: Desk, item: Item, role: str) -> None:
    """Keep what is typed as a draft, change the item, and go on."""
    desk.lock()
    desk.session.unlock(desk.world.path, with_password())
    theirs = with_value(item.content(), role, "theirs")
    desk.items.save(item.id, theirs, base_version=item.details.version)
    go_on(desk)


def test_a_draft_of_an_item_that_changed_meanwhile_is_joined(desk: Desk, item: Item) -> None:
    kept_and_changed(desk, item, Role.PASSWORD)
    assert "saving keeps both" in notice(desk)
    save(desk)
    assert values(desk, item) == ("mine", "theirs")
    assert desk.items.drafts() == ()


def test_a_draft_that_contradicts_is_not_forced_over_its_item(desk: Desk, item: Item) -> None:
    kept_and_changed(desk, item, Role.USERNAME)
    save(desk)
    assert len(shown_dialogs(desk)) == 1
    assert values(desk, item)[0] == "theirs"
    dialog(desk).save.click()
    desk.settle()
    assert values(desk, item)[0] == "mine"


# A file that cannot be written


def test_what_cannot_be_saved_is_offered_again_when_the_file_is_back(
    desk: Desk, item: Item
) -> None:
    aside = desk.world.path.rename(desk.world.path.with_suffix(".aside"))
    desk.pane.take_trouble(can_save=False, can_read=False)
    save(desk)
    assert "moved, renamed or deleted" in notice(desk)
    aside.rename(desk.world.path)
    desk.pane.take_trouble(can_save=True, can_read=True)
    offer(desk, "Save now").click()
    desk.settle()
    assert values(desk, item) == ("mine", "hunter2")


def test_leaving_what_cannot_be_saved_offers_a_draft(desk: Desk, item: Item) -> None:
    desk.pane.take_trouble(can_save=False, can_read=False)
    left: list[bool] = []
    desk.pane.leave(lambda: left.append(True))
    asked = desk.pane.findChild(LeaveDialog)
    assert isinstance(asked, LeaveDialog)
    assert asked.save.text() == "Keep as draft"
    asked.save.click()
    desk.settle()
    assert left == [True]
    (draft,) = desk.items.drafts()
    assert (draft.item, first_value(draft.content.fields, Role.USERNAME)) == (item.id, "mine")


def test_an_item_that_could_not_be_read_is_shown_when_the_file_is_back(desk: Desk) -> None:
    item_id = desk.add(login())
    aside = desk.world.path.rename(desk.world.path.with_suffix(".aside"))
    desk.pane.show_item(item_id)
    desk.settle()
    assert desk.pane.item is None
    desk.pane.take_trouble(can_save=False, can_read=False)
    aside.rename(desk.world.path)
    desk.pane.take_trouble(can_save=True, can_read=True)
    desk.settle()
    assert desk.pane.item is not None


def test_another_failure_is_told_as_it_is(desk: Desk, item: Item) -> None:
    desk.pane.acts._failed(NotWritable("The disk says no."))
    assert notice(desk) == "The disk says no."
    desk.pane.apply(desk.items.trash([item.id]))
    desk.settle()
    assert notice(desk) == "The disk says no."


@pytest.mark.parametrize(("kept", "said"), [(True, "item's history"), (False, "keeps no history")])
def test_what_becomes_of_the_other_side_is_said_as_it_is(*, kept: bool, said: str) -> None:
    assert said in _what_is_left(kept=kept)
