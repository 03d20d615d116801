# SPDX-License-Identifier: GPL-3.0-or-later
import msgspec
import pytest
from tests.app.worlds import login

from strongroom.app.items import Items
from strongroom.app.known_logins import KnownLogins
from strongroom.model.fields import Field, FieldKind, Role


@pytest.fixture
def known(session, add):
    add("GitHub")
    binned = add("Binned", website="https://binned.example")
    Items(session).trash([binned])

    def known(content):
        logins = KnownLogins()
        logins.learn(session.vault, [content])
        return logins.meet(content)

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
    logins = KnownLogins()
    contents = [login("ROUTER", website=""), login("Router 2", website="")]
    logins.learn(session.vault, contents)
    assert [logins.meet(content) for content in contents] == [True, False]


def test_triples_that_read_alike_are_told_apart():
    logins = KnownLogins()
    assert not logins.meet(login(username="ab", password="c", website="https://x"))
    assert not logins.meet(login(username="a", password="bc", website="https://x"))
    assert not logins.meet(login(username="b", password="c", website="https://xa"))
    assert logins.meet(login(username="ab", password="c", website="https://x"))


def test_what_the_row_does_not_say_may_stand_in_the_item(session, add):
    add("GitHub", notes="PIN 1234")
    logins = KnownLogins()
    contents = [login(notes=""), login(notes="PIN 1234\n"), login(notes="PIN 99")]
    logins.learn(session.vault, contents)
    assert [logins.meet(content) for content in contents] == [True, True, False]


def test_a_second_website_is_something_to_lose():
    logins = KnownLogins()
    one = login()
    more = Field(id=9, role=Role.WEBSITE, kind=FieldKind.WEBSITE, value="https://other.example")
    two = msgspec.structs.replace(one, fields=(*one.fields, more))
    assert [logins.meet(content) for content in (one, two, one, two)] == [False, False, True, True]


def test_no_password_is_kept():
    logins = KnownLogins()
    logins.meet(login(password="plain-secret"))
    assert "plain-secret" not in repr(vars(logins))
    assert b"plain-secret" not in b"".join(logins._known)
