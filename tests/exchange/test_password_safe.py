# SPDX-License-Identifier: GPL-3.0-or-later
"""Password Safe's XML, on files written as its schema says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.exchange.files import custom, entry, harmless, read, read_as, roles, websites

from strongroom.errors import CannotImport
from strongroom.exchange.reading import Reading


def export(body: str, attributes: str = 'delimiter="»"') -> bytes:
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return f"{head}\n<passwordsafe {attributes}>{body}</passwordsafe>".encode()


WHOLE = """
<Preferences><PWDefaultLength>12</PWDefaultLength></Preferences>
<EmptyGroups><EGName>Work.Empty</EGName><EGName>Work</EGName></EmptyGroups>
<entry id="1">
  <group><![CDATA[Work.Web]]></group>
  <title><![CDATA[Site & more]]></title>
  <username><![CDATA[me]]></username>
  <password><![CDATA[p<w]]>]]&gt;<![CDATA[x]]></password>
  <url><![CDATA[https://a.example]]></url>
  <autotype><![CDATA[\\u\\t\\p]]></autotype>
  <notes><![CDATA[one»two]]></notes>
  <uuid><![CDATA[00112233445566778899aabbccddeeff]]></uuid>
  <ctimex>2020-01-02T03:04:05</ctimex>
  <atimex>2020-02-02T03:04:05</atimex>
  <xtimex>2031-05-09T00:00:00</xtimex>
  <rmtimex>2021-01-02T03:04:05</rmtimex>
  <PasswordPolicy><PWLength>12</PWLength></PasswordPolicy>
  <pwhistory><status>1</status><max>03</max><num>01</num><history_entries>
    <history_entry num="1">
      <changedx>2019-01-01T00:00:00</changedx><oldpassword>old</oldpassword>
    </history_entry>
  </history_entries></pwhistory>
  <runcommand>cmd</runcommand>
  <email>me@example.com</email>
  <dca>1</dca>
  <novel a="secret">thing<in>side</in></novel>
</entry>
<entry id="2">
  <title>Alias</title>
  <password>[[Work.Web:Site &amp; more:me]]</password>
  <ctime><date>2018-01-01</date><time>01:02:03</time></ctime>
</entry>
<entry id="3"><title>Literal</title><password>[[not:an:alias]]</password></entry>
"""


@pytest.fixture
def reading() -> Reading:
    return read(export(WHOLE), "password-safe")


def test_an_entry(reading):
    got = entry(reading, "Site & more")
    assert got.path == ("Work", "Web")
    assert roles(got) == {
        "username": "me",
        "password": "p<w]]>x",
        "website": "https://a.example",
        "expires": "2031-05-09",
        "notes": "one\ntwo",
    }
    assert websites(got) == ["https://a.example"]
    assert custom(got) == {
        "email": ("email", "me@example.com"),
        "autotype": ("text", "\\u\\t\\p"),
        "run command": ("text", "cmd"),
        "novel": ("concealed", "secret\nthing\nside"),
    }
    assert got.content.created == 1577934245000
    assert got.content.modified == 1609556645000
    assert [(v.at, roles(v)["password"]) for v in got.history] == [(1546300800000, "old")]
    assert got.losses == ()


def test_an_alias_gets_the_password_of_its_base(reading):
    alias = entry(reading, "Alias")
    assert roles(alias) == {"password": "p<w]]>x"}
    assert alias.losses == ("It had its password from “Site & more”; it now has one of its own.",)
    assert alias.content.created == 1514768523000
    assert roles(entry(reading, "Literal")) == {"password": "[[not:an:alias]]"}


def test_groups_without_entries(reading):
    assert reading.folders == (("Work", "Empty"),)
    assert reading.problems == ()


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE passwordsafe [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE passwordsafe [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE passwordsafe SYSTEM "http://example.com/pwsafe.dtd">',
    ],
)
def test_a_document_type_is_refused(declaration):
    data = f"{declaration}<passwordsafe delimiter='x'><entry/></passwordsafe>".encode()
    with pytest.raises(CannotImport):
        read_as(data, "password-safe")


def test_a_file_that_ends_early_is_refused():
    with pytest.raises(CannotImport):
        read(export(WHOLE)[:-200], "password-safe")


TEXT = st.text(max_size=20).map(
    lambda text: "".join(f"&#{ord(c)};" for c in text if c.isprintable())
)
NAMES = st.sampled_from(
    ["group", "title", "username", "password", "url", "notes", "ctimex", "xtimex", "pwhistory", "x"]
)
CHILDREN = st.lists(st.tuples(NAMES, TEXT), max_size=6)


@given(st.lists(CHILDREN, max_size=3))
def test_whatever_stands_in_the_places_of_the_format(entries):
    body = "".join(
        f"<entry>{''.join(f'<{name}>{text}</{name}>' for name, text in children)}</entry>"
        for children in entries
    )
    harmless(lambda: read_as(export(body), "password-safe"))


@given(st.binary(max_size=100))
def test_whatever_bytes_there_are(data):
    harmless(lambda: read_as(b"<passwordsafe>" + data, "password-safe"))
