# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking and copying, over a real vault and a clipboard of our own."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QUrl
from pytestqt.qtbot import QtBot
from tests.app.worlds import World, login
from tests.fakes import FakeClipboard

from strongroom.app.clipping import Clipping
from strongroom.app.items import Items
from strongroom.errors import CannotSave, NotFound, StrongroomError
from strongroom.gui.flows.looking import Looking, Part, part_of, strengths_of
from strongroom.gui.tasks import Tasks
from strongroom.model.edits import new_item
from strongroom.model.fields import Field
from strongroom.model.item import Content, Item, new_id
from strongroom.secret import SecretBytes

REFUSED = "The clipboard cannot be used now."
OTP = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


class Board(FakeClipboard):
    """A clipboard that may refuse, as a desktop's can."""

    refuses = False

    def set_secret(self, text: str) -> None:
        if self.refuses:
            raise CannotSave(REFUSED)
        super().set_secret(text)

    def read(self) -> str | None:
        if self.refuses:
            raise CannotSave(REFUSED)
        return super().read()


class Desk:
    def __init__(self, world: World, items: Items, tasks: Tasks) -> None:
        self.world = world
        self.items = items
        self.tasks = tasks
        self.board = Board()
        self.seconds: int | None = 30
        self.browser_answers = True
        self.opened: list[str] = []
        clipping = Clipping(self.board, world.clock, lambda: self.seconds)
        self.looking = Looking(items, clipping, tasks, world.clock, open_url=self._open)
        self.errors: list[StrongroomError] = []
        self.looking.failed.connect(self.errors.append)

    def _open(self, url: QUrl) -> bool:
        self.opened.append(url.toString())
        return self.browser_answers

    def add(self, content: Content) -> int:
        return next(iter(self.items.add(content).added))


@pytest.fixture
def desk(world: World, items: Items, tasks: Tasks, qtbot: QtBot) -> Iterator[Desk]:
    made = Desk(world, items, tasks)
    yield made
    qtbot.waitUntil(lambda: not tasks.busy, timeout=10_000)


def settle(desk: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not desk.tasks.busy, timeout=10_000)


def item_of(kind: str, *fields: tuple[str, str, str]) -> Item:
    made = tuple(Field(id=new_id(), role=r, kind=k, value=v) for r, k, v in fields)
    return new_item(Content(kind=kind, title="T", fields=made), 0)


@pytest.mark.parametrize(
    ("part", "copied", "label"),
    [
        (Part.PASSWORD, "hunter2", "Password"),
        (Part.USERNAME, "zoe", "Username"),
        (Part.WEBSITE, "https://github.com", "Website"),
    ],
)
def test_a_part_is_copied_without_looking(
    desk: Desk, qtbot: QtBot, *, part: Part, copied: str, label: str
) -> None:
    item_id = desk.add(login())
    told: list[tuple[str, int]] = []
    desk.looking.copied.connect(lambda name, seconds: told.append((name, seconds)))
    with qtbot.waitSignal(desk.looking.used):
        desk.looking.copy(item_id, part)
    assert desk.board.text == copied
    assert told == [(label, 30)]
    assert desk.items.usage()[item_id].times_used == 1


def test_a_one_time_password_is_copied_as_the_code_of_now(desk: Desk, qtbot: QtBot) -> None:
    desk.world.clock.set_wall(1_234_567_890_000)
    content = Content(
        kind="login", title="T", fields=(Field(id=1, role="otp", kind="otp", value=OTP),)
    )
    item_id = desk.add(content)
    with qtbot.waitSignal(desk.looking.copied):
        desk.looking.copy(item_id, "otp")
    assert desk.board.text == "005924"


def test_what_is_not_there_is_said_and_copies_nothing(desk: Desk, qtbot: QtBot) -> None:
    item_id = desk.add(login())
    with qtbot.waitSignal(desk.looking.failed):
        desk.looking.copy(item_id, Part.OTP)
    assert isinstance(desk.errors[0], NotFound)
    assert desk.board.text is None


@pytest.mark.parametrize(
    ("kind", "fields", "role"),
    [
        (
            "card",
            [("card.pin", "concealed", "1"), ("card.number", "concealed", "4")],
            "card.number",
        ),
        ("api_key", [("username", "text", "u"), ("api.key", "concealed", "k")], "api.key"),
        ("login", [("password", "concealed", ""), ("", "concealed", "x")], ""),
        ("note", [("notes", "note", "n")], None),
        ("login", [("otp", "otp", OTP)], None),
    ],
)
def test_the_password_of_a_kind_is_what_a_person_means(
    kind: str, fields: list[tuple[str, str, str]], role: str | None
) -> None:
    found = part_of(item_of(kind, *fields), Part.PASSWORD)
    assert (found.role if found else None) == role


def test_the_username_of_a_kind_without_one_is_its_summary() -> None:
    found = part_of(item_of("wifi", ("wifi.ssid", "text", "home")), Part.USERNAME)
    assert found is not None
    assert found.value == "home"


def test_each_password_is_rated_knowing_the_rest() -> None:
    item = item_of(
        "login",
        ("username", "text", "strandweg"),
        ("password", "concealed", "strandweg1"),
        ("", "concealed", "x"),
    )
    ratings = strengths_of(item)
    assert list(ratings) == [item.fields[1].id]
    assert ratings[item.fields[1].id].score == 0


def test_the_countdown_tells_what_is_left_and_when_it_is_over(desk: Desk, qtbot: QtBot) -> None:
    told: list[tuple[float, float]] = []
    desk.looking.counting.connect(lambda left, whole: told.append((left, whole)))
    desk.looking.copy_secret(SecretBytes(b"x"), "Password")
    desk.world.clock.forward(seconds=10)
    desk.looking.tick()
    assert told == [(30.0, 30.0), (20.0, 30.0)]
    desk.world.clock.forward(seconds=21)
    with qtbot.waitSignal(desk.looking.cleared):
        desk.looking.tick()
    assert desk.board.text is None


def test_what_somebody_else_copied_is_left_alone(desk: Desk, qtbot: QtBot) -> None:
    desk.looking.copy_secret(SecretBytes(b"x"), "Password")
    desk.board.text = "theirs"
    desk.world.clock.forward(seconds=31)
    with qtbot.waitSignal(desk.looking.cleared):
        desk.looking.tick()
    assert desk.board.text == "theirs"


def test_a_copy_that_never_clears_has_no_countdown(desk: Desk, qtbot: QtBot) -> None:
    desk.seconds = None
    with qtbot.waitSignal(desk.looking.copied) as copied:
        desk.looking.copy_secret(SecretBytes(b"x"), "Password")
    assert copied.args == ["Password", None]
    assert not desk.looking._timer.isActive()


def test_a_clipboard_that_refuses_is_said(desk: Desk) -> None:
    desk.board.refuses = True
    desk.looking.copy_secret(SecretBytes(b"x"), "Password")
    assert str(desk.errors[0]) == REFUSED


def test_a_clipboard_that_refuses_to_be_cleared_is_said_once(desk: Desk) -> None:
    desk.looking.copy_secret(SecretBytes(b"x"), "Password")
    desk.board.refuses = True
    desk.world.clock.forward(seconds=31)
    desk.looking.tick()
    assert len(desk.errors) == 1
    assert not desk.looking._timer.isActive()


def test_a_browser_that_does_not_answer_is_said(desk: Desk, qtbot: QtBot) -> None:
    item_id = desk.add(login())
    desk.browser_answers = False
    desk.looking.open_website(item_id, "https://github.com")
    assert "No browser answered" in str(desk.errors[0])
    settle(desk, qtbot)
    assert item_id not in desk.items.usage()


def test_a_website_that_is_opened_counts_as_a_use(desk: Desk, qtbot: QtBot) -> None:
    item_id = desk.add(login())
    with qtbot.waitSignal(desk.looking.used):
        desk.looking.open_website(item_id, "github.com")
    assert desk.opened == ["https://github.com"]
    assert desk.items.usage()[item_id].times_used == 1


def test_looking_away_wants_no_answer(desk: Desk, qtbot: QtBot) -> None:
    desk.looking.look(desk.add(login()))
    with qtbot.assertNotEmitted(desk.looking.shown):
        desk.looking.look_away()
        settle(desk, qtbot)


def test_a_look_that_fails_for_another_item_is_not_told(desk: Desk, qtbot: QtBot) -> None:
    desk.looking.look(12345)
    with qtbot.waitSignal(desk.looking.shown):
        desk.looking.look(desk.add(login()))
    assert desk.errors == []


def test_an_item_that_is_gone_is_fetched_as_none(desk: Desk, qtbot: QtBot) -> None:
    found: list[Item | None] = []
    desk.looking.fetch(12345, found.append)
    settle(desk, qtbot)
    assert found == [None]
