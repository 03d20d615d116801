# SPDX-License-Identifier: GPL-3.0-or-later
"""SafeInCloud's XML, on files written as its exports are known to be."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.exchange.files import (
    bytes_of,
    custom,
    entry,
    harmless,
    read,
    read_as,
    roles,
    websites,
)

from strongroom.errors import CannotImport
from strongroom.exchange.reading import Reading

PNG = b"\x89PNG\r\n\x1a\nrest"
WHOLE = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<database>
  <label name="Business" id="1"></label>
  <label name="Web Accounts" id="4" type="web_accounts"></label>
  <card title="Web Account" id="102" symbol="web_site" template="true">
    <field name="Login" type="login" autofill="username"></field>
  </card>
  <ghost id="2" time_stamp="1615910263225"></ghost>
  <card title="Google" id="300" symbol="g" color="blue" star="true" first_stamp="1615910300000"
        prev_stamp="1615910345167" time_stamp="1615910386722">
    <field name="Email" type="login" autofill="username">me@example.com</field>
    <field name="Password" type="password" score="4" hash="5c76" autofill="current-password"
           history="{{&quot;1600000000000&quot;: &quot;older&quot;,
                     &quot;1610000000000&quot;: &quot;old&quot;,
                     &quot;1&quot;: &quot;&quot;}}">new</field>
    <field name="Website" type="website" autofill="url">https://a.example</field>
    <field name="App" type="application">com.a</field>
    <field name="Code" type="one_time_password">JBSWY3DPEHPK3PXP</field>
    <field name="Reset" type="secret">hidden</field>
    <field name="Second" type="password">also</field>
    <field name="Day" type="date">05/05/1980</field>
    <field name="Novel" type="novel" extra="more">x</field>
    <label_id>4</label_id>
    <label_id>1</label_id>
    <notes>one
two</notes>
    <image>{base64.b64encode(PNG).decode()}</image>
    <file name="a.txt">{base64.b64encode(b"text").decode()}</file>
    <strange>thing</strange>
  </card>
  <card title="Visa" id="205" symbol="visa" deleted="true">
    <field name="Number" type="number" autofill="cc-number">5555</field>
    <field name="Owner" type="text" autofill="cc-name">A B</field>
    <field name="Expires" type="expiry" autofill="cc-exp">01/23</field>
    <field name="CVV" type="pin" autofill="cc-csc">555</field>
    <field name="PIN" type="pin" autofill="off">1111</field>
    <field name="Blocking" type="phone" autofill="off">555-0153</field>
  </card>
  <card title="Sample" id="206" symbol="note" type="note"><notes>a note</notes></card>
  <card title="Passport" id="203" symbol="passport">
    <field name="Number" type="number" autofill="off">555111111</field>
  </card>
</database>
""".encode()


@pytest.fixture
def reading() -> Reading:
    return read(WHOLE, "safeincloud")


def test_a_login(reading):
    got = entry(reading, "Google")
    assert got.content.kind == "login"
    assert roles(got) == {
        "username": "me@example.com",
        "password": "new",
        "website": "androidapp://com.a",
        "otp": "JBSWY3DPEHPK3PXP",
        "notes": "one\ntwo",
    }
    assert websites(got) == ["https://a.example", "androidapp://com.a"]
    assert custom(got) == {
        "Reset": ("concealed", "hidden"),
        "Second": ("concealed", "also"),
        "Day": ("text", "05/05/1980"),
        "Novel": ("concealed", "x"),
        "Novel.extra": ("concealed", "more"),
        "strange": ("concealed", "thing"),
    }
    assert got.content.tags == ("Web Accounts", "Business")
    assert got.content.favourite
    assert (got.content.created, got.content.modified) == (1615910300000, 1615910386722)
    past = [(version.at, roles(version)["password"]) for version in got.history]
    assert past == [(1610000000000, "old"), (1600000000000, "older")]


def test_labels_that_are_not_in_the_file_are_counted():
    reading = read(WHOLE.replace(b"<label_id>1<", b"<label_id>7<"), "safeincloud")
    got = entry(reading, "Google")
    assert got.content.tags == ("Web Accounts",)
    assert "1 label of the card is not in the file, and was left out." in got.losses


def test_files(reading):
    got = entry(reading, "Google")
    files = [(one.name, bytes_of(one)) for one in got.attachments]
    assert files == [("image 1.png", PNG), ("a.txt", b"text")]


def test_a_card_in_the_trash(reading):
    card = entry(reading, "Visa")
    assert card.content.kind == "card"
    assert card.trashed == 0
    assert roles(card) == {
        "card.number": "5555",
        "card.holder": "A B",
        "card.expires": "2023-01",
        "card.code": "555",
        "card.pin": "1111",
    }
    assert custom(card) == {"Blocking": ("phone", "555-0153")}


def test_a_paper_has_a_number_that_is_hidden_and_a_holder():
    (paper,) = read(
        b"""<database><card title="Passport" symbol="passport">
        <field name="Number" type="number">P1</field>
        <field name="Name" type="text">A B</field>
        <field name="Birthday" type="date">1980-05-06</field>
        <field name="Issued" type="date">01/02/2018</field>
        <field name="Expires" type="expiry">01/02/2028</field>
        <field name="Other" type="number">2</field></card></database>""",
        "safeincloud",
    ).entries
    assert roles(paper) == {
        "identity.document": "P1",
        "identity.name": "A B",
        "identity.birthday": "1980-05-06",
    }
    assert custom(paper) == {
        "Issued": ("text", "01/02/2018"),
        "Expires": ("text", "01/02/2028"),
        "Other": ("text", "2"),
    }


def test_the_other_kinds_and_what_is_no_card(reading):
    assert entry(reading, "Sample").content.kind == "note"
    assert entry(reading, "Passport").content.kind == "identity"
    assert len(reading.entries) == 4
    assert reading.losses == ("SafeInCloud's templates were left out: they are empty cards.",)


def test_a_history_that_is_not_understood_is_named():
    field = b'<field name="P" type="password" history="{x">p</field>'
    data = b'<database><card title="It">' + field + b"</card></database>"
    (got,) = read(data, "safeincloud").entries
    assert got.losses == ("The earlier values of “P” are not understood.",)


def test_entities_are_refused():
    data = b'<!DOCTYPE database [<!ENTITY x "y">]><database><card title="&x;"/></database>'
    with pytest.raises(CannotImport):
        read_as(data, "safeincloud")


VALUE = st.text(alphabet=st.characters(codec="utf-8", categories=["L", "N", "P"]), max_size=12)
ESCAPED = VALUE.map(lambda text: "".join(f"&#{ord(c)};" for c in text))
TYPES = st.sampled_from(
    [
        "login",
        "password",
        "website",
        "one_time_password",
        "expiry",
        "date",
        "pin",
        "application",
        "x",
    ]
)
FILLS = st.sampled_from(["cc-number", "cc-exp", "cc-name", "username", "off"])
FIELD = st.builds(
    '<field name="{}" type="{}" autofill="{}" history="{}">{}</field>'.format,
    ESCAPED, TYPES, FILLS, ESCAPED, ESCAPED,
)  # fmt: skip
OTHER = st.builds(
    "<{0}>{1}</{0}>".format, st.sampled_from(["image", "file", "notes", "x"]), ESCAPED
)


@given(st.lists(st.lists(FIELD | OTHER, max_size=4), max_size=3))
def test_whatever_stands_in_the_places_of_the_format(cards):
    body = "".join(f"<card>{''.join(card)}</card>" for card in cards)
    harmless(lambda: read_as(f"<database>{body}</database>".encode(), "safeincloud"))


@given(st.binary(max_size=100))
def test_whatever_bytes_there_are(data):
    harmless(lambda: read_as(b"<database><card>" + data, "safeincloud"))
