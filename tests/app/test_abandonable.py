# SPDX-License-Identifier: GPL-3.0-or-later
import threading
import time

import pytest

from strongroom.app.abandonable import Abandonable
from strongroom.errors import Cancelled, InvalidInput


class Gate:
    """Work that goes on until the test lets it end."""

    def __init__(self):
        self.entered = threading.Event()
        self.leave = threading.Event()
        self.disposed: list[str] = []
        self.gone = threading.Event()

    def work(self):
        self.entered.set()
        assert self.leave.wait(10)
        return "result"

    def dispose(self, result):
        self.disposed.append(result)
        self.gone.set()


def waiting_thread(run):
    raised = []

    def wait():
        try:
            run.run()
        except BaseException as error:  # noqa: BLE001 - the test looks at it
            raised.append(error)

    thread = threading.Thread(target=wait)
    thread.start()
    return thread, raised


def test_gives_the_result_and_disposes_of_nothing():
    disposed: list[int] = []
    assert Abandonable(lambda: 7, disposed.append).run() == 7
    assert disposed == []


def test_raises_the_error_of_the_work():
    def fail():
        message = "no"
        raise InvalidInput(message)

    with pytest.raises(InvalidInput, match="no"):
        Abandonable(fail, print).run()


def test_cancelling_lets_the_waiting_go_at_once_and_disposes_of_the_late_result():
    gate = Gate()
    run = Abandonable(gate.work, gate.dispose)
    thread, raised = waiting_thread(run)
    assert gate.entered.wait(10)
    run.cancel()
    run.cancel()
    thread.join(10)
    assert isinstance(raised[0], Cancelled)
    assert gate.disposed == []
    gate.leave.set()
    assert gate.gone.wait(10)
    assert gate.disposed == ["result"]


def test_an_error_after_cancelling_is_dropped():
    gate = Gate()

    def fail():
        gate.work()
        message = "late"
        raise InvalidInput(message)

    run = Abandonable(fail, gate.dispose)
    thread, raised = waiting_thread(run)
    assert gate.entered.wait(10)
    run.cancel()
    gate.leave.set()
    thread.join(10)
    assert isinstance(raised[0], Cancelled)
    assert gate.disposed == []


def test_cancelling_when_the_result_is_there_already_disposes_of_it():
    disposed: list[int] = []
    run = Abandonable(lambda: 7, disposed.append)
    run._in_thread()
    run.cancel()
    assert disposed == [7]
    with pytest.raises(Cancelled):
        run._take()


def test_cancelled_before_it_began():
    disposed: list[int] = []
    run = Abandonable(lambda: 7, disposed.append)
    run.cancel()
    with pytest.raises(Cancelled):
        run.run()
    deadline = time.monotonic() + 10
    while disposed != [7] and time.monotonic() < deadline:
        time.sleep(0.001)
    assert disposed == [7]


def test_an_interrupt_while_waiting_abandons_the_work(monkeypatch):
    gate = Gate()
    run = Abandonable(gate.work, gate.dispose)

    def interrupt(_seconds):
        assert gate.entered.wait(10)
        raise KeyboardInterrupt

    monkeypatch.setattr(run._settled, "wait", interrupt)
    with pytest.raises(KeyboardInterrupt):
        run.run()
    gate.leave.set()
    assert gate.gone.wait(10)
