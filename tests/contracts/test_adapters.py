# SPDX-License-Identifier: GPL-3.0-or-later
"""Every adapter and every fake, held to the contract of its port."""

import os
import subprocess
from collections.abc import Iterator

import pytest
from tests.contracts.clipboard import ClipboardContract
from tests.contracts.clock import ClockContract
from tests.contracts.lock_signals import LockSignalsContract
from tests.fakes import FakeClipboard, FakeClock, FakeLockSignals
from tests.real.signals import Buses, private_buses, until

from strongroom.app.events import LockReason
from strongroom.app.ports import Clipboard, Clock
from strongroom.gui.clipboard import QtClipboard
from strongroom.system.clipboard_tools import XCLIP, ToolClipboard
from strongroom.system.clock import SystemClock
from strongroom.system.lock_signals import SystemLockSignals


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


class _FakeComputer:
    def __init__(self) -> None:
        self.signals = FakeLockSignals()

    def happen(self, reason: LockReason) -> None:
        self.signals.happen(reason.value)

    def holds_up_sleep(self) -> bool | None:
        return None


class TestFakeLockSignals(LockSignalsContract):
    @pytest.fixture
    def computer(self) -> _FakeComputer:
        return _FakeComputer()


class _RealComputer:
    """What is told comes over real buses; only the services on them are played."""

    def __init__(self, buses: Buses) -> None:
        self.signals = SystemLockSignals()
        self._buses = buses

    def happen(self, reason: LockReason) -> None:
        match reason:
            case LockReason.SCREEN_LOCKED:
                self._buses.lock_session()
            case LockReason.SUSPENDED:
                self._buses.resume()
                assert until(self.holds_up_sleep)
                self._buses.suspend()
            case LockReason.USER_SWITCHED:
                self._buses.switch_user()
            case LockReason.LID_CLOSED:
                self._buses.close_lid()

    def holds_up_sleep(self) -> bool | None:
        return bool(self._buses.inhibitors())


@pytest.mark.real("dbus-daemon")
class TestSystemLockSignals(LockSignalsContract):
    @pytest.fixture
    def computer(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[_RealComputer]:
        with private_buses() as buses:
            for name, value in buses.environment.items():
                monkeypatch.setenv(name, value)
            made = _RealComputer(buses)
            yield made
            made.signals.stop()
