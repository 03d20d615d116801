# SPDX-License-Identifier: GPL-3.0-or-later
"""The field that never holds what is typed into it, driven by keys, mouse and input method."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QMenu, QToolButton
from pytestqt.qtbot import QtBot

from strongroom.gui import clipboard
from strongroom.gui.widgets.secret_line_edit import BULLET, SecretLineEdit
from strongroom.secret import SecretBytes

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key


@pytest.fixture
def field(qtbot: QtBot) -> Iterator[SecretLineEdit]:
    edit = SecretLineEdit("Master password")
    qtbot.addWidget(edit)
    edit.resize(320, 40)
    edit.show()
    edit.setFocus()
    yield edit
    edit.wipe()


@pytest.fixture
def board(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What a paste and a middle click bring."""
    held = {"clipboard": "", "selection": ""}
    monkeypatch.setattr(clipboard, "pasted", lambda: held["clipboard"])
    monkeypatch.setattr(clipboard, "pasted_selection", lambda: held["selection"])
    return held


def held(edit: SecretLineEdit) -> str:
    with edit.secret() as secret:
        assert edit.text() == BULLET * len(secret.text())
        return secret.text()


def test_holds_what_is_typed_and_shows_bullets_alone(field: SecretLineEdit, qtbot: QtBot) -> None:
    qtbot.keyClicks(field, "correct horse")
    assert held(field) == "correct horse"
    assert field.text() == BULLET * 13
    assert field.displayText() == BULLET * 13


def test_takes_each_character_as_one_bullet(field: SecretLineEdit, qtbot: QtBot) -> None:
    for character in "naïve密🔑":
        press = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, character)
        QApplication.sendEvent(field, press)
    assert held(field) == "naïve密🔑"
    qtbot.keyClick(field, Key.Key_Backspace)
    assert held(field) == "naïve密"


def test_edits_in_the_middle(field: SecretLineEdit, qtbot: QtBot) -> None:
    qtbot.keyClicks(field, "abef")
    qtbot.keyClick(field, Key.Key_Home)
    qtbot.keyClick(field, Key.Key_Right)
    qtbot.keyClick(field, Key.Key_Right)
    qtbot.keyClicks(field, "cd")
    assert held(field) == "abcdef"
    qtbot.keyClick(field, Key.Key_Delete)
    assert held(field) == "abcdf"
    qtbot.keyClick(field, Key.Key_End)
    qtbot.keyClicks(field, "g")
    assert held(field) == "abcdfg"


def test_replaces_a_selection(field: SecretLineEdit, qtbot: QtBot) -> None:
    qtbot.keyClicks(field, "abcdef")
    field.setSelection(1, 3)
    qtbot.keyClicks(field, "X")
    assert held(field) == "aXef"
    qtbot.keyClick(field, Key.Key_A, CTRL)
    qtbot.keyClicks(field, "new")
    assert held(field) == "new"


@pytest.mark.parametrize(
    ("key", "modifier", "left"),
    [
        (Key.Key_Backspace, Qt.KeyboardModifier.NoModifier, "abdef"),
        (Key.Key_Delete, Qt.KeyboardModifier.NoModifier, "abcef"),
        (Key.Key_Backspace, CTRL, "def"),
        (Key.Key_Delete, CTRL, "abc"),
    ],
)
def test_deletes_by_key(
    field: SecretLineEdit, qtbot: QtBot, key: Key, modifier: Qt.KeyboardModifier, left: str
) -> None:
    qtbot.keyClicks(field, "abcdef")
    field.setCursorPosition(3)
    qtbot.keyClick(field, key, modifier)
    assert held(field) == left


def test_deletes_a_selection_by_key(field: SecretLineEdit, qtbot: QtBot) -> None:
    qtbot.keyClicks(field, "abcdef")
    field.setSelection(2, 2)
    qtbot.keyClick(field, Key.Key_Delete)
    assert held(field) == "abef"
    assert field.cursorPosition() == 2


def test_undo_brings_nothing_back(field: SecretLineEdit, qtbot: QtBot) -> None:
    qtbot.keyClicks(field, "abc")
    qtbot.keyClick(field, Key.Key_Backspace)
    qtbot.keyClick(field, Key.Key_Z, CTRL)
    qtbot.keyClick(field, Key.Key_Z, CTRL | SHIFT)
    assert held(field) == "ab"


def test_pastes_in_place_of_the_selection(
    field: SecretLineEdit, qtbot: QtBot, board: dict[str, str]
) -> None:
    board["clipboard"] = "pässwörd\r\n"
    qtbot.keyClicks(field, "x--x")
    field.setSelection(1, 2)
    qtbot.keyClick(field, Key.Key_V, CTRL)
    assert held(field) == "xpässwördx"


def test_middle_click_pastes_the_selection(
    field: SecretLineEdit, qtbot: QtBot, board: dict[str, str]
) -> None:
    board["selection"] = "picked"
    qtbot.mouseClick(field, Qt.MouseButton.MiddleButton, pos=QPoint(20, 20))
    assert held(field) == "picked"


def test_takes_what_an_input_method_composes(field: SecretLineEdit) -> None:
    composing = QInputMethodEvent("´", [])
    QApplication.sendEvent(field, composing)
    assert held(field) == ""
    composed = QInputMethodEvent()
    composed.setCommitString("é")
    QApplication.sendEvent(field, composed)
    assert held(field) == "é"


def test_takes_in_what_comes_any_other_way(field: SecretLineEdit, qtbot: QtBot) -> None:
    """An on-screen keyboard may set the text through the accessibility interface."""
    qtbot.keyClicks(field, "ad")
    field.setCursorPosition(1)
    field.insert("bc")
    assert held(field) == "abcd"
    field.setText("other")
    assert held(field) == "other"
    field.clear()
    assert held(field) == ""


def test_forgets_nothing_when_bullets_go_another_way(field: SecretLineEdit, qtbot: QtBot) -> None:
    qtbot.keyClicks(field, "abcd")
    field.setText(BULLET * 2)
    assert held(field) == "abcd"


def test_copies_nothing_out_while_hidden(field: SecretLineEdit, qtbot: QtBot) -> None:
    wanted: list[SecretBytes] = []
    field.copy_wanted.connect(wanted.append)
    qtbot.keyClicks(field, "abcd")
    qtbot.keyClick(field, Key.Key_A, CTRL)
    qtbot.keyClick(field, Key.Key_C, CTRL)
    qtbot.keyClick(field, Key.Key_X, CTRL)
    assert wanted == []
    assert held(field) == "abcd"
    field.set_revealed(True)
    field.setSelection(1, 2)
    qtbot.keyClick(field, Key.Key_C, CTRL)
    assert [secret.text() for secret in wanted] == ["bc"]
    qtbot.keyClick(field, Key.Key_X, CTRL)
    assert held(field) == "ad"


def test_take_empties_the_field(field: SecretLineEdit, qtbot: QtBot) -> None:
    qtbot.keyClicks(field, "abcd")
    store = field._characters._store
    with field.take() as taken:
        assert taken.text() == "abcd"
    assert held(field) == ""
    assert not any(store)


def test_refuses_what_is_too_long_without_cutting(
    field: SecretLineEdit, qtbot: QtBot, board: dict[str, str]
) -> None:
    qtbot.keyClicks(field, "ab")
    board["clipboard"] = "x" * 1_000_000
    with qtbot.waitSignal(field.too_long):
        qtbot.keyClick(field, Key.Key_V, CTRL)
    assert held(field) == "ab"
    board["clipboard"] = "y" * 5000
    qtbot.keyClick(field, Key.Key_V, CTRL)
    assert held(field) == "ab" + "y" * 5000


def test_shown_characters_are_painted_and_never_become_its_text(
    field: SecretLineEdit, qtbot: QtBot
) -> None:
    qtbot.keyClicks(field, "Mn7#")
    hidden = field.grab().toImage()
    eye = field.findChild(QToolButton)
    assert eye is not None
    qtbot.mouseClick(eye, Qt.MouseButton.LeftButton)
    assert field.revealed
    assert field.grab().toImage() != hidden
    assert held(field) == "Mn7#"
    assert field.displayText() == " " * 4
    field.setReadOnly(True)
    qtbot.mouseClick(eye, Qt.MouseButton.LeftButton)
    assert field.displayText() == BULLET * 4


def test_a_screen_reader_hears_a_password_field_and_no_password(
    field: SecretLineEdit, qtbot: QtBot
) -> None:
    qtbot.keyClicks(field, "Mn7#")
    for shown in (False, True):
        field.set_revealed(shown)
        spoken = QAccessible.queryAccessibleInterface(field)
        assert spoken.state().passwordEdit
        assert spoken.text(QAccessible.Text.Name) == "Master password"
        texts = [spoken.text(kind) for kind in QAccessible.Text if kind.value < 10]
        assert not any("M" in text.replace("Master", "") or "#" in text for text in texts)


def test_read_only_refuses_every_way_in(
    field: SecretLineEdit, qtbot: QtBot, board: dict[str, str]
) -> None:
    qtbot.keyClicks(field, "abc")
    field.setReadOnly(True)
    board.update(clipboard="x", selection="x")
    qtbot.keyClicks(field, "d")
    qtbot.keyClick(field, Key.Key_Backspace)
    qtbot.keyClick(field, Key.Key_V, CTRL)
    qtbot.mouseClick(field, Qt.MouseButton.MiddleButton)
    assert held(field) == "abc"


def test_the_context_menu_offers_what_works(
    field: SecretLineEdit, qtbot: QtBot, board: dict[str, str]
) -> None:
    board["clipboard"] = "pasted"
    qtbot.keyClicks(field, "a")
    menu = _menu_of(field)
    assert [action.text() for action in menu.actions()] == ["Paste", "Select all", "Show"]
    menu.actions()[0].trigger()
    assert held(field) == "apasted"
    menu.actions()[2].trigger()
    menu.close()
    assert field.revealed


def _menu_of(field: SecretLineEdit) -> QMenu:
    at = QPoint(5, 5)
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(field, QContextMenuEvent(reason, at, field.mapToGlobal(at)))
    menus = field.findChildren(QMenu)
    assert menus
    return menus[-1]


def test_tells_of_caps_lock(field: SecretLineEdit, qtbot: QtBot) -> None:
    told: list[bool] = []
    field.caps_lock.connect(told.append)
    qtbot.keyClicks(field, "a")
    assert told == []
    qtbot.keyClick(field, "B", SHIFT)
    assert told == []
    qtbot.keyClick(field, "C")
    assert told == [True]
    pressed = QKeyEvent(QEvent.Type.KeyPress, Key.Key_CapsLock, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(field, pressed)
    assert told == [True, False]


def test_return_is_told_and_typed_nowhere(field: SecretLineEdit, qtbot: QtBot) -> None:
    qtbot.keyClicks(field, "a")
    with qtbot.waitSignal(field.returnPressed):
        qtbot.keyClick(field, Key.Key_Return)
    assert held(field) == "a"


def test_put_replaces_and_leaves_the_argument_to_its_owner(field: SecretLineEdit) -> None:
    secret = SecretBytes.of_text("from outside")
    field.put(secret)
    assert held(field) == "from outside"
    assert secret.text() == "from outside"
