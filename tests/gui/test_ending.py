# SPDX-License-Identifier: GPL-3.0-or-later
"""The process ends when the window is closed, without being taken apart by Python."""

import subprocess
import sys

CLOSED_AT_ONCE = """
import atexit
from PySide6.QtCore import QTimer
from strongroom.gui import main
from strongroom.gui.command_line import Command

start = main.Program.start

def start_and_close(program, *given, **more):
    start(program, *given, **more)
    QTimer.singleShot(0, program.window.close)

atexit.register(print, "taken apart")
main.Program.start = start_and_close
print("said before")
main.run(Command())
"""


def test_nothing_is_left_to_the_interpreters_own_end() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", CLOSED_AT_ONCE],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == "said before\n"
