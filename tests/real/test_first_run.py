# SPDX-License-Identifier: GPL-3.0-or-later
"""A person's first minutes, on a real desktop and by keyboard alone."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.real.conftest import Desktop
from tests.real.waiting import comes_true

pytestmark = pytest.mark.real("Xvfb", "openbox", "xdotool")

PASSWORD = "correct horse battery"
PROGRAM = "import sys; from strongroom.gui.launch import run; sys.exit(run())"


def start(desktop: Desktop) -> subprocess.Popen[str]:
    program = desktop.start(sys.executable, "-c", PROGRAM)
    desktop.wait_for_window("Strongroom")
    return program


def end(program: subprocess.Popen[str], how: signal.Signals) -> str:
    """End it politely; return what it had to say, which should be nothing."""
    program.send_signal(how)
    said, _nothing = program.communicate(timeout=30)
    assert program.returncode == 0
    return said


def vault(desktop: Desktop) -> Path:
    return desktop.home / "Documents" / "Personal.strongroom"


def last_opened(desktop: Desktop) -> int:
    state = desktop.home / ".local" / "state" / "strongroom" / "state.json"
    if not state.exists():
        return 0
    recent = json.loads(state.read_text()).get("recent_vaults", [])
    return int(recent[0]["opened"]) if recent else 0


def test_create_and_come_back(desktop: Desktop) -> None:
    program = start(desktop)
    desktop.keys("Return")  # the first door, which has the focus
    desktop.keys("Return")  # the name is right
    desktop.type(PASSWORD)
    desktop.keys("Return")
    desktop.type(PASSWORD)
    desktop.keys("Return")
    assert comes_true(vault(desktop).exists)
    assert comes_true(lambda: last_opened(desktop) > 0)
    assert vault(desktop).stat().st_mode & 0o777 == 0o600
    assert end(program, signal.SIGTERM) == ""

    created = last_opened(desktop)
    program = start(desktop)
    desktop.type(PASSWORD)
    desktop.keys("Return")
    assert comes_true(lambda: last_opened(desktop) > created)
    assert end(program, signal.SIGINT) == ""  # in the very moment that the page is made


def test_ctrl_q_quits(desktop: Desktop) -> None:
    program = start(desktop)
    desktop.keys("ctrl+q")
    said, _nothing = program.communicate(timeout=30)
    assert (program.returncode, said) == (0, "")
