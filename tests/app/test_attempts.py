# SPDX-License-Identifier: GPL-3.0-or-later
import pytest

from strongroom.app.attempts import Attempts


def after(failures, now=100.0):
    attempts = Attempts()
    for _ in range(failures):
        attempts = attempts.failed(now)
    return attempts


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(0, 0), (1, 0), (4, 0), (5, 1), (6, 2), (7, 4), (8, 8), (9, 16), (10, 30), (99, 30)],
)
def test_the_wait_grows_from_the_fifth_failure(failures, seconds):
    assert after(failures).wait(100.0) == seconds


def test_the_wait_runs_out():
    assert after(8).wait(105.5) == 2.5
    assert after(8).wait(108.0) == 0.0
    assert after(8).wait(1e9) == 0.0


def test_a_clock_that_runs_backwards_never_waits_longer_than_the_pause():
    assert after(8).wait(0.0) == 8.0
