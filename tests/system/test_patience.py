# SPDX-License-Identifier: GPL-3.0-or-later
import threading
import time
from typing import Any

import pytest

from strongroom.errors import Cancelled
from strongroom.system.patience import Call, OutOfPatience

LONG = 30.0


def call(work) -> Call[Any]:
    return Call(work, dispose=list[object]().append)


def test_what_the_work_brings_is_returned_and_what_it_raises_is_raised():
    assert call(lambda _call: 42).run(LONG) == 42

    def fail(_call: Call[Any]) -> int:
        raise KeyError

    with pytest.raises(KeyError):
        call(fail).run(LONG)


def test_it_is_given_up_after_its_limit_and_the_late_result_is_disposed_of():
    go_on = threading.Event()
    disposed = _Seen()

    def work(_call: Call[Any]) -> str:
        go_on.wait(LONG)
        return "late"

    waiting = Call(work, dispose=disposed.see)
    started = time.monotonic()
    with pytest.raises(OutOfPatience):
        waiting.run(0.05)
    assert time.monotonic() - started < 5
    go_on.set()
    assert disposed.event.wait(LONG)
    assert disposed.values == ["late"]


def test_it_may_ask_for_more_time():
    def work(running: Call[Any]) -> str:
        running.allow(LONG)
        time.sleep(0.2)
        return "in time"

    assert call(work).run(0.05) == "in time"


def test_cancelling_lets_go_at_once_and_breaks_off_what_is_waited_for():
    entered, broken_off = threading.Event(), threading.Event()

    def work(running: Call[Any]) -> str:
        running.cut_with(broken_off.set)
        entered.set()
        broken_off.wait(LONG)
        return "late"

    disposed = _Seen()
    waiting = Call(work, dispose=disposed.see)

    def stop() -> None:
        entered.wait(LONG)
        waiting.cancel()
        waiting.cancel()

    thread = threading.Thread(target=stop)
    thread.start()
    with pytest.raises(Cancelled):
        waiting.run(LONG)
    thread.join()
    assert broken_off.is_set()
    assert disposed.event.wait(LONG)


def test_what_comes_too_late_to_be_broken_off_is_broken_off_then():
    cuts: list[str] = []
    waiting = call(lambda _call: None)
    waiting.cancel()
    waiting.cut_with(lambda: cuts.append("cut"))
    assert cuts == ["cut"]


def test_the_latest_is_broken_off_first():
    cuts: list[str] = []
    waiting = call(lambda _call: None)
    waiting.cut_with(lambda: cuts.append("first"))
    waiting.cut_with(lambda: cuts.append("second"))
    waiting.cancel()
    assert cuts == ["second", "first"]


def test_cancelled_before_it_began():
    waiting = call(lambda _call: 1)
    waiting.cancel()
    with pytest.raises(Cancelled):
        waiting.run(LONG)


class _Seen:
    def __init__(self) -> None:
        self.values: list[object] = []
        self.event = threading.Event()

    def see(self, value: object) -> None:
        self.values.append(value)
        self.event.set()
