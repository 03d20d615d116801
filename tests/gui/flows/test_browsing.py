# SPDX-License-Identifier: GPL-3.0-or-later
"""Searching off the GUI thread: the newest question wins, and changes keep the list true."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot
from tests.app.worlds import login

from strongroom.app.finder import Finder
from strongroom.app.items import Items
from strongroom.app.session import Session
from strongroom.gui.flows import browsing as module
from strongroom.gui.flows.browsing import Answer, Browsing, Question, Survey
from strongroom.gui.tasks import Tasks
from strongroom.model.scopes import Scope, Sort


class Ear:
    """Hears all answers."""

    def __init__(self, browsing: Browsing) -> None:
        self.answers: list[Answer] = []
        self.completed: list[Answer] = []
        self.surveys: list[Survey] = []
        self.failed: list[Exception] = []
        browsing.answered.connect(self.answers.append)
        browsing.completed.connect(self.completed.append)
        browsing.surveyed.connect(self.surveys.append)
        browsing.failed.connect(self.failed.append)

    @property
    def titles(self) -> list[str]:
        listing = self.answers[-1].listing
        return [listing.items[item_id].title for item_id in listing.ids]


@pytest.fixture
def browsing(session: Session, items: Items, tasks: Tasks) -> Browsing:
    return Browsing(Finder(session), items, tasks)


@pytest.fixture
def ear(browsing: Browsing) -> Ear:
    return Ear(browsing)


@pytest.fixture
def idle(tasks: Tasks, qtbot: QtBot) -> Callable[[], None]:
    return lambda: qtbot.waitUntil(lambda: not tasks.busy)


def test_the_start_shows_places_and_all_items(
    browsing: Browsing, ear: Ear, items: Items, idle: Callable[[], None]
) -> None:
    items.add_many([login("b"), login("a")])
    browsing.start(Question())
    idle()
    assert ear.surveys[-1].tally.live == 2
    assert ear.titles == ["a", "b"]
    assert ear.answers[-1].total == 2
    assert not ear.answers[-1].again


def test_the_newest_question_wins(
    browsing: Browsing, ear: Ear, items: Items, idle: Callable[[], None]
) -> None:
    items.add_many([login("GitHub"), login("GitLab"), login("Mastodon")])
    browsing.start(Question())
    for text in ("g", "gi", "git", "gith"):
        browsing.ask(Question(text=text))
    idle()
    asked = [answer.question.text for answer in ear.answers]
    assert asked[-1] == "gith"
    assert "gi" not in asked
    assert ear.titles[0] == "GitHub"
    assert browsing.question.text == "gith"


def test_the_rest_follows_the_first_rows(
    browsing: Browsing, ear: Ear, items: Items, idle: Callable[[], None]
) -> None:
    items.add_many([login(f"Item {n:03}") for n in range(250)])
    browsing.start(Question())
    idle()
    assert len(ear.answers[-1].listing.ids) == 200
    assert not ear.answers[-1].complete
    assert len(ear.completed[-1].listing.ids) == 250
    assert ear.completed[-1].total == 250


def test_the_rest_of_a_search_waits_for_a_pause(
    browsing: Browsing, ear: Ear, items: Items, idle: Callable[[], None], qtbot: QtBot
) -> None:
    items.add_many([login(f"Item {n:03}") for n in range(250)])
    browsing.start(Question())
    idle()
    count = len(ear.completed)
    browsing.ask(Question(text="i"))
    idle()
    browsing.ask(Question(text="item"))
    idle()
    assert len(ear.completed) == count
    qtbot.waitUntil(lambda: len(ear.completed) > count)
    assert [answer.question.text for answer in ear.completed[count:]] == ["item"]
    assert len(ear.completed[-1].listing.ids) == 250


def test_a_change_is_counted_and_the_same_question_asked_again(
    browsing: Browsing, ear: Ear, items: Items, idle: Callable[[], None]
) -> None:
    browsing.start(Question(sort=Sort.TITLE))
    idle()
    browsing.take(items.add(login("Fresh")))
    idle()
    assert ear.surveys[-1].tally.live == 1
    assert ear.titles == ["Fresh"]
    assert ear.answers[-1].again


def test_a_change_before_it_is_taken_in_breaks_nothing(
    browsing: Browsing, ear: Ear, items: Items, idle: Callable[[], None]
) -> None:
    browsing.start(Question())
    idle()
    changes = items.add(login("Fresh"))
    browsing.ask(Question())
    idle()
    listing = ear.answers[-1].listing
    assert listing.ids == list(changes.made)
    assert not listing.items
    browsing.take(changes)
    idle()
    assert ear.titles == ["Fresh"]


def test_details_are_looked_into_step_by_step(
    browsing: Browsing,
    ear: Ear,
    items: Items,
    idle: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    contents = [login(f"Item {n:03}", notes="blue" if n % 50 == 0 else "red") for n in range(300)]
    items.add_many(contents)
    browsing.start(Question())
    idle()
    before = len(ear.answers)
    monkeypatch.setattr(module, "STEP_SECONDS", 0.0)
    browsing.ask(Question(text="notes:blue"))
    idle()
    steps = ear.answers[before:]
    assert [step.working for step in steps] == [True, True, True, False]
    assert [step.again for step in steps] == [False, True, True, True]
    assert steps[-1].total == 6
    assert ear.titles == [f"Item {n:03}" for n in range(0, 300, 50)]


def test_looking_into_details_stops_for_a_new_question(
    browsing: Browsing, ear: Ear, items: Items, idle: Callable[[], None]
) -> None:
    items.add_many([login("GitHub", notes="x")])
    browsing.start(Question())
    idle()
    browsing.ask(Question(text="notes:x"))
    browsing.ask(Question(text="git"))
    idle()
    assert ear.answers[-1].question.text == "git"
    assert not ear.failed


def test_a_use_matters_where_the_order_is_that_of_use(
    browsing: Browsing, ear: Ear, items: Items, idle: Callable[[], None]
) -> None:
    items.add_many([login("a"), login("b")])
    browsing.start(Question())
    idle()
    count = len(ear.answers)
    browsing.used()
    idle()
    assert len(ear.answers) == count
    browsing.ask(Question(scope=Scope.recent(), sort=Sort.RECENTLY_USED))
    idle()
    assert ear.titles == []
    items.record_use(next(iter(items.overviews())))
    browsing.used()
    idle()
    assert len(ear.titles) == 1


def test_a_locked_vault_is_told(
    browsing: Browsing, ear: Ear, session: Session, idle: Callable[[], None]
) -> None:
    session.lock()
    browsing.start(Question())
    idle()
    assert ear.failed
