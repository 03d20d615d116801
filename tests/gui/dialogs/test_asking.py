# SPDX-License-Identifier: GPL-3.0-or-later
"""The small dialogs: they answer by a signal, once, and write nothing."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from strongroom.gui.actions import ACTIONS
from strongroom.gui.dialogs import name as names
from strongroom.gui.dialogs.confirm import Confirm, confirm
from strongroom.gui.dialogs.generator import GeneratorDialog
from strongroom.gui.dialogs.leave import LeaveDialog
from strongroom.gui.dialogs.reauthenticate import Reauthenticate
from strongroom.gui.dialogs.shortcuts import Shortcuts
from strongroom.gui.widgets.generator_panel import Recipes
from strongroom.model.generator import PassphraseRecipe, PasswordRecipe
from strongroom.model.tags import MAX_TAG
from strongroom.secret import SecretBytes


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_question_answered_with_the_deed_goes_on(window: QWidget) -> None:
    done: list[str] = []
    asked = confirm(
        window, title="Sure?", sentence="Gone.", deed="Delete", then=lambda: done.append("x")
    )
    asked.deed.click()
    assert done == ["x"]


@pytest.mark.parametrize("way", ["cancel", "escape"])
def test_a_question_may_be_left(window: QWidget, qtbot: QtBot, way: str) -> None:
    done: list[str] = []
    asked = confirm(
        window, title="Sure?", sentence="Gone.", deed="Delete", then=lambda: done.append("x")
    )
    assert asked.accessibleDescription() == "Gone."
    if way == "cancel":
        asked.cancel.click()
    else:
        qtbot.keyClick(asked, Qt.Key.Key_Escape)
    assert done == []


@pytest.mark.parametrize("kind", [Confirm, LeaveDialog, Reauthenticate])
def test_a_question_is_as_high_as_its_words_need(
    window: QWidget, monkeypatch: pytest.MonkeyPatch, kind: type[QDialog]
) -> None:
    """Qt gives a dialog at most two thirds of the screen, and large letters need more of it."""
    long = "All of this is to be read. " * 80
    if kind is LeaveDialog:
        monkeypatch.setattr("strongroom.gui.dialogs.leave._changed", lambda _title: long)
        asked: QDialog = LeaveDialog(window, "")
    else:
        assert kind is Confirm or kind is Reauthenticate
        asked = kind(window, title="Sure?", sentence=long, deed="Delete")
    asked.open()
    text = next(one for one in asked.findChildren(QLabel) if one.text() == long)
    layout = asked.layout()
    assert layout is not None
    layout.activate()
    assert text.height() >= text.heightForWidth(text.width())
    asked.reject()


def test_a_name_is_given_as_it_is_kept(window: QWidget, qtbot: QtBot) -> None:
    given: list[str] = []
    dialog = names.ask_new_folder(window, given.append)
    assert not dialog.deed.isEnabled()
    qtbot.keyClicks(dialog.field, "  Work ")
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert given == ["Work"]


def test_what_cannot_be_taken_is_said_in_place(window: QWidget, qtbot: QtBot) -> None:
    given: list[str] = []
    dialog = names.ask_tag_name(window, "old", given.append)
    assert dialog.field.selectedText() == "old"
    dialog.field.setText("x" * (MAX_TAG + 1))
    dialog.deed.click()
    assert given == []
    assert dialog.problem.text()
    assert dialog.problem.isVisible()
    qtbot.keyClicks(dialog.field, "y")
    assert not dialog.problem.isVisible()
    dialog.reject()


def test_a_folder_keeps_its_name_to_begin_with(window: QWidget) -> None:
    given: list[str] = []
    dialog = names.ask_folder_name(window, "Work", given.append)
    dialog.deed.click()
    assert given == ["Work"]


def test_tags_complete_from_those_there_are(window: QWidget) -> None:
    dialog = names.ask_new_tag(window, ["work", "homework", "dev"], lambda _tag: None)
    completer = dialog.field.completer()
    completer.setCompletionPrefix("WORK")
    assert completer.completionCount() == 2
    dialog.reject()


def test_every_key_stands_on_the_page_of_keys(window: QWidget) -> None:
    dialog = Shortcuts(window)
    shown = [label.text() for label in dialog.findChildren(QLabel)]
    keyed = [action for action in ACTIONS if action.shortcuts]
    assert all(action.text.rstrip("…") in shown for action in keyed)


def test_a_generated_password_is_copied_and_its_recipe_kept(window: QWidget) -> None:
    kept: list[Recipes] = []
    copied: list[str] = []

    def take(secret: SecretBytes) -> None:
        with secret:
            copied.append(secret.text())

    recipes = Recipes(PasswordRecipe(length=31), PassphraseRecipe(), phrase_last=False)
    dialog = GeneratorDialog(window, recipes, kept.append)
    dialog.copy_wanted.connect(take)
    dialog.open()
    dialog.panel.use.click()
    assert len(copied[0]) == 31
    assert kept[0].password.length == 31
