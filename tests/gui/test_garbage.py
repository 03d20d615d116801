# SPDX-License-Identifier: GPL-3.0-or-later
"""What hangs in a cycle is destroyed on the GUI thread, whoever allocates meanwhile."""

import gc
import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from strongroom.gui.tasks import Tasks


@pytest.fixture
def tasks() -> Iterator[Tasks]:
    tasks = Tasks()
    yield tasks
    tasks.close()


class Ringed:
    """Garbage that only the collector finds, and that notes where it was found."""

    graves: list[int]

    def __init__(self, graves: list[int]) -> None:
        self.graves = graves
        self.ring = self

    def __del__(self) -> None:
        self.graves.append(threading.get_ident())


def allocate() -> list[list[int]]:
    """Make far more objects than it takes for a collection."""
    return [[number] for number in range(50_000)]


def test_the_worker_never_collects(tasks: Tasks, qtbot: QtBot) -> None:
    graves: list[int] = []
    kept: list[object] = []
    gc.collect()
    for _ring in range(5):
        Ringed(graves)
    with qtbot.waitSignal(tasks.idle):
        tasks.run(allocate, kept.append)
    # On a busy machine the GUI thread may have looked for itself by now.
    assert set(graves) <= {threading.get_ident()}
    tasks._garbage.look()
    assert graves == [threading.get_ident()] * 5


def test_what_is_not_due_waits(tasks: Tasks) -> None:
    graves: list[int] = []
    gc.collect()
    Ringed(graves)
    tasks._garbage.look()
    assert graves == []
    gc.collect()


def test_python_collects_by_itself_again_afterwards() -> None:
    tasks = Tasks()
    assert not gc.isenabled()
    tasks.close()
    assert gc.isenabled()
