# SPDX-License-Identifier: GPL-3.0-or-later
import msgspec
import pytest
from tests.app.worlds import login

from strongroom.app.duplicates import Duplicates, Fate
from strongroom.app.items import Items
from strongroom.exchange.reading import Attached, Entry
from strongroom.model.fields import Field, FieldKind, ItemKind, Role
from strongroom.model.item import Content


def is_here(logins: Duplicates, content: Content) -> bool:
    return logins.meet(Entry(content))[0] is Fate.HERE


@pytest.fixture
def known(session, add):
    add("GitHub")
    binned = add("Binned", website="https://binned.example")
    Items(session).trash([binned])

    def known(content):
        logins = Duplicates()
        logins.learn(session.vault, [Entry(content)])
        return is_here(logins, content)

    return known


@pytest.mark.parametrize(
    "same",
    [
        {},
        {"title": "another title"},
        {"website": "http://www.github.com/login"},
    ],
)
def test_the_same_site_username_and_password_are_here(known, same):
    assert known(login(**same))


@pytest.mark.parametrize(
    "other",
    [
        {"username": "Zoe"},
        {"username": ""},
        {"password": "hunter3"},
        {"password": ""},
        {"website": "https://gist.github.com"},
        {"website": ""},
        {"website": "https://binned.example"},
        {"notes": "PIN 1234"},
    ],
)
def test_anything_else_is_new(known, other):
    assert not known(login(**other))


def test_a_login_without_website_goes_by_its_title(session, add):
    add("Router", website="")
    logins = Duplicates()
    contents = [login("ROUTER", website=""), login("Router 2", website="")]
    logins.learn(session.vault, map(Entry, contents))
    assert [is_here(logins, content) for content in contents] == [True, False]


def test_triples_that_read_alike_are_told_apart():
    logins = Duplicates()
    assert not is_here(logins, login(username="ab", password="c", website="https://x"))
    assert not is_here(logins, login(username="a", password="bc", website="https://x"))
    assert not is_here(logins, login(username="b", password="c", website="https://xa"))
    assert is_here(logins, login(username="ab", password="c", website="https://x"))


def test_what_the_row_does_not_say_may_stand_in_the_item(session, add):
    add("GitHub", notes="PIN 1234")
    logins = Duplicates()
    contents = [login(notes=""), login(notes="PIN 1234\n"), login(notes="PIN 99")]
    logins.learn(session.vault, map(Entry, contents))
    assert [is_here(logins, content) for content in contents] == [True, True, False]


def test_a_second_website_is_something_to_lose():
    logins = Duplicates()
    one = login()
    more = Field(id=9, role=Role.WEBSITE, kind=FieldKind.WEBSITE, value="https://other.example")
    two = msgspec.structs.replace(one, fields=(*one.fields, more))
    assert [is_here(logins, content) for content in (one, two, one, two)] == [
        False,
        False,
        True,
        True,
    ]


def test_no_password_is_kept():
    logins = Duplicates()
    is_here(logins, login(password="plain-secret"))
    assert "plain-secret" not in repr(vars(logins))
    assert b"plain-secret" not in b"".join(logins._met)


def test_an_entry_that_shares_site_and_user_differs_from_the_item(session, add):
    item_id = add("GitHub", notes="mine")
    logins = Duplicates()
    entries = [
        Entry(login(notes="theirs")),
        Entry(login(password="other")),
        Entry(login(username="ann")),
        Entry(login(), attachments=(Attached("key", 3, lambda: iter(())),)),
    ]
    logins.learn(session.vault, entries)
    assert [logins.meet(entry) for entry in entries] == [
        (Fate.DIFFERS, item_id),
        (Fate.DIFFERS, item_id),
        (Fate.NEW, None),
        (Fate.DIFFERS, item_id),
    ]


def test_what_differs_from_another_entry_alone_is_new():
    logins = Duplicates()
    fates = [logins.meet(Entry(login(password=word)))[0] for word in "aba"]
    assert fates == [Fate.NEW, Fate.NEW, Fate.HERE]


def test_ever_the_same_login_with_another_note_takes_no_quadratic_time():
    logins = Duplicates()
    for number in range(5_000):
        logins.meet(Entry(login(notes=str(number))))
    (alike,) = logins._met.values()
    assert len(alike.some) < 200
    assert is_here(logins, login(notes="4999"))


def test_what_stands_for_a_username_in_other_kinds_tells_them_apart(session):
    holder = Field(id=1, role="card.holder", value="Zoë")
    card = Content(kind=ItemKind.CARD, title="Visa", fields=(holder,))
    Items(session).add(card)
    logins = Duplicates()
    other = msgspec.structs.replace(card, fields=(msgspec.structs.replace(holder, value="Ann"),))
    logins.learn(session.vault, [Entry(card), Entry(other)])
    assert [logins.meet(Entry(one))[0] for one in (card, other)] == [Fate.HERE, Fate.NEW]


@pytest.mark.parametrize(
    ("other", "fate"),
    [
        (Entry(login()), Fate.HERE),
        (Entry(login("Archived")), Fate.NEW),
        (Entry(login(tags=("work",))), Fate.NEW),
        (Entry(login(), ("Work",)), Fate.NEW),
    ],
)
def test_of_two_entries_of_one_file_each_has_its_name_tags_and_place(other, fate):
    logins = Duplicates()
    assert logins.meet(Entry(login()))[0] is Fate.NEW
    assert logins.meet(other)[0] is fate
