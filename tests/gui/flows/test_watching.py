# SPDX-License-Identifier: GPL-3.0-or-later
"""What others write is noticed; a trouble and its end are told once, and watching goes on."""

from collections.abc import Callable
from threading import Event

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from pytestqt.qtbot import QtBot
from shiboken6 import isValid
from tests.app.worlds import World, login

from strongroom.app.items import Items
from strongroom.errors import VaultGone
from strongroom.gui.flows import watching as module
from strongroom.gui.flows.watching import Watching
from strongroom.gui.tasks import Tasks
from strongroom.model.changes import Changes
from strongroom.vault.failures import busy_opening


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
    page = QObject()
    watching = Watching(items, tasks, page)
    with qtbot.waitSignal(watching.changed) as heard:
        watching.start()
        elsewhere = world.opened()
        Items(elsewhere).add(login("Elsewhere"))
        elsewhere.lock()
    page.deleteLater()
    (changes,) = heard.args
    assert isinstance(changes, Changes)
    assert [row.title for row in changes.items.values() if row] == ["Elsewhere"]


def test_nothing_new_is_not_told(
    watching: Watching, qtbot: QtBot, idle: Callable[[], None]
) -> None:
    with qtbot.assertNotEmitted(watching.changed), qtbot.assertNotEmitted(watching.trouble):
        watching.look()
        idle()


def test_settings_alone_are_told(
    watching: Watching, world: World, qtbot: QtBot, idle: Callable[[], None]
) -> None:
    elsewhere = world.opened()
    Items(elsewhere).rename_vault("Ours")
    elsewhere.lock()
    with qtbot.waitSignal(watching.changed) as heard:
        watching.look()
        idle()
    assert heard.args == [Changes()]


def test_a_trouble_is_told_once_and_its_end_too(
    watching: Watching, world: World, idle: Callable[[], None]
) -> None:
    told: list[object] = []
    watching.trouble.connect(told.append)
    aside = world.path.with_suffix(".aside")
    for _turn in range(2):
        world.path.rename(aside)
        for _look in range(2):
            watching.look()
            idle()
        assert isinstance(watching.error, VaultGone)
        aside.rename(world.path)
        for _look in range(2):
            watching.look()
            idle()
        assert watching.error is None
    assert [type(error) for error in told] == [VaultGone, type(None)] * 2


def test_no_two_looks_are_under_way_at_once(
    watching: Watching, items: Items, idle: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[None] = []
    real = items.refresh

    def refresh() -> Changes | None:
        looks.append(None)
        return real()

    monkeypatch.setattr(items, "refresh", refresh)
    hold = Event()
    watching._tasks.run(hold.wait, lambda _waited: None)
    watching.look()
    watching.look()
    hold.set()
    idle()
    assert len(looks) == 1


def test_a_vault_that_is_being_written_is_told_only_where_that_goes_on(
    watching: Watching,
    items: Items,
    world: World,
    idle: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[object] = []
    watching.trouble.connect(told.append)

    def busy() -> None:
        raise busy_opening(world.path)

    with monkeypatch.context() as patched:
        patched.setattr(items, "refresh", busy)
        for _look in range(module.PATIENCE - 1):
            watching.look()
            idle()
        assert told == []
        watching.look()
        idle()
        assert len(told) == 1
    watching.look()
    idle()
    assert told[1:] == [None]


def test_what_is_found_after_the_page_is_gone_is_told_to_nobody(
    items: Items, tasks: Tasks, world: World, idle: Callable[[], None]
) -> None:
    page = QObject()
    watching = Watching(items, tasks, page)
    world.path.unlink()
    watching.look()
    page.deleteLater()
    QCoreApplication.sendPostedEvents(page, QEvent.Type.DeferredDelete)
    assert not isValid(watching)
    idle()  # an error here would fail the test


def test_watching_goes_on_after_a_bug_of_ours(
    watching: Watching,
    items: Items,
    world: World,
    idle: Callable[[], None],
    *,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def bug() -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patched, qtbot.captureExceptions() as caught:
        patched.setattr(items, "refresh", bug)
        watching.look()
        idle()
    assert len(caught) == 1
    elsewhere = world.opened()
    Items(elsewhere).add(login("Elsewhere"))
    elsewhere.lock()
    with qtbot.waitSignal(watching.changed):
        watching.look()
