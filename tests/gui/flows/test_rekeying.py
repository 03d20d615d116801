# SPDX-License-Identifier: GPL-3.0-or-later
"""Changing the master password through the dialog, over a real vault."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from shiboken6 import isValid
from tests.app.worlds import PASSWORD, with_password
from tests.gui.conftest import Running

from strongroom.app.events import LockReason
from strongroom.app.rekeying import PendingChange
from strongroom.errors import WrongKey
from strongroom.gui.dialogs.password_change import PasswordChange
from strongroom.gui.flows import rekeying
from strongroom.gui.program import Program

Progress = Callable[[int, int], None]
NEW = "a quite different one"
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def dialog(opened: Program) -> PasswordChange:
    shown = opened.interior.rekeying.show(opened.window)
    shown.current.setFocus()
    return shown


def fill(qtbot: QtBot, dialog: PasswordChange, current: str = PASSWORD) -> None:
    qtbot.keyClicks(dialog.current, current)
    qtbot.keyClicks(dialog.password.first, NEW)
    qtbot.keyClicks(dialog.password.second, NEW)


def opens(program: Program, path: Path, password: str) -> bool:
    program.session.lock()
    try:
        program.session.unlock(path, with_password(password))
    except WrongKey:
        return False
    return True


def test_the_new_password_opens_it_and_the_old_one_does_not(
    opened: Program, dialog: PasswordChange, a_vault: Path, qtbot: QtBot
) -> None:
    fill(qtbot, dialog)
    dialog.recovery.setChecked(False)
    with qtbot.waitSignal(opened.interior.rekeying.finished, timeout=10_000):
        qtbot.mouseClick(dialog.change_button, LEFT)
    assert not opens(opened, a_vault, PASSWORD)
    assert opens(opened, a_vault, NEW)


def test_the_recovery_code_must_be_typed_back(
    opened: Program, dialog: PasswordChange, running: Running, a_vault: Path, qtbot: QtBot
) -> None:
    fill(qtbot, dialog)
    qtbot.keyClick(dialog.password.second, Qt.Key.Key_Return)
    assert dialog.change_button.busy
    running.settle()
    assert dialog.waiting_for_code
    code = dialog.kit.code.text()
    qtbot.keyClicks(dialog.group, "0000")
    with qtbot.assertNotEmitted(opened.interior.rekeying.finished):
        qtbot.keyClick(dialog.group, Qt.Key.Key_Return)
        running.settle()
    assert "last group" in dialog._said.text()
    dialog.group.setText(code[-4:].lower())
    with qtbot.waitSignal(opened.interior.rekeying.finished, timeout=10_000):
        qtbot.mouseClick(dialog.finish_button, LEFT)
    assert opens(opened, a_vault, NEW)


def test_a_wrong_present_password_is_said_and_changes_nothing(
    opened: Program, dialog: PasswordChange, running: Running, a_vault: Path, qtbot: QtBot
) -> None:
    before = a_vault.read_bytes()
    fill(qtbot, dialog, "wrong")
    qtbot.mouseClick(dialog.change_button, LEFT)
    running.settle()
    assert dialog.current.property("wrong")
    assert dialog._said.isVisible()
    assert dialog.password.first.count == len(NEW)
    assert a_vault.read_bytes() == before
    assert opened.opening.is_open


def test_leaving_at_the_second_step_keeps_the_old_password(
    opened: Program, dialog: PasswordChange, running: Running, a_vault: Path, qtbot: QtBot
) -> None:
    fill(qtbot, dialog)
    qtbot.mouseClick(dialog.change_button, LEFT)
    running.settle()
    qtbot.mouseClick(dialog.leave_button, LEFT)
    running.settle()
    assert [p.name for p in a_vault.parent.iterdir()] == [a_vault.name]
    assert opens(opened, a_vault, PASSWORD)


def test_a_lock_in_between_abandons_it(
    opened: Program, dialog: PasswordChange, running: Running, a_vault: Path, qtbot: QtBot
) -> None:
    fill(qtbot, dialog)
    qtbot.mouseClick(dialog.change_button, LEFT)
    running.settle()
    opened.opening.lock(LockReason.UNUSED)
    running.settle()
    qtbot.waitUntil(lambda: not isValid(dialog) or not dialog.isVisible())
    assert [p.name for p in a_vault.parent.iterdir()] == [a_vault.name]
    assert opens(opened, a_vault, PASSWORD)


def test_what_is_missing_is_said_before_anything_runs(dialog: PasswordChange, qtbot: QtBot) -> None:
    qtbot.mouseClick(dialog.change_button, LEFT)
    assert dialog._said.text() == "Type what opens the vault now."
    qtbot.keyClicks(dialog.current, PASSWORD)
    qtbot.mouseClick(dialog.change_button, LEFT)
    assert dialog._said.text() == "Type a master password."
    assert not dialog.busy


def test_closing_the_dialog_forgets_what_was_typed(dialog: PasswordChange, qtbot: QtBot) -> None:
    fill(qtbot, dialog)
    stores = [f._characters._store for f in (dialog.current, dialog.password.first)]
    dialog.reject()
    assert not any(any(store) for store in stores)


def test_it_tells_how_far_it_is_and_can_be_given_up_until_it_is_in_place(
    opened: Program,
    dialog: PasswordChange,
    running: Running,
    a_vault: Path,
    qtbot: QtBot,
    *,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The worker stands at a row until the person has seen it and pressed Cancel."""
    seen, pressed = threading.Event(), threading.Event()
    finish = PendingChange.finish

    def slowly(pending: PendingChange, typed: str, progress: Progress) -> None:
        def step(done: int, total: int) -> None:
            progress(done, total)
            seen.set()
            pressed.wait(10)
            progress(done, total)

        finish(pending, typed, step)

    monkeypatch.setattr(PendingChange, "finish", slowly)
    monkeypatch.setattr(rekeying, "_EVERY_SECONDS", 0)
    before = a_vault.read_bytes()
    dialog.recovery.setChecked(False)
    fill(qtbot, dialog)
    qtbot.mouseClick(dialog.change_button, LEFT)
    qtbot.waitUntil(seen.is_set)
    qtbot.waitUntil(dialog.progress.isVisible)
    with qtbot.assertNotEmitted(opened.interior.rekeying.finished):
        qtbot.mouseClick(dialog.progress.cancel, LEFT)
        pressed.set()
        running.settle()
    assert a_vault.read_bytes() == before
    assert not list(a_vault.parent.glob("*.rekey*"))
    assert opens(opened, a_vault, PASSWORD)
