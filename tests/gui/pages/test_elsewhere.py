# SPDX-License-Identifier: GPL-3.0-or-later
"""The window beside the terminal: what is done there is shown here, and nothing here is lost.

The terminal is a process of its own on the same vault and the same machine's folders.
"""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.app.worlds import login
from tests.gui.pages.test_vault import Desk
from tests.gui.terminal import SharedMachine, add, terminal

from strongroom.app.items import Items
from strongroom.gui.dialogs.conflict import ConflictDialog
from strongroom.gui.flows.watching import EVERY_MS
from strongroom.gui.pages.detail_fields import SecretRow
from strongroom.gui.program import Program
from strongroom.model.scopes import Scope

MANY = 60
WITHIN_MS = 1000


@pytest.fixture
def machine(tmp_path: Path) -> SharedMachine:
    return SharedMachine(tmp_path)


@pytest.fixture
def desk(opened: Program, qtbot: QtBot) -> Desk:
    """A vault of many items, in a window that looks by itself."""
    items = opened.interior.items
    items.add_many(
        login(f"Item {number:02}", tags=("even",) if number % 2 == 0 else ())
        for number in range(MANY)
    )
    made = Desk(opened, qtbot)
    made.page._browsing.start(made.page.items.question)
    made.settle()
    opened.window.activateWindow()
    made.table.setFocus()
    return made


def top_row(desk: Desk) -> str:
    """Return what stands at the upper edge of the list."""
    row = desk.table.rowAt(2)
    return desk.titles[row]


def see(desk: Desk, text: str) -> None:
    """Wait for the window to show a title, by itself."""
    desk.qtbot.waitUntil(lambda: text in desk.titles, timeout=30_000)
    desk.settle()


def look(desk: Desk) -> None:
    desk.page._watching.look()
    desk.settle()


def test_an_item_that_the_terminal_adds_comes_by_itself(desk: Desk, machine: SharedMachine) -> None:
    add(machine, "From the terminal")
    see(desk, "From the terminal")


def test_edits_trash_and_restoring_come(desk: Desk, machine: SharedMachine) -> None:
    terminal(machine, "edit", "Item 05", "--title", "Renamed", "--folder", "Work/New")
    terminal(machine, "remove", "Item 06")
    look(desk)
    assert "Renamed" in desk.titles
    assert not {"Item 05", "Item 06"} & set(desk.titles)
    lines = [line.name for line in desk.page.survey.tally.folders]
    assert lines == ["Work", "New"]
    assert desk.page.survey.tally.trashed == 1
    terminal(machine, "restore", "Item 06")
    look(desk)
    assert "Item 06" in desk.titles


def test_another_name_of_the_vault_comes(desk: Desk, machine: SharedMachine) -> None:
    other = machine.opened()
    Items(other).rename_vault("Ours")
    other.lock()
    look(desk)
    assert desk.page.sidebar.switcher.text() == "Ours"


def test_what_is_selected_and_in_sight_stays(desk: Desk, machine: SharedMachine) -> None:
    desk.click_row(20)
    desk.click_row(22, Qt.KeyboardModifier.ControlModifier)
    bar = desk.table.verticalScrollBar()
    bar.setValue(bar.maximum() // 2 + 7)
    first, place = top_row(desk), bar.value()
    add(machine, "AAA first of all")
    terminal(machine, "remove", "Item 01")
    add(machine, "AAB second")
    look(desk)
    assert desk.titles[0] == "AAA first of all"
    assert desk.chosen == ["Item 20", "Item 22"]
    assert top_row(desk) == first
    assert bar.value() == place + desk.table.rowHeight(0)
    assert desk.table.hasFocus()


def test_all_that_is_selected_stays(desk: Desk, machine: SharedMachine) -> None:
    desk.table.selectAll()
    add(machine, "AAA")
    look(desk)
    assert len(desk.page.chosen()) == MANY
    assert "AAA" not in desk.chosen


def test_a_list_at_its_top_stays_there(desk: Desk, machine: SharedMachine) -> None:
    add(machine, "AAA")
    look(desk)
    assert top_row(desk) == "AAA"


def test_the_search_goes_on_with_its_text_and_results(desk: Desk, machine: SharedMachine) -> None:
    desk.search.setFocus()
    desk.write("fresh")
    assert desk.titles == []
    add(machine, "A fresh one")
    look(desk)
    assert desk.titles == ["A fresh one"]
    assert desk.search.text() == "fresh"
    assert desk.search.hasFocus()


def test_a_search_of_details_is_not_cut_short(desk: Desk, machine: SharedMachine) -> None:
    desk.search.setFocus()
    desk.write("field:zoe")
    desk.click_row(30)
    shown: list[int] = []
    desk.page.items.shown.connect(lambda: shown.append(len(desk.titles)))
    terminal(machine, "remove", "Item 59")
    look(desk)
    desk.qtbot.waitUntil(lambda: len(desk.titles) == MANY - 1)
    assert set(shown) == {MANY - 1}
    assert desk.chosen == ["Item 30"]


def test_the_sidebar_stays_at_its_place(desk: Desk, machine: SharedMachine) -> None:
    desk.go_to(Scope.tag("even"))
    terminal(machine, "edit", "Item 01", "--folder", "Another/Folder", "--tag", "odd")
    look(desk)
    assert desk.page.scope == Scope.tag("even")
    assert desk.page.sidebar.tree.places.find(Scope.tag("odd")).isValid()
    chosen = desk.page.sidebar.tree.currentIndex()
    assert chosen == desk.page.sidebar.tree.places.find(Scope.tag("even"))


def password_row(desk: Desk) -> SecretRow:
    rows = (row for row in desk.page.detail.view.rows if isinstance(row, SecretRow))
    return next(row for row in rows if row.field.role == "password")


def test_a_revealed_value_stays_while_its_item_does(desk: Desk, machine: SharedMachine) -> None:
    desk.click_row(3)
    desk.trigger("reveal")
    row = password_row(desk)
    row.setFocus()
    assert not row.hidden
    terminal(machine, "edit", "Item 04", "--title", "Another")
    terminal(machine, "edit", "Item 03", "--tag", "moved")
    look(desk)
    assert password_row(desk) is row
    assert not row.hidden
    assert row.hasFocus()


def test_an_item_that_changed_is_shown_anew_and_keeps_the_focus(
    desk: Desk, machine: SharedMachine
) -> None:
    desk.click_row(3)
    desk.trigger("reveal")
    password_row(desk).setFocus()
    terminal(machine, "edit", "Item 03", "--username", "somebody")
    look(desk)
    item = desk.page.detail.item
    assert item is not None
    assert item.overview.username == "somebody"
    assert password_row(desk).hidden
    assert password_row(desk).hasFocus()


def test_nothing_is_selected_in_the_place_of_what_went(desk: Desk, machine: SharedMachine) -> None:
    desk.click_row(3)
    password_row(desk).setFocus()
    terminal(machine, "remove", "Item 03")
    look(desk)
    assert desk.chosen == []
    assert desk.page.detail.item is None
    assert desk.toast == "“Item 03” was moved to Trash by another program"
    assert desk.table.hasFocus()
    desk.press(Qt.Key.Key_Delete)
    assert len(desk.titles) == MANY - 1
    desk.press(Qt.Key.Key_Down)
    assert desk.chosen == ["Item 05"]


def test_what_went_for_good_is_told(desk: Desk, machine: SharedMachine) -> None:
    desk.click_row(3)
    terminal(machine, "remove", "Item 03", "--forever", "--yes")
    look(desk)
    assert desk.chosen == []
    assert desk.toast == "The item was deleted by another program"


def test_an_open_editor_is_not_touched(desk: Desk, machine: SharedMachine) -> None:
    desk.click_row(3)
    desk.trigger("edit")
    focus = QApplication.focusWidget()
    desk.write("xyz")
    terminal(machine, "remove", "Item 03")
    add(machine, "AAA")
    look(desk)
    assert desk.editing()
    assert QApplication.focusWidget() is focus
    assert desk.page.detail.editor.fields.rows[0].input.value() == "xyzzoe"
    assert "moved to Trash elsewhere" in desk.page.detail.editor.notice.text.text()
    desk.trigger("save")
    assert "Item 03" in desk.titles
    assert desk.seen("Item 03").trashed is None


def test_a_folder_that_went_is_no_change_of_the_editor(desk: Desk, machine: SharedMachine) -> None:
    terminal(machine, "edit", "Item 03", "--folder", "Work")
    look(desk)
    desk.click_row(desk.titles.index("Item 03"))
    desk.trigger("edit")
    other = machine.opened()
    items = Items(other)
    items.delete_folder(next(iter(items.folders())))
    other.lock()
    look(desk)
    assert not desk.page.detail.has_changes()


def test_an_edit_of_another_field_in_the_terminal_is_joined(
    desk: Desk, machine: SharedMachine
) -> None:
    desk.click_row(3)
    desk.trigger("edit")
    desk.write("xyz")
    terminal(machine, "edit", "Item 03", "--url", "https://new.example")
    desk.trigger("save")
    assert not desk.editing()
    assert desk.seen("Item 03").websites == ("https://new.example",)
    assert "xyz" in desk.seen("Item 03").username
    assert desk.toast == "Saved; what was changed elsewhere is kept too"


def test_an_edit_of_the_same_field_in_the_terminal_is_asked_about(
    desk: Desk, machine: SharedMachine
) -> None:
    desk.click_row(3)
    desk.trigger("edit")
    desk.write("xyz")
    terminal(machine, "edit", "Item 03", "--username", "terminal")
    desk.trigger("save")
    dialog = desk.dialog(ConflictDialog)
    assert desk.seen("Item 03").username == "terminal"
    dialog.save.click()
    desk.settle()
    assert "xyz" in desk.seen("Item 03").username
    history = desk.program.interior.items.item(desk.seen("Item 03").id).details.history
    assert "terminal" in {field.value for field in history[0].fields}


def test_it_looks_by_itself_often_enough_to_show_within_a_second(
    desk: Desk, machine: SharedMachine
) -> None:
    """How long it takes here and now is for the benchmark to say."""
    timer = desk.page._watching._timer
    assert timer.isActive()
    assert timer.interval() == EVERY_MS
    assert EVERY_MS <= WITHIN_MS / 2
    add(machine, "In time")
    see(desk, "In time")
