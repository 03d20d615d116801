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


@pytest.mark.parametrize(
    ("kind", "kills"),
    [("saves", 12), ("imports", 2), ("rekeys", 4), ("creations", 3), ("shrinks", 3)],
)
def test_a_program_that_is_killed_loses_nothing_acknowledged_and_leaves_nothing_behind(
    kind: str, kills: int
) -> None:
    none = {"saves": 0, "imports": 0, "rekeys": 0, "creations": 0, "shrinks": 0}
    wanted = none | {kind: kills}
    said = run("kill.py", *(part for k, n in wanted.items() for part in (f"--{k}", str(n))))
    assert said.count(f" {kills} kills") == said.count(" 0 lost") == 1


@pytest.mark.real("cc")
@pytest.mark.parametrize(
    "operations",
    [
        "add an item,edit,open,window",
        "second,undo,import,draft",
        "password",
        "create,recover,use,setting,give",
    ],
)
def test_a_disk_that_fails_at_any_call_is_told_and_loses_nothing(operations: str) -> None:
    if platform.libc_ver()[0] != "glibc":
        reason = "needs the GNU C library, whose calls the shim stands before"
        if UNDER_CI:
            pytest.fail(f"left out, which CI does not allow: {reason}", pytrace=False)
        pytest.skip(reason)
    said = run("faults.py", "--short", "--only", operations)
    assert said.count(" faults in ") == operations.count(",") + 1
    assert said.endswith("\n0 not as promised\n")


@pytest.mark.parametrize("kind", ["at-once", "rekey", "terminals"])
def test_programs_that_save_at_once_lose_no_update(kind: str) -> None:
    few = ("--seconds", "1", "--writers", "4", "--terminals", "3")
    assert run("writers.py", "--only", kind, *few).count(" 0 lost") == 1


def test_a_vault_that_is_held_is_told_to_be_busy() -> None:
    assert "told that it is busy" in run("writers.py", "--only", "held")
