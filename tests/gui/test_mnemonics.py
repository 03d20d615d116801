# SPDX-License-Identifier: GPL-3.0-or-later
"""Letter keys: one for each entry of a menu, none twice, and none left behind."""

import re

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from strongroom.gui import actions, menus
from strongroom.gui.mnemonics import give_letters, with_letters


def letters(texts: list[str]) -> list[str]:
    return [found[1].casefold() for text in texts if (found := re.search("&(.)", text))]


def test_the_first_letter_of_a_word_is_taken_where_it_is_free() -> None:
    assert with_letters(["Open", "Open vault", "Over", "O"]) == [
        "&Open",
        "Open &vault",
        "Ov&er",
        "O",
    ]


@pytest.mark.parametrize("entry", menus.BAR, ids=lambda entry: entry.id)
def test_every_entry_of_a_menu_has_one_of_its_own(entry: menus.Menu, qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    built = actions.build(parent, lambda _id: None)
    menu = menus.fill(QMenu(parent), entry.entries, built)
    before = [action.text() for action in menu.actions()]
    give_letters(menu)
    menu.aboutToShow.emit()
    shown = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert len(set(letters(shown))) == len(shown)
    menu.aboutToHide.emit()
    assert [action.text() for action in menu.actions()] == before
    assert isinstance(menu.actions()[0], QAction)


def test_the_menus_of_the_bar_have_letters_of_their_own() -> None:
    assert len(set(letters([menu.title for menu in menus.BAR]))) == len(menus.BAR)
