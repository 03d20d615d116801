# SPDX-License-Identifier: GPL-3.0-or-later
"""What everything that tells of locks must do: give it ``computer``, a way to make it tell.

``told`` collects what is told, from whatever thread.
"""

from collections.abc import Callable
from functools import partial
from typing import Protocol

import pytest
from tests.real.signals import until

from strongroom.app.events import LockReason
from strongroom.app.ports import LockSignals


class Computer(Protocol):
    """The world that is listened to."""

    signals: LockSignals

    def happen(self, reason: LockReason) -> None:
        """Let ``reason`` come about."""

    def holds_up_sleep(self) -> bool | None:
        """Tell whether a sleep would be held up; None where nobody knows."""


_REASONS = (
    LockReason.SCREEN_LOCKED,
    LockReason.SUSPENDED,
    LockReason.USER_SWITCHED,
    LockReason.LID_CLOSED,
)


class LockSignalsContract:
    @pytest.fixture
    def computer(self) -> Computer:
        raise NotImplementedError

    @pytest.fixture
    def told(self) -> list[str]:
        return []

    @pytest.fixture
    def tell(self, told: list[str]) -> Callable[[str], None]:
        return told.append

    @pytest.mark.parametrize("reason", _REASONS)
    def test_tells_by_the_value_of_a_reason(self, computer, tell, told, reason):
        computer.signals.start(tell)
        assert until(lambda: computer.holds_up_sleep() is not False)
        computer.happen(reason)
        assert until(lambda: told)
        assert told == [reason.value]
        computer.signals.stop()

    def test_after_a_sleep_was_let_the_next_is_told_again(self, computer, tell, told):
        computer.signals.start(tell)
        assert until(lambda: computer.holds_up_sleep() is not False)
        for expected in ([LockReason.SUSPENDED.value], [LockReason.SUSPENDED.value] * 2):
            computer.happen(LockReason.SUSPENDED)
            assert until(partial(told.__eq__, expected))
            computer.signals.let_sleep()
            assert until(lambda: not computer.holds_up_sleep())
        computer.signals.stop()

    def test_says_nothing_once_it_was_stopped(self, computer, tell, told):
        computer.signals.start(tell)
        assert until(lambda: computer.holds_up_sleep() is not False)
        computer.signals.stop()
        assert until(lambda: not computer.holds_up_sleep())
        computer.happen(LockReason.SCREEN_LOCKED)
        assert told == []

    def test_may_be_told_anything_at_any_time(self, computer):
        signals = computer.signals
        signals.let_sleep()
        seconds = signals.unused_seconds()
        assert seconds is None or seconds >= 0
        signals.stop()
        signals.let_sleep()
        signals.stop()
