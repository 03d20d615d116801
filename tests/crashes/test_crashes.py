# SPDX-License-Identifier: GPL-3.0-or-later
"""The short forms of the crash tests; ``make crashes`` runs the long ones.

Each script is a process of its own: it forks, or is started with another library before the
C library, and neither goes with a test run that has threads.
"""

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest
from tests.conftest import UNDER_CI

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="forks, and sends SIGKILL")


def run(script: str, *arguments: str) -> str:
    """Run one of the scripts to its end, and return what it said."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
    done = subprocess.run(
        [sys.executable, str(HERE / script), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def test_a_program_that_is_killed_loses_nothing_acknowledged_and_leaves_nothing_behind():
    said = run("kill.py", "--saves", "25", "--imports", "3", "--rekeys", "8", "--creations", "6")
    assert said.count(" 0 lost") == 4


@pytest.mark.real("cc")
def test_a_disk_that_fails_at_any_call_is_told_and_loses_nothing():
    if platform.libc_ver()[0] != "glibc":
        reason = "needs the GNU C library, whose calls the shim stands before"
        if UNDER_CI:
            pytest.fail(f"left out, which CI does not allow: {reason}", pytrace=False)
        pytest.skip(reason)
    assert run("faults.py", "--short").endswith("\n0 not as promised\n")


def test_programs_that_save_at_once_lose_no_update():
    said = run("writers.py", "--seconds", "2", "--writers", "4", "--terminals", "3")
    assert said.count(" 0 lost") == 3
