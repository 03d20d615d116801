# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from tests.contracts.clipboard import ClipboardContract
from tests.contracts.clock import ClockContract
from tests.fakes import FakeClipboard, FakeClock

from strongroom.app.ports import Clipboard, Clock
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
