# SPDX-License-Identifier: GPL-3.0-or-later
from copy import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.app.autolock import LARGEST_STEP, LONGEST_GAP, AutoLock
from strongroom.app.events import LockReason
from strongroom.app.settings import Settings

MINUTE = 60.0
TICK = 30.0  # slow, but no gap
WALL = 1_700_000_000_000


def rule(**settings):
    made = AutoLock(lambda: Settings(**settings))
    made.start(0.0)
    return made


def ticks_until(lock, now, *, start=0.0, **told):
    """Tick on the way to ``now``, and return the first reason."""
    while start < now:
        start = min(now, start + TICK)
        reason = lock.tick(start, **told)
        if reason is not None:
            return reason
    return None


@pytest.fixture
def lock():
    return rule(lock_after_minutes=10)


def test_locks_when_the_time_is_over_and_not_before(lock):
    assert lock.tick(0.0) is None
    assert ticks_until(lock, 10 * MINUTE - 0.001) is None
    assert lock.tick(10 * MINUTE) is LockReason.UNUSED


def test_counts_anew_from_each_activity(lock):
    assert ticks_until(lock, 9 * MINUTE) is None
    lock.activity(9 * MINUTE)
    assert ticks_until(lock, 18 * MINUTE, start=9 * MINUTE) is None
    assert lock.remaining(18 * MINUTE) == 1 * MINUTE
    assert ticks_until(lock, 19 * MINUTE, start=18 * MINUTE) is LockReason.UNUSED


def test_activity_after_the_time_is_over_does_not_extend_it(lock):
    lock.activity(60 * MINUTE)  # the first key after the computer slept, before any tick
    assert lock.tick(60 * MINUTE) is LockReason.UNUSED
    assert lock.tick(61 * MINUTE) is LockReason.UNUSED


@pytest.mark.parametrize("minutes", [10, None])
def test_a_clock_that_runs_backwards_locks(minutes):
    lock = rule(lock_after_minutes=minutes)
    lock.tick(TICK)
    lock.activity(TICK - 1)
    assert lock.tick(TICK - 1) is LockReason.CLOCK_JUMPED
    lock = rule(lock_after_minutes=minutes)
    lock.activity(TICK)
    assert lock.tick(TICK - 1) is LockReason.CLOCK_JUMPED


def test_never_means_never():
    lock = rule(lock_after_minutes=None, lock_computer_unused_minutes=None)
    assert ticks_until(lock, 1e5, unused_seconds=1e6) is None
    assert lock.remaining(1e5) is None


def test_a_changed_setting_is_in_force_at_once():
    minutes = 10
    lock = AutoLock(lambda: Settings(lock_after_minutes=minutes))
    lock.start(0.0)
    assert ticks_until(lock, 6 * MINUTE) is None
    minutes = 5
    assert lock.tick(6 * MINUTE) is LockReason.UNUSED


def test_says_nothing_before_unlock_and_after_lock(lock):
    fresh = AutoLock(Settings)
    fresh.activity(0.0)
    assert fresh.tick(1e9, unused_seconds=1e9) is None
    lock.stop()
    assert lock.tick(1e9, unused_seconds=1e9) is None
    assert lock.remaining(1e9) is None


def test_starting_again_counts_from_there(lock):
    lock.stop()
    lock.start(1000 * MINUTE)
    assert ticks_until(lock, 1009 * MINUTE, start=1000 * MINUTE) is None


@pytest.mark.parametrize(("chosen", "reason"), [(True, LockReason.MINIMISED), (False, None)])
def test_minimising_locks_where_chosen(chosen, reason):
    lock = AutoLock(lambda: Settings(lock_on_minimise=chosen))
    assert lock.minimised() is None  # nothing is open
    lock.start(0.0)
    assert lock.minimised() is reason


# The computer unused


def test_an_unused_computer_locks_after_its_time():
    lock = rule(lock_after_minutes=None, lock_computer_unused_minutes=5)
    assert ticks_until(lock, 6 * MINUTE, unused_seconds=5 * MINUTE - 1) is None
    assert lock.tick(6 * MINUTE, unused_seconds=5 * MINUTE) is LockReason.COMPUTER_UNUSED


def test_where_nobody_can_tell_the_vault_alone_counts():
    lock = rule(lock_after_minutes=10, lock_computer_unused_minutes=1)
    assert ticks_until(lock, 9 * MINUTE, unused_seconds=None) is None
    assert ticks_until(lock, 10 * MINUTE, start=9 * MINUTE) is LockReason.UNUSED


def test_who_comes_back_and_unlocks_at_once_stays():
    lock = rule(lock_computer_unused_minutes=5)  # unlocked just now …
    assert lock.tick(1.0, unused_seconds=20 * MINUTE) is None  # … which the answer is older than
    lock.activity(TICK)
    assert lock.tick(TICK + 1, unused_seconds=20 * MINUTE) is None


# What the computer tells

SETTINGS = {
    LockReason.SCREEN_LOCKED: "lock_on_screen_lock",
    LockReason.SUSPENDED: "lock_on_suspend",
    LockReason.USER_SWITCHED: "lock_on_user_switch",
    LockReason.LID_CLOSED: "lock_on_lid",
}


@pytest.mark.parametrize(("reason", "setting"), SETTINGS.items())
def test_what_the_computer_tells_locks_where_chosen(reason, setting):
    assert rule(**{setting: True}).told(reason.value) is reason
    assert rule(**{setting: False}).told(reason.value) is None


@pytest.mark.parametrize("other", ["", "by hand", "quit", "minimised", "nonsense"])
def test_what_else_is_told_is_no_reason(other):
    assert rule().told(other) is None


def test_what_is_told_of_is_named_as_here():
    from strongroom.system.lock_signals import reasons  # noqa: PLC0415 - for this test alone

    told = {reasons.SCREEN_LOCKED, reasons.SUSPENDED, reasons.USER_SWITCHED, reasons.LID_CLOSED}
    assert told == {reason.value for reason in SETTINGS}


# Clocks that jump


def test_a_sleep_that_nobody_told_of_locks():
    lock = rule(lock_after_minutes=None)
    assert lock.tick(LONGEST_GAP - 0.001) is None
    assert lock.tick(2 * LONGEST_GAP) is LockReason.SUSPENDED


def test_the_first_key_after_such_a_sleep_does_not_hide_it():
    lock = rule(lock_after_minutes=None)
    lock.activity(LONGEST_GAP)
    assert lock.tick(LONGEST_GAP) is LockReason.SUSPENDED


def test_a_sleep_counts_as_unused_even_where_it_does_not_lock():
    lock = rule(lock_after_minutes=5, lock_on_suspend=False)
    assert lock.tick(2 * MINUTE) is None
    assert lock.tick(5 * MINUTE) is LockReason.UNUSED


def stepped(lock, *, wall, monotonic):
    """Tick at a time of day, and again after both clocks went on by so many seconds."""
    assert lock.tick(0.0, wall_ms=WALL) is None
    return lock.tick(monotonic, wall_ms=WALL + round(wall * 1000))


@pytest.mark.parametrize("wall", [3600.0, -3600.0, LARGEST_STEP + 0.5, 0.5 - LARGEST_STEP])
def test_a_clock_that_is_set_locks(wall):
    assert stepped(rule(), wall=wall, monotonic=0.5) is LockReason.CLOCK_JUMPED


@pytest.mark.parametrize("wall", [0.0, 0.6, 0.372, -4.5, 30.0])
def test_a_time_server_that_corrects_the_clock_does_not(wall):
    assert stepped(rule(), wall=wall, monotonic=0.5) is None


def test_a_sleep_chosen_not_to_lock_may_stop_the_monotonic_clock_once():
    lock = rule(lock_on_suspend=False)
    lock.told(LockReason.SUSPENDED.value)
    assert stepped(lock, wall=8 * 3600.0, monotonic=0.5) is None
    assert lock.tick(1.0, wall_ms=WALL) is LockReason.CLOCK_JUMPED  # set back
    lock = rule(lock_on_suspend=False)
    lock.told(LockReason.SUSPENDED.value)
    assert stepped(lock, wall=-3600.0, monotonic=0.5) is LockReason.CLOCK_JUMPED


def test_times_before_the_unlock_do_not_count_for_a_jump():
    lock = rule()
    lock.tick(0.0, wall_ms=WALL)
    lock.stop()
    lock.tick(500 * MINUTE, wall_ms=0)
    lock.start(1000 * MINUTE)
    assert lock.tick(1000 * MINUTE + 1, wall_ms=WALL + 10**9) is None


# Laws

moments = st.lists(st.tuples(st.booleans(), st.floats(0.01, 90.0)), max_size=40)
drifts = st.floats(-LARGEST_STEP, LARGEST_STEP, exclude_min=True, exclude_max=True)


@given(moments, st.integers(1, 5))
def test_whatever_happens_nothing_is_open_after_the_time_without_activity(steps, minutes):
    """Activity counts only if no longer pause than allowed lay before it."""
    lock = rule(lock_after_minutes=minutes, lock_on_suspend=False)
    now = last = 0.0
    over = False
    for is_activity, stride in steps:
        now += stride
        over = over or now - last >= minutes * 60
        if is_activity:
            lock.activity(now)
            last = last if over else now
        else:
            assert lock.tick(now) is (LockReason.UNUSED if over else None)


@given(moments, st.floats(0.0, 200.0))
def test_no_activity_takes_back_a_reason(steps, stride):
    lock = rule(lock_after_minutes=2)
    now = 0.0
    for is_activity, step in steps:
        now += step
        if is_activity:
            lock.activity(now)
        else:
            lock.tick(now)
    now += stride
    busy = copy(lock)
    busy.activity(now)
    assert busy.tick(now) is lock.tick(now)


@given(st.lists(st.tuples(st.floats(0.0, 50.0), drifts), max_size=30))
def test_small_corrections_of_the_clock_never_lock(steps):
    lock = rule(lock_after_minutes=None)
    now, wall = 0.0, WALL / 1000
    assert lock.tick(now, wall_ms=round(wall * 1000)) is None
    for stride, drift in steps:
        now += stride
        wall += stride + drift * 0.99  # milliseconds are whole
        assert lock.tick(now, wall_ms=round(wall * 1000)) is None


@given(st.floats(0.0, 50.0), st.floats(LARGEST_STEP + 0.01, 1e8), st.booleans())
def test_large_ones_always_do(stride, drift, back):
    lock = rule(lock_after_minutes=None)
    drift = -drift if back else drift
    assert stepped(lock, wall=stride + drift, monotonic=stride) is LockReason.CLOCK_JUMPED
