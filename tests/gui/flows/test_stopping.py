# SPDX-License-Identifier: GPL-3.0-or-later
"""Progress from the worker, and what ends the work."""

from threading import Thread

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from strongroom.errors import Cancelled
from strongroom.gui.flows.stopping import Steps, Stopping


def on_a_thread(work: Stopping, *numbers: int) -> None:
    """Tell numbers as the worker does."""
    thread = Thread(target=work, args=numbers)
    thread.start()
    thread.join()


def test_numbers_are_shown_where_the_window_lives(qtbot: QtBot) -> None:
    owner, shown = QWidget(), []
    qtbot.addWidget(owner)
    steps = Steps()
    stopping = steps.begin(owner, lambda done, total: shown.append((done, total)))
    on_a_thread(stopping, 3, 7)
    assert shown == []
    qtbot.waitUntil(lambda: shown == [(3, 7)])


def test_a_stop_ends_the_work_at_its_next_step_and_shows_nothing_more(qtbot: QtBot) -> None:
    owner, shown = QWidget(), []
    qtbot.addWidget(owner)
    steps = Steps()
    stopping = steps.begin(owner, lambda *numbers: shown.append(numbers), "It was stopped.")
    on_a_thread(stopping, 1, 2)
    stopping.stop()
    assert stopping.stopped
    with pytest.raises(Cancelled, match=r"^It was stopped\.$"):
        stopping(2, 2)
    with qtbot.waitSignal(steps._stepped):  # one behind it has come as well by then
        steps._stepped.emit(lambda _done, _total: None, 0, 0)
    assert shown == []


def test_what_shows_them_may_be_gone(qtbot: QtBot) -> None:
    owner, shown = QWidget(), []
    steps = Steps()
    stopping = steps.begin(owner, lambda *numbers: shown.append(numbers))
    on_a_thread(stopping, 1, 2)
    delete(owner)
    qtbot.wait(0)
    assert shown == []
