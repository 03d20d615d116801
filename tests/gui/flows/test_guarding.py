# SPDX-License-Identifier: GPL-3.0-or-later
"""The open vault locks when unused, and what was copied goes."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot
from tests.fakes import FakeClipboard, FakeClock

from strongroom.app.events import LockReason
from strongroom.errors import NoClipboard
from strongroom.gui.main import Program


def test_an_unused_vault_locks_after_its_time(
    opened: Program, clock: FakeClock, qtbot: QtBot
) -> None:
    clock.forward(seconds=599)
    opened.guarding.tick()
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
    clock.forward(seconds=599)
    QTest.keyClick(window, Qt.Key.Key_Shift)
    clock.forward(seconds=599)
    QTest.mouseMove(window, QPoint(5, 5))
    clock.forward(seconds=599)
    opened.guarding.tick()
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
