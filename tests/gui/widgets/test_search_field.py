# SPDX-License-Identifier: GPL-3.0-or-later
"""The search field: text keys stay in it, the window's and the list's go on."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from strongroom.gui.widgets.search_field import SearchField

CTRL = Qt.KeyboardModifier.ControlModifier


class Bench(QWidget):
    """A field in a window that has the window's keys."""

    def __init__(self) -> None:
        super().__init__()
        self.field = SearchField(self)
        QVBoxLayout(self).addWidget(self.field)
        self.ran: list[str] = []
        for keys in ("Ctrl+C", "Ctrl+U", "Ctrl+D", "Ctrl+E", "Del", "Ctrl+Z"):
            action = QAction(keys, self)
            action.setShortcut(QKeySequence(keys))
            action.triggered.connect(lambda _on=False, keys=keys: self.ran.append(keys))
            self.addAction(action)


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    made = Bench()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    made.field.setFocus()
    qtbot.waitUntil(made.field.hasFocus)
    return made


def test_copy_without_a_selection_is_the_windows(bench: Bench, qtbot: QtBot) -> None:
    qtbot.keyClicks(bench.field, "git")
    qtbot.keyClick(bench.field, Qt.Key.Key_C, CTRL)
    assert bench.ran == ["Ctrl+C"]
    bench.field.selectAll()
    qtbot.keyClick(bench.field, Qt.Key.Key_C, CTRL)
    assert bench.ran == ["Ctrl+C"]


@pytest.mark.parametrize("key", [Qt.Key.Key_U, Qt.Key.Key_D, Qt.Key.Key_E])
def test_keys_of_the_item_are_the_windows(bench: Bench, qtbot: QtBot, key: Qt.Key) -> None:
    qtbot.keyClicks(bench.field, "git")
    qtbot.keyClick(bench.field, key, CTRL)
    assert bench.ran == ["Ctrl+" + QKeySequence(key).toString()]
    assert bench.field.text() == "git"


def test_undo_and_delete_are_the_fields(bench: Bench, qtbot: QtBot) -> None:
    qtbot.keyClicks(bench.field, "git")
    qtbot.keyClick(bench.field, Qt.Key.Key_Home)
    qtbot.keyClick(bench.field, Qt.Key.Key_Delete)
    assert bench.field.text() == "it"
    qtbot.keyClick(bench.field, Qt.Key.Key_Z, CTRL)
    assert bench.field.text() == "git"
    assert bench.ran == []


def test_undo_is_the_windows_where_nothing_was_typed(bench: Bench, qtbot: QtBot) -> None:
    qtbot.keyClick(bench.field, Qt.Key.Key_Z, CTRL)
    assert bench.ran == ["Ctrl+Z"]


def test_escape_clears(bench: Bench, qtbot: QtBot) -> None:
    qtbot.keyClicks(bench.field, "git")
    qtbot.keyClick(bench.field, Qt.Key.Key_Escape)
    assert bench.field.text() == ""


def test_arrows_and_return_go_on(bench: Bench, qtbot: QtBot) -> None:
    moved: list[object] = []
    bench.field.moved.connect(moved.append)
    qtbot.keyClick(bench.field, Qt.Key.Key_Down)
    qtbot.keyClick(bench.field, Qt.Key.Key_PageUp)
    assert len(moved) == 2
    with qtbot.waitSignal(bench.field.entered):
        qtbot.keyClick(bench.field, Qt.Key.Key_Return)


def test_typing_goes_on_where_the_list_began(bench: Bench) -> None:
    bench.field.take("g")
    bench.field.take("i")
    assert bench.field.text() == "gi"


def test_starting_selects_what_is_there(bench: Bench) -> None:
    bench.field.setText("old")
    bench.field.start()
    assert bench.field.selectedText() == "old"
