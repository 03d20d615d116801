# SPDX-License-Identifier: GPL-3.0-or-later
"""``--copy`` from the real program to the real clipboard of an X server, and off it again."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from strongroom.system.clipboard_tools import ToolClipboard

pytestmark = pytest.mark.real("Xvfb", "xclip")


def start(folder: Path, seconds: int) -> subprocess.Popen[str]:
    """Start ``generate --copy`` and wait until it says that it has copied."""
    config = folder / "strongroom"
    config.mkdir()
    (config / "settings.json").write_text(f'{{"clear_clipboard_seconds": {seconds}}}')
    process = subprocess.Popen(
        [sys.executable, "-m", "strongroom.cli.main", "generate", "--copy"],
        env=dict(os.environ, XDG_CONFIG_HOME=str(folder), PYTHONPATH=os.pathsep.join(sys.path)),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    assert process.stderr.readline().startswith("Password copied · clears in")
    return process


def comes_to_hold(wanted: Callable[[str], bool]) -> bool:
    """Whether the clipboard soon holds such a text: a tool hands it over a moment later."""
    deadline = time.monotonic() + 10
    while not wanted(ToolClipboard().read() or ""):
        if time.monotonic() > deadline:
            return False
    return True


def password(text: str) -> bool:
    return len(text) == 20


def nothing(text: str) -> bool:
    return text == ""


@pytest.mark.usefixtures("display")
def test_it_is_there_and_gone_after_its_time(tmp_path):
    process = start(tmp_path, seconds=2)
    assert comes_to_hold(password)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (0, "")
    assert err == "The clipboard was cleared.\n"
    assert comes_to_hold(nothing)


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, 143), (signal.SIGHUP, 143)]
)
@pytest.mark.usefixtures("display")
def test_whatever_ends_the_countdown_clears_it(tmp_path, number, code):
    process = start(tmp_path, seconds=600)
    assert comes_to_hold(password)
    process.send_signal(number)
    _out, err = process.communicate(timeout=60)
    assert process.returncode == code
    assert err == "The clipboard was cleared.\n"
    assert comes_to_hold(nothing)


@pytest.mark.usefixtures("display")
def test_what_was_copied_since_is_left_alone(tmp_path):
    process = start(tmp_path, seconds=600)
    ToolClipboard().set_secret("mine")
    assert comes_to_hold(lambda text: text == "mine")
    process.send_signal(signal.SIGINT)
    _out, err = process.communicate(timeout=60)
    assert "left alone" in err
    assert comes_to_hold(lambda text: text == "mine")


def test_without_a_screen_it_is_said_and_nothing_is_printed(tmp_path):
    environment = {n: v for n, v in os.environ.items() if n not in ("DISPLAY", "WAYLAND_DISPLAY")}
    done = subprocess.run(
        [sys.executable, "-m", "strongroom.cli.main", "generate", "--copy"],
        env=dict(environment, XDG_CONFIG_HOME=str(tmp_path), PYTHONPATH=os.pathsep.join(sys.path)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (20, "")
    assert "no desktop is running" in done.stderr
