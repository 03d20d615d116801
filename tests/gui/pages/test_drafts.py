# SPDX-License-Identifier: GPL-3.0-or-later
"""Edits that a lock interrupts, and what happens to their items before they go on."""

import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from tests.app.worlds import login, with_password
from tests.gui.pages.conftest import Desk

from strongroom.model.item import Item

LEFT = Qt.MouseButton.LeftButton


def half_typed(desk: Desk) -> Item:
    """Edit an item, and let a lock come in between."""
    item = desk.edit(login())
    desk.row("username").input.put("half")
    desk.lock()
    desk.session.unlock(desk.world.path, with_password())
    return item


def go_on(desk: Desk) -> None:
    """Take up the draft that is offered."""
    desk.pane = desk.new_pane()
    desk.know()
    desk.pane.offer_drafts()
    desk.settle()
    desk.pane.notice.offers[0].click()
    desk.settle()


def save(desk: Desk) -> None:
    desk.qtbot.mouseClick(desk.pane.editor.bar.save, LEFT)
    desk.settle()


def test_where_the_item_was_put_meanwhile_it_stays(desk: Desk) -> None:
    item = half_typed(desk)
    (folder,) = desk.items.add_folder("Work").folders
    desk.items.move([item.id], folder)
    desk.items.set_tags([item.id], add=["job"])
    desk.items.set_favourite([item.id], True)
    go_on(desk)
    places = desk.pane.editor.places
    assert places.tags.tags() == ("job",)
    assert places.favourite.isChecked()
    save(desk)
    seen = desk.items.overviews()[item.id]
    assert seen.username == "half"
    assert (seen.folder, seen.tags, seen.favourite) == (folder, ("job",), True)


def test_what_the_draft_itself_moved_is_moved(desk: Desk) -> None:
    item = desk.edit(login(tags=("home",)))
    desk.pane.editor.places.favourite.setChecked(True)
    desk.lock()
    desk.session.unlock(desk.world.path, with_password())
    desk.items.set_tags([item.id], add=["job"])
    go_on(desk)
    save(desk)
    seen = desk.items.overviews()[item.id]
    assert (seen.favourite, seen.tags) == (True, ("home", "job"))


def test_a_second_lock_keeps_the_places_too(desk: Desk) -> None:
    item = half_typed(desk)
    desk.items.set_favourite([item.id], True)
    go_on(desk)
    desk.lock()
    desk.session.unlock(desk.world.path, with_password())
    desk.items.set_tags([item.id], add=["job"])
    go_on(desk)
    save(desk)
    seen = desk.items.overviews()[item.id]
    assert (seen.username, seen.favourite, seen.tags) == ("half", True, ("job",))


def open_again(desk: Desk) -> None:
    desk.session.unlock(desk.world.path, with_password())


def test_a_lock_right_after_saving_leaves_no_draft_of_what_was_saved(desk: Desk) -> None:
    item = desk.edit(login())
    desk.row("username").input.put("half")
    desk.pane.editor.save()
    desk.lock()
    open_again(desk)
    assert desk.items.overviews()[item.id].username == "half"
    assert desk.items.drafts() == ()


def test_a_lock_right_after_saving_a_draft_takes_it_away(desk: Desk) -> None:
    desk.pane.start_new("login")
    desk.pane.editor.title.edit.setText("Half")
    desk.lock()
    open_again(desk)
    go_on(desk)
    desk.pane.editor.save()
    desk.lock()
    open_again(desk)
    assert [seen.title for seen in desk.items.overviews().values()] == ["Half"]
    assert desk.items.drafts() == ()


def test_a_lock_right_after_a_save_that_fails_keeps_the_draft(desk: Desk) -> None:
    item = desk.edit(login())
    theirs = login(username="theirs")
    desk.items.save(item.id, theirs, base_version=item.details.version)
    desk.row("username").input.put("half")
    desk.pane.editor.save()
    desk.lock()
    open_again(desk)
    assert [draft.item for draft in desk.items.drafts()] == [item.id]


def test_what_is_typed_while_a_save_is_under_way_is_kept(desk: Desk) -> None:
    desk.edit(login())
    desk.row("username").input.put("half")
    desk.pane.editor.save()
    desk.row("username").input.put("half and more")
    desk.lock()
    open_again(desk)
    (draft,) = desk.items.drafts()
    assert "half and more" in [field.value for field in draft.content.fields]


@pytest.mark.parametrize("typed", [True, False])
def test_files_that_wait_are_there_again_after_a_lock(
    desk: Desk, tmp_path: Path, *, typed: bool
) -> None:
    item = desk.edit(login())
    if typed:
        desk.row("username").input.put("half")
    file = tmp_path / "scan.txt"
    file.write_text("scanned")
    desk.pane.editor.files.take([file])
    desk.lock()
    desk.session.unlock(desk.world.path, with_password())
    assert desk.items.item(item.id).details.attachments == ()
    go_on(desk)
    assert desk.pane.editor.files.paths == (file,)
    save(desk)
    after = desk.items.item(item.id)
    assert [one.name for one in after.details.attachments] == ["scan.txt"]
    assert after.overview.username == ("half" if typed else "zoe")
    assert desk.items.drafts() == ()


def test_files_that_wait_for_a_new_item_are_there_again_after_a_lock(
    desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / os.fsdecode(b"scan \xff.txt")
    file.write_text("scanned")
    desk.pane.start_new("note")
    desk.pane.editor.files.take([file])
    desk.lock()
    desk.session.unlock(desk.world.path, with_password())
    go_on(desk)
    assert desk.pane.editor.files.paths == (file,)
