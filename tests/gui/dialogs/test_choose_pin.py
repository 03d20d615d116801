# SPDX-License-Identifier: GPL-3.0-or-later
"""A PIN is typed twice, warned of where it is easily guessed, and forgotten here."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from strongroom.gui.dialogs.choose_pin import ChoosePin
from strongroom.secret import SecretBytes

Pins = list[SecretBytes]


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def dialog(window: QWidget) -> ChoosePin:
    made = ChoosePin(window, sentence="It opens the vault after a lock.")
    made.open()
    made.first.setFocus()
    return made


@pytest.fixture
def pins(dialog: ChoosePin) -> Pins:
    given: Pins = []
    dialog.chosen.connect(given.append)
    return given


def test_by_keyboard_alone(dialog: ChoosePin, pins: Pins, qtbot: QtBot) -> None:
    qtbot.keyClicks(dialog.first, "739152")
    qtbot.keyClick(dialog.first, Qt.Key.Key_Return)
    assert dialog.second.hasFocus()
    qtbot.keyClicks(dialog.second, "739152")
    qtbot.keyClick(dialog.second, Qt.Key.Key_Return)
    assert [bytes(pin.buffer) for pin in pins] == [b"739152"]
    assert not dialog.isVisible()
    assert dialog.first.count == dialog.second.count == 0


@pytest.mark.parametrize("pin", ["123", "1234567890123", "12a4", "geheim"])
def test_what_is_no_pin_is_said(dialog: ChoosePin, pins: Pins, qtbot: QtBot, pin: str) -> None:
    qtbot.keyClicks(dialog.first, pin)
    qtbot.keyClicks(dialog.second, pin)
    dialog.go_on.click()
    assert pins == []
    assert "4 to 12 digits" in dialog.hint.text()
    assert dialog.first.property("wrong") is True
    assert dialog.first.hasFocus()


def test_two_that_differ_are_said(dialog: ChoosePin, pins: Pins, qtbot: QtBot) -> None:
    qtbot.keyClicks(dialog.first, "739152")
    qtbot.keyClicks(dialog.second, "739153")
    dialog.go_on.click()
    assert pins == []
    assert "not the same" in dialog.hint.text()
    assert dialog.second.hasFocus()


@pytest.mark.parametrize("pin", ["1234", "0000", "1212", "1984"])
def test_a_guessable_one_is_warned_of_and_taken(
    dialog: ChoosePin, pins: Pins, qtbot: QtBot, pin: str
) -> None:
    qtbot.keyClicks(dialog.first, pin)
    assert "first that anyone would try" in dialog.hint.text()
    qtbot.keyClicks(dialog.second, pin)
    dialog.go_on.click()
    assert len(pins) == 1


def test_a_dialog_grows_with_what_it_says(dialog: ChoosePin, qtbot: QtBot) -> None:
    qtbot.keyClicks(dialog.first, "1234")
    layout = dialog.layout()
    assert layout is not None
    assert dialog.height() >= layout.totalHeightForWidth(dialog.width())


def test_leaving_forgets(dialog: ChoosePin, pins: Pins, qtbot: QtBot) -> None:
    qtbot.keyClicks(dialog.first, "739152")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.first.count == 0
    assert pins == []
