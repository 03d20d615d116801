# SPDX-License-Identifier: GPL-3.0-or-later
"""Sticky Password's XML, on files written as importers of other programs know it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.exchange.files import custom, harmless, read, read_as, roles

from strongroom.exchange.reading import Reading

WHOLE = b"""<?xml version="1.0" encoding="utf-8"?>
<root>
  <Database>
    <Logins>
      <Login ID="1" Name="me" Password="pw" Novel="secret"/>
      <Login ID="2" Name="other" Password="pw2"/>
      <Login ID="3" Name="alone" Password="pw3"/>
    </Logins>
    <Accounts>
      <Account ID="A" Name="Site" Link="https://a.example" ParentID="G2" Comments="one/ntwo">
        <LoginLinks><Login SourceLoginID="1"/><Login SourceLoginID="2"/></LoginLinks>
      </Account>
      <Account ID="B" Name="Bare" Link="https://b.example" ParentID="G9"/>
    </Accounts>
    <Groups>
      <Group ID="G1" Name="Work" ParentID=""/>
      <Group ID="G2" Name="Web" ParentID="G1"/>
      <Group ID="G3" Name="Empty" ParentID="G3"/>
    </Groups>
  </Database>
</root>
"""


@pytest.fixture
def reading() -> Reading:
    return read(WHOLE, "sticky-password")


def test_accounts_with_their_logins(reading):
    first, second, bare, alone = reading.entries
    shared = {"website": "https://a.example", "notes": "one\ntwo"}
    assert first.content.title == second.content.title == "Site"
    assert first.path == ("Work", "Web")
    assert roles(first) == {"username": "me", "password": "pw", **shared}
    assert custom(first) == {
        "Comments as they were written": ("text", "one/ntwo"),
        "login.Novel": ("concealed", "secret"),
    }
    assert roles(second) == {"username": "other", "password": "pw2", **shared}
    assert (bare.content.title, bare.path) == ("Bare", ())
    assert roles(alone) == {"username": "alone", "password": "pw3"}
    assert alone.content.title == "alone"
    assert reading.folders == (("Empty",),)


@pytest.mark.parametrize(
    ("written", "notes"),
    [
        ("see https://a.example/news/notes", "see https://a.example/news/notes"),
        ("a.example/new www.b.example/n", "a.example/new www.b.example/n"),
        ("one/nhttps://a.example/news two/n/nthree", "one\nhttps://a.example/news two\n\nthree"),
        ("x" * 300_000 + "/n", "x" * 300_000),
    ],
)
def test_line_ends_of_comments_are_no_part_of_an_address(written, notes):
    (got,) = read(WHOLE.replace(b"one/ntwo", written.encode()), "sticky-password").entries[:1]
    assert roles(got)["notes"].strip() == notes
    changed = written != notes
    assert custom(got).get("Comments as they were written") == (
        ("text", written) if changed else None
    )


NAMES = st.sampled_from(["ID", "Name", "Link", "ParentID", "SourceLoginID", "Password", "X"])
VALUES = st.sampled_from(["1", "2", "", "a"])


def element(name: str, attributes: dict[str, str], inner: str) -> str:
    written = " ".join(f"{key}='{value}'" for key, value in attributes.items())
    return f"<{name} {written}>{inner}</{name}>"


ELEMENT = st.builds(
    element,
    st.sampled_from(["Login", "Account", "Group", "LoginLinks"]),
    st.dictionaries(NAMES, VALUES),
    st.sampled_from(["", "<LoginLinks><Login SourceLoginID='1'/></LoginLinks>", "text"]),
)
PART = st.builds(
    lambda name, inner: f"<{name}>{''.join(inner)}</{name}>",
    st.sampled_from(["Logins", "Accounts", "Groups"]),
    st.lists(ELEMENT, max_size=4),
)


@given(st.lists(PART, max_size=4))
def test_whatever_stands_in_the_places_of_the_format(parts):
    data = f"<root><Database>{''.join(parts)}</Database></root>".encode()
    harmless(lambda: read_as(data, "sticky-password"))
