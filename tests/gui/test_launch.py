# SPDX-License-Identifier: GPL-3.0-or-later
"""The front door: how a process begins, whatever it was started with."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from strongroom.system import scrubbing

pytestmark = pytest.mark.skipif(not scrubbing.can_scrub(), reason="memory stays as it is")

# The front door itself, with what is loaded last put away, telling what it came to.
DOOR = """
import json, os, sys
from strongroom.gui import launch
from strongroom.system import scrubbing

def told(command, listening=None, message=None):
    print(json.dumps({
        "message": message and message.decode(), "pid": os.getpid(),
        "scrubbed": scrubbing.freed_memory_is_overwritten(),
        "left": [name for name in os.environ if name.startswith(("STRONGROOM", "PYTHONMALLOC"))],
    }))
    sys.exit()

launch._open = told
launch._ask_or_open = told
sys.exit(launch.run())
"""
# A parent that knows the number of the process, because an exec keeps it.
PARENT = """
import os, sys
read, write = os.pipe()
os.write(write, b"planted" * int(sys.argv[2]))
os.close(write)
os.set_inheritable(read, True)
os.environ["STRONGROOM_MESSAGE"] = f"{read}:{os.getpid()}"
print(os.getpid(), flush=True)
os.execv(sys.executable, [sys.executable, "-c", sys.argv[1]])
"""


def run(*arguments: str) -> list[str]:
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONMALLOC"}
    ended = subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
        check=True,
    )
    return ended.stdout.splitlines()


def planted(times: int) -> tuple[int, dict[str, Any]]:
    pid, found = run("-c", PARENT, DOOR, str(times))
    return int(pid), json.loads(found)


def test_a_first_start_is_done_once_more() -> None:
    [said] = run("-c", DOOR)
    found = json.loads(said)
    assert found["scrubbed"]
    assert found["message"] is None
    assert found["left"] == []


def test_a_planted_message_does_not_switch_the_scrubbing_off() -> None:
    pid, found = planted(1)
    assert found["scrubbed"]
    assert found["message"] == "planted"  # it goes along, as a successor's would
    assert found["pid"] == pid
    assert found["left"] == []


def test_a_message_longer_than_any_of_ours_is_none() -> None:
    _pid, found = planted(5000)
    assert found["scrubbed"]
    assert found["message"] is None
