# SPDX-License-Identifier: GPL-3.0-or-later
"""What others write is noticed; a trouble is told once, and watching goes on."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot
from tests.app.worlds import World, login

from strongroom.app.items import Items
from strongroom.gui.flows import watching as module
from strongroom.gui.flows.watching import Watching
from strongroom.gui.tasks import Tasks
from strongroom.model.changes import Changes


@pytest.fixture
def watching(items: Items, tasks: Tasks) -> Watching:
    return Watching(items, tasks)


@pytest.fixture
def idle(tasks: Tasks, qtbot: QtBot) -> Callable[[], None]:
    return lambda: qtbot.waitUntil(lambda: not tasks.busy)


def test_what_others_write_is_noticed_by_itself(
    items: Items, tasks: Tasks, world: World, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "EVERY_MS", 10)
    watching = Watching(items, tasks)
    with qtbot.waitSignal(watching.changed) as heard:
        watching.start()
        elsewhere = world.opened()
        Items(elsewhere).add(login("Elsewhere"))
        elsewhere.lock()
    (changes,) = heard.args
    assert isinstance(changes, Changes)
    assert [row.title for row in changes.items.values() if row] == ["Elsewhere"]


def test_nothing_new_is_not_told(
    watching: Watching, qtbot: QtBot, idle: Callable[[], None]
) -> None:
    with qtbot.assertNotEmitted(watching.changed), qtbot.assertNotEmitted(watching.failed):
        watching.look()
        idle()


def test_a_trouble_is_told_once_and_again_after_it_was_over(
    watching: Watching, world: World, idle: Callable[[], None]
) -> None:
    failed: list[object] = []
    watching.failed.connect(failed.append)
    aside = world.path.with_suffix(".aside")
    for _turn in range(2):
        world.path.rename(aside)
        watching.look()
        idle()
        watching.look()
        idle()
        aside.rename(world.path)
        watching.look()
        idle()
    assert len(failed) == 2
