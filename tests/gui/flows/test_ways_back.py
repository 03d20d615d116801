# SPDX-License-Identifier: GPL-3.0-or-later
"""Coming back without the password, or without the key file: from the door to a new one."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from tests.app.worlds import PASSWORD, World, new_unlock, with_password
from tests.gui.conftest import Running

from strongroom.app.session import Session
from strongroom.app.unlock_methods import UnlockMethods
from strongroom.crypto.kdf import CHEAPEST
from strongroom.errors import MethodMissing, WrongKey
from strongroom.gui.dialogs.password_change import PasswordChange
from strongroom.gui.flows.reauthenticating import Reauthenticating
from strongroom.gui.pages.unlock import UnlockPage
from strongroom.gui.pages.ways_in import WayIn
from strongroom.gui.program import Program
from strongroom.model.credentials import Credentials, NewMethod
from strongroom.secret import SecretBytes

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton
NEW = "a quite different one"


def make(machine: World, *, recovery: bool = False, key_file: Path | None = None) -> str:
    session = Session(machine.places, machine.clock, lambda: CHEAPEST)
    code = session.create(
        machine.path, "Personal", new_unlock(recovery=recovery, key_file=key_file)
    )
    session.lock()
    return "" if code is None else code.text()


def opens(machine: World, given: Credentials) -> bool:
    session = machine.session()
    try:
        session.unlock(machine.path, given, make_default=False)
    except (WrongKey, MethodMissing):
        return False
    session.lock()
    return True


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return tmp_path / "Personal.key"


def door(program: Program, running: Running, machine: World) -> UnlockPage:
    program.entrance.ask_for(machine.path)
    running.settle()
    return program.entrance.unlock


def key_file(page: UnlockPage) -> Path | None:
    return page.key_file.path


def said(page: UnlockPage) -> str:
    return page._said.text()


def by_code(program: Program, running: Running, machine: World, qtbot: QtBot, code: str) -> None:
    page = door(program, running, machine)
    page.bottom.code_button.click()
    assert page.way is WayIn.CODE
    qtbot.keyClicks(page.code, code.lower())
    qtbot.keyClick(page.code, Key.Key_Return)
    running.settle()
    assert program.opening.is_open


def asked(program: Program) -> PasswordChange:
    return [d for d in program.window.findChildren(PasswordChange) if d.isVisible()][-1]


def choose(dialog: PasswordChange, qtbot: QtBot) -> None:
    for line in (dialog.password.first, dialog.password.second):
        qtbot.keyClicks(line, NEW)
        qtbot.keyClick(line, Key.Key_Return)


def test_the_recovery_code_leads_to_a_new_password_and_is_not_typed_twice(
    program: Program, running: Running, machine: World, qtbot: QtBot
) -> None:
    code = make(machine, recovery=True)
    by_code(program, running, machine, qtbot, code)
    dialog = asked(program)
    assert not dialog.current.revealed
    assert dialog.password.first.hasFocus() or not dialog.isActiveWindow()
    choose(dialog, qtbot)
    running.settle()
    assert dialog.waiting_for_code
    fresh = dialog.kit.code.text()
    qtbot.keyClicks(dialog.group, fresh[-4:])
    qtbot.keyClick(dialog.group, Key.Key_Return)
    running.settle()
    assert opens(machine, with_password(NEW))
    assert opens(machine, Credentials(recovery_code=SecretBytes.of_text(fresh)))
    assert not opens(machine, with_password())
    assert not opens(machine, Credentials(recovery_code=SecretBytes.of_text(code)))


def test_whoever_puts_it_off_goes_on_and_is_offered_it_again(
    program: Program, running: Running, machine: World, qtbot: QtBot
) -> None:
    code = make(machine, recovery=True)
    by_code(program, running, machine, qtbot, code)
    first = asked(program)
    qtbot.mouseClick(first.cancel_button, LEFT)
    running.settle()
    assert program.opening.is_open
    page = program.interior.page
    assert page is not None
    toast = page.detail.toast
    assert toast._saying is not None
    assert "still the old one" in toast._saying.text
    toast._button.click()
    assert asked(program) is not first
    program.window.close_dialogs()
    program.opening.lock()
    running.settle()
    by_code(program, running, machine, qtbot, code)
    assert asked(program).isVisible()


def test_a_lost_key_file_is_answered_by_the_recovery_code_and_another_file(
    program: Program, running: Running, machine: World, qtbot: QtBot, key: Path
) -> None:
    code = make(machine, recovery=True, key_file=key)
    key.unlink()
    page = door(program, running, machine)
    qtbot.keyClicks(page.password, PASSWORD)
    qtbot.keyClick(page.password, Key.Key_Return)
    running.settle()
    qtbot.mouseClick(page.lost_button, LEFT)
    running.settle()
    assert "opens the vault without its key file: recovery code." in said(page)
    by_code(program, running, machine, qtbot, code)
    dialog = asked(program)
    dialog.recovery.setChecked(False)
    dialog.new_key_file.use(key.with_name("new.key"))
    choose(dialog, qtbot)
    running.settle()
    assert dialog.waiting_for_code  # the old code goes, and that is said
    assert "recovery code" in dialog.kit_step.dropped.text()
    qtbot.mouseClick(dialog.finish_button, LEFT)
    running.settle()
    assert opens(machine, Credentials(SecretBytes.of_text(NEW), key.with_name("new.key")))
    assert not opens(machine, with_password(NEW))
    assert program.session.remembered.key_file(machine.path) == key.with_name("new.key")


def test_where_nothing_else_opens_it_that_is_said_plainly(
    program: Program, running: Running, machine: World, qtbot: QtBot, key: Path
) -> None:
    make(machine, key_file=key)
    page = door(program, running, machine)
    page.bottom.key_file_wanted.emit()
    qtbot.mouseClick(page.lost_button, LEFT)
    running.settle()
    assert "nothing opens this vault" in said(page)
    assert "backups need the file too" in said(page)


def test_the_key_file_is_offered_again_and_forgotten_where_that_is_wanted(
    program: Program, running: Running, machine: World, qtbot: QtBot, key: Path
) -> None:
    make(machine, key_file=key)
    page = door(program, running, machine)
    assert page.key_file.isHidden()
    page.bottom.key_file_wanted.emit()
    page.key_file.use(key)
    qtbot.keyClicks(page.password, PASSWORD)
    qtbot.keyClick(page.password, Key.Key_Return)
    running.settle()
    assert program.opening.is_open
    program.opening.lock()
    running.settle()
    assert key_file(page) == key
    assert page.key_file.isVisible()
    assert page.lost_button.isVisible()
    page.ask(WayIn.CODE)
    assert key_file(page) is None
    page.ask(WayIn.PASSWORD)
    assert key_file(page) == key
    program.preferring.changed.emit()
    assert program.session.remembered.key_file(machine.path) == key
    program.settings.change(remember_key_files=False)
    program.preferring.changed.emit()
    running.settle()
    again = door(program, running, machine)
    assert key_file(again) is None
    assert key.name not in machine.places.state_file.read_text()


def test_a_key_file_that_is_not_there_is_said_to_be_so(
    program: Program, running: Running, machine: World, qtbot: QtBot, *, key: Path
) -> None:
    make(machine, key_file=key)
    program.session.remembered.opened(machine.path, 1)
    program.session.remembered.keep_key_file(machine.path, key)
    key.unlink()
    page = door(program, running, machine)
    qtbot.waitUntil(lambda: page.key_file._name.text() == "Personal.key is not there")


def test_the_key_file_is_filled_in_wherever_it_is_asked_for(
    program: Program, running: Running, machine: World, qtbot: QtBot, key: Path
) -> None:
    make(machine, key_file=key)
    page = door(program, running, machine)
    page.bottom.key_file_wanted.emit()
    page.key_file.use(key)
    qtbot.keyClicks(page.password, PASSWORD)
    qtbot.keyClick(page.password, Key.Key_Return)
    running.settle()
    change = program.interior.rekeying.show(program.window)
    assert change.key_file.path == key
    change.reject()
    asking = program.interior.asking
    heard: list[None] = []
    once_more = asking.ask(
        program.window,
        title="Is it you?",
        sentence="Type it.",
        deed="Go on",
        then=lambda: heard.append(None),
    )
    assert once_more.key_file.path == key
    qtbot.keyClicks(once_more.password, PASSWORD)
    qtbot.keyClick(once_more.password, Key.Key_Return)
    running.settle()
    assert heard


def test_a_key_file_that_opens_alone_needs_no_password(
    program: Program, running: Running, machine: World, qtbot: QtBot, key: Path
) -> None:
    make(machine)
    session = machine.opened()
    UnlockMethods(session).begin_add(with_password(), NewMethod(key_file=key)).finish()
    session.lock()
    page = door(program, running, machine)
    qtbot.keyClick(page.password, Key.Key_Return)
    assert said(page) == "Type the master password."
    page.bottom.key_file_wanted.emit()
    page.key_file.use(key)
    qtbot.keyClick(page.password, Key.Key_Return)
    running.settle()
    assert program.opening.is_open


@pytest.fixture
def only_a_code(machine: World) -> str:
    """A vault that nothing but this recovery code opens."""
    make(machine)
    session = machine.opened()
    added = UnlockMethods(session).begin_add(with_password(), NewMethod(recovery=True))
    assert added.recovery_code is not None
    code = added.recovery_code.text()
    added.finish(code[-4:])
    given = Credentials(recovery_code=SecretBytes.of_text(code))
    first = next(m.id for m in session.vault.methods() if "password" in m.factors)
    change = UnlockMethods(session).begin_change([given], removed=[first])
    kept = change.recovery_code
    code = code if kept is None else kept.text()
    change.finish(code[-4:])
    session.lock()
    return code


def test_what_only_a_code_opens_asks_for_the_code_everywhere(
    program: Program, running: Running, machine: World, qtbot: QtBot, *, only_a_code: str
) -> None:
    program.entrance.ask_for(machine.path)
    page = program.entrance.unlock
    qtbot.waitUntil(lambda: page.way is WayIn.CODE)
    qtbot.keyClicks(page.code, only_a_code)
    qtbot.keyClick(page.code, Key.Key_Return)
    running.settle()
    assert program.opening.is_open
    for dialog in program.window.findChildren(PasswordChange):
        dialog.reject()
    change = program.interior.rekeying.show(program.window)
    running.settle()
    assert change.proof.by_code
    change.reject()
    heard: list[None] = []
    asking = Reauthenticating(program.session, program.tasks, program.opening)
    asked = asking.ask(
        program.window,
        title="Is it you?",
        sentence="Type it.",
        deed="Go on",
        then=lambda: heard.append(None),
    )
    running.settle()
    assert asked.proof.by_code
    assert not asked.code_button.isVisible()
    qtbot.keyClicks(asked.password, only_a_code)
    qtbot.keyClick(asked.password, Key.Key_Return)
    running.settle()
    assert heard


def test_a_code_does_as_well_and_one_can_go_back_to_the_password(
    opened: Program, running: Running, qtbot: QtBot
) -> None:
    session = opened.session
    added = UnlockMethods(session).begin_add(with_password(), NewMethod(recovery=True))
    assert added.recovery_code is not None
    added.finish(added.recovery_code.text()[-4:])
    asking = Reauthenticating(session, opened.tasks, opened.opening)
    asked = asking.ask(
        opened.window, title="Is it you?", sentence="Type it.", deed="Go on", then=lambda: None
    )
    assert not asked.code_button.isVisible()
    running.settle()
    assert asked.code_button.isVisible()
    qtbot.mouseClick(asked.code_button, Qt.MouseButton.LeftButton)
    asked.deed.click()
    assert asked.said.text() == "Type the recovery code."
    assert not asked.key_button.isVisible()
    qtbot.mouseClick(asked.code_button, Qt.MouseButton.LeftButton)
    asked.deed.click()
    assert asked.said.text() == "Type the master password."
    assert asked.key_button.isVisible()
