# SPDX-License-Identifier: GPL-3.0-or-later
"""The program as a whole: from one vault to another, from start to quit."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.app.worlds import PASSWORD, World, login, new_unlock, with_password
from tests.fakes import FakeClipboard, FakeKeyring, FakeLockSignals
from tests.gui.conftest import Running

from strongroom.app.events import ChangedOnDisk, LockReason
from strongroom.app.inspecting import Report
from strongroom.app.items import Items
from strongroom.app.session import Session
from strongroom.crypto.kdf import CHEAPEST
from strongroom.gui import interior as interior_module
from strongroom.gui.actions import ACTIONS
from strongroom.gui.dialogs.password_change import PasswordChange
from strongroom.gui.end_signals import EndSignals
from strongroom.gui.program import Program
from strongroom.secret import SecretBytes
from strongroom.vault.findings import Older


@pytest.fixture
def second(machine: World) -> Path:
    """Another vault on the same machine."""
    path = machine.places.documents / "Work.strongroom"
    session = Session(machine.places, machine.clock, lambda: CHEAPEST)
    session.create(path, "Work", new_unlock())
    session.lock()
    return path


def said(program: Program) -> str:
    page = program.interior.page
    assert page is not None
    return page.detail.toast.text


def test_every_action_has_someone_who_does_it(opened: Program) -> None:
    page = opened.interior.page
    assert page is not None
    missing = [
        action.id
        for action in ACTIONS
        if action.id not in page.handlers and action.id not in opened.window._handlers
    ]
    assert missing == []


def test_without_a_vault_what_is_enabled_can_be_done(program: Program) -> None:
    enabled = [a.id for a in ACTIONS if program.window.actions_by_id[a.id].isEnabled()]
    assert "quit" in enabled
    assert set(enabled) <= set(program.window._handlers)


def test_another_vault_locks_the_first(
    second: Path, opened: Program, running: Running, qtbot: QtBot
) -> None:
    opened.window.vault_wanted.emit(second)
    assert opened.interior.page is None
    assert opened.entrance.currentWidget() is opened.entrance.unlock
    assert opened.entrance.unlock.title.text() == "Work"
    qtbot.keyClicks(opened.entrance.unlock.password, PASSWORD)
    with qtbot.waitSignal(opened.entrance.entered, timeout=10_000):
        opened.entrance.unlock.unlock_button.click()
    running.settle()
    assert opened.interior.items.vault_name == "Work"


def test_an_unfinished_edit_is_asked_about_before_another_vault_is(
    second: Path, opened: Program
) -> None:
    page = opened.interior.page
    assert page is not None
    page.detail.start_new("login")
    page.detail.editor.title.edit.setText("Half-typed")
    opened.window.vault_wanted.emit(second)
    assert opened.opening.is_open
    assert opened.interior.page is page


def test_a_new_vault_is_made_from_the_menu(opened: Program, running: Running) -> None:
    opened.window.actions_by_id["new_vault"].trigger()
    assert opened.entrance.currentWidget() is opened.entrance.create_page
    assert opened.entrance.isVisible()
    opened.entrance.create_page.back_button.click()
    assert opened.entrance.currentWidget() is opened.entrance.unlock
    running.settle()
    assert not opened.session.is_open


def test_the_lock_destroys_the_page_of_the_vault(
    opened: Program, running: Running, qtbot: QtBot
) -> None:
    page = opened.interior.page
    assert page is not None
    with qtbot.waitSignal(page.destroyed, timeout=10_000):
        opened.window.actions_by_id["lock"].trigger()
    running.settle()
    assert opened.interior.page is None


def test_ending_keeps_an_open_edit_as_a_draft(
    opened: Program, machine: World, qapp: QApplication
) -> None:
    page = opened.interior.page
    assert page is not None
    page.detail.start_new("login")
    page.detail.editor.title.edit.setText("Half-typed")
    opened.end()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    session = Session(machine.places, machine.clock, lambda: CHEAPEST)
    session.unlock(machine.path, with_password())
    assert [draft.content.title for draft in Items(session).drafts()] == ["Half-typed"]
    session.lock()


@pytest.fixture
def handlers() -> Iterator[None]:
    """Put back what this process does at signals."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


@pytest.mark.usefixtures("handlers")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_locks_in_order(number: signal.Signals, opened: Program, qtbot: QtBot) -> None:
    signal.signal(number, signal.SIG_DFL if number != signal.SIGINT else signal.default_int_handler)
    EndSignals().listen(opened, opened.end)
    handler = signal.getsignal(number)
    assert callable(handler)  # or the process would end here
    os.kill(os.getpid(), number)
    qtbot.waitUntil(lambda: not opened.session.is_open, timeout=10_000)
    assert not opened.window.isVisible()


@pytest.mark.usefixtures("handlers")
def test_a_signal_that_is_to_be_ignored_is(opened: Program) -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    EndSignals().listen(opened, opened.end)
    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN


@pytest.mark.usefixtures("handlers")
def test_a_process_with_nothing_to_lose_may_simply_be_ended(opened: Program) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    ending = EndSignals()
    ending.listen(opened, opened.end)
    handler = signal.getsignal(signal.SIGTERM)
    with ending.deadly():
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    assert signal.getsignal(signal.SIGTERM) is handler
    assert not ending.came


def test_closing_the_window_locks_and_finishes_what_was_asked(
    opened: Program, machine: World
) -> None:
    opened.interior.editing.add(login("Saved in the last moment"), lambda _changes: None)
    opened.window.close()
    assert not opened.session.is_open
    session = Session(machine.places, machine.clock, lambda: CHEAPEST)
    session.unlock(machine.path, with_password())
    assert [o.title for o in Items(session).overviews().values()] == ["Saved in the last moment"]
    session.lock()


def test_what_the_check_after_unlocking_finds_is_said(
    a_vault: Path, program: Program, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Report(items=2, problems=("One item is damaged.", "and another"))
    monkeypatch.setattr(interior_module, "quick_check", lambda _session: found)
    program.opening.unlock(a_vault, with_password())
    running.settle()
    page = program.interior.page
    assert page is not None
    assert page.notice.text == "One item is damaged."  # and it stays
    assert [offer.text() for offer in page.notice.bar.offers] == ["Backups…"]


def test_an_older_file_put_in_its_place_ends_the_changes(opened: Program, running: Running) -> None:
    page = opened.interior.page
    assert page is not None
    opened.events.receive(ChangedOnDisk(finding=Older(items_then=3, items_now=2, when=0)))
    running.settle()
    assert page.notice.isVisible()
    assert "older" in page.notice.text
    assert not opened.window.actions_by_id["new"].isEnabled()


def test_a_forgotten_password_leads_to_a_new_one(opened: Program) -> None:
    opened.entrance.forgot_password.emit(SecretBytes.of_text("ABCD"))
    dialog = opened.window.findChild(PasswordChange)
    assert dialog is not None
    assert dialog.current.accessibleName() == "Recovery code"
    dialog.reject()


def test_a_settings_file_that_makes_no_sense_is_said_once_a_page_can(
    qapp: QApplication, machine: World, a_vault: Path, board: FakeClipboard, qtbot: QtBot
) -> None:
    machine.places.config.mkdir(parents=True)
    machine.places.settings_file.write_text('{"lock_after_minutes": "soon"}')
    program = Program(
        qapp,
        machine.places,
        clock=machine.clock,
        clipboard=board,
        signals=FakeLockSignals(),
        keyring=FakeKeyring(),
        cost=lambda: CHEAPEST,
    )
    qtbot.addWidget(program.window)
    program.start(a_vault)
    program.opening.unlock(a_vault, with_password())
    qtbot.waitUntil(lambda: not program.tasks.busy, timeout=10_000)
    assert "minutes" in said(program)
    program.end()


def test_a_lock_by_hand_needs_no_password_twice(opened: Program, running: Running) -> None:
    reasons: list[LockReason] = []
    opened.opening.locked.connect(reasons.append)
    opened.window.actions_by_id["lock"].trigger()
    opened.window.actions_by_id["lock"].trigger()
    assert reasons == [LockReason.BY_HAND]
    running.settle()


def test_a_quit_between_the_opening_and_the_news_of_it_locks_too(
    a_vault: Path, program: Program
) -> None:
    program.opening.unlock(a_vault, with_password())
    program.tasks._worker.submit(int).result(timeout=10)  # no event is delivered meanwhile
    assert program.session.is_open
    assert not program.opening.is_open
    program.stop()
    assert not program.session.is_open
