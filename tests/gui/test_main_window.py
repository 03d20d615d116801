# SPDX-License-Identifier: GPL-3.0-or-later
"""The window's frame: actions find their owner, the menu bar hides, geometry is kept."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot
from tests.fakes import START_MS

from strongroom.app.state import StateFile
from strongroom.gui import menus
from strongroom.gui.actions import Fact
from strongroom.gui.dialogs.shortcuts import Shortcuts
from strongroom.gui.main_window import MainWindow
from strongroom.gui.models.undo_state import UndoState


class Page(QWidget):
    """Stands for the page of an open vault."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.ran: list[str] = []
        self.fills = {"sort": lambda menu: self.ran.append(menu.objectName())}
        self.handlers = {"lock": lambda: self.ran.append("lock")}
        self.facts = frozenset({Fact.OPEN})
        self.unfinished = False
        self.waiting: list[Callable[[], None]] = []

    def leave(self, then: Callable[[], None]) -> None:
        self.waiting.append(then)

    def geometry_parts(self) -> dict[str, bytes]:
        return {"panes": b"123"}


@pytest.fixture
def state(tmp_path: Path) -> StateFile:
    return StateFile(tmp_path / "state.json")


@pytest.fixture
def window(qtbot: QtBot, state: StateFile) -> MainWindow:
    made = MainWindow(state)
    qtbot.addWidget(made)
    made.show_page(QLineEdit())
    made.show()
    qtbot.waitUntil(lambda: bool(made.bar.actions()))
    return made


@pytest.fixture
def page(window: MainWindow, tmp_path: Path) -> Page:
    made = Page(tmp_path / "Personal.strongroom")
    window.show_vault(made, made)
    return made


def test_the_page_of_the_vault_is_asked_first(window: MainWindow, page: Page) -> None:
    ran: list[str] = []
    window.add_handlers({"settings": lambda: ran.append("settings"), "lock": ran.clear})
    window.actions_by_id["lock"].trigger()
    window.actions_by_id["settings"].trigger()
    assert page.ran == ["lock"]
    assert ran == ["settings"]


def test_actions_follow_the_facts(window: MainWindow, page: Page) -> None:
    assert window.actions_by_id["lock"].isEnabled()
    assert not window.actions_by_id["new"].isEnabled()
    page.facts |= {Fact.WRITABLE}
    window.refresh()
    assert window.actions_by_id["new"].isEnabled()
    window.close_vault()
    assert not window.actions_by_id["lock"].isEnabled()


def test_a_locked_vaults_page_is_destroyed(window: MainWindow, page: Page, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.destroyed):
        window.close_vault()


def test_undo_says_what_it_would_do(window: MainWindow, page: Page) -> None:
    window.show_undo(UndoState("Undo edit of an item"))
    assert window.actions_by_id["undo"].text() == "Undo edit of an item"
    assert window.actions_by_id["redo"].text() == "Redo"
    window.close_vault()
    assert page.path.name
    assert window.actions_by_id["undo"].text() == "Undo"


def test_geometry_is_remembered(
    window: MainWindow, page: Page, state: StateFile, qtbot: QtBot
) -> None:
    assert page.isVisible()
    window.resize(760, 500)
    with qtbot.waitSignal(window.closing):
        window.close()
    assert state.geometry("panes") == b"123"
    again = MainWindow(state)
    qtbot.addWidget(again)
    assert again.size() == window.size()


def test_what_was_kept_on_a_larger_screen_fits_this_one(
    window: MainWindow, page: Page, state: StateFile, qtbot: QtBot
) -> None:
    assert page.isVisible()
    window.resize(3000, 2000)
    with qtbot.waitSignal(window.closing):
        window.close()
    again = MainWindow(state)
    qtbot.addWidget(again)
    assert again.screen().availableGeometry().contains(again.geometry())


def test_what_is_unfinished_is_asked_about_before_closing(window: MainWindow, page: Page) -> None:
    page.unfinished = True
    window.actions_by_id["quit"].trigger()
    assert window.isVisible()
    page.waiting.pop()()
    assert not window.isVisible()


def test_the_window_never_gets_smaller_than_is_useful(window: MainWindow) -> None:
    assert window.minimumSize().toTuple() == (720, 480)
    assert window.size().toTuple() == (1100, 720)


def test_the_menu_bar_hides_until_f10(window: MainWindow, qtbot: QtBot) -> None:
    assert not window.bar.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_F10)
    assert window.bar.isVisible()
    _close_popups()
    qtbot.waitUntil(lambda: not window.bar.isVisible())


def _close_popups() -> None:
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()


def test_alt_alone_shows_the_menu_bar(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyPress(window, Qt.Key.Key_Alt, Qt.KeyboardModifier.AltModifier)
    assert not window.bar.isVisible()
    qtbot.keyRelease(window, Qt.Key.Key_Alt)
    assert window.bar.isVisible()
    _close_popups()


def test_alt_with_another_key_or_window_does_not(window: MainWindow, qtbot: QtBot) -> None:
    alt = Qt.KeyboardModifier.AltModifier
    qtbot.keyPress(window, Qt.Key.Key_Alt, alt)
    qtbot.keyClick(window, Qt.Key.Key_X, alt)
    qtbot.keyRelease(window, Qt.Key.Key_Alt)
    qtbot.keyPress(window, Qt.Key.Key_Alt, alt)
    QApplication.sendEvent(window, QEvent(QEvent.Type.WindowDeactivate))
    qtbot.keyRelease(window, Qt.Key.Key_Alt)
    assert not window.bar.isVisible()


def test_the_menus_are_made_when_they_are_first_asked_for(state: StateFile, qtbot: QtBot) -> None:
    window = MainWindow(state)
    qtbot.addWidget(window)
    assert not window.bar.actions()
    window.fill_switcher(QMenu(window))
    assert len(window.bar.actions()) == len(menus.BAR)


def test_alt_and_a_letter_opens_that_menu(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_I, Qt.KeyboardModifier.AltModifier)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    assert popup.objectName() == "item"
    _close_popups()


def test_recent_vaults_are_listed(window: MainWindow, state: StateFile, qtbot: QtBot) -> None:
    paths = [Path("/somewhere/Work.strongroom"), Path("/else/R&D.strongroom")]
    for number, path in enumerate(paths):
        state.opened(path, START_MS + number)
    menu = QMenu(window)
    window.fill_switcher(menu)
    entries = menu.actions()
    assert [entry.text() for entry in entries[:2]] == ["R&&D", "Work"]
    with qtbot.waitSignal(window.vault_wanted) as heard:
        entries[1].trigger()
    assert heard.args == [paths[0]]
    assert window.actions_by_id["lock"] in entries


def test_the_open_vault_is_checked_and_not_opened_again(
    window: MainWindow, page: Page, state: StateFile, qtbot: QtBot
) -> None:
    state.opened(page.path, START_MS)
    menu = QMenu(window)
    window.fill_switcher(menu)
    entry = menu.actions()[0]
    with qtbot.assertNotEmitted(window.vault_wanted):
        entry.trigger()
    assert entry.isChecked()


def test_two_vaults_of_one_name_are_told_apart(window: MainWindow, state: StateFile) -> None:
    for folder in ("a", "b"):
        state.opened(Path(f"/{folder}/Personal.strongroom"), START_MS)
    menu = QMenu(window)
    window.fill_switcher(menu)
    assert [e.text() for e in menu.actions()[:2]] == ["Personal in b", "Personal in a"]


def test_the_page_fills_its_own_menus(window: MainWindow, page: Page) -> None:
    menu = window.actions_by_id["sort"].menu()
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    assert page.ran == ["sort"]


def test_no_vault_yet_is_said(window: MainWindow) -> None:
    menu = window.actions_by_id["recent"].menu()
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    (entry,) = menu.actions()
    assert not entry.isEnabled()


def test_f1_shows_every_key(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F1)
    dialog = window.findChild(Shortcuts)
    assert isinstance(dialog, Shortcuts)
    texts = {child.text() for child in dialog.findChildren(QWidget) if hasattr(child, "text")}
    assert {"Copy password", "Ctrl+C", "Lock", "Ctrl+L"} <= texts
    dialog.accept()


def test_files_may_be_dropped(window: MainWindow, qtbot: QtBot) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/tmp/chrome.csv"), QUrl("https://example.org")])  # noqa: S108
    action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), action, data, button, none)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    with qtbot.waitSignal(window.files_dropped) as heard:
        QApplication.sendEvent(window, QDropEvent(QPointF(5, 5), action, data, button, none))
    assert heard.args == [[Path("/tmp/chrome.csv")]]  # noqa: S108


@pytest.mark.parametrize(
    ("name", "said"), [("chrome.csv", "Drop to import"), ("Home.strongroom", "Drop to open")]
)
def test_what_letting_go_does_is_seen_while_files_are_held(
    window: MainWindow, name: str, said: str
) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(f"/tmp/{name}")])  # noqa: S108
    action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier

    def enter() -> None:
        QApplication.sendEvent(window, QDragEnterEvent(QPoint(5, 5), action, data, button, none))

    enter()
    assert window.drop_hint.isVisible()
    assert window.drop_hint.text == said
    assert window.drop_hint.geometry() == window.rect()
    QApplication.sendEvent(window, QDragLeaveEvent())
    assert not window.drop_hint.isVisible()
    enter()
    QApplication.sendEvent(window, QDropEvent(QPointF(5, 5), action, data, button, none))
    assert not window.drop_hint.isVisible()


def test_nothing_is_said_of_what_is_no_file(window: MainWindow) -> None:
    data = QMimeData()
    data.setText("a text")
    action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(QPoint(5, 5), action, data, button, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(window, enter)
    assert not enter.isAccepted()
    assert not window.drop_hint.isVisible()


def test_minimising_is_told(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.minimised):
        window.showMinimized()
