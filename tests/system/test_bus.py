# SPDX-License-Identifier: GPL-3.0-or-later
"""How long is waited for a bus that went away; what is heard is in ``tests/real``."""

import sys
from collections.abc import Iterator
from threading import Event

import pytest

if sys.platform == "win32":
    pytest.skip("there is no such bus", allow_module_level=True)

from strongroom.system.lock_signals.bus import SESSION, Bus


class Pauses(Event):
    """Notes each pause, and is over after so many."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most
        self.noted: list[float | None] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.noted.append(timeout)
        return len(self.noted) >= self.most


def pauses(monkeypatch: pytest.MonkeyPatch, stood: Iterator[float | None]) -> list[float | None]:
    bus = Bus(SESSION)
    over = Pauses(10)
    monkeypatch.setattr(bus, "run", lambda _begin: next(stood))
    monkeypatch.setattr(bus, "_over", over)
    bus.keep(lambda: None)
    return over.noted


def test_the_pauses_grow_up_to_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    came_once = iter([3.0, *[None] * 10])
    assert pauses(monkeypatch, came_once) == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60]


def test_after_a_bus_that_stood_the_pauses_begin_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    came_back = iter([3.0, None, None, 0.1, 900.0, *[None] * 10])
    assert pauses(monkeypatch, came_back) == [1, 2, 4, 8, 1, 2, 4, 8, 16, 32]


def test_a_bus_that_never_was_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert pauses(monkeypatch, iter([None])) == []
