# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything before the vault, as a person meets it: keys, mouse, sentences."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot
from tests.app.worlds import PASSWORD, World, new_unlock
from tests.fakes import FakeClock
from tests.gui.conftest import Running

from strongroom.app.events import LockReason
from strongroom.app.items import Items
from strongroom.app.session import Session
from strongroom.crypto.kdf import CHEAPEST
from strongroom.gui import clipboard
from strongroom.gui.pages.entrance import Entrance
from strongroom.gui.pages.troubles import Way
from strongroom.gui.pages.unlock import UnlockPage
from strongroom.gui.program import Program
from strongroom.gui.widgets.block_label import SecretText
from strongroom.gui.widgets.key_file_row import KeyFileRow
from strongroom.model.credentials import Credentials
from strongroom.secret import SecretBytes
from strongroom.vault import keyslots, opening

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def entrance(program: Program) -> Entrance:
    return program.entrance


@pytest.fixture
def unlock(a_vault: Path, program: Program) -> UnlockPage:
    assert a_vault.exists()
    return program.entrance.unlock


def said(page: UnlockPage) -> str:
    return page._said.text()


def is_busy(page: UnlockPage) -> bool:
    return page.unlock_button.busy


def type_password(qtbot: QtBot, page: UnlockPage, text: str) -> None:
    page.password.selectAll()
    qtbot.keyClicks(page.password, text)
    qtbot.keyClick(page.password, Key.Key_Return)


def fill_create(qtbot: QtBot, entrance: Entrance, password: str = PASSWORD) -> None:
    page = entrance.create_page
    qtbot.keyClicks(page.password.first, password)
    qtbot.keyClicks(page.password.second, password)


# First run


def test_a_fresh_machine_is_welcomed(entrance: Entrance) -> None:
    assert entrance.currentWidget() is entrance.welcome
    assert entrance.isVisible()
    doors = (entrance.welcome.create_door, entrance.welcome.import_door, entrance.welcome.open_door)
    assert [door.accessibleName() for door in doors] == [
        "Create a vault",
        "Import from another manager",
        "Open a vault",
    ]
    said = [words for door in doors for words in door.findChildren(QLabel) if words.text()]
    assert len(said) == 2 * len(doors)
    for words in said:  # whole, on as many lines as it takes
        assert words.height() >= words.heightForWidth(words.width()) > 0


def test_a_vault_is_made_by_keyboard_alone(
    entrance: Entrance, program: Program, qtbot: QtBot, machine: World
) -> None:
    qtbot.keyClick(entrance.welcome.create_door, Key.Key_Space)
    page = entrance.create_page
    assert entrance.currentWidget() is page
    page.recovery.setChecked(False)
    qtbot.keyClick(page.name, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(page.name, "Family")
    assert page.path == machine.places.documents / "Family.strongroom"
    fill_create(qtbot, entrance)
    with qtbot.waitSignal(entrance.entered, timeout=10_000):
        qtbot.keyClick(page.password.second, Key.Key_Return)
    assert program.opening.is_open
    assert (machine.places.documents / "Family.strongroom").exists()
    assert page.password.first.count == 0


def test_the_recovery_kit_is_offered_and_not_lost_by_one_press(
    entrance: Entrance, qtbot: QtBot, tmp_path: Path
) -> None:
    entrance.welcome.create_wanted.emit()
    fill_create(qtbot, entrance)
    with qtbot.waitSignal(entrance.currentChanged, timeout=10_000):
        qtbot.mouseClick(entrance.create_page.create_button, LEFT)
    kit = entrance.kit
    assert entrance.currentWidget() is kit
    code = kit.card.code.text()
    assert len(code.replace("-", "")) == 28
    with qtbot.assertNotEmitted(entrance.entered):
        qtbot.mouseClick(kit.done_button, LEFT)
    with qtbot.waitSignal(kit.card.kept):
        kit.card.save(tmp_path / "kit.pdf")
    assert (tmp_path / "kit.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "kit.pdf").stat().st_mode & 0o777 == 0o600
    with qtbot.waitSignal(entrance.entered):
        qtbot.mouseClick(kit.done_button, LEFT)
    assert kit.card.code.text() == ""


def test_the_kit_can_be_left_unsaved_with_a_second_press(entrance: Entrance, qtbot: QtBot) -> None:
    entrance.welcome.create_wanted.emit()
    fill_create(qtbot, entrance)
    with qtbot.waitSignal(entrance.currentChanged, timeout=10_000):
        qtbot.mouseClick(entrance.create_page.create_button, LEFT)
    qtbot.mouseClick(entrance.kit.done_button, LEFT)
    assert "neither printed nor saved" in entrance.kit._warning.text()
    with qtbot.waitSignal(entrance.entered):
        qtbot.mouseClick(entrance.kit.done_button, LEFT)


def test_import_begins_with_a_vault(entrance: Entrance, qtbot: QtBot) -> None:
    qtbot.mouseClick(entrance.welcome.import_door, LEFT)
    assert entrance.create_page.title.text() == "First, a vault to import into"
    entrance.create_page.recovery.setChecked(False)
    fill_create(qtbot, entrance)
    entrance.import_wanted.disconnect()
    with qtbot.waitSignal(entrance.import_wanted, timeout=10_000):
        qtbot.mouseClick(entrance.create_page.create_button, LEFT)


@pytest.mark.parametrize(
    ("name", "first", "second", "sentence"),
    [
        ("", PASSWORD, PASSWORD, "name"),
        ("Personal", "", "", "Type a master password."),
        ("Personal", PASSWORD, "other", "The two passwords are not the same."),
    ],
)
def test_what_cannot_be_taken_is_said_and_makes_nothing(
    entrance: Entrance,
    qtbot: QtBot,
    machine: World,
    *,
    name: str,
    first: str,
    second: str,
    sentence: str,
) -> None:
    entrance.welcome.create_wanted.emit()
    page = entrance.create_page
    page.name.setText(name)
    qtbot.keyClicks(page.password.first, first)
    qtbot.keyClicks(page.password.second, second)
    qtbot.mouseClick(page.create_button, LEFT)
    assert sentence in page._problem.text()
    assert page._problem.isVisible()
    assert sentence not in page.password._hint.text()  # said once
    assert list(machine.places.documents.iterdir()) == []


def test_a_short_password_is_warned_of_and_taken(entrance: Entrance, qtbot: QtBot) -> None:
    entrance.welcome.create_wanted.emit()
    page = entrance.create_page
    page.recovery.setChecked(False)
    fill_create(qtbot, entrance, "Vq7mRk%p")
    assert "15 characters" in page.password._hint.text()
    with qtbot.waitSignal(entrance.entered, timeout=10_000):
        qtbot.mouseClick(page.create_button, LEFT)
        assert page.create_button.busy
        assert not page.change_button.isEnabled()  # the place is taken already


def test_a_folder_that_cannot_be_written_is_said_and_keeps_what_was_typed(
    entrance: Entrance, running: Running, qtbot: QtBot, machine: World
) -> None:
    entrance.welcome.create_wanted.emit()
    page = entrance.create_page
    page._choose(machine.places.documents / "no" / "such" / "folder.strongroom")
    fill_create(qtbot, entrance)
    qtbot.mouseClick(page.create_button, LEFT)
    running.settle()
    assert page._problem.isVisible()
    assert page.password.first.count == len(PASSWORD)
    assert page.create_button.isEnabled()


def test_a_suggested_passphrase_is_shown_and_wants_to_be_typed_once_more(
    entrance: Entrance, qtbot: QtBot
) -> None:
    entrance.welcome.create_wanted.emit()
    password = entrance.create_page.password
    qtbot.mouseClick(password.suggest_button, LEFT)
    assert password.first.revealed
    assert password._word.text() == "Excellent"
    assert password._hint.text() == "Write it down, then type it once more."
    assert password.problem
    with password.first.secret() as phrase:
        words = phrase.text()
    assert words.count("-") >= 5
    qtbot.keyClicks(password.second, words)
    assert password.problem == ""


def test_a_suggested_passphrase_is_shown_whole_while_it_is_to_be_seen(
    entrance: Entrance, program: Program, qtbot: QtBot
) -> None:
    program.settings.change(hide_on_focus_loss=False)  # another test's window may take it
    entrance.welcome.create_wanted.emit()
    password = entrance.create_page.password
    whole = password.whole
    assert whole.isHidden()
    phrase = "unwrapped-skyscraper-trustworthy-backpedal-quicksand-overstate"
    password.suggest_button.click()
    with SecretBytes.of_text(phrase) as secret:
        password.first.put(secret)
    assert whole.isHidden()  # typed over, it is a suggestion no longer
    password.suggest_button.click()
    assert whole.isVisible()
    with password.first.secret() as secret:
        assert whole._secret._text == secret.text()
    whole.reveal(phrase)
    qtbot.waitUntil(lambda: whole.height() >= whole.heightForWidth(whole.width()))
    assert whole.heightForWidth(whole.width()) >= 2 * whole._secret.line_height
    whole.grab()
    lines = _lines(whole)
    assert "".join(lines) == phrase
    assert lines[0].endswith("-")
    assert whole.accessibleName() == "Suggested passphrase"
    password.first.set_revealed(False)
    assert whole.isHidden()
    assert whole.hidden
    password.first.set_revealed(True)
    assert whole.isVisible()
    password.wipe()
    assert whole.isHidden()
    assert whole.hidden


def _lines(whole: SecretText) -> list[str]:
    """Return the lines as they are broken."""
    found = []
    for layout in whole._secret._layouts:
        for number in range(layout.lineCount()):
            line = layout.lineAt(number)
            assert line.naturalTextWidth() <= whole.width()
            found.append(layout.text()[line.textStart() : line.textStart() + line.textLength()])
    return found


def test_a_taken_name_gets_a_number(entrance: Entrance, machine: World) -> None:
    machine.path.write_bytes(b"something else")
    entrance.welcome.create_wanted.emit()
    assert entrance.create_page.path.name == "Personal 2.strongroom"


def test_back_forgets_the_password(entrance: Entrance, qtbot: QtBot) -> None:
    entrance.welcome.create_wanted.emit()
    fill_create(qtbot, entrance)
    qtbot.mouseClick(entrance.create_page.back_button, LEFT)
    assert entrance.currentWidget() is entrance.welcome
    assert entrance.create_page.password.first.count == 0


# Unlocking


def test_the_last_vault_is_asked_for(unlock: UnlockPage, program: Program) -> None:
    assert program.entrance.currentWidget() is unlock
    assert unlock.title.text() == "Personal"
    assert "Personal.strongroom" in unlock._place.text()


def test_the_password_opens_it(unlock: UnlockPage, program: Program, qtbot: QtBot) -> None:
    with qtbot.waitSignal(program.entrance.entered, timeout=10_000):
        type_password(qtbot, unlock, PASSWORD)
    assert program.opening.is_open


def test_a_wrong_password_is_said_inline_and_selected(
    unlock: UnlockPage, running: Running, qtbot: QtBot
) -> None:
    type_password(qtbot, unlock, "wrong")
    assert is_busy(unlock)
    assert not unlock.cancel_button.isHidden()
    running.settle()
    assert not is_busy(unlock)
    assert "password" in said(unlock)
    assert unlock.password.property("wrong")
    assert unlock.password.selectedText() == unlock.password.text() != ""
    qtbot.keyClicks(unlock.password, "x")
    assert unlock.password.count == 1
    assert said(unlock) == ""
    assert not unlock.password.property("wrong")


def test_after_five_wrong_ones_the_wait_grows_and_is_said(
    unlock: UnlockPage, running: Running, qtbot: QtBot, clock: FakeClock
) -> None:
    for _ in range(6):
        type_password(qtbot, unlock, "wrong")
        running.settle()
    assert "wait" in said(unlock) or "try again" in said(unlock)
    assert not unlock.unlock_button.isEnabled()
    clock.forward(seconds=60)
    for _ in range(60):
        unlock._count_down()
    assert unlock.unlock_button.isEnabled()
    assert said(unlock) == ""


def test_cancel_gives_the_field_back(
    unlock: UnlockPage, running: Running, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "find_key", keyslots.find_key)  # with the time that it takes
    type_password(qtbot, unlock, PASSWORD)
    qtbot.waitUntil(lambda: running.program.session._opening.under_way)
    qtbot.mouseClick(unlock.cancel_button, LEFT)
    running.settle()
    assert not unlock.unlock_button.busy
    assert not running.program.opening.is_open
    assert unlock.password.isEnabled()


def test_nothing_typed_is_said_at_once(unlock: UnlockPage, qtbot: QtBot, program: Program) -> None:
    qtbot.mouseClick(unlock.unlock_button, LEFT)
    assert said(unlock) == "Type the master password."
    assert not program.opening.busy


def test_caps_lock_is_told(unlock: UnlockPage, qtbot: QtBot) -> None:
    qtbot.keyClick(unlock.password, "A")
    assert said(unlock) == "Caps Lock is on."
    qtbot.keyClick(unlock.password, "a")
    assert said(unlock) == ""


def test_a_recovery_code_opens_it_and_a_new_password_is_due(
    machine: World, program: Program, qtbot: QtBot
) -> None:
    code = _make(machine, recovery=True)
    assert code is not None
    entrance = program.entrance
    entrance.ask_for(machine.path)
    page = entrance.unlock
    qtbot.mouseClick(page.bottom.code_button, LEFT)
    assert page.code.isVisible()
    assert page.code.revealed
    assert page.password.isHidden()
    qtbot.keyClicks(page.code, code.text().lower())
    with qtbot.waitSignal(entrance.forgot_password, timeout=10_000):
        qtbot.keyClick(page.code, Key.Key_Return)


def test_a_missing_key_file_is_asked_for(
    machine: World, program: Program, running: Running, qtbot: QtBot, tmp_path: Path
) -> None:
    key = tmp_path / "second.key"
    _make(machine, key_file=key)
    page = program.entrance.unlock
    program.entrance.ask_for(machine.path)
    assert page.key_file.isHidden()
    type_password(qtbot, page, PASSWORD)
    running.settle()
    assert page.key_file.isVisible()
    assert "key file" in said(page)
    page.key_file.use(key)
    with qtbot.waitSignal(program.entrance.entered, timeout=10_000):
        qtbot.mouseClick(page.unlock_button, LEFT)


def test_the_key_file_link_asks_for_it_and_takes_it_back(
    unlock: UnlockPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(KeyFileRow, "choose", lambda row: row.use(tmp_path / "a.key"))
    qtbot.mouseClick(unlock.bottom.key_button, LEFT)
    assert unlock.key_file.path == tmp_path / "a.key"
    assert unlock.key_file.isVisible()
    qtbot.mouseClick(unlock.bottom.key_button, LEFT)
    assert unlock.key_file.isHidden()
    assert unlock.key_file.button.text() == "Choose…"


def test_other_vaults_are_offered(unlock: UnlockPage, program: Program, machine: World) -> None:
    other = machine.places.documents / "Work.strongroom"
    other.write_bytes(b"")
    program.session.remembered.opened(other, 1)
    program.entrance.ask_for(machine.path)
    entries = unlock.bottom.menu.actions()
    assert [entry.text().split("\t")[0] for entry in entries] == [
        "Work",
        "",
        "Open another vault…",
        "Create a vault…",
    ]
    entries[0].trigger()
    assert unlock.title.text() == "Work"


# Locking


def test_a_lock_shows_the_door_again(opened: Program, running: Running) -> None:
    opened.opening.lock(LockReason.UNUSED)
    page = opened.entrance.unlock
    assert opened.entrance.currentWidget() is page
    assert opened.entrance.isVisible()
    assert said(page) == LockReason.UNUSED.sentence
    assert page.password.count == 0
    running.settle()
    assert type(opened.session.state).__name__ == "Locked"


# Troubles


def _make(
    machine: World, *, recovery: bool = False, key_file: Path | None = None
) -> SecretBytes | None:
    session = Session(machine.places, machine.clock, lambda: CHEAPEST)
    unlock = new_unlock(recovery=recovery, key_file=key_file)
    code = session.create(machine.path, "Personal", unlock)
    session.lock()
    return code


def _trouble_buttons(entrance: Entrance) -> list[Way]:
    assert entrance.currentWidget() is entrance.trouble
    return list(entrance.trouble.buttons)


def test_a_missing_file_is_told_before_the_password_is_asked_for(
    a_vault: Path, program: Program, qtbot: QtBot
) -> None:
    a_vault.unlink()
    program.entrance.ask_for(a_vault)
    entrance = program.entrance
    qtbot.waitUntil(lambda: entrance.currentWidget() is entrance.trouble)
    assert _trouble_buttons(entrance) == [Way.AGAIN, Way.OTHER, Way.FORGET]
    qtbot.mouseClick(entrance.trouble.buttons[Way.FORGET], LEFT)
    qtbot.waitUntil(lambda: entrance.currentWidget() is entrance.welcome)
    assert program.session.remembered.recent() == ()


@pytest.mark.parametrize(
    ("spoil", "title"),
    [
        (lambda data: data[100:200] * 100, "This is not a vault"),
        (lambda data: data[: len(data) // 2], "This vault is damaged"),
        (
            lambda data: data[:60] + (99).to_bytes(4, "big") + data[64:],
            "Made by a newer Strongroom",
        ),
    ],
    ids=["not a vault", "damaged", "newer"],
)
def test_a_file_that_is_no_sound_vault_has_its_page(
    unlock: UnlockPage,
    running: Running,
    a_vault: Path,
    qtbot: QtBot,
    *,
    spoil: object,
    title: str,
) -> None:
    assert callable(spoil)
    a_vault.write_bytes(spoil(a_vault.read_bytes()))
    type_password(qtbot, unlock, PASSWORD)
    running.settle()
    entrance = running.program.entrance
    assert entrance.currentWidget() is entrance.trouble
    assert entrance.trouble.title.text() == title
    assert entrance.trouble._sentence.text()
    assert not running.program.opening.is_open
    assert unlock.password.count == 0  # what was typed had its use
    qtbot.mouseClick(entrance.trouble.buttons[Way.OTHER], LEFT)
    dialog = running.program.window.findChild(QFileDialog)
    assert dialog is not None
    dialog.close()


def test_an_older_copy_is_told_and_may_be_gone_on_with(
    machine: World, program: Program, running: Running, qtbot: QtBot
) -> None:
    _make(machine)
    before = machine.path.read_bytes()
    _save_something(machine)
    machine.path.write_bytes(before)
    entrance = program.entrance
    entrance.ask_for(machine.path)
    with qtbot.assertNotEmitted(entrance.entered):
        type_password(qtbot, entrance.unlock, PASSWORD)
        running.settle()
    assert _trouble_buttons(entrance) == [
        Way.LOOK,
        Way.COMPARE,
        Way.GO_ON,
        Way.MERGE,
        Way.OTHER,
    ]
    assert "older" in entrance.trouble._sentence.text()
    assert is_read_only(program)
    with qtbot.waitSignal(entrance.entered, timeout=10_000):
        qtbot.mouseClick(entrance.trouble.buttons[Way.GO_ON], LEFT)
    assert not is_read_only(program)


def test_an_older_copy_may_be_looked_at(
    machine: World, program: Program, running: Running, qtbot: QtBot
) -> None:
    _make(machine)
    before = machine.path.read_bytes()
    _save_something(machine)
    machine.path.write_bytes(before)
    program.entrance.ask_for(machine.path)
    type_password(qtbot, program.entrance.unlock, PASSWORD)
    running.settle()
    with qtbot.waitSignal(program.entrance.entered):
        qtbot.mouseClick(program.entrance.trouble.buttons[Way.LOOK], LEFT)
    assert is_read_only(program)


def is_read_only(program: Program) -> bool:
    return program.session.vault.read_only


def _save_something(machine: World) -> None:
    session = Session(machine.places, machine.clock, lambda: CHEAPEST)
    session.unlock(machine.path, Credentials(password=SecretBytes.of_text(PASSWORD)))
    Items(session).add_folder("Work")
    session.lock()


# What is asked for in dialogs


def _file_dialog(program: Program) -> QFileDialog:
    dialogs = [d for d in program.window.findChildren(QFileDialog) if d.isVisible()]
    assert len(dialogs) == 1
    return dialogs[0]


def test_another_place_can_be_chosen(
    program: Program, entrance: Entrance, qtbot: QtBot, tmp_path: Path
) -> None:
    entrance.welcome.create_wanted.emit()
    page = entrance.create_page
    qtbot.mouseClick(page.change_button, LEFT)
    dialog = _file_dialog(program)
    dialog.selectFile(str(tmp_path / "Elsewhere"))
    dialog.accept()
    assert page.path == tmp_path / "Elsewhere.strongroom"
    page.name.setText("Another name")
    assert page.path == tmp_path / "Elsewhere.strongroom"


def test_a_key_file_is_made_with_the_vault_and_can_be_taken_back(
    program: Program, entrance: Entrance, qtbot: QtBot, machine: World, tmp_path: Path
) -> None:
    entrance.welcome.create_wanted.emit()
    page = entrance.create_page
    page.recovery.setChecked(False)
    qtbot.mouseClick(page.key_button, LEFT)
    dialog = _file_dialog(program)
    dialog.selectFile(str(tmp_path / "second.key"))
    dialog.accept()
    assert page.key_button.text() == "Remove"
    qtbot.mouseClick(page.key_button, LEFT)
    assert page.key_button.text() == "Choose…"
    page._use_key_file(tmp_path / "second.key")
    fill_create(qtbot, entrance)
    with qtbot.waitSignal(entrance.entered, timeout=10_000):
        qtbot.mouseClick(page.create_button, LEFT)
    assert (tmp_path / "second.key").exists()
    assert machine.path.exists()


def test_a_vault_is_opened_from_the_welcome_page(
    program: Program, entrance: Entrance, qtbot: QtBot, tmp_path: Path
) -> None:
    other = tmp_path / "Other.strongroom"
    other.touch()
    qtbot.mouseClick(entrance.welcome.open_door, LEFT)
    dialog = _file_dialog(program)
    dialog.selectFile(str(other))
    dialog.accept()
    assert entrance.unlock.title.text() == "Other"


def test_the_key_file_is_asked_for_in_a_dialog(
    unlock: UnlockPage, program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    key = tmp_path / "a.key"
    key.touch()
    qtbot.mouseClick(unlock.bottom.key_button, LEFT)
    dialog = _file_dialog(program)
    dialog.selectFile(str(key))
    dialog.accept()
    assert unlock.key_file.path == key
    qtbot.mouseClick(unlock.key_file.button, LEFT)
    assert unlock.key_file.button.text() == "Choose…"


def test_again_asks_for_the_password_again(
    a_vault: Path, program: Program, running: Running, qtbot: QtBot
) -> None:
    data = a_vault.read_bytes()
    a_vault.write_bytes(data[: len(data) // 2])
    type_password(qtbot, program.entrance.unlock, PASSWORD)
    running.settle()
    a_vault.write_bytes(data)
    qtbot.mouseClick(program.entrance.trouble.buttons[Way.AGAIN], LEFT)
    with qtbot.waitSignal(program.entrance.entered, timeout=10_000):
        type_password(qtbot, program.entrance.unlock, PASSWORD)


def test_what_is_too_long_is_said_and_not_cut(
    unlock: UnlockPage, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(clipboard, "pasted", lambda: "x" * 100_000)
    qtbot.keyClick(unlock.password, Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert said(unlock) == "That is too long to be it."
    assert unlock.password.count == 0


def test_a_list_that_cannot_be_written_is_said(
    a_vault: Path, program: Program, machine: World, qtbot: QtBot
) -> None:
    a_vault.unlink()
    program.entrance.ask_for(a_vault)
    machine.places.state_file.unlink()
    machine.places.state_file.mkdir()
    trouble = program.entrance.trouble
    qtbot.waitUntil(trouble.isVisible)
    qtbot.mouseClick(trouble.buttons[Way.FORGET], LEFT)
    qtbot.waitUntil(lambda: "state.json" in trouble._sentence.text())
    assert trouble.buttons[Way.FORGET].isEnabled()


# Keyboard


def _tab_through(qtbot: QtBot, steps: int) -> list[str]:
    """Press Tab and tell what had the focus before each press."""
    names = []
    for _ in range(steps):
        focus = QApplication.focusWidget()
        assert focus is not None
        text = focus.text() if isinstance(focus, QPushButton) else ""
        names.append(focus.accessibleName() or text)
        qtbot.keyClick(focus, Key.Key_Tab)
    return names


def _activate(program: Program, qtbot: QtBot) -> None:
    program.window.activateWindow()
    qtbot.waitUntil(program.window.isActiveWindow)


def test_tab_follows_reading_where_a_vault_is_made(
    program: Program, entrance: Entrance, qtbot: QtBot
) -> None:
    _activate(program, qtbot)
    entrance.welcome.create_wanted.emit()
    assert _tab_through(qtbot, 12) == [
        "Name of the vault",
        "Change…",
        "Suggest a passphrase",
        "New master password",
        "Show",
        "The same password once more",
        "Show",
        "Recovery kit",
        "Key file",
        "Create vault",
        "Back",
        "Name of the vault",
    ]


def test_tab_follows_reading_at_the_locked_door(
    unlock: UnlockPage, program: Program, qtbot: QtBot
) -> None:
    _activate(program, qtbot)
    unlock.password.setFocus()
    assert _tab_through(qtbot, 7) == [
        "Master password",
        "Show",
        "Unlock",
        "Other vault",
        "Key file",
        "Recovery code",
        "Master password",
    ]
