# SPDX-License-Identifier: GPL-3.0-or-later
"""A lock in the middle of work: the window is covered at once, and the work ends as it should.

An import is rolled back, a save finishes, an open edit becomes a draft; a search stops.
The worker is held in the middle of each, so that the lock surely comes there.
"""

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from tests.app.worlds import World, login, with_password
from tests.fakes import FakeLockSignals
from tests.gui.conftest import Running

from strongroom.app.duplicates import Duplicates
from strongroom.app.events import LockReason
from strongroom.app.items import Items
from strongroom.app.session import Session
from strongroom.crypto.kdf import CHEAPEST
from strongroom.gui.flows import browsing
from strongroom.gui.flows.browsing import Browsing
from strongroom.gui.program import Program
from strongroom.model import edits
from strongroom.vault import saving

ROWS = 1000


class Gate:
    """Holds whatever thread comes to it for the given time, and counts who comes."""

    def __init__(self, at: int) -> None:
        self._at = at
        self._open = Event()
        self.reached = Event()
        self.passed = 0

    def before(self, work: Callable[..., Any]) -> Callable[..., Any]:
        """Return ``work`` with this gate in front of it."""

        def gated(*arguments: Any, **more: Any) -> Any:
            self.passed += 1
            if self.passed == self._at:
                self.reached.set()
                assert self._open.wait(30)
            return work(*arguments, **more)

        return gated

    def open(self) -> None:
        self._open.set()


class Room:
    """The program with a vault open, that is locked when the worker stands at a gate."""

    def __init__(
        self, program: Program, running: Running, machine: World, signals: FakeLockSignals
    ) -> None:
        self.program = program
        self.running = running
        self.machine = machine
        self.signals = signals

    def lock_at(self, gate: Gate, qtbot: QtBot) -> None:
        """Lock, see that the window is covered while the worker still stands, let it go."""
        qtbot.waitUntil(gate.reached.is_set)
        reasons: list[LockReason] = []
        self.program.opening.locked.connect(reasons.append)
        self.signals.happen(LockReason.SUSPENDED.value)
        assert reasons == [LockReason.SUSPENDED]
        assert self.program.interior.page is None
        assert self.program.interior.importing.dialog is None
        assert self.program.entrance.isVisible()
        assert self._is_open()  # the worker has not come to it yet …
        assert self.signals.sleeps_let == 0  # … for which the computer's sleep waits
        with qtbot.waitSignal(self.program.opening.closed, timeout=30_000):
            gate.open()
        assert not self._is_open()
        assert self.signals.sleeps_let == 1
        self.running.settle()

    def _is_open(self) -> bool:
        return self.program.session.is_open

    def found(self) -> tuple[list[str], list[str]]:
        """Open the vault anew, and return the titles of its items and of its drafts."""
        session = Session(self.machine.places, self.machine.clock, lambda: CHEAPEST)
        session.unlock(self.machine.path, with_password())
        items = Items(session)
        titles = sorted(overview.title for overview in items.overviews().values())
        drafts = [draft.content.title for draft in items.drafts()]
        session.lock()
        return titles, drafts


@pytest.fixture
def room(opened: Program, running: Running, machine: World, signals: FakeLockSignals) -> Room:
    return Room(opened, running, machine, signals)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "chrome.csv"
    rows = (f"Site {n},https://s{n}.example/,user{n},secret{n},\n" for n in range(ROWS))
    path.write_text("name,url,username,password,note\n" + "".join(rows))
    return path


def test_an_import_is_rolled_back(
    room: Room, export: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(at=ROWS // 2)
    monkeypatch.setattr(edits, "new_item", gate.before(edits.new_item))
    flow = room.program.interior.importing
    flow.open(export)
    room.running.settle()
    assert flow.dialog is not None
    flow.dialog.preview.begin.click()
    room.lock_at(gate, qtbot)
    assert gate.passed < ROWS
    assert room.found() == ([], [])


def test_an_import_whose_rows_are_being_written_is_rolled_back(
    room: Room, export: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(at=1)
    monkeypatch.setattr(saving, "_write_rows", gate.before(saving._write_rows))
    flow = room.program.interior.importing
    flow.open(export)
    room.running.settle()
    assert flow.dialog is not None
    flow.dialog.preview.begin.click()
    room.lock_at(gate, qtbot)
    assert room.found() == ([], [])


def test_a_file_that_is_being_looked_at_is_let_go(
    room: Room, export: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(at=10)
    monkeypatch.setattr(Duplicates, "meet", gate.before(Duplicates.meet))
    room.program.interior.importing.open(export)
    room.lock_at(gate, qtbot)
    assert gate.passed == 10


def test_a_save_finishes(room: Room, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate(at=1)
    monkeypatch.setattr(saving, "_write_rows", gate.before(saving._write_rows))
    page = room.program.interior.page
    assert page is not None
    page.detail.start_new("login")
    page.detail.editor.title.edit.setText("Bank")
    room.program.window.actions_by_id["save"].trigger()
    room.lock_at(gate, qtbot)
    assert room.found() == (["Bank"], [])


def test_an_open_edit_becomes_a_draft_behind_what_is_under_way(
    room: Room, export: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(at=ROWS // 2)
    monkeypatch.setattr(edits, "new_item", gate.before(edits.new_item))
    page = room.program.interior.page
    assert page is not None
    page.detail.start_new("login")
    page.detail.editor.title.edit.setText("Half-typed")
    flow = room.program.interior.importing
    flow.open(export)
    room.running.settle()
    assert flow.dialog is not None
    flow.dialog.preview.begin.click()
    room.lock_at(gate, qtbot)
    assert room.found() == ([], ["Half-typed"])


def test_a_search_in_details_stops(
    room: Room, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = room.program
    program.interior.items.add_many([login(f"Item {n}") for n in range(500)])
    monkeypatch.setattr(browsing, "STEP_SECONDS", 0.0)  # one batch of 100 at a time
    gate = Gate(at=2)
    monkeypatch.setattr(Browsing, "_some_more", gate.before(Browsing._some_more))
    page = program.interior.page
    assert page is not None
    page.list.search.setText("notes:nothing")
    room.lock_at(gate, qtbot)
    assert gate.passed == 2
