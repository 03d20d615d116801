# SPDX-License-Identifier: GPL-3.0-or-later
import pytest

from strongroom.app.autolock import AutoLock
from strongroom.app.events import LockReason
from strongroom.app.settings import Settings

MINUTE = 60.0


@pytest.fixture
def lock():
    rule = AutoLock(lambda: Settings(lock_after_minutes=10))
    rule.start(0.0)
    return rule


def test_locks_when_the_time_is_over_and_not_before(lock):
    assert lock.tick(0.0) is None
    assert lock.tick(10 * MINUTE - 0.001) is None
    assert lock.tick(10 * MINUTE) is LockReason.UNUSED


def test_counts_anew_from_each_activity(lock):
    lock.activity(9 * MINUTE)
    assert lock.tick(18 * MINUTE) is None
    assert lock.remaining(18 * MINUTE) == 1 * MINUTE
    assert lock.tick(19 * MINUTE) is LockReason.UNUSED


def test_activity_after_the_time_is_over_does_not_extend_it(lock):
    lock.activity(60 * MINUTE)  # the first key after the computer slept, before any tick
    assert lock.tick(60 * MINUTE) is LockReason.UNUSED
    assert lock.tick(61 * MINUTE) is LockReason.UNUSED


def test_a_clock_that_runs_backwards_locks(lock):
    lock.activity(5 * MINUTE)
    assert lock.tick(4 * MINUTE) is LockReason.UNUSED
    lock.activity(4 * MINUTE)
    assert lock.tick(4 * MINUTE) is LockReason.UNUSED


def test_never_means_never():
    lock = AutoLock(lambda: Settings(lock_after_minutes=None))
    lock.start(0.0)
    assert lock.tick(1e9) is None
    assert lock.remaining(1e9) is None


def test_a_changed_setting_is_in_force_at_once():
    minutes = 10
    lock = AutoLock(lambda: Settings(lock_after_minutes=minutes))
    lock.start(0.0)
    assert lock.tick(6 * MINUTE) is None
    minutes = 5
    assert lock.tick(6 * MINUTE) is LockReason.UNUSED


def test_says_nothing_before_unlock_and_after_lock(lock):
    fresh = AutoLock(Settings)
    fresh.activity(0.0)
    assert fresh.tick(1e9) is None
    lock.stop()
    assert lock.tick(1e9) is None
    assert lock.remaining(1e9) is None


def test_starting_again_counts_from_there(lock):
    lock.stop()
    lock.start(1000 * MINUTE)
    assert lock.tick(1009 * MINUTE) is None


@pytest.mark.parametrize(("chosen", "reason"), [(True, LockReason.MINIMISED), (False, None)])
def test_minimising_locks_where_chosen(chosen, reason):
    lock = AutoLock(lambda: Settings(lock_on_minimise=chosen))
    assert lock.minimised() is None  # nothing is open
    lock.start(0.0)
    assert lock.minimised() is reason
