# SPDX-License-Identifier: GPL-3.0-or-later
import time

import pytest

from strongroom.system import clock
from strongroom.system.clock import SystemClock


def test_the_moment_is_in_milliseconds():
    before = time.time()
    now = SystemClock().now_ms()
    assert before - 0.001 <= now / 1000 <= time.time()


def test_monotonic_never_goes_back():
    clock = SystemClock()
    seen = [clock.monotonic() for _ in range(100)]
    assert seen == sorted(seen)


@pytest.mark.skipif(not hasattr(time, "CLOCK_BOOTTIME"), reason="Linux's own clock")
def test_the_time_asleep_counts(monkeypatch):
    monkeypatch.setattr(time, "monotonic", lambda: -1.0)
    assert abs(SystemClock().monotonic() - time.clock_gettime(time.CLOCK_BOOTTIME)) < 1


def test_elsewhere_pythons_own_is_used(monkeypatch):
    monkeypatch.setattr(clock, "_BOOTTIME", None)
    monkeypatch.setattr(time, "monotonic", lambda: 12.5)
    assert SystemClock().monotonic() == 12.5
