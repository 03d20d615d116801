# SPDX-License-Identifier: GPL-3.0-or-later
"""Long work of the GUI thread, a step at each turn of the window."""

from collections.abc import Iterator

from strongroom.gui.turns import Turns, sliced


def noting(log: list[object], *values: object) -> Iterator[None]:
    """Note a value at each step."""
    for value in values:
        log.append(value)
        yield


def test_the_first_step_is_done_at_once_and_the_rest_one_a_turn(qtbot):
    done: list[object] = []
    ends: list[object] = []
    turns = Turns()
    turns.begin(noting(done, 0, 1, 2), lambda: ends.append(list(done)))
    assert done == [0]
    assert turns.busy
    qtbot.waitUntil(lambda: not turns.busy)
    assert done == [0, 1, 2]
    assert ends == [[0, 1, 2]]


def test_no_turn_does_two_steps(qtbot):
    log: list[object] = []
    turns, other = Turns(), Turns()
    turns.begin(noting(log, *"aaaaa"))
    other.begin(noting(log, *"bbbbb"))
    qtbot.waitUntil(lambda: not (turns.busy or other.busy))
    assert log == ["a", "b"] * 5


def test_nothing_to_do_ends_at_once():
    turns, ends = Turns(), []
    turns.begin((), lambda: ends.append(True))
    assert ends == [True]
    assert not turns.busy


def test_what_is_stopped_is_held_no_longer(qtbot):
    turns = Turns()
    gone: list[object] = []

    def steps():
        try:
            yield from range(3)
        finally:
            gone.append(True)

    turns.begin(steps(), lambda: gone.append("the end"))
    turns.stop()
    assert gone == [True]
    qtbot.wait(1)
    assert gone == [True]


def test_what_is_begun_anew_takes_the_place_of_what_was(qtbot):
    done: list[object] = []
    turns = Turns()
    turns.begin(noting(done, *["old"] * 3))
    turns.begin(noting(done, *["new"] * 2))
    qtbot.waitUntil(lambda: not turns.busy)
    assert done == ["old", "new", "new"]


def test_the_end_may_begin_something_else(qtbot):
    done: list[object] = []
    turns = Turns()
    turns.begin([1], lambda: turns.begin(noting(done, 0, 1)))
    qtbot.waitUntil(lambda: not turns.busy)
    assert done == [0, 1]


def test_a_step_may_begin_something_else(qtbot):
    done: list[object] = []
    turns = Turns()

    def steps():
        done.append("first")
        turns.begin(noting(done, 0, 1))
        yield

    turns.begin(steps())
    qtbot.waitUntil(lambda: not turns.busy)
    assert done == ["first", 0, 1]


def test_all_that_is_left_can_be_done_now():
    done: list[object] = []
    turns = Turns()
    turns.begin(noting(done, 0, 1, 2, 3))
    turns.finish()
    assert done == [0, 1, 2, 3]
    assert not turns.busy


def test_slices():
    assert list(sliced(range(7), 3, 2)) == [[0, 1, 2], [3, 4], [5, 6]]
    assert list(sliced([], 3, 2)) == []
