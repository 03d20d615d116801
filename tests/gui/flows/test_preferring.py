# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings take effect as they are chosen, and are kept where they belong."""

import json

import pytest
from pytestqt.qtbot import QtBot
from tests.app.worlds import World
from tests.gui.conftest import Running

from strongroom.app.events import LockReason
from strongroom.app.settings import Settings, SettingsFile, Theme
from strongroom.app.vault_rules import VaultRules
from strongroom.gui import theme
from strongroom.gui.dialogs.settings import SettingsDialog
from strongroom.gui.main import Program


def shown(program: Program, running: Running) -> SettingsDialog:
    program.window.actions_by_id["settings"].trigger()
    running.settle()
    dialog = program.window.findChild(SettingsDialog)
    assert dialog is not None
    return dialog


def pick(dialog: SettingsDialog, name: str, value: object) -> None:
    """Choose an entry of a box as a click in its list does."""
    box = getattr(dialog, name)
    index = box.findData(value)
    box.setCurrentIndex(index)
    box.activated.emit(index)


def test_this_machines_settings_are_saved_at_once(
    program: Program, running: Running, machine: World
) -> None:
    dialog = shown(program, running)
    pick(dialog, "lock_after", 5)
    pick(dialog, "clear_after", None)
    pick(dialog, "hide_after", 300)
    dialog.minimised.click()
    assert SettingsFile(machine.places.settings_file).current == Settings(
        lock_after_minutes=5,
        clear_clipboard_seconds=None,
        hide_revealed_seconds=300,
        lock_on_minimise=True,
    )
    assert program.settings.current.lock_after_minutes == 5


def test_colours_change_under_ones_eyes(program: Program, running: Running) -> None:
    dialog = shown(program, running)
    dialog.theme.choose(2)
    assert theme.current() is theme.DARK
    dialog.theme.choose(1)
    assert theme.current() is theme.LIGHT
    assert program.settings.current.theme is Theme.LIGHT


def test_without_a_vault_there_is_nothing_of_one(program: Program, running: Running) -> None:
    assert not hasattr(shown(program, running), "trash")


def test_the_vaults_own_settings_are_sealed_in_it(opened: Program, running: Running) -> None:
    dialog = shown(opened, running)
    assert dialog.name.text() == "Personal"
    pick(dialog, "trash", 90)
    pick(dialog, "history", 0)
    dialog.name.setText("Family")
    dialog.name.editingFinished.emit()
    running.settle()
    assert opened.interior.items.vault_rules == VaultRules(trash_days=90, history_length=0)
    assert opened.interior.items.vault_name == "Family"


def test_a_name_that_cannot_be_is_said(opened: Program, running: Running) -> None:
    dialog = shown(opened, running)
    dialog.name.setText("")
    dialog.name.editingFinished.emit()
    running.settle()
    assert dialog._said.isVisible()
    assert opened.interior.items.vault_name == "Personal"


def test_a_file_that_cannot_be_written_is_said(
    program: Program, running: Running, machine: World
) -> None:
    machine.places.config.parent.mkdir(exist_ok=True)
    machine.places.config.write_text("a file where the folder should be")
    dialog = shown(program, running)
    pick(dialog, "lock_after", 5)
    assert dialog._said.isVisible()
    assert program.settings.current.lock_after_minutes == 10


def test_a_value_of_ones_own_stays_offered(
    program: Program, running: Running, machine: World
) -> None:
    program.settings.change(lock_after_minutes=7)
    dialog = shown(program, running)
    assert dialog.lock_after.currentText() == "After 7 minutes"
    assert json.loads(machine.places.settings_file.read_text())["lock_after_minutes"] == 7


def test_a_lock_closes_it(opened: Program, running: Running, qtbot: QtBot) -> None:
    dialog = shown(opened, running)
    with qtbot.waitSignal(dialog.finished):
        opened.opening.lock(LockReason.BY_HAND)


@pytest.mark.parametrize(
    ("index", "wanted"), [(0, Theme.SYSTEM), (1, Theme.LIGHT), (2, Theme.DARK)]
)
def test_the_present_colours_are_shown_as_chosen(
    program: Program, running: Running, index: int, wanted: Theme
) -> None:
    program.settings.change(theme=wanted)
    assert shown(program, running).theme.index == index
