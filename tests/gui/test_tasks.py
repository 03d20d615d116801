# SPDX-License-Identifier: GPL-3.0-or-later
"""One worker, results on the GUI thread, dead sessions hear nothing."""

import sys
import threading
from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from pytestqt.qtbot import QtBot

from strongroom.errors import InvalidInput, StrongroomError
from strongroom.gui.tasks import Tasks


@pytest.fixture
def tasks() -> Iterator[Tasks]:
    tasks = Tasks()
    yield tasks
    tasks.close()


def test_works_elsewhere_and_answers_here(tasks: Tasks, qtbot: QtBot) -> None:
    answers: list[tuple[int, int]] = []
    here = threading.get_ident()
    with qtbot.waitSignal(tasks.idle):
        tasks.run(threading.get_ident, lambda there: answers.append((there, threading.get_ident())))
    assert not tasks.busy
    [(worker, receiver)] = answers
    assert worker != here
    assert receiver == here


def test_keeps_the_order(tasks: Tasks, qtbot: QtBot) -> None:
    seen: list[int] = []
    with qtbot.waitSignal(tasks.idle):
        for number in range(50):
            tasks.run(partial(int, number), seen.append)
    assert seen == list(range(50))


def test_tells_an_error_for_people(tasks: Tasks, qtbot: QtBot) -> None:
    told: list[StrongroomError] = []
    refusal = InvalidInput("no")

    def refuse() -> None:
        raise refusal

    with qtbot.waitSignal(tasks.idle):
        tasks.run(refuse, lambda _none: pytest.fail("it failed"), told.append)
    assert told == [refusal]


@pytest.mark.parametrize("error", [ValueError("bug"), InvalidInput("nobody listens")])
def test_what_nobody_expects_goes_where_bugs_go(
    tasks: Tasks, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    caught: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, value, _trace: caught.append(value))

    def fail() -> None:
        raise error

    with qtbot.waitSignal(tasks.idle):
        tasks.run(fail, lambda _none: pytest.fail("it failed"))
    assert caught == [error]


def test_a_bug_of_a_dead_session_is_still_told(
    tasks: Tasks, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    caught: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, value, _trace: caught.append(value))
    with qtbot.waitSignal(tasks.idle):
        tasks.run(lambda: 1 // 0, lambda _none: None)
        tasks.new_session()
    assert [type(error) for error in caught] == [ZeroDivisionError]


def test_a_dead_session_hears_nothing(tasks: Tasks, qtbot: QtBot) -> None:
    heard: list[str] = []
    go_on = threading.Event()
    with qtbot.waitSignal(tasks.idle):
        tasks.run(go_on.wait, lambda _none: heard.append("old"))
        tasks.run(lambda: None, lambda _none: heard.append("unbound"), bound=False)
        tasks.new_session()
        tasks.run(lambda: None, lambda _none: heard.append("new"))
        go_on.set()
    assert heard == ["unbound", "new"]


def test_what_a_destroyed_object_waited_for_is_dropped(tasks: Tasks, qtbot: QtBot) -> None:
    heard: list[object] = []

    class Waiting(QObject):
        def take(self, answer: object) -> None:
            heard.append(answer)

    def refuse() -> None:
        sentence = "No."
        raise InvalidInput(sentence)

    waiting, other = Waiting(), Waiting()
    with qtbot.waitSignal(tasks.idle):
        tasks.run(lambda: 1, waiting.take)
        tasks.run(refuse, lambda _none: None, waiting.take)
        tasks.run(lambda: 2, other.take)
        waiting.deleteLater()
        QCoreApplication.sendPostedEvents(waiting, QEvent.Type.DeferredDelete)
    assert heard == [2]


def test_a_receiver_that_fails_leaves_the_rest_alone(tasks: Tasks, qtbot: QtBot) -> None:
    heard: list[int] = []

    def fail(zero: int) -> None:
        heard.append(1 // zero)

    with qtbot.captureExceptions() as caught, qtbot.waitSignal(tasks.idle):
        tasks.run(lambda: 0, fail)
        tasks.run(lambda: 1, heard.append)
    assert heard == [1]
    assert [kind for kind, _error, _trace in caught] == [ZeroDivisionError]


def test_closing_finishes_what_was_asked_and_delivers_no_more() -> None:
    tasks = Tasks()
    done: list[str] = []
    tasks.run(lambda: done.append("saved"), lambda _none: done.append("told"))
    tasks.close()
    assert done == ["saved"]
    tasks.run(lambda: done.append("too late"), lambda _none: None)
    assert done == ["saved"]
