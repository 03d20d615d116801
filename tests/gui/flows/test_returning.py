# SPDX-License-Identifier: GPL-3.0-or-later
"""Coming back with a PIN or a click, by the keys and sentences of the locked door."""

from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from tests.app.worlds import PASSWORD, with_password
from tests.fakes import FakeClock, FakeKeyring, FakeLockSignals
from tests.gui.conftest import Running

from strongroom.app.events import LockReason
from strongroom.app.grants import Grants
from strongroom.app.session import Session
from strongroom.crypto.kdf import CHEAPEST
from strongroom.errors import KeyringLocked
from strongroom.gui.pages.unlock import UnlockPage
from strongroom.gui.pages.ways_in import WayIn
from strongroom.gui.program import Program
from strongroom.secret import SecretBytes

Key = Qt.Key
PIN = "271828"
LEFT = Qt.MouseButton.LeftButton


def choose(program: Program, running: Running, pin: str | None) -> None:
    """Switch quick unlock on, as its page in the settings does."""
    secret = SecretBytes.of_text(pin) if pin is not None else None
    credentials = with_password()
    program.tasks.run(
        lambda: program.quick.choose(credentials, secret).finish(), lambda _none: None
    )
    running.settle()
    credentials.close()


def lock(program: Program, running: Running) -> UnlockPage:
    program.window.actions_by_id["lock"].trigger()
    running.settle()
    return program.entrance.unlock


def way(page: UnlockPage) -> WayIn:
    return page.way


def said(page: UnlockPage) -> str:
    return page._said.text()


def type_into(qtbot: QtBot, page: UnlockPage, text: str) -> None:
    field = {WayIn.PIN: page.pin, WayIn.PASSWORD: page.password}[page.way]
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Key.Key_Return)


def settle(program: Program, running: Running, qtbot: QtBot) -> None:
    running.settle()
    qtbot.waitUntil(lambda: not program.aside.busy, timeout=10_000)


@pytest.fixture
def by_pin(opened: Program, running: Running) -> UnlockPage:
    choose(opened, running, PIN)
    return lock(opened, running)


@pytest.fixture
def by_click(opened: Program, running: Running) -> UnlockPage:
    choose(opened, running, None)
    return lock(opened, running)


def test_without_quick_unlock_the_door_asks_for_the_password(
    opened: Program, running: Running
) -> None:
    page = lock(opened, running)
    assert way(page) is WayIn.PASSWORD
    assert not page.bottom.quick_button.isVisible()


def test_the_pin_brings_the_vault_back(
    by_pin: UnlockPage, opened: Program, qtbot: QtBot, running: Running
) -> None:
    assert way(by_pin) is WayIn.PIN
    assert by_pin.pin.hasFocus()
    assert not by_pin.password.isVisible()
    with qtbot.waitSignal(opened.entrance.entered, timeout=10_000):
        type_into(qtbot, by_pin, PIN)
    running.settle()
    assert opened.session.is_open
    assert by_pin.pin.count == 0  # the page is hidden, not gone


def test_a_click_brings_it_back_and_so_does_return(
    by_click: UnlockPage, opened: Program, qtbot: QtBot, running: Running
) -> None:
    assert way(by_click) is WayIn.CLICK
    assert by_click.unlock_button.hasFocus()
    with qtbot.waitSignal(opened.entrance.entered, timeout=10_000):
        qtbot.keyClick(by_click.unlock_button, Key.Key_Return)
    running.settle()
    lock(opened, running)
    with qtbot.waitSignal(opened.entrance.entered, timeout=10_000):
        qtbot.mouseClick(by_click.unlock_button, LEFT)
    running.settle()


def test_a_wrong_pin_is_said_with_the_tries_that_are_left(
    by_pin: UnlockPage, qtbot: QtBot, running: Running
) -> None:
    type_into(qtbot, by_pin, "141421")
    running.settle()
    assert said(by_pin) == "The PIN is wrong; 4 more tries, then the master password is asked for."
    assert way(by_pin) is WayIn.PIN
    assert by_pin.pin.hasFocus()


def test_after_five_the_master_password_is_asked_for(
    by_pin: UnlockPage, opened: Program, qtbot: QtBot, running: Running
) -> None:
    for _try in range(5):
        type_into(qtbot, by_pin, "141421")
        running.settle()
    assert way(by_pin) is WayIn.PASSWORD
    assert "last try" in said(by_pin)
    assert not by_pin.bottom.quick_button.isVisible()
    with qtbot.waitSignal(opened.entrance.entered, timeout=10_000):
        type_into(qtbot, by_pin, PASSWORD)
    settle(opened, running, qtbot)
    assert way(lock(opened, running)) is WayIn.PIN  # armed again, and nobody was asked for the PIN


def test_the_master_password_opens_where_the_pin_is_asked_for_and_costs_no_try(
    by_pin: UnlockPage, opened: Program, qtbot: QtBot, running: Running
) -> None:
    type_into(qtbot, by_pin, "hunter")
    running.settle()
    assert said(by_pin) == "The master password is wrong."
    type_into(qtbot, by_pin, "141421")
    running.settle()
    assert "4 more tries" in said(by_pin)
    with qtbot.waitSignal(opened.entrance.entered, timeout=10_000):
        type_into(qtbot, by_pin, PASSWORD)
    settle(opened, running, qtbot)


def test_the_master_password_is_one_click_away_and_the_pin_too(
    by_pin: UnlockPage, opened: Program, qtbot: QtBot, running: Running
) -> None:
    qtbot.mouseClick(by_pin.bottom.password_button, LEFT)
    assert way(by_pin) is WayIn.PASSWORD
    assert by_pin.bottom.quick_button.text() == "PIN"
    qtbot.mouseClick(by_pin.bottom.quick_button, LEFT)
    assert way(by_pin) is WayIn.PIN
    qtbot.mouseClick(by_pin.bottom.password_button, LEFT)
    with qtbot.waitSignal(opened.entrance.entered, timeout=10_000):
        type_into(qtbot, by_pin, PASSWORD)
    settle(opened, running, qtbot)


def test_what_the_keyring_lost_is_said_and_the_password_asked_for(
    by_click: UnlockPage, qtbot: QtBot, running: Running, keyring: FakeKeyring
) -> None:
    keyring.kept.clear()
    qtbot.mouseClick(by_click.unlock_button, LEFT)
    running.settle()
    assert way(by_click) is WayIn.PASSWORD
    assert said(by_click).startswith("Quick unlock has ended")
    assert by_click.password.hasFocus()


def test_after_its_hours_it_is_over(
    by_pin: UnlockPage, qtbot: QtBot, running: Running, clock: FakeClock
) -> None:
    clock.forward(seconds=13 * 3600)
    type_into(qtbot, by_pin, PIN)
    running.settle()
    assert way(by_pin) is WayIn.PASSWORD


def test_lock_and_forget_asks_for_the_password_next(
    opened: Program, running: Running, keyring: FakeKeyring
) -> None:
    choose(opened, running, None)
    opened.window.actions_by_id["lock_forget"].trigger()
    page = opened.entrance.unlock
    assert way(page) is WayIn.PASSWORD
    running.settle()
    assert not keyring.kept
    assert not opened.session.is_open


def grant_of(program: Program, keyring: FakeKeyring, path: Path) -> Grants:
    """Open a grant as another program does."""
    session = Session(program.session.places, program.session.clock, lambda: CHEAPEST)
    credentials = with_password()
    session.unlock(path, credentials, keep_key=True)
    grants = Grants(session, keyring, lambda: 10)
    grants.open().finish()
    session.lock()
    assert grants.offer(path)
    return grants


@pytest.mark.parametrize("reason", [LockReason.UNUSED, LockReason.BY_HAND, LockReason.QUIT])
def test_every_lock_ends_the_grants_of_the_terminal_at_once(
    reason: LockReason, opened: Program, keyring: FakeKeyring, a_vault: Path, qtbot: QtBot
) -> None:
    grants = grant_of(opened, keyring, a_vault)
    held = Event()
    opened.tasks.run(held.wait, lambda _waited: None)  # a worker with much to do
    opened.opening.lock(reason)
    assert not grants.offer(a_vault)
    qtbot.waitUntil(lambda: not keyring.kept)  # or the file's copy, put back, would do
    held.set()


@pytest.mark.parametrize("reason", [LockReason.SCREEN_LOCKED, LockReason.SUSPENDED])
def test_what_would_lock_ends_grants_before_a_locked_door_too(
    reason: LockReason,
    opened: Program,
    running: Running,
    *,
    keyring: FakeKeyring,
    signals: FakeLockSignals,
    a_vault: Path,
    qtbot: QtBot,
) -> None:
    qtbot.waitUntil(lambda: signals.listening)
    lock(opened, running)
    grants = grant_of(opened, keyring, a_vault)
    signals.happen(reason)
    qtbot.waitUntil(lambda: not grants.offer(a_vault))


def test_unlocking_the_window_ends_no_grant(
    opened: Program, running: Running, keyring: FakeKeyring, a_vault: Path, qtbot: QtBot
) -> None:
    lock(opened, running)
    grants = grant_of(opened, keyring, a_vault)
    with qtbot.waitSignal(opened.entrance.entered, timeout=10_000):
        opened.opening.unlock(a_vault, with_password())
    settle(opened, running, qtbot)
    assert grants.offer(a_vault)


def test_a_keyring_that_keeps_thinking_never_keeps_the_master_password_waiting(
    by_click: UnlockPage, opened: Program, qtbot: QtBot, running: Running, keyring: FakeKeyring
) -> None:
    keyring.ask()
    qtbot.mouseClick(by_click.unlock_button, LEFT)
    assert by_click.unlock_button.busy
    qtbot.mouseClick(by_click.cancel_button, LEFT)
    qtbot.waitUntil(lambda: not by_click.unlock_button.busy, timeout=10_000)
    assert said(by_click) == ""
    qtbot.mouseClick(by_click.bottom.password_button, LEFT)
    with qtbot.waitSignal(opened.entrance.entered, timeout=10_000):
        type_into(qtbot, by_click, PASSWORD)
    keyring.answer()
    settle(opened, running, qtbot)


def test_a_keyring_that_fails_after_the_master_password_is_told_in_the_open_vault(
    by_pin: UnlockPage, opened: Program, qtbot: QtBot, running: Running, keyring: FakeKeyring
) -> None:
    keyring.failure = KeyringLocked("")
    told = list[str]()
    opened.returning.failed.connect(told.append)
    qtbot.mouseClick(by_pin.bottom.password_button, LEFT)
    with qtbot.waitSignal(opened.entrance.entered, timeout=10_000):
        type_into(qtbot, by_pin, PASSWORD)
    settle(opened, running, qtbot)
    assert told == ["Quick unlock is off, because this computer's keyring is locked."]
    assert opened.session.is_open
