# SPDX-License-Identifier: GPL-3.0-or-later
"""What is noted of looking at items, and what never is."""

import pytest

from strongroom.app.access_log import Access, AccessLog, Act, Through, name_of, shown_name
from strongroom.app.access_words import act_text, ago_text, through_text, title_text
from strongroom.errors import VaultLocked
from strongroom.model.fields import Field

WINDOW, TERMINAL = Through.WINDOW, Through.TERMINAL


class Wanted:
    on = True

    def __call__(self):
        return self.on


@pytest.fixture
def wanted():
    return Wanted()


@pytest.fixture
def log(session, wanted):
    return AccessLog(session, wanted)


def said(log, item_id=None):
    return [(one.item, act_text(one), through_text(one)) for one in log.entries(item_id)]


def test_what_was_done_is_told_the_latest_first(log, add, world):
    first, second = add("a"), add("b")
    log.record(first, Act.OPENED, WINDOW)
    world.clock.forward(seconds=1)
    log.record(second, Act.COPIED, TERMINAL, "password")
    assert said(log) == [(second, "Password copied", "terminal"), (first, "Opened", "window")]
    assert said(log, first) == [(first, "Opened", "window")]


def test_it_never_touches_the_vault_and_a_lock_writes_it(log, add, session, world):
    item_id = add()
    before = world.path.read_bytes()
    log.record(item_id, Act.COPIED, WINDOW, "password")
    session.lock()
    assert world.path.read_bytes() == before
    again = world.opened()
    assert said(AccessLog(again, lambda: True)) == [(item_id, "Password copied", "window")]
    again.lock()


def test_looking_again_at_once_is_no_other_access(log, add, world):
    item_id = add()
    for seconds in (0, 30, 31):
        world.clock.forward(seconds=seconds)
        log.record(item_id, Act.OPENED, WINDOW)
    assert len(log.entries()) == 2
    log.record(item_id, Act.OPENED, TERMINAL)
    log.record(item_id, Act.OPENED, WINDOW)
    assert len(log.entries()) == 4


def test_switched_off_nothing_is_noted_and_what_was_is_still_there(log, add, wanted):
    item_id = add()
    log.record(item_id, Act.OPENED, WINDOW)
    wanted.on = False
    log.record(item_id, Act.COPIED, WINDOW)
    assert len(log.entries()) == 1
    log.clear()
    assert log.entries() == ()


def test_one_item_is_forgotten_alone(log, add):
    first, second = add("a"), add("b")
    log.record(first, Act.OPENED, WINDOW)
    log.record(second, Act.OPENED, WINDOW)
    log.clear(first)
    assert [one.item for one in log.entries()] == [second]


def test_a_copy_for_looking_only_notes_nothing(add, session, world):
    item_id = add()
    older = world.path.read_bytes()
    add("b")
    session.lock()
    world.path.write_bytes(older)
    again = world.opened()
    looking = AccessLog(again, lambda: True)
    assert again.vault.read_only
    looking.record(item_id, Act.OPENED, WINDOW)
    assert looking.entries() == ()
    again.go_on()
    looking.record(item_id, Act.OPENED, WINDOW)
    assert len(looking.entries()) == 1
    again.lock()


def test_what_is_noted_of_several_items_is_told_with_each(log, add, session):
    item_id = add()
    session.vault.local.note_access(Access(5, 0, "signed", WINDOW, count=3))
    assert said(log, item_id) == said(log) == [(0, "signed", "window")]


def test_with_no_vault_open_nothing_happens(log, session):
    session.lock()
    log.record(5, Act.OPENED, WINDOW)
    log.flush()
    with pytest.raises(VaultLocked):
        log.entries()


def test_notes_that_cannot_be_written_stop_nothing(log, add, session, world, monkeypatch):
    def full(_path, _data):
        raise OSError(28, "full")

    monkeypatch.setattr("strongroom.vault.local.write_atomically", full)
    log.record(add(), Act.OPENED, WINDOW)
    log.flush()
    session.lock()
    assert not session.is_open
    monkeypatch.undo()
    again = world.opened()
    assert said(AccessLog(again, lambda: True)) == []
    again.lock()


def test_a_field_is_called_by_its_label_or_its_role():
    assert name_of(Field(id=1, role="password", value="x")) == "password"
    assert name_of(Field(id=1, label="Door", value="x")) == "Door"
    assert shown_name("card.pin") == "PIN"
    assert shown_name("Door") == "Door"


def test_words():
    def words(act, field=""):
        return act_text(Access(0, 5, act, "window", field))

    assert words(Act.OPENED, "password") == "Opened"
    assert words(Act.COPIED) == "Copied"
    assert words(Act.REVEALED, "Door") == "Door revealed"
    assert words(Act.VISITED, "website") == "Website opened"
    assert words("signed") == "signed"
    assert through_text(Access(0, 5, "x", "browser")) == "browser"
    assert title_text(Access(0, 5, "x", "y"), {5: "Hub"}) == "Hub"
    assert title_text(Access(0, 6, "x", "y"), {5: "Hub"}) == "Deleted item"
    assert title_text(Access(0, 0, "x", "y"), {}) == "Several items"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-5, "just now"),
        (59, "just now"),
        (60, "1 minute ago"),
        (3599, "59 minutes ago"),
        (7200, "2 hours ago"),
        (86_400, "1 day ago"),
        (45 * 86_400, "1 month ago"),
        (800 * 86_400, "2 years ago"),
    ],
)
def test_how_long_ago(seconds, text):
    assert ago_text(0, seconds * 1000) == text
