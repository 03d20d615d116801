# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of an open vault, driven in the real window by mouse and keyboard."""

from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QObject, QPoint, Qt, QUrl, Slot
from PySide6.QtGui import QAction, QContextMenuEvent, QDesktopServices
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMenu, QPushButton
from pytestqt.qtbot import QtBot
from tests.app.worlds import World, login
from tests.fakes import FakeClipboard

from strongroom.app.items import Items
from strongroom.gui import theme
from strongroom.gui.actions import Fact
from strongroom.gui.dialogs.confirm import Confirm
from strongroom.gui.dialogs.leave import LeaveDialog
from strongroom.gui.dialogs.name import NameDialog
from strongroom.gui.models.dragging import items_data
from strongroom.gui.program import Program
from strongroom.gui.widgets.toast import Saying
from strongroom.model.item import Content, Overview
from strongroom.model.scopes import Scope, Sort

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


D = TypeVar("D", bound=QDialog)


class Desk:
    """The program with a vault open, and hands to use it with."""

    def __init__(self, program: Program, qtbot: QtBot) -> None:
        page = program.interior.page
        assert page is not None
        self.program = program
        self.page = page
        self.qtbot = qtbot
        self.table = self.page.list.table
        self.search = self.page.list.search

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.program.tasks.busy, timeout=10_000)

    def press(
        self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        focus = QApplication.focusWidget() or self.program.window
        self.qtbot.keyClick(focus, key, held)
        self.settle()

    def write(self, text: str) -> None:
        self.qtbot.keyClicks(QApplication.focusWidget(), text)
        self.settle()

    def trigger(self, action_id: str) -> None:
        self.action(action_id).trigger()
        self.settle()

    def action(self, action_id: str) -> QAction:
        return self.program.window.actions_by_id[action_id]

    def click_row(
        self, row: int, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        at = self.table.visualRect(self.table.items.index(row, 0)).center()
        self.qtbot.mouseClick(self.table.viewport(), Qt.MouseButton.LeftButton, held, at)
        self.settle()

    def go_to(self, scope: Scope) -> None:
        tree = self.page.sidebar.tree
        if scope == Scope.trash():
            self.page.sidebar.trash.click()
        else:
            at = tree.visualRect(tree.places.find(scope)).center()
            self.qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=at)
        self.settle()

    def editing(self) -> bool:
        return self.page.detail.editing

    @property
    def titles(self) -> list[str]:
        return [self.table.items.overview(n).title for n in range(self.table.items.rowCount())]

    @property
    def chosen(self) -> list[str]:
        return [item.title for item in self.page.chosen()]

    @property
    def toast(self) -> str:
        return self.page.detail.toast.text

    def seen(self, title: str) -> Overview:
        overviews = self.program.interior.items.overviews().values()
        return next(seen for seen in overviews if seen.title == title)

    def folder(self, name: str) -> int:
        return next(f.id for f in self.program.interior.items.folders().values() if f.name == name)

    def dialog(self, kind: type[D]) -> D:
        (found,) = [d for d in self.program.window.findChildren(kind) if d.isVisible()]
        assert isinstance(found, kind)
        return found

    def name(self, text: str) -> None:
        """Answer the dialog that asks for a name."""
        dialog = self.dialog(NameDialog)
        dialog.field.setText(text)
        dialog.deed.setEnabled(bool(text))
        dialog.deed.click()
        self.settle()


@pytest.fixture
def desk(opened: Program, qtbot: QtBot) -> Desk:
    """A vault of four items, two folders and a tag."""
    items = opened.interior.items
    for name in ("Work", "Home"):
        items.add_folder(name)
    work = next(f.id for f in items.folders().values() if f.name == "Work")
    items.add_many(
        [
            login("GitHub", username="alice", website="https://github.com", folder=work),
            login("Mastodon", username="bob", website="https://mastodon.social", tags=("social",)),
            login("Proton Mail", username="carol", website="https://proton.me"),
            login("Zoo", username="dan", website="https://zoo.example"),
        ]
    )
    made = Desk(opened, qtbot)
    made.settle()
    made.page._watching.look()
    made.page._browsing.start(made.page.items.question)
    made.settle()
    opened.window.activateWindow()
    made.table.setFocus()
    return made


@pytest.fixture
def empty(opened: Program, qtbot: QtBot) -> Desk:
    opened.window.activateWindow()
    return Desk(opened, qtbot)


# Looking


def test_places_and_items_are_shown(desk: Desk) -> None:
    assert desk.titles == ["GitHub", "Mastodon", "Proton Mail", "Zoo"]
    assert desk.page.list.count.text() == "4 items"
    assert desk.page.sidebar.switcher.text() == "Personal"
    assert desk.chosen == []


def test_a_click_shows_the_item(desk: Desk) -> None:
    desk.click_row(2)
    assert desk.page.detail.item is not None
    assert desk.page.detail.item.overview.title == "Proton Mail"


def test_arrows_walk_through_the_list(desk: Desk) -> None:
    desk.click_row(0)
    desk.press(Qt.Key.Key_Down)
    assert desk.chosen == ["Mastodon"]
    assert desk.page.detail.item is not None
    assert desk.page.detail.item.overview.title == "Mastodon"


def test_places_narrow_the_list(desk: Desk) -> None:
    desk.go_to(Scope.folder(desk.folder("Work")))
    assert desk.titles == ["GitHub"]
    desk.go_to(Scope.tag("social"))
    assert desk.titles == ["Mastodon"]
    desk.go_to(Scope.all())
    assert len(desk.titles) == 4


def test_the_selection_goes_along_to_another_place(desk: Desk) -> None:
    desk.click_row(0)
    desk.go_to(Scope.folder(desk.folder("Work")))
    assert desk.chosen == ["GitHub"]


# Searching


def test_typing_in_the_list_searches_and_chooses_the_best(desk: Desk) -> None:
    desk.write("masto")
    assert desk.search.text() == "masto"
    assert desk.titles == ["Mastodon"]
    assert desk.chosen == ["Mastodon"]
    assert desk.page.list.count.text() == "1 found"
    assert desk.page.list.sort.text() == "Best match"


def test_search_then_copy_needs_no_mouse(desk: Desk, board: FakeClipboard) -> None:
    desk.press(Qt.Key.Key_F, CTRL)
    desk.write("zoo")
    desk.press(Qt.Key.Key_C, CTRL)
    assert board.text == "hunter2"
    desk.press(Qt.Key.Key_B, CTRL)
    assert board.text == "dan"
    desk.press(Qt.Key.Key_U, CTRL)
    assert board.text == "https://zoo.example"
    assert desk.search.text() == "zoo"


class Browser(QObject):
    """Stands for the browser."""

    def __init__(self) -> None:
        super().__init__()
        self.opened = list[str]()

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.opened.append(url.toString())


def test_a_website_opens_in_the_browser(desk: Desk) -> None:
    browser = Browser()
    QDesktopServices.setUrlHandler("https", browser, "take")  # type: ignore[arg-type]
    desk.click_row(3)
    desk.press(Qt.Key.Key_U, CTRL | SHIFT)
    QDesktopServices.unsetUrlHandler("https")
    assert browser.opened == ["https://zoo.example"]


def test_escape_brings_everything_back(desk: Desk) -> None:
    desk.write("masto")
    desk.press(Qt.Key.Key_Escape)
    assert len(desk.titles) == 4
    assert desk.chosen == ["Mastodon"]


def test_arrows_in_the_search_move_in_the_list(desk: Desk) -> None:
    desk.write("o")
    first = desk.chosen
    desk.press(Qt.Key.Key_Down)
    assert desk.chosen != first
    assert desk.search.hasFocus()
    desk.press(Qt.Key.Key_Return)
    assert desk.table.hasFocus()


def test_another_place_leaves_the_search_field_empty_without_its_cross(desk: Desk) -> None:
    desk.write("masto")
    assert desk.search._clear.isVisible()
    asked: list[object] = []
    desk.page._browsing.answered.connect(asked.append)
    desk.go_to(Scope.trash())
    assert desk.search.text() == ""
    assert not desk.search._clear.isVisible()
    assert len(asked) == 1


def test_what_matched_is_marked(desk: Desk) -> None:
    desk.write("masto")
    assert desk.table.rows.matches("Mastodon") == [(0, 5)]
    desk.press(Qt.Key.Key_Escape)
    assert desk.table.rows.matches("Mastodon") == []


def test_an_unknown_operator_is_noticed_quietly(desk: Desk) -> None:
    desk.write("zoo foo:bar")
    assert "foo:bar" in desk.page.list.notice.text()
    desk.press(Qt.Key.Key_Escape)
    assert desk.page.list.notice.isHidden()


def test_nothing_found_says_what_to_do(desk: Desk) -> None:
    desk.go_to(Scope.folder(desk.folder("Work")))
    desk.search.setFocus()
    desk.write("mastodon")
    assert desk.titles == []
    everywhere, clear = desk.page.list.empty.offers
    assert clear.text() == "Clear search"
    everywhere.click()
    desk.settle()
    assert desk.titles == ["Mastodon"]
    assert desk.page.scope == Scope.all()
    desk.write("qqqqqq")
    desk.page.list.empty.offers[-1].click()
    desk.settle()
    assert len(desk.titles) == 4


def test_notes_are_looked_into(desk: Desk) -> None:
    desk.program.interior.items.add(login("Secretive", notes="blue whale"))
    desk.page._browsing.start(desk.page.items.question)
    desk.search.setFocus()
    desk.write("notes:whale")
    assert desk.titles == ["Secretive"]
    assert desk.page.list.count.text() == "1 found"


# Orders


def test_another_order(desk: Desk) -> None:
    desk.page.list.sort.click()
    menu = desk.action("sort").menu()
    assert isinstance(menu, QMenu)
    entries = {entry.text(): entry for entry in menu.actions()}
    assert entries["Title"].isChecked()
    entries["Most used"].trigger()
    menu.close()
    desk.settle()
    assert desk.page.items.question.sort == Sort.MOST_USED
    assert desk.page.list.sort.text() == "Most used"


def test_another_order_of_a_long_list_keeps_what_is_looked_at(desk: Desk) -> None:
    desk.program.interior.items.add_many([login(f"Item {n:03}") for n in range(300)])
    desk.page._browsing.start(desk.page.items.question)
    desk.settle()
    desk.table.choose_row(250)
    desk.settle()
    title = desk.chosen
    shown: list[object] = []
    desk.program.interior.looking.shown.connect(shown.append)
    desk.page.items.sort_by(Sort.CREATED)
    desk.settle()
    assert desk.chosen == title
    assert shown == []


def test_a_change_in_a_long_list_moves_nothing(desk: Desk) -> None:
    desk.program.interior.items.add_many([login(f"Item {n:03}") for n in range(300)])
    desk.page._browsing.start(desk.page.items.question)
    desk.settle()
    desk.table.choose_row(250)
    desk.settle()
    place, title = desk.table.verticalScrollBar().value(), desk.chosen
    resets: list[int] = []
    desk.table.items.modelReset.connect(lambda: resets.append(1))
    desk.trigger("favourite")
    assert desk.seen(title[0]).favourite
    assert desk.chosen == title
    assert desk.table.verticalScrollBar().value() == place
    assert resets == []


def test_what_was_used_comes_first_in_recently_used(desk: Desk) -> None:
    desk.go_to(Scope.recent())
    assert desk.titles == []
    assert "Nothing used yet" in desk.page.list.empty.title.text()
    desk.go_to(Scope.all())
    desk.click_row(3)
    desk.press(Qt.Key.Key_C, CTRL)
    desk.go_to(Scope.recent())
    assert desk.titles == ["Zoo"]
    assert desk.page.list.sort.text() == "Recently used"
    desk.go_to(Scope.all())
    assert desk.page.list.sort.text() == "Title"


# Changing


def test_trash_undo_redo(desk: Desk) -> None:
    desk.click_row(1)
    desk.press(Qt.Key.Key_Delete)
    assert desk.titles == ["GitHub", "Proton Mail", "Zoo"]
    assert desk.chosen == ["Proton Mail"]
    assert desk.toast == "Moved to Trash"
    assert desk.action("undo").text() == "Undo moving an item to Trash"
    desk.press(Qt.Key.Key_Z, CTRL)
    assert len(desk.titles) == 4
    assert not desk.action("undo").isEnabled()
    desk.press(Qt.Key.Key_Z, CTRL | SHIFT)
    assert len(desk.titles) == 3


def test_the_toast_undoes(desk: Desk) -> None:
    desk.click_row(1)
    desk.press(Qt.Key.Key_Delete)
    desk.page.detail.toast.action.click()
    desk.settle()
    assert len(desk.titles) == 4


def test_undo_takes_back_the_newest_deed_where_the_list_became_empty(desk: Desk) -> None:
    desk.search.setFocus()
    desk.write("masto")
    desk.press(Qt.Key.Key_Return)
    desk.press(Qt.Key.Key_Delete)
    assert desk.titles == []
    assert desk.search.hasFocus()
    desk.press(Qt.Key.Key_Z, CTRL)
    assert desk.search.text() == "masto"
    assert desk.titles == ["Mastodon"]
    desk.press(Qt.Key.Key_Z, CTRL | SHIFT)
    assert desk.titles == []
    desk.write("x")  # typed later than the deed
    desk.press(Qt.Key.Key_Z, CTRL)
    assert desk.search.text() != "mastox"
    assert desk.seen("Mastodon").trashed is not None


def test_the_smallest_window_leaves_room_for_the_item_and_its_toast(desk: Desk) -> None:
    desk.program.window.resize(1100, 720)
    before = desk.page._panes.sizes()
    desk.program.window.resize(*theme.WINDOW_LEAST)
    desk.settle()
    sidebar, middle, detail = desk.page._panes.sizes()
    assert detail >= theme.DETAIL_LEAST
    assert sidebar >= theme.SIDEBAR_LEAST
    assert middle >= theme.LIST_LEAST
    assert sidebar + middle + detail <= theme.WINDOW_LEAST[0]
    desk.search.setText("nothing like it")
    desk.settle()
    state = desk.page.list.empty
    assert state.rect().contains(state.sentence.geometry())
    pane, long = (
        desk.page.detail,
        "A sentence that is longer than the pane is wide, " * 2 + "x" * 60,
    )
    pane.say(Saying(long, "Undo", lambda: None))
    toast = pane.toast
    assert pane.rect().contains(toast.geometry())
    desk.qtbot.waitUntil(lambda: toast._text.height() >= 3 * toast._block.line_height)
    assert toast._text.height() >= toast._block.height(toast._text.width())
    toast.grab()
    desk.program.window.resize(1100, 720)
    assert desk.page._panes.sizes() == before


def test_the_last_of_a_list_leaves_its_neighbour_selected(desk: Desk) -> None:
    desk.click_row(3)
    desk.press(Qt.Key.Key_Delete)
    assert desk.chosen == ["Proton Mail"]


def test_several_at_once(desk: Desk) -> None:
    desk.click_row(0)
    desk.click_row(2, SHIFT)
    assert desk.page.detail.item is None
    desk.trigger("favourite")
    assert all(desk.seen(t).favourite for t in ("GitHub", "Mastodon", "Proton Mail"))
    assert not desk.seen("Zoo").favourite
    assert desk.chosen == ["GitHub", "Mastodon", "Proton Mail"]
    assert desk.action("favourite").text() == "Remove from favourites"
    desk.trigger("favourite")
    assert not desk.seen("GitHub").favourite
    desk.press(Qt.Key.Key_Delete)
    assert desk.titles == ["Zoo"]
    assert desk.toast == "3 items moved to Trash"
    assert not desk.action("copy_password").isEnabled() or desk.chosen == ["Zoo"]


def test_restore_and_delete_for_ever(desk: Desk) -> None:
    desk.click_row(1)
    desk.press(Qt.Key.Key_Delete)
    desk.go_to(Scope.trash())
    assert desk.titles == ["Mastodon"]
    desk.click_row(0)
    assert not desk.action("trash").isEnabled()
    assert not desk.action("edit").isEnabled()
    desk.trigger("restore")
    assert desk.titles == []
    desk.go_to(Scope.all())
    desk.click_row(1)
    desk.press(Qt.Key.Key_Delete)
    desk.go_to(Scope.trash())
    desk.click_row(0)
    desk.press(Qt.Key.Key_Delete, SHIFT)
    dialog = desk.dialog(Confirm)
    assert "Mastodon" in dialog.windowTitle()
    dialog.cancel.click()
    assert desk.titles == ["Mastodon"]
    desk.press(Qt.Key.Key_Delete, SHIFT)
    dialog = desk.dialog(Confirm)
    dialog.deed.click()
    desk.settle()
    assert desk.titles == []
    assert desk.program.interior.items.overviews().keys().isdisjoint({0})


def test_emptying_the_trash(desk: Desk) -> None:
    desk.table.selectAll()
    desk.press(Qt.Key.Key_Delete)
    desk.go_to(Scope.trash())
    assert desk.page.list.new.isHidden()
    desk.page.list.clear_out.click()
    dialog = desk.dialog(Confirm)
    dialog.deed.click()
    desk.settle()
    assert desk.program.interior.items.overviews() == {}
    assert desk.page.list.empty.title.text() == "Trash is empty"
    assert desk.page.list.clear_out.isHidden()
    desk.go_to(Scope.all())
    assert desk.page.list.empty.title.text() == "Nothing here yet"


def test_duplicate_selects_the_copy(desk: Desk) -> None:
    desk.click_row(0)
    desk.press(Qt.Key.Key_D, CTRL)
    assert desk.chosen == ["GitHub (copy)"]


def test_moving_through_the_menu(desk: Desk) -> None:
    desk.click_row(3)
    menu = desk.action("move").menu()
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    entries = {entry.text().strip(): entry for entry in menu.actions()}
    assert not entries["No folder"].isEnabled()
    entries["Home"].trigger()
    desk.settle()
    assert desk.seen("Zoo").folder == desk.folder("Home")
    assert desk.toast == "Moved to Home"
    menu.aboutToShow.emit()
    {entry.text(): entry for entry in menu.actions()}["New folder…"].trigger()
    desk.name("Animals")
    assert desk.seen("Zoo").folder == desk.folder("Animals")


def test_the_move_key_opens_the_menu(desk: Desk) -> None:
    desk.click_row(3)
    desk.press(Qt.Key.Key_M, CTRL | SHIFT)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    popup.close()


def test_tags(desk: Desk) -> None:
    desk.click_row(3)
    desk.trigger("add_tag")
    desk.name("")
    assert desk.seen("Zoo").tags == ()
    desk.name("animals")
    assert desk.seen("Zoo").tags == ("animals",)
    desk.go_to(Scope.tag("animals"))
    desk.trigger("rename_tag")
    desk.name("beasts")
    assert desk.seen("Zoo").tags == ("beasts",)
    assert desk.page.scope == Scope.tag("beasts")
    desk.click_row(0)
    desk.trigger("remove_tag")
    assert desk.seen("Zoo").tags == ()
    assert desk.page.scope == Scope.all()


def test_folders(desk: Desk) -> None:
    desk.go_to(Scope.folder(desk.folder("Work")))
    desk.trigger("new_folder")
    desk.name("Servers")
    folders = desk.program.interior.items.folders()
    assert folders[desk.folder("Servers")].parent == desk.folder("Work")
    desk.trigger("rename_folder")
    desk.name("Job")
    desk.trigger("delete_folder")
    assert desk.page.scope == Scope.all()
    assert desk.seen("GitHub").folder is None
    assert {f.name for f in desk.program.interior.items.folders().values()} == {"Servers", "Home"}
    desk.trigger("undo")
    assert desk.seen("GitHub").folder == desk.folder("Job")


def test_keys_of_the_sidebar_mean_the_place(desk: Desk) -> None:
    work = desk.folder("Work")
    desk.program.interior.items.add_folder("Inner", work)
    desk.page._browsing.start(desk.page.items.question)
    desk.settle()
    desk.click_row(3)
    desk.go_to(Scope.folder(desk.folder("Inner")))
    desk.page.sidebar.tree.setFocus()
    desk.press(Qt.Key.Key_F2)
    desk.name("Deep")
    assert desk.folder("Deep")
    desk.page.sidebar.tree.setFocus()
    desk.qtbot.keyClick(desk.page.sidebar.tree, Qt.Key.Key_Delete)
    desk.settle()
    assert desk.page.scope == Scope.folder(work)
    assert desk.seen("Zoo").trashed is None
    desk.go_to(Scope.tag("social"))
    desk.qtbot.keyClick(desk.page.sidebar.tree, Qt.Key.Key_F2)
    desk.name("Social")
    assert desk.seen("Mastodon").tags == ("Social",)
    assert desk.titles == ["Mastodon"]


def test_drops_on_places(desk: Desk) -> None:
    zoo = desk.seen("Zoo").id
    sidebar = desk.page.sidebar
    sidebar.dropped_items.emit((zoo,), Scope.folder(desk.folder("Home")))
    sidebar.dropped_items.emit((zoo,), Scope.tag("social"))
    sidebar.dropped_items.emit((zoo,), Scope.favourites())
    desk.settle()
    seen = desk.seen("Zoo")
    assert (seen.folder, seen.tags, seen.favourite) == (desk.folder("Home"), ("social",), True)
    sidebar.dropped_items.emit((zoo,), Scope.all())
    sidebar.dropped_items.emit((zoo,), Scope.trash())
    desk.settle()
    assert desk.seen("Zoo").folder is None
    assert desk.seen("Zoo").trashed is not None
    sidebar.dropped_folder.emit(desk.folder("Home"), desk.folder("Work"))
    desk.settle()
    folders = desk.program.interior.items.folders()
    assert folders[desk.folder("Home")].parent == desk.folder("Work")
    assert items_data([zoo]).formats()


def test_what_is_refused_is_said(desk: Desk) -> None:
    work = desk.folder("Work")
    desk.page.sidebar.dropped_folder.emit(work, work)
    desk.settle()
    assert desk.toast
    desk.go_to(Scope.folder(work))
    desk.trigger("rename_folder")
    desk.name("x" * 2000)
    dialog = desk.dialog(NameDialog)
    assert dialog.problem.text()
    dialog.reject()


# New items and editing


def _title_field(desk: Desk) -> QLineEdit:
    edit = desk.page.detail.editor.title.edit
    assert isinstance(edit, QLineEdit)
    return edit


def test_a_new_item_is_selected_when_saved(desk: Desk) -> None:
    desk.go_to(Scope.folder(desk.folder("Work")))
    desk.press(Qt.Key.Key_N, CTRL)
    assert desk.editing()
    _title_field(desk).setText("Nextcloud")
    desk.press(Qt.Key.Key_S, CTRL)
    assert not desk.editing()
    assert desk.titles == ["GitHub", "Nextcloud"]
    assert desk.chosen == ["Nextcloud"]
    assert desk.seen("Nextcloud").folder == desk.folder("Work")


@pytest.mark.parametrize("where", ["search", "place"])
def test_a_new_item_that_the_list_is_without_is_shown_among_all(desk: Desk, where: str) -> None:
    if where == "search":
        desk.qtbot.keyClicks(desk.table, "zoo")
        desk.settle()
        assert desk.titles == ["Zoo"]
    else:
        desk.go_to(Scope.favourites())
        assert desk.titles == []
    desk.press(Qt.Key.Key_N, CTRL)
    _title_field(desk).setText("Nextcloud")
    desk.press(Qt.Key.Key_S, CTRL)
    desk.settle()
    assert desk.titles == ["GitHub", "Mastodon", "Nextcloud", "Proton Mail", "Zoo"]
    assert desk.chosen == ["Nextcloud"]
    assert desk.page.scope == Scope.all()
    assert desk.page.list.search.text() == ""
    assert desk.page.detail.item is not None
    assert desk.page.detail.item.overview.title == "Nextcloud"


def test_an_edit_that_takes_an_item_out_of_the_list_keeps_the_search(desk: Desk) -> None:
    desk.qtbot.keyClicks(desk.table, "o")
    desk.settle()
    before = desk.page.list.search.text()
    desk.press(Qt.Key.Key_E, CTRL)
    _title_field(desk).setText("GitHub")
    desk.press(Qt.Key.Key_S, CTRL)
    desk.settle()
    assert desk.page.list.search.text() == before == "o"


def test_a_new_document_is_selected(desk: Desk, tmp_path: Path) -> None:
    desk.qtbot.keyClicks(desk.table, "zoo")
    desk.settle()
    (tmp_path / "Deed.txt").write_bytes(b"x")
    content = Content(kind="document", title="Deed")
    desk.program.interior.attaching.add_document(content, [tmp_path / "Deed.txt"])
    desk.settle()
    assert desk.chosen == ["Deed"]


def test_delete_on_a_file_means_the_file_and_on_the_list_the_item(
    desk: Desk, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_bytes(b"x")
    zoo = desk.seen("Zoo").id
    desk.click_row(3)
    desk.program.interior.attaching.add(zoo, [tmp_path / "a.txt"])
    desk.settle()
    for on_a_button in (False, True):
        (row,) = desk.page.detail.view.files.rows
        part = row.tools()[0] if on_a_button else row
        part.setFocus()
        desk.qtbot.keyClick(part, Qt.Key.Key_Delete)
        desk.settle()
        assert desk.page.detail.view.files.rows == []
        assert "Zoo" in desk.titles
        desk.trigger("undo")
    desk.table.setFocus()
    desk.press(Qt.Key.Key_Delete)
    assert "Zoo" not in desk.titles


def test_the_new_button_offers_kinds(desk: Desk) -> None:
    desk.page.list.new.click()
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QMenu)
    assert [entry.text() for entry in popup.actions()][:3] == ["Login", "Password", "Note"]
    popup.close()
    desk.trigger("new.note")
    assert desk.editing()
    _title_field(desk).setText("N")
    desk.trigger("save")
    assert desk.seen("N").kind == "note"


def test_the_empty_vault_offers_a_new_item(empty: Desk) -> None:
    assert empty.page.list.empty.title.text() == "Nothing here yet"
    new, bring = empty.page.list.empty.offers
    assert (new.text(), bring.text()) == ("New item", "Import…")
    new.click()
    assert empty.editing()


def test_while_editing_only_what_fits_can_be_done(desk: Desk) -> None:
    desk.click_row(0)
    desk.press(Qt.Key.Key_E, CTRL)
    facts = desk.page.facts
    assert Fact.EDITING in facts
    assert Fact.CALM not in facts
    assert not desk.action("trash").isEnabled()
    assert not desk.action("undo").isEnabled()
    assert desk.action("save").isEnabled()


def test_another_row_asks_once_about_changes(desk: Desk) -> None:
    desk.click_row(0)
    desk.press(Qt.Key.Key_E, CTRL)
    _title_field(desk).setText("GitHub 2")
    desk.click_row(2)
    dialog = desk.dialog(LeaveDialog)
    assert desk.chosen == ["GitHub"]
    dialog.keep.click()
    assert desk.editing()
    desk.click_row(2)
    dialog = desk.dialog(LeaveDialog)
    dialog.discard.click()
    desk.settle()
    assert desk.chosen == ["Proton Mail"]
    assert desk.page.detail.item is not None
    assert desk.page.detail.item.overview.title == "Proton Mail"
    assert desk.seen("GitHub")


def test_another_place_asks_too(desk: Desk) -> None:
    desk.click_row(0)
    desk.press(Qt.Key.Key_E, CTRL)
    _title_field(desk).setText("GitHub 2")
    desk.go_to(Scope.favourites())
    dialog = desk.dialog(LeaveDialog)
    assert desk.page.scope == Scope.all()
    dialog.save.click()
    desk.settle()
    assert desk.page.scope == Scope.favourites()
    assert desk.seen("GitHub 2")


def test_a_row_without_changes_asks_nothing(desk: Desk) -> None:
    desk.click_row(0)
    desk.press(Qt.Key.Key_E, CTRL)
    desk.click_row(1)
    assert not desk.editing()
    assert desk.chosen == ["Mastodon"]


def test_closing_the_window_asks_about_changes(desk: Desk) -> None:
    desk.click_row(0)
    desk.press(Qt.Key.Key_E, CTRL)
    _title_field(desk).setText("GitHub 2")
    desk.program.window.close()
    dialog = desk.dialog(LeaveDialog)
    assert desk.program.window.isVisible()
    dialog.discard.click()
    desk.qtbot.waitUntil(lambda: not desk.program.window.isVisible())


# Elsewhere


def test_what_another_program_adds_is_shown(desk: Desk, machine: World) -> None:
    desk.click_row(3)
    elsewhere = machine.opened()
    Items(elsewhere).add(login("Added elsewhere"))
    elsewhere.lock()
    desk.page._watching.look()
    desk.settle()
    assert "Added elsewhere" in desk.titles
    assert desk.chosen == ["Zoo"]


def test_a_vault_for_looking_only_offers_no_changes(desk: Desk) -> None:
    desk.click_row(0)
    desk.page.set_writable(writable=False)
    for action_id in ("new", "edit", "trash", "favourite", "move", "new_folder"):
        assert not desk.action(action_id).isEnabled()
    assert desk.action("copy_password").isEnabled()


# Menus


def test_the_menu_of_a_row_is_short(desk: Desk) -> None:
    desk.click_row(0)
    viewport = desk.table.viewport()
    at = QPoint(60, 20)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, viewport.mapToGlobal(at))
    QApplication.sendEvent(viewport, event)
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QMenu)
    texts = [entry.text() for entry in popup.actions() if entry.text()]
    assert "Copy password" in texts
    assert "Copy one-time password" not in texts
    popup.close()


def test_the_menu_of_a_folder(desk: Desk) -> None:
    tree = desk.page.sidebar.tree
    at = tree.visualRect(tree.places.find(Scope.folder(desk.folder("Home")))).center()
    desk.qtbot.mouseClick(tree.viewport(), Qt.MouseButton.RightButton, pos=at)
    viewport = tree.viewport()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, viewport.mapToGlobal(at))
    QApplication.sendEvent(viewport, event)
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QMenu)
    texts = [entry.text() for entry in popup.actions()]
    assert texts == ["New folder…", "Rename folder…", "Delete folder", "Export folder…"]
    popup.close()


def test_the_switcher_holds_everything(desk: Desk) -> None:
    desk.page.sidebar.switcher.click()
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QMenu)
    texts = [entry.text() for entry in popup.actions()]
    assert {"Personal", "Lock", "&Item", "&Help"} <= set(texts)
    popup.close()


def test_locking_destroys_the_page(desk: Desk) -> None:
    with desk.qtbot.waitSignal(desk.page.destroyed):
        desk.action("lock").trigger()
    assert desk.program.interior.page is None
    assert not desk.action("new").isEnabled()


def test_every_action_has_somebody_who_does_it(desk: Desk) -> None:
    window = desk.program.window
    known = set(desk.page.handlers) | set(window._handlers)
    assert set(window.actions_by_id) <= known


def test_buttons_are_reached_by_keyboard(desk: Desk) -> None:
    for button in (desk.page.list.new, desk.page.sidebar.trash, desk.page.sidebar.switcher):
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert isinstance(button, QPushButton) or button.accessibleName()
