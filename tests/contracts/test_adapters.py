# SPDX-License-Identifier: GPL-3.0-or-later
"""Every adapter and every fake, held to the contract of its port."""

import os
import subprocess
from collections.abc import Iterator

import pytest
from tests.contracts.clipboard import ClipboardContract
from tests.contracts.clock import ClockContract
from tests.fakes import FakeClipboard, FakeClock

from strongroom.app.ports import Clipboard, Clock
from strongroom.gui.clipboard import QtClipboard
from strongroom.system.clipboard_tools import XCLIP, ToolClipboard
from strongroom.system.clock import SystemClock


class TestFakeClock(ClockContract):
    @pytest.fixture
    def clock(self) -> Clock:
        return FakeClock()


class TestSystemClock(ClockContract):
    @pytest.fixture
    def clock(self) -> Clock:
        return SystemClock()


class TestFakeClipboard(ClipboardContract):
    @pytest.fixture
    def clipboard(self) -> Clipboard:
        return FakeClipboard()


@pytest.mark.usefixtures("qapp")
class TestQtClipboard(ClipboardContract):
    @pytest.fixture
    def clipboard(self) -> Clipboard:
        return QtClipboard()


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """An X server of our own; its clipboard is nobody else's."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    with os.fdopen(reading) as told:
        number = told.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait(10)


@pytest.mark.real("Xvfb", "xclip")
class TestXclip(ClipboardContract):
    @pytest.fixture
    def clipboard(self, display: str, monkeypatch: pytest.MonkeyPatch) -> Clipboard:
        monkeypatch.setenv("DISPLAY", display)
        return ToolClipboard(lambda: XCLIP)
