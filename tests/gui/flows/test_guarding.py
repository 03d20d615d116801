# SPDX-License-Identifier: GPL-3.0-or-later
"""The open vault locks when unused or when the computer says so, and what was copied goes."""

from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest
from PySide6.QtCore import QPoint, Qt, QThread
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot
from tests.app.worlds import PASSWORD, World, new_unlock, with_password
from tests.fakes import FakeClipboard, FakeClock, FakeLockSignals
from tests.gui.conftest import Running

from strongroom.app.events import LockReason
from strongroom.app.items import Items
from strongroom.app.session import Session
from strongroom.crypto.kdf import CHEAPEST
from strongroom.errors import NoClipboard
from strongroom.gui.program import Program


def pass_time(program: Program, clock: FakeClock, seconds: int) -> None:
    """Let time pass as it does for a computer that is awake: tick by tick."""
    for _ in range(seconds):
        clock.forward(seconds=1)
        program.guarding.tick()


def test_an_unused_vault_locks_after_its_time(
    opened: Program, clock: FakeClock, qtbot: QtBot
) -> None:
    pass_time(opened, clock, 599)
    assert opened.opening.is_open
    clock.forward(seconds=1)
    with qtbot.waitSignal(opened.opening.locked) as locked:
        opened.guarding.tick()
    assert locked.args == [LockReason.UNUSED]


def in_window(_program: Program) -> QWindow:
    return next(w for w in QGuiApplication.topLevelWindows() if w.isVisible())


def in_dialog(program: Program) -> QWindow:
    dialog = QDialog(program.window)
    dialog.open()
    dialog.activateWindow()
    return dialog.windowHandle()


@pytest.mark.parametrize("where", [in_window, in_dialog])
def test_a_key_or_a_movement_puts_it_off(
    opened: Program, clock: FakeClock, qtbot: QtBot, where: Callable[[Program], QWindow]
) -> None:
    window = where(opened)
    qtbot.waitUntil(lambda: QGuiApplication.focusWindow() == window)
    pass_time(opened, clock, 599)
    QTest.keyClick(window, Qt.Key.Key_Shift)
    pass_time(opened, clock, 599)
    QTest.mouseMove(window, QPoint(5, 5))
    pass_time(opened, clock, 599)
    assert opened.opening.is_open


def test_minimising_locks_only_where_it_was_chosen(opened: Program) -> None:
    opened.window.minimised.emit()
    assert opened.opening.is_open
    opened.settings.change(lock_on_minimise=True)
    opened.window.minimised.emit()
    assert not opened.opening.is_open


def test_a_copy_goes_after_its_time(
    opened: Program, clock: FakeClock, board: FakeClipboard
) -> None:
    opened.clipping.copy("secret", "Password")
    clock.forward(seconds=29)
    opened.guarding.tick()
    assert board.text == "secret"
    clock.forward(seconds=1)
    opened.guarding.tick()
    assert board.text is None


@pytest.mark.parametrize("way", ["lock", "quit"])
def test_a_copy_goes_at_lock_and_at_quit(opened: Program, board: FakeClipboard, way: str) -> None:
    opened.clipping.copy("secret", "Password")
    if way == "lock":
        opened.opening.lock()
    else:
        opened.window.close()
    assert board.text is None


def test_what_another_program_copied_since_stays(opened: Program, board: FakeClipboard) -> None:
    opened.clipping.copy("secret", "Password")
    board.text = "a shopping list"
    opened.opening.lock()
    assert board.text == "a shopping list"


def test_a_desktop_that_refuses_is_no_reason_to_stay_open(
    opened: Program, board: FakeClipboard, monkeypatch: pytest.MonkeyPatch, clock: FakeClock
) -> None:
    opened.clipping.copy("secret", "Password")

    def refuse() -> None:
        raise NoClipboard

    monkeypatch.setattr(board, "clear", refuse)
    clock.forward(seconds=31)
    opened.guarding.tick()
    opened.opening.lock()
    assert not opened.opening.is_open


# What the computer tells

TOLD = {
    LockReason.SCREEN_LOCKED: "lock_on_screen_lock",
    LockReason.SUSPENDED: "lock_on_suspend",
    LockReason.USER_SWITCHED: "lock_on_user_switch",
    LockReason.LID_CLOSED: "lock_on_lid",
}


def tell_from_outside(signals: FakeLockSignals, reason: LockReason) -> None:
    """Tell as the real one does, from a thread of its own."""
    thread = Thread(target=signals.happen, args=(reason.value,))
    thread.start()
    thread.join()


@pytest.mark.parametrize("reason", TOLD)
def test_the_vault_locks_with_the_computer(
    opened: Program, signals: FakeLockSignals, qtbot: QtBot, reason: LockReason
) -> None:
    with qtbot.waitSignal(opened.opening.locked) as locked:
        tell_from_outside(signals, reason)
    assert locked.args == [reason]
    assert opened.window.isVisible()


@pytest.mark.parametrize(("reason", "setting"), TOLD.items())
def test_but_not_where_that_was_not_chosen(
    opened: Program, signals: FakeLockSignals, qtbot: QtBot, reason: LockReason, setting: str
) -> None:
    opened.settings.change(**{setting: False})
    with qtbot.assertNotEmitted(opened.opening.locked):
        signals.happen(reason.value)
    assert opened.opening.is_open
    opened.settings.change(**{setting: True})  # and in force from that moment
    with qtbot.waitSignal(opened.opening.locked):
        signals.happen(reason.value)


def test_a_sleep_waits_until_the_worker_has_closed_the_vault(
    opened: Program, signals: FakeLockSignals, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_then: list[bool] = []
    monkeypatch.setattr(signals, "let_sleep", lambda: open_then.append(opened.session.is_open))
    signals.happen(LockReason.SUSPENDED.value)
    assert not opened.opening.is_open
    assert open_then == []
    qtbot.waitUntil(lambda: open_then != [])
    assert open_then == [False]


def test_a_sleep_is_let_at_once_where_nothing_is_to_be_done(
    program: Program, opened: Program, signals: FakeLockSignals, running: Running
) -> None:
    opened.settings.change(lock_on_suspend=False)
    signals.happen(LockReason.SUSPENDED.value)
    assert signals.sleeps_let == 1
    opened.opening.lock()
    running.settle()
    signals.happen(LockReason.SUSPENDED.value)
    assert signals.sleeps_let == 2
    assert not program.opening.is_open


def test_a_sleep_waits_for_a_lock_that_was_already_under_way(
    opened: Program, signals: FakeLockSignals, qtbot: QtBot
) -> None:
    opened.opening.lock()
    signals.happen(LockReason.SUSPENDED.value)
    assert signals.sleeps_let == 0
    qtbot.waitUntil(lambda: signals.sleeps_let == 1)
    assert not opened.session.is_open


def test_no_vault_opens_behind_a_locked_screen(
    a_vault: Path, program: Program, signals: FakeLockSignals, running: Running, qtbot: QtBot
) -> None:
    opened: list[object] = []
    program.opening.opened.connect(opened.append)
    program.opening.unlock(a_vault, with_password())
    with qtbot.waitSignal(program.opening.failed):
        signals.happen(LockReason.SCREEN_LOCKED.value)
    running.settle()
    assert opened == []
    assert not program.session.is_open
    with qtbot.waitSignal(program.entrance.entered):  # and the next one is as any other
        program.opening.unlock(a_vault, with_password())


def test_nor_one_that_was_open_before_the_window_heard_of_it(
    a_vault: Path, program: Program, signals: FakeLockSignals, running: Running, qtbot: QtBot
) -> None:
    opened: list[object] = []
    program.opening.opened.connect(opened.append)
    program.opening.unlock(a_vault, with_password())
    while not program.session.is_open:
        QThread.msleep(1)  # the worker's news of it waits for this thread
    with qtbot.waitSignal(program.opening.failed):
        signals.happen(LockReason.SCREEN_LOCKED.value)
    running.settle()
    assert opened == []
    assert not program.session.is_open


def test_what_was_typed_at_the_door_is_not_there_once_the_screen_is_unlocked(
    a_vault: Path, program: Program, signals: FakeLockSignals, running: Running, qtbot: QtBot
) -> None:
    door = program.entrance.unlock
    program.entrance.ask_for(a_vault)
    door.password.setText(PASSWORD)
    door.unlock_button.click()
    assert program.opening.busy
    with qtbot.waitSignal(program.opening.locked) as locked:
        signals.happen(LockReason.SCREEN_LOCKED.value)
    running.settle()
    assert locked.args == [LockReason.SCREEN_LOCKED]
    assert program.entrance.currentWidget() is door
    assert door.password.text() == ""
    assert door.password.isEnabled()


def press_lock(program: Program, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is not None)
    QTest.keyClick(in_window(program), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)


@pytest.mark.parametrize("heard", [True, False])
def test_the_key_that_locks_is_not_lost_on_a_vault_that_is_being_opened(
    a_vault: Path, program: Program, running: Running, qtbot: QtBot, *, heard: bool
) -> None:
    """Neither while its key is derived nor before the window heard that it is open."""
    opened: list[object] = []
    program.opening.opened.connect(opened.append)
    program.opening.unlock(a_vault, with_password())
    while not heard and not program.session.is_open:
        QThread.msleep(1)
    with qtbot.waitSignal(program.opening.locked) as locked:
        press_lock(program, qtbot)
    assert locked.args == [LockReason.BY_HAND]
    running.settle()
    assert opened == []
    assert not program.session.is_open
    with qtbot.waitSignal(program.entrance.entered):
        program.opening.unlock(a_vault, with_password())


def test_the_key_locks_on_the_page_of_the_recovery_kit_too(
    program: Program, machine: World, running: Running, qtbot: QtBot
) -> None:
    """The vault is open by then, and the action that locks belongs to its own page."""
    program.opening.create(machine.path, "Personal", new_unlock(recovery=True))
    qtbot.waitUntil(lambda: program.entrance.currentWidget() is program.entrance.kit)
    with qtbot.waitSignal(program.opening.locked):
        QTest.keyClick(in_window(program), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    running.settle()
    assert not program.session.is_open


def test_a_vault_that_was_being_made_is_locked_as_soon_as_it_is_there(
    program: Program, machine: World, signals: FakeLockSignals, running: Running, qtbot: QtBot
) -> None:
    program.opening.create(machine.path, "Personal", new_unlock())
    with qtbot.waitSignal(program.opening.locked) as locked:
        signals.happen(LockReason.SUSPENDED.value)
        assert signals.sleeps_let == 0
    assert locked.args == [LockReason.SUSPENDED]
    assert signals.sleeps_let == 0
    running.settle()
    assert signals.sleeps_let == 1
    assert not program.session.is_open


def test_but_stays_until_its_recovery_code_was_seen(
    program: Program, machine: World, signals: FakeLockSignals, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(program.opening.created) as created:
        program.opening.create(machine.path, "Personal", new_unlock(recovery=True))
        signals.happen(LockReason.SUSPENDED.value)
    assert program.opening.is_open
    assert signals.sleeps_let == 1
    created.args[0].close()


def test_an_unused_computer_locks_the_vault(
    opened: Program, clock: FakeClock, signals: FakeLockSignals, qtbot: QtBot
) -> None:
    opened.settings.change(lock_after_minutes=None)
    pass_time(opened, clock, 14 * 60)
    signals.unused = 15 * 60.0
    pass_time(opened, clock, 59)
    assert opened.opening.is_open  # longer ago than our own window was used, which cannot be
    with qtbot.waitSignal(opened.opening.locked) as locked:
        pass_time(opened, clock, 1)
    assert locked.args == [LockReason.COMPUTER_UNUSED]


def test_a_clock_that_is_set_locks(opened: Program, clock: FakeClock, qtbot: QtBot) -> None:
    opened.guarding.tick()
    clock.set_wall(clock.now_ms() + 3_600_000)
    with qtbot.waitSignal(opened.opening.locked) as locked:
        opened.guarding.tick()
    assert locked.args == [LockReason.CLOCK_JUMPED]


def test_nothing_is_listened_to_after_the_end(program: Program, signals: FakeLockSignals) -> None:
    assert signals.listening
    program.end()
    assert not signals.listening


def test_the_clipboard_is_asked_once_the_vault_is_covered(
    opened: Program, board: FakeClipboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = list[tuple[bool, bool]]()
    read = board.read

    def watched() -> str | None:
        door = opened.entrance.currentWidget() is opened.entrance.unlock
        seen.append((door, opened.interior.page is None))
        return read()

    monkeypatch.setattr(board, "read", watched)
    opened.clipping.copy("copied", "Password")
    opened.opening.lock()
    assert seen == [(True, True)]  # another program that has it may keep us waiting
    assert board.text is None


def press_the_key_that_locks(qtbot: QtBot) -> None:
    """Press it over the dialog that is open."""
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    handle = dialog.windowHandle()
    qtbot.waitUntil(lambda: QApplication.focusWindow() is handle)
    qtbot.keyClick(handle, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)


@pytest.mark.parametrize("action", ["settings", "generator", "about"])
def test_the_key_that_locks_works_over_a_dialog(
    action: str, opened: Program, running: Running, qtbot: QtBot
) -> None:
    opened.window.actions_by_id[action].trigger()
    running.settle()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    press_the_key_that_locks(qtbot)
    assert not opened.opening.is_open
    running.settle()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)


def test_the_key_that_locks_works_over_the_question_what_to_do_with_an_edit(
    opened: Program, running: Running, qtbot: QtBot, machine: World
) -> None:
    page = opened.interior.page
    assert page is not None
    page.detail.start_new("login")
    page.detail.editor.title.edit.setText("Half-typed")
    opened.window.close()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    press_the_key_that_locks(qtbot)
    assert not opened.opening.is_open
    running.settle()
    session = Session(machine.places, machine.clock, lambda: CHEAPEST)
    session.unlock(machine.path, with_password())
    assert [draft.content.title for draft in Items(session).drafts()] == ["Half-typed"]
    session.lock()
