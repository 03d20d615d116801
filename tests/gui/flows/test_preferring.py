# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings take effect as they are chosen, and are kept where they belong."""

import json
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from tests.app.worlds import World
from tests.fakes import FakeLockSignals
from tests.gui.conftest import Running

from strongroom.app.events import LockReason
from strongroom.app.settings import Settings, SettingsFile, Theme
from strongroom.app.vault_rules import VaultRules
from strongroom.gui import theme, tray
from strongroom.gui.amounts import Amount
from strongroom.gui.dialogs.password_change import PasswordChange
from strongroom.gui.dialogs.settings import SettingsDialog
from strongroom.gui.flows import standings
from strongroom.gui.program import Program
from strongroom.gui.settings_table import BY_ID, ROWS, Need, OneOf, OnOff, Page
from strongroom.gui.surroundings import Protection
from strongroom.gui.widgets.setting_row import SettingRow


def shown(program: Program, running: Running) -> SettingsDialog:
    program.window.actions_by_id["settings"].trigger()
    running.settle()
    dialog = program.window.findChild(SettingsDialog)
    assert dialog is not None
    return dialog


def row_of(dialog: SettingsDialog, name: str) -> SettingRow:
    """The row, with its page in sight."""
    dialog.go_to(BY_ID[name].page)
    return dialog.rows[name]


def retype(qtbot: QtBot, row: SettingRow, text: str) -> None:
    """Type in place of what the row has, and press Enter."""
    control: Any = row.control
    control.setFocus()
    line = control.lineEdit() if hasattr(control, "lineEdit") else control
    line.selectAll()
    qtbot.keyClick(control, Qt.Key.Key_Delete)
    qtbot.keyClicks(control, text)
    qtbot.keyClick(control, Qt.Key.Key_Return)


def on_disk(machine: World) -> Settings:
    return SettingsFile(machine.places.settings_file).current


@pytest.fixture
def _tray(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tray, "tray_available", lambda: True)


@pytest.mark.usefixtures("_tray")
@pytest.mark.parametrize(
    "name",
    [
        f.name
        for f in msgspec.structs.fields(Settings)
        if f.name in BY_ID and f.name != "backups_folder"  # which asks for a folder
    ],
)
def test_every_setting_is_changed_by_its_control_and_back_to_its_default(
    program: Program, running: Running, machine: World, qtbot: QtBot, name: str
) -> None:
    dialog = shown(program, running)
    row = row_of(dialog, name)
    default = getattr(Settings(), name)
    match row.row.control:
        case OnOff():
            wanted: object = not default
            row.control.click()  # type: ignore[union-attr]
        case Amount():
            wanted = 7
            retype(qtbot, row, "7")
        case OneOf(choices):
            wanted = choices[-1][0]
            row.control.choose(len(choices) - 1)  # type: ignore[union-attr]
        case other:
            pytest.fail(f"nothing sets {other}")
    assert getattr(program.settings.current, name) == wanted
    assert getattr(on_disk(machine), name) == wanted
    assert on_disk(machine) == msgspec.structs.replace(Settings(), **{name: wanted})
    row.reset.click()
    assert on_disk(machine) == Settings()
    assert not row.reset.isVisible()


def test_what_makes_no_sense_is_said_and_nothing_changes(
    program: Program, running: Running, machine: World, qtbot: QtBot
) -> None:
    dialog = shown(program, running)
    row = row_of(dialog, "lock_after_minutes")
    for text in ("0", "100000", "soon", "-5", "1.5", ""):
        retype(qtbot, row, text)
        assert row.problem.text() == "Lock after 1 to 1440 minutes, or never."
        assert row.problem.isVisible()
    assert not machine.places.settings_file.exists()
    retype(qtbot, row, "2 hours")
    assert not row.problem.isVisible()
    assert program.settings.current.lock_after_minutes == 120


def test_never_may_be_typed(program: Program, running: Running, qtbot: QtBot) -> None:
    dialog = shown(program, running)
    retype(qtbot, row_of(dialog, "clear_clipboard_seconds"), "never")
    assert program.settings.current.clear_clipboard_seconds is None


def test_quick_unlock_always_ends(program: Program, running: Running, qtbot: QtBot) -> None:
    dialog = shown(program, running)
    row = row_of(dialog, "quick_unlock_hours")
    retype(qtbot, row, "never")
    assert row.problem.text() == "Quick unlock lasts 1 to 168 hours."


def test_a_file_that_cannot_be_written_is_said(
    program: Program, running: Running, machine: World
) -> None:
    machine.places.config.parent.mkdir(exist_ok=True)
    machine.places.config.write_text("a file where the folder should be")
    dialog = shown(program, running)
    row = row_of(dialog, "lock_on_lid")
    row.control.click()  # type: ignore[union-attr]
    assert row.problem.isVisible()
    assert row.control.isChecked()  # type: ignore[union-attr]
    assert program.settings.current.lock_on_lid


def test_a_value_of_ones_own_is_shown(program: Program, running: Running, machine: World) -> None:
    program.settings.change(lock_after_minutes=7)
    dialog = shown(program, running)
    row = row_of(dialog, "lock_after_minutes")
    assert row.control.currentText() == "7 minutes"  # type: ignore[union-attr]
    assert row.reset.isVisible()
    assert json.loads(machine.places.settings_file.read_text())["lock_after_minutes"] == 7


def test_colours_change_under_ones_eyes(program: Program, running: Running) -> None:
    control: Any = shown(program, running).rows["theme"].control
    control.choose(2)
    assert theme.current() is theme.DARK
    control.choose(1)
    assert theme.current() is theme.LIGHT
    assert program.settings.current.theme is Theme.LIGHT


@pytest.mark.parametrize(
    ("index", "wanted"), [(0, Theme.SYSTEM), (1, Theme.LIGHT), (2, Theme.DARK)]
)
def test_the_present_colours_are_shown_as_chosen(
    program: Program, running: Running, index: int, wanted: Theme
) -> None:
    program.settings.change(theme=wanted)
    control: Any = shown(program, running).rows["theme"].control
    assert control.index == index


def test_without_a_vault_its_rows_say_why(program: Program, running: Running) -> None:
    dialog = shown(program, running)
    for row in ROWS:
        if row.needs in {Need.VAULT, Need.WRITABLE}:
            assert not dialog.rows[row.id].control.isEnabled()
            assert "Unlock the vault" in dialog.rows[row.id].hint.text()


def test_the_vaults_own_settings_are_sealed_in_it(
    opened: Program, running: Running, qtbot: QtBot
) -> None:
    dialog = shown(opened, running)
    name = row_of(dialog, "vault_name")
    assert name.control.text() == "Personal"  # type: ignore[union-attr]
    retype(qtbot, dialog.rows["trash_days"], "90")
    retype(qtbot, dialog.rows["history_length"], "none")
    retype(qtbot, name, "  Family ")
    running.settle()
    assert opened.interior.items.vault_rules == VaultRules(trash_days=90, history_length=0)
    assert opened.interior.items.vault_name == "Family"
    assert name.control.text() == "Family"  # type: ignore[union-attr]
    dialog.rows["trash_days"].reset.click()
    running.settle()
    assert opened.interior.items.vault_rules == VaultRules(trash_days=30, history_length=0)


def test_the_vaults_own_settings_are_undone_from_the_menu(
    opened: Program, running: Running, qtbot: QtBot
) -> None:
    dialog = shown(opened, running)
    retype(qtbot, row_of(dialog, "vault_name"), "Family")
    retype(qtbot, dialog.rows["trash_days"], "90")
    running.settle()
    dialog.reject()
    page = opened.interior.page
    assert page is not None
    assert "Family" in page.sidebar.switcher.accessibleName()
    undo = opened.window.actions_by_id["undo"]
    assert undo.text() == "Undo change of what the vault keeps"
    undo.trigger()
    running.settle()
    assert opened.interior.items.vault_rules == VaultRules()
    assert undo.text() == "Undo rename of the vault"
    undo.trigger()
    running.settle()
    assert opened.interior.items.vault_name == "Personal"
    assert "Personal" in page.sidebar.switcher.accessibleName()
    opened.window.actions_by_id["redo"].trigger()
    running.settle()
    assert opened.interior.items.vault_name == "Family"


@pytest.mark.parametrize(
    "case",
    [
        ("vault_name", "", "name"),
        ("trash_days", "99999", "3650"),
        ("trash_days", "soon", "3650"),
        ("history_length", "201", "200"),
    ],
)
def test_what_the_vault_cannot_take_is_said(
    opened: Program, running: Running, qtbot: QtBot, case: tuple[str, str, str]
) -> None:
    row, text, said = case
    dialog = shown(opened, running)
    shown_row = row_of(dialog, row)
    retype(qtbot, shown_row, text)
    running.settle()
    assert said in shown_row.problem.text()
    assert shown_row.problem.isVisible()
    assert opened.interior.items.vault_rules == VaultRules()
    assert opened.interior.items.vault_name == "Personal"


def test_what_needs_a_tray_says_that_there_is_none(
    program: Program, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tray, "tray_available", lambda: False)
    dialog = shown(program, running)
    for name in ("tray_icon", "close_to_tray", "minimise_to_tray", "start_minimised"):
        assert not dialog.rows[name].control.isEnabled()
        assert dialog.rows[name].hint.text() == "This desktop shows no tray."


def test_where_nobody_knows_of_an_unused_computer_it_is_said(
    program: Program, running: Running, signals: FakeLockSignals
) -> None:
    signals.unused = None
    row = shown(program, running).rows["lock_computer_unused_minutes"]
    assert "tells nobody" in row.hint.text()
    assert row.control.isEnabled()


def test_where_somebody_knows_nothing_is_said(
    program: Program, running: Running, signals: FakeLockSignals
) -> None:
    signals.unused = 3.0
    assert not shown(program, running).rows["lock_computer_unused_minutes"].hint.text()


def test_the_security_page_speaks_of_the_open_vault(opened: Program, running: Running) -> None:
    dialog = shown(opened, running)
    assert "19 MiB" in dialog.rows["argon2"].text.text()
    assert dialog.rows["methods"].text.text() == "Master password"
    assert dialog.rows["quick_state"].control.word.text() == "Off"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("protection", "row", "word", "words"),
    [
        (Protection(), "memory", "Unknown", "Nobody has looked"),
        (Protection(scrubbed=True), "memory", "On", "overwritten at once"),
        (Protection(scrubbed=False), "memory", "Off", "only its own buffers"),
        (Protection(), "dumps", "Unknown", "Nobody has looked"),
        (Protection(), "confined", "Unknown", "Nobody has looked"),
        (Protection(confines=True), "confined", "On", "reach no network"),
        (Protection(confines=False), "confined", "Partly", "does not keep it from"),
        (Protection(unreadable=True, no_core=True), "dumps", "On", "No other program"),
        (Protection(unreadable=True, no_core=False), "dumps", "Partly", "may leave a copy"),
        (Protection(unreadable=False, no_core=True), "dumps", "Partly", "other programs"),
        (Protection(unreadable=False, no_core=False), "dumps", "Off", "Other programs"),
    ],
)
def test_the_security_page_says_what_is_on(
    protection: Protection, row: str, word: str, words: str
) -> None:
    standing = standings.of_program(protection)[row]
    assert standing.word == word
    assert standing.good is {"On": True, "Unknown": None}.get(word, False)
    assert words in standing.sentence


def test_the_master_password_is_changed_from_here(opened: Program, running: Running) -> None:
    dialog = shown(opened, running)
    row_of(dialog, "master_password").control.button.click()  # type: ignore[union-attr]
    change = dialog.findChild(PasswordChange)
    assert change is not None
    assert change.isVisible()
    change.reject()


def test_it_opens_where_it_was_left(program: Program, running: Running) -> None:
    dialog = shown(program, running)
    dialog.go_to(Page.SECURITY)
    dialog.accept()
    assert program.preferring.show(program.window).page is Page.SECURITY


def test_a_lock_closes_it(opened: Program, running: Running, qtbot: QtBot) -> None:
    dialog = shown(opened, running)
    with qtbot.waitSignal(dialog.finished):
        opened.opening.lock(LockReason.BY_HAND)
