# SPDX-License-Identifier: GPL-3.0-or-later
"""What is selected and in sight, followed into a list that has changed."""

from strongroom.gui.models.chosen import known_runs, moved_by


def test_what_was_there_is_known_again_around_what_is_new() -> None:
    assert known_runs([1, 2, 3], [9, 1, 2, 8, 7, 3]) == [(1, 2), (5, 5)]
    assert known_runs([1, 2, 3], [3, 1]) == [(0, 1)]
    assert known_runs([1], [2]) == []


def test_rows_that_moved_together_tell_by_how_much() -> None:
    assert moved_by({1: 0, 2: 1, 3: 2}, [9, 8, 1, 2, 3]) == 2
    assert moved_by({4: 3, 5: 4}, [1, 2, 4, 5]) == -1


def test_rows_that_went_their_own_ways_have_not_moved() -> None:
    assert moved_by({1: 0, 2: 1, 3: 2}, [3, 2, 1]) == 0
    assert moved_by({1: 0, 2: 1}, [3, 4]) == 0
    assert moved_by({}, [1]) == 0


def test_what_went_far_away_is_not_followed() -> None:
    assert moved_by({1: 0}, [*range(100, 5000), 1]) == 0
