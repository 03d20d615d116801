# SPDX-License-Identifier: GPL-3.0-or-later
"""Is it you: the dialog by itself."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from strongroom.errors import MethodMissing, MustWait, WrongKey
from strongroom.gui.dialogs.reauthenticate import Reauthenticate
from strongroom.model.credentials import Credentials

Given = list[Credentials]


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def dialog(window: QWidget) -> Reauthenticate:
    made = Reauthenticate(window, title="Turn on", sentence="Type it once more.", deed="Turn on")
    made.open()
    made.password.setFocus()
    return made


@pytest.fixture
def given(dialog: Reauthenticate) -> Given:
    seen: Given = []
    dialog.given.connect(seen.append)
    return seen


def test_what_is_typed_is_given_and_the_dialog_waits(
    dialog: Reauthenticate, given: Given, qtbot: QtBot
) -> None:
    qtbot.keyClicks(dialog.password, "right one")
    qtbot.keyClick(dialog.password, Qt.Key.Key_Return)
    assert given[0].password is not None
    assert given[0].password.text() == "right one"
    assert dialog.busy
    assert not dialog.password.isEnabled()
    assert dialog.cancel.isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert len(given) == 1


def test_a_way_that_is_offered_later_lies_below_the_field(dialog: Reauthenticate) -> None:
    dialog.proof.take_code(alone=False)
    assert dialog.height() >= dialog.sizeHint().height()
    assert dialog.code_button.y() >= dialog.password.geometry().bottom()


def test_nothing_typed_is_nothing_tried(dialog: Reauthenticate, given: Given) -> None:
    dialog.deed.click()
    assert given == []
    assert dialog.said.text() == "Type the master password."


def test_a_wrong_one_is_said_inline_and_typed_over(
    dialog: Reauthenticate, given: Given, qtbot: QtBot
) -> None:
    qtbot.keyClicks(dialog.password, "wrong")
    dialog.deed.click()
    dialog.show_failure(WrongKey("The master password is wrong."))
    assert not dialog.busy
    assert dialog.said.text() == "The master password is wrong."
    assert dialog.password.hasSelectedText()
    assert dialog.password.property("wrong") is True
    qtbot.keyClicks(dialog.password, "r")
    assert dialog.said.text() == ""
    dialog.deed.click()
    assert given[1].password is not None
    assert given[1].password.text() == "r"


def test_a_key_file_is_asked_for_where_one_is_missing(dialog: Reauthenticate) -> None:
    assert dialog.key_button.isVisible()
    dialog.show_failure(MethodMissing("This vault also needs its key file."))
    assert dialog.key_file.isVisible()
    assert not dialog.key_button.isVisible()


def test_a_wait_is_counted_down(dialog: Reauthenticate, given: Given, qtbot: QtBot) -> None:
    qtbot.keyClicks(dialog.password, "wrong")
    dialog.deed.click()
    dialog.show_failure(MustWait("Wait.", seconds=1.5))
    assert "2 seconds" in dialog.said.text()
    assert not dialog.deed.isEnabled()
    qtbot.keyClick(dialog.password, Qt.Key.Key_Return)
    assert len(given) == 1
    qtbot.waitUntil(dialog.deed.isEnabled, timeout=4_000)
    assert dialog.said.text() == ""


def test_leaving_forgets(dialog: Reauthenticate, qtbot: QtBot) -> None:
    qtbot.keyClicks(dialog.password, "something")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.password.count == 0
