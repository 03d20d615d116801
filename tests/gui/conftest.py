# SPDX-License-Identifier: GPL-3.0-or-later
"""The real program over a real vault: only the clock, the clipboard and Argon2's cost differ.

``program`` is one that was just started on a machine that has no vault; ``opened`` has one
made and unlocked.  Both show their window, and are shut down in order.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.app.worlds import World, make_template, with_password
from tests.fakes import FakeClipboard, FakeClock, FakeKeyring, FakeLockSignals
from tests.vault.ground import find_key_once

from strongroom.crypto.kdf import CHEAPEST
from strongroom.gui import motion, theme
from strongroom.gui.flows.replacing import Replace
from strongroom.gui.program import Program
from strongroom.vault import opening


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    """Every test begins in the light scheme, and nothing moves."""
    motion.set_wanted(False)
    theme.apply(qapp, theme.Scheme.LIGHT)


@pytest.fixture
def machine(tmp_path: Path) -> World:
    """Folders and a clock of a machine that nothing was done on."""
    return World(tmp_path)


@pytest.fixture
def board() -> FakeClipboard:
    """The clipboard of that machine."""
    return FakeClipboard()


@pytest.fixture
def signals() -> FakeLockSignals:
    """What that machine tells of its screen, its lid and its sleep."""
    return FakeLockSignals()


@pytest.fixture
def keyring() -> FakeKeyring:
    """The keyring of that machine."""
    return FakeKeyring()


@pytest.fixture
def clock(machine: World) -> FakeClock:
    """The clock of that machine."""
    return machine.clock


class Running:
    """A program, and how a test waits for it."""

    def __init__(self, program: Program, qtbot: QtBot) -> None:
        self.program = program
        self._qtbot = qtbot

    def settle(self) -> None:
        """Wait until the worker has nothing to do, no import is read, and all was delivered."""
        program = self.program

        def is_settled() -> bool:
            interior = program.interior
            made = not interior.importing.reads and not interior.exporting.prepares
            return made and not program.tasks.busy

        self._qtbot.waitUntil(is_settled, timeout=10_000)


@pytest.fixture
def replace() -> Replace | None:
    """What takes the place of the process after a lock: nothing, unless a test says so."""
    return None


@pytest.fixture
def program(
    qapp: QApplication,
    qtbot: QtBot,
    machine: World,
    board: FakeClipboard,
    *,
    signals: FakeLockSignals,
    keyring: FakeKeyring,
    replace: Replace | None,
) -> Iterator[Program]:
    """The program, started and shown."""
    made = Program(
        qapp,
        machine.places,
        clock=machine.clock,
        clipboard=board,
        signals=signals,
        keyring=keyring,
        cost=lambda: CHEAPEST,
        replace=replace,
    )
    qtbot.addWidget(made.window)
    with qtbot.waitSignal(made.window.stood):
        made.start()
    yield made
    made.end()


@pytest.fixture
def running(program: Program, qtbot: QtBot) -> Running:
    """The program with a way to wait for it."""
    return Running(program, qtbot)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A machine with a vault, made once."""
    return make_template(tmp_path_factory.mktemp("template"))


@pytest.fixture
def a_vault(machine: World, template: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A vault that was made before the program starts: ask for it ahead of ``program``."""
    monkeypatch.setattr(opening, "find_key", find_key_once)
    machine.become(template)
    return machine.path


@pytest.fixture
def opened(a_vault: Path, program: Program, running: Running, qtbot: QtBot) -> Program:
    """The program with an empty vault open."""
    with qtbot.waitSignal(program.entrance.entered, timeout=10_000):
        program.opening.unlock(a_vault, with_password())
    running.settle()
    return program
