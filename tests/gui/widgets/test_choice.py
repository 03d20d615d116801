# SPDX-License-Identifier: GPL-3.0-or-later
"""The box to choose from: what has no room in it ends in an ellipsis."""

import pytest
from pytestqt.qtbot import QtBot

from strongroom.gui.widgets.choice import Choice

LONG = "Chrome, Edge, Brave, Opera or Vivaldi (CSV)"


@pytest.fixture
def choice(qtbot: QtBot) -> Choice:
    made = Choice()
    made.be_narrow()
    made.addItem(LONG)
    made.addItem("Short")
    qtbot.addWidget(made)
    made.show()
    return made


def test_what_has_no_room_ends_in_an_ellipsis(choice: Choice) -> None:
    choice.resize(200, choice.sizeHint().height())
    shown = choice.elided().currentText
    assert shown.endswith("…")
    assert LONG.startswith(shown[:-1].rstrip())
    assert choice.currentText() == LONG


def test_what_has_room_is_whole(choice: Choice) -> None:
    choice.resize(600, choice.sizeHint().height())
    assert choice.elided().currentText == LONG
    choice.resize(200, choice.sizeHint().height())
    choice.setCurrentIndex(1)
    assert choice.elided().currentText == "Short"
