# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of actions: unique, without clashes, each in a menu, each with an icon."""

from collections import Counter

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenuBar, QWidget
from pytestqt.qtbot import QtBot

from strongroom.gui import actions, icons, menus
from strongroom.gui.actions import ACTIONS, Fact


def test_ids_are_unique() -> None:
    assert max(Counter(action.id for action in ACTIONS).values()) == 1


def test_no_key_means_two_things() -> None:
    keys = Counter(
        (QKeySequence(key).toString(), Fact.TRASHED in action.needs)
        for action in ACTIONS
        for key in action.shortcuts
    )
    assert keys
    assert max(keys.values()) == 1


def test_what_deletes_in_the_trash_is_never_enabled_beside_what_moves_there() -> None:
    assert Fact.LIVE in actions.BY_ID["trash"].needs
    assert Fact.TRASHED in actions.BY_ID["delete_forever"].needs


def test_every_action_is_in_a_menu_of_the_bar() -> None:
    assert menus.ids_within(menus.BAR) == {action.id for action in ACTIONS}


@pytest.mark.parametrize(
    "entries",
    [menus.ON_ITEM, menus.ON_TRASHED, menus.ON_FOLDER, menus.ON_FOLDERS, menus.ON_TAG],
)
def test_menus_name_only_what_exists(entries: tuple[menus.Entry, ...]) -> None:
    assert menus.ids_within(entries) <= set(actions.BY_ID)


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_icons_exist(action: actions.Action) -> None:
    if action.icon:
        icons.icon(action.icon)


@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        ("Ctrl+N", "new"),
        ("Ctrl+E", "edit"),
        ("Ctrl+C", "copy_password"),
        ("Ctrl+B", "copy_username"),
        ("Ctrl+T", "copy_otp"),
        ("Ctrl+U", "copy_website"),
        ("Ctrl+Shift+U", "open_website"),
        ("Ctrl+R", "reveal"),
        ("Ctrl+D", "duplicate"),
        ("Del", "trash"),
        ("Ctrl+Z", "undo"),
        ("Ctrl+Shift+Z", "redo"),
        ("Ctrl+F", "search"),
        ("Ctrl+G", "generator"),
        ("Ctrl+L", "lock"),
        ("Ctrl+I", "import"),
        ("Ctrl+,", "settings"),
        ("F1", "shortcuts"),
        ("Ctrl+Q", "quit"),
    ],
)
def test_keys_that_people_know(keys: str, wanted: str) -> None:
    assert keys in actions.BY_ID[wanted].shortcuts


def test_one_function_enables_all_of_them(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    ran: list[str] = []
    built = actions.build(parent, ran.append)
    actions.enable(built, frozenset())
    on = {name for name, action in built.items() if action.isEnabled()}
    assert {"settings", "quit", "open_vault", "new_vault", "import"} <= on
    assert not on & {"new", "copy_password", "lock", "undo"}
    everything = frozenset(Fact)
    actions.enable(built, everything)
    assert all(action.isEnabled() for action in built.values())
    actions.enable(built, everything - {Fact.ONE})
    assert not built["copy_password"].isEnabled()
    assert built["trash"].isEnabled()
    built["trash"].trigger()
    assert ran == ["trash"]


def test_a_disabled_action_does_nothing(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    ran: list[str] = []
    built = actions.build(parent, ran.append)
    actions.enable(built, frozenset())
    built["lock"].trigger()
    assert ran == []


def test_the_bar_shows_every_action_with_its_key(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    built = actions.build(parent, lambda _id: None)
    actions.paint(built)
    bar = QMenuBar(parent)
    menus.fill_bar(bar, built)
    assert [action.text() for action in bar.actions()] == [menu.title for menu in menus.BAR]
    assert built["copy_otp"].shortcut().toString() == "Ctrl+T"
    assert not built["copy_otp"].icon().isNull()


def test_a_filled_menu_is_filled_each_time(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    built = actions.build(parent, lambda _id: None)
    times: list[int] = []

    def fill(menu: object) -> None:
        times.append(1)
        menu.addAction(str(len(times)))  # type: ignore[attr-defined]

    menu = menus.open_filled(built["recent"], parent, fill)
    menu.aboutToShow.emit()
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()] == ["2"]


def test_keys_are_named_as_the_platform_names_them() -> None:
    assert actions.keys_text(actions.BY_ID["recent"]) == ""
    assert actions.keys_text(actions.BY_ID["quit"]).endswith("Q")
