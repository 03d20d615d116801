# SPDX-License-Identifier: GPL-3.0-or-later
"""What happens between a lock and the end of the process that locked.

A recorder stands where the process would be replaced; that it returns is what the real one
never does.
"""

import os
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.app.worlds import World, new_unlock, with_password
from tests.fakes import FakeClipboard, FakeKeyring, FakeLockSignals
from tests.gui.conftest import Running

from strongroom.app.events import LockReason
from strongroom.app.items import Items
from strongroom.app.session import Session
from strongroom.crypto.kdf import CHEAPEST
from strongroom.gui.flows.replacing import Replace
from strongroom.gui.program import Program
from strongroom.gui.resume import Page, Resume, read, written


class Recorder:
    """Remembers what would be handed over, and what was true at that moment."""

    def __init__(self) -> None:
        self.resumes: list[Resume] = []
        self.refuses = False
        self.program: Program | None = None
        self.open: list[bool] = []
        self.slept: list[int] = []

    def __call__(self, resume: Resume) -> None:
        if self.program is not None:
            self.open.append(self.program.session.is_open)
            self.slept.append(_lets(self.program))
        self.resumes.append(resume)
        if self.refuses:
            raise OSError


def _lets(program: Program) -> int:
    assert isinstance(program.signals, FakeLockSignals)
    return program.signals.sleeps_let


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def replace(recorder: Recorder) -> Replace:
    return recorder


def test_a_lock_hands_over_where_and_why_and_nothing_of_the_vault(
    opened: Program, recorder: Recorder, qtbot: QtBot, machine: World
) -> None:
    recorder.program = opened
    opened.window.resize(900, 640)
    opened.opening.lock(LockReason.UNUSED)
    assert opened.entrance.currentWidget() is opened.entrance.unlock  # covered at once
    qtbot.waitUntil(lambda: bool(recorder.resumes))
    [resume] = recorder.resumes
    assert recorder.open == [False]
    assert resume.vault == machine.path
    assert resume.reason is LockReason.UNUSED
    assert resume.page is Page.UNLOCK
    assert not resume.minimised
    assert not resume.hidden
    assert read(written(resume)) == resume


def test_it_happens_once_for_each_lock(
    opened: Program, recorder: Recorder, running: Running, qtbot: QtBot, a_vault: Path
) -> None:
    opened.opening.lock()
    opened.opening.lock()
    qtbot.waitUntil(lambda: bool(recorder.resumes))
    running.settle()
    with qtbot.waitSignal(opened.entrance.entered):  # as this process is still there
        opened.opening.unlock(a_vault, with_password())
    running.settle()
    opened.opening.lock()
    qtbot.waitUntil(lambda: len(recorder.resumes) == 2)
    running.settle()
    assert len(recorder.resumes) == 2


def test_before_it_the_edit_is_sealed_and_the_clipboard_is_cleared(
    opened: Program, recorder: Recorder, board: FakeClipboard, machine: World, qtbot: QtBot
) -> None:
    page = opened.interior.page
    assert page is not None
    page.detail.start_new("login")
    page.detail.editor.title.edit.setText("Half-typed")
    opened.clipping.copy("copied", "Password")
    assert board.read() == "copied"
    opened.opening.lock()
    qtbot.waitUntil(lambda: bool(recorder.resumes))
    assert board.read() is None
    session = Session(machine.places, machine.clock, lambda: CHEAPEST)
    session.unlock(machine.path, with_password())
    assert [draft.content.title for draft in Items(session).drafts()] == ["Half-typed"]
    session.lock()


def test_quitting_replaces_nothing(opened: Program, recorder: Recorder, running: Running) -> None:
    opened.opening.lock(LockReason.QUIT)
    running.settle()
    opened.window.close()
    assert recorder.resumes == []


def test_a_quit_just_after_a_lock_is_a_quit(opened: Program, recorder: Recorder) -> None:
    opened.opening.lock()
    opened.end()
    assert recorder.resumes == []


def test_another_vault_is_asked_for_by_the_next_process(
    opened: Program, recorder: Recorder, machine: World, qtbot: QtBot
) -> None:
    second = machine.places.documents / "Work.strongroom"
    session = Session(machine.places, machine.clock, lambda: CHEAPEST)
    session.create(second, "Work", new_unlock())
    session.lock()
    opened.window.vault_wanted.emit(second)
    qtbot.waitUntil(lambda: bool(recorder.resumes))
    [resume] = recorder.resumes
    assert (resume.vault, resume.page) == (second, Page.UNLOCK)
    assert resume.reason.sentence == ""


def test_so_is_the_page_that_makes_a_vault(
    opened: Program, recorder: Recorder, qtbot: QtBot
) -> None:
    opened.window.actions_by_id["new_vault"].trigger()
    qtbot.waitUntil(lambda: bool(recorder.resumes))
    assert recorder.resumes[0].page is Page.CREATE


def test_keys_go_nowhere_while_the_worker_still_saves(
    opened: Program, recorder: Recorder, qtbot: QtBot
) -> None:
    go_on = Event()
    opened.tasks.run(go_on.wait, lambda _done: None, bound=False)
    opened.opening.lock()
    field = opened.entrance.unlock.password
    qtbot.keyClicks(field, "abc")
    assert field.count == 0
    assert recorder.resumes == []
    go_on.set()
    qtbot.waitUntil(lambda: bool(recorder.resumes))
    qtbot.keyClicks(field, "abc")  # this process is still there: all works
    assert field.count == len("abc")


def test_what_a_keyring_was_asked_for_is_waited_for_but_not_for_ever(
    opened: Program, recorder: Recorder, qtbot: QtBot
) -> None:
    go_on = Event()
    opened.aside.run(lambda: go_on.wait(20), lambda _done: None, lambda _error: None)
    opened.opening.lock()
    opened.replacing._patience.setInterval(300)
    qtbot.waitUntil(lambda: not opened.tasks.busy)
    assert recorder.resumes == []
    qtbot.waitUntil(lambda: bool(recorder.resumes))
    go_on.set()
    qtbot.waitUntil(lambda: not opened.aside.busy)


def test_where_the_system_refuses_it_is_said_and_all_goes_on(
    opened: Program, recorder: Recorder, qtbot: QtBot
) -> None:
    recorder.refuses = True
    opened.opening.lock()
    qtbot.waitUntil(lambda: bool(recorder.resumes))
    unlock = opened.entrance.unlock
    assert "quit it to be sure" in unlock._said.text()
    qtbot.keyClicks(unlock.password, "correct horse battery")
    with qtbot.waitSignal(opened.entrance.entered):
        qtbot.keyClick(unlock.password, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("page", "shown"), [(Page.CREATE, "create_page"), (Page.IMPORT, "create_page")]
)
def test_the_next_process_comes_back_at_the_page(
    page: Page, shown: str, program: Program, machine: World
) -> None:
    program.entrance.come_back(Resume(path=os.fsencode(machine.path), page=page))
    assert program.entrance.currentWidget() is getattr(program.entrance, shown)
    assert program.entrance.standing == (page, machine.path)


def test_and_says_why_it_locked(a_vault: Path, program: Program) -> None:
    reason = LockReason.LID_CLOSED
    program.entrance.come_back(Resume(path=os.fsencode(a_vault), reason=reason))
    assert program.entrance.unlock._said.text() == reason.sentence


def test_it_stands_as_the_one_before(program: Program, qapp: QApplication) -> None:
    window = program.window
    window.resize(730, 645)
    geometry = bytes(window.saveGeometry().data())
    window.hide()
    window.resize(760, 700)
    window.come_back(Resume(geometry=geometry, hidden=True))
    assert not window.isVisible()
    window.come_back(Resume(geometry=geometry, minimised=True))
    assert window.isMinimized()
    window.showNormal()
    window.come_back(Resume(geometry=geometry, active=False))
    assert (window.width(), window.height()) == (730, 645)
    qapp.processEvents()


def test_a_message_that_cannot_be_read_is_none() -> None:
    assert read(None) is None
    assert read(b"{") is None
    assert read(b'{"reason": "from a newer version"}') is None


@pytest.mark.parametrize("reason", [reason.value for reason in LockReason])
def test_every_reason_can_be_told_to_the_next_process(reason: str) -> None:
    resume = Resume(path=b"/a/b.strongroom", reason=LockReason(reason), geometry=bytes(range(256)))
    assert read(written(resume)) == resume


def test_suspend_waits_no_longer_than_the_lock(
    opened: Program, recorder: Recorder, signals: FakeLockSignals, qtbot: QtBot
) -> None:
    signals.happen(LockReason.SUSPENDED.value)
    qtbot.waitUntil(lambda: bool(recorder.resumes))
    assert not opened.session.is_open


def test_the_computer_does_not_sleep_on_what_is_in_memory(
    opened: Program, recorder: Recorder, signals: FakeLockSignals, qtbot: QtBot
) -> None:
    recorder.program = opened
    qtbot.waitUntil(lambda: signals.listening)
    signals.happen(LockReason.SUSPENDED)
    qtbot.waitUntil(lambda: signals.sleeps_let == 1)  # this process stayed, so it had to say it
    assert recorder.slept == [0]


def test_a_keyring_that_is_silent_does_not_keep_what_is_forgotten_in_memory(
    opened: Program, recorder: Recorder, keyring: FakeKeyring, qtbot: QtBot
) -> None:
    keyring.ask()
    opened.window.actions_by_id["lock_forget"].trigger()
    qtbot.waitUntil(lambda: bool(recorder.resumes), timeout=5_000)
    keyring.answer()
    qtbot.waitUntil(lambda: not opened.aside.busy)


def test_a_vault_whose_name_is_no_text_locks_and_comes_back(
    opened: Program, recorder: Recorder, machine: World, running: Running, qtbot: QtBot
) -> None:
    recorder.program = opened
    path = machine.places.documents / os.fsdecode(b"P\xe9.strongroom")
    opened.opening.lock(LockReason.SWITCHED)
    qtbot.waitUntil(lambda: len(recorder.resumes) == 1)
    running.settle()
    machine.path.rename(path)
    with qtbot.waitSignal(opened.entrance.entered):
        opened.opening.unlock(path, with_password())
    running.settle()
    assert opened.session.remembered.recent()[0].path == path
    opened.entrance.ask_for(path)
    opened.opening.lock()
    qtbot.waitUntil(lambda: len(recorder.resumes) == 2)
    assert recorder.open == [False, False]
    handed = read(written(recorder.resumes[1]))
    assert handed is not None
    assert handed.vault == path


def test_the_door_takes_nothing_while_what_is_typed_would_be_lost(
    opened: Program, recorder: Recorder, qtbot: QtBot
) -> None:
    opened.opening.lock()
    assert not opened.entrance.unlock.password.isEnabled()
    qtbot.waitUntil(lambda: bool(recorder.resumes))
    assert opened.entrance.unlock.password.isEnabled()  # for this process stayed
    assert opened.entrance.unlock.password.hasFocus()


def test_a_recovery_kit_that_a_lock_took_away_is_spoken_of(
    program: Program, recorder: Recorder, machine: World, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(program.opening.created, timeout=10_000):
        program.opening.create(machine.path, "Personal", new_unlock(recovery=True))
    program.opening.lock(LockReason.UNUSED)
    qtbot.waitUntil(lambda: bool(recorder.resumes))
    assert recorder.resumes[0].page is Page.KIT_CUT
    program.entrance.come_back(recorder.resumes[0])
    assert "get a new one" in program.entrance.unlock._said.text()
