# SPDX-License-Identifier: GPL-3.0-or-later
"""Work aside comes back on the GUI thread, and hinders nobody."""

import threading

from pytestqt.qtbot import QtBot

from strongroom.errors import Cancelled, StrongroomError
from strongroom.gui.aside import Aside


def test_a_result_and_a_failure_come_back_here(qtbot: QtBot) -> None:
    aside = Aside()
    here = threading.get_ident()
    results: list[tuple[str, bool]] = []
    errors: list[StrongroomError] = []

    def fail() -> None:
        sentence = "stopped"
        raise Cancelled(sentence)

    aside.run(
        lambda: "done", lambda text: results.append((text, threading.get_ident() == here)), print
    )
    aside.run(fail, print, errors.append)
    qtbot.waitUntil(lambda: not aside.busy)
    assert results == [("done", True)]
    assert [str(error) for error in errors] == ["stopped"]


def test_two_do_not_wait_for_each_other(qtbot: QtBot) -> None:
    aside = Aside()
    answer = threading.Event()
    order: list[str] = []
    aside.run(answer.wait, lambda _yes: order.append("slow"), print)
    aside.run(lambda: None, lambda _none: order.append("quick"), print)
    qtbot.waitUntil(lambda: order == ["quick"])
    answer.set()
    qtbot.waitUntil(lambda: order == ["quick", "slow"])


def test_a_bug_goes_where_bugs_go(qtbot: QtBot) -> None:
    aside = Aside()

    def bug() -> None:
        raise ZeroDivisionError

    with qtbot.captureExceptions() as caught:
        aside.run(bug, print, print)
        qtbot.waitUntil(lambda: not aside.busy)
    assert [kind for kind, *_rest in caught] == [ZeroDivisionError]


def test_after_the_end_nothing_is_delivered(qtbot: QtBot) -> None:
    aside = Aside()
    answer = threading.Event()
    seen: list[object] = []
    ended = threading.Event()

    def work() -> None:
        answer.wait()
        ended.set()

    aside.run(work, seen.append, seen.append)
    aside.close()
    answer.set()
    qtbot.waitUntil(ended.is_set)
    assert seen == []
