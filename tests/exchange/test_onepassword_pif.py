# SPDX-License-Identifier: GPL-3.0-or-later
"""1PIF, on files written as its exports are known to be."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.exchange.files import (
    ANY,
    bytes_of,
    custom,
    harmless,
    read,
    read_as,
    roles,
    websites,
    zip_file,
)

from strongroom.exchange.reading import Reading

SEPARATOR = "***5642bee8-a5ff-11dc-8314-0800200c9a66***"

LOGIN = {
    "uuid": "L1",
    "typeName": "webforms.WebForm",
    "title": 'With " in it',
    "location": "https://slashdot.example",
    "locationKey": "slashdot.example",
    "securityLevel": "SL5",
    "contentsHash": "832fb4ed",
    "createdAt": 1619085696,
    "updatedAt": 1671040547,
    "folderUuid": "F2",
    "openContents": {"tags": ["a tag"], "faveIndex": 3, "scope": "Always"},
    "secureContents": {
        "fields": [
            {"value": "pass \u2028 word", "name": "pw", "type": "P", "designation": "password"},
            {"value": "me", "id": "", "name": "user", "type": "T", "designation": "username"},
            {"value": "yes", "name": "remember", "type": "C"},
        ],
        "passwordHistory": [{"value": "before", "time": 1671029291}],
        "notesPlain": "one\ntwo",
        "URLs": [{"label": "website", "url": "https://slashdot.example"}],
        "htmlForm": None,
        "sections": [
            {
                "title": "More",
                "name": "s1",
                "fields": [
                    {"k": "concealed", "n": "TOTP_9C5C", "v": "base32secret3232", "t": "code"},
                    {
                        "k": "string",
                        "n": "x1",
                        "v": "a value",
                        "t": "a text",
                        "a": {"multiline": 1},
                    },
                    {"k": "reference", "n": "x2", "v": "C1", "t": "see"},
                ],
            },
            {"title": "Related Items", "name": "linked items"},
        ],
    },
}
CARD = {
    "uuid": "C1",
    "typeName": "wallet.financial.CreditCard",
    "title": "Card",
    "trashed": True,
    "secureContents": {
        "cardholder": "A B",
        "ccnum": "4242",
        "expiry_yy": "2025",
        "expiry_mm": "1",
        "validFrom_yy": "2020",
        "validFrom_mm": "12",
        "cvv": "123",
        "sections": [
            {
                "title": "",
                "name": "",
                "fields": [{"k": "string", "n": "ccnum", "v": "4242", "t": "number"}],
            }
        ],
    },
}
FOLDERS = [
    {"uuid": "F1", "typeName": "system.folder.Regular", "title": "Outer"},
    {"uuid": "F2", "typeName": "system.folder.Regular", "title": "Inner", "folderUuid": "F1"},
    {"uuid": "F3", "typeName": "system.folder.Regular", "title": "Empty"},
    {"uuid": "S1", "typeName": "system.folder.SavedSearch", "title": "Smart"},
    {"uuid": "T1", "typeName": "system.Tombstone"},
]


def pif(*items: Any) -> bytes:
    lines = [line for one in items for line in (json.dumps(one, ensure_ascii=False), SEPARATOR)]
    return ("\n".join(lines) + "\n").encode()


@pytest.fixture
def reading() -> Reading:
    return read(pif(LOGIN, CARD, *FOLDERS), "1pif")


def test_a_login(reading):
    login = reading.entries[0]
    assert login.content.title == 'With " in it'
    assert login.path == ("Outer", "Inner")
    assert roles(login) == {
        "username": "me",
        "password": "pass \u2028 word",
        "website": "https://slashdot.example",
        "otp": "base32secret3232",
        "notes": "one\ntwo",
    }
    assert websites(login) == ["https://slashdot.example"]
    assert custom(login) == {
        "remember": ("text", "yes"),
        "More: a text": ("text", "a value"),
        "More: see": ("text", "Card"),
    }
    assert login.content.tags == ("a tag",)
    assert login.content.favourite
    assert login.content.created == 1619085696000
    assert login.content.modified == 1671040547000
    assert [(v.at, roles(v)["password"]) for v in login.history] == [(1671029291000, "before")]


def test_a_card_whose_values_are_told_twice(reading):
    card = reading.entries[1]
    assert card.content.kind == "card"
    assert card.trashed == 0
    assert roles(card) == {
        "card.number": "4242",
        "card.holder": "A B",
        "card.code": "123",
        "card.expires": "2025-01",
    }
    assert custom(card) == {"validFrom": ("month", "2020-12")}


def test_folders_without_items_and_what_is_no_item(reading):
    assert len(reading.entries) == 2
    assert reading.folders == (("Empty",),)
    assert reading.losses == ("1 smart folder was left out: it is a saved search.",)


def test_an_item_of_1password_for_windows():
    item = {
        "category": "001",
        "created": 1619085696,
        "updated": 1671040547,
        "hmac": "x",
        "k": "y",
        "tx": 1,
        "uuid": "W1",
        "folder": "F1",
        "overview": {
            "title": "Shop",
            "url": "shop.example",
            "URLs": [{"u": "shop.example"}, {"u": "b.example", "l": "second"}],
            "tags": ["a tag"],
            "ps": 26,
            "ainfo": "me",
        },
        "details": {
            "fields": [
                {"type": "T", "name": "u", "value": "me", "designation": "username"},
                {"type": "P", "name": "p", "value": "pw", "designation": "password"},
            ],
            "passwordHistory": [{"value": "before", "time": 1671029291}],
            "notesPlain": "one",
            "sections": [
                {"title": "More", "fields": [{"k": "concealed", "n": "x", "v": "s", "t": "PIN"}]}
            ],
        },
    }
    data = f"{json.dumps(item)}\n{json.dumps(item | {'uuid': 'W2'})}\n".encode()
    first, _second = read(data, "1pif").entries
    assert roles(first) == {
        "username": "me",
        "password": "pw",
        "website": "b.example",
        "notes": "one",
    }
    assert websites(first) == ["shop.example", "b.example"]
    assert custom(first) == {"More: PIN": ("concealed", "s")}
    assert first.content.tags == ("a tag",)
    assert first.content.modified == 1671040547000
    assert [roles(one)["password"] for one in first.history] == ["before"]


def test_a_separator_may_come_first_and_websites_stand_beside_the_secrets():
    item = {
        "uuid": "A",
        "securityLevel": "SL5",
        "typeName": "webforms.WebForm",
        "title": "Shop",
        "URLs": [{"label": "website", "url": "https://a.example"}],
        "openContents": {"usernameHash": "0123"},
        "secureContents": {},
    }
    (entry,) = read(f"{SEPARATOR}\n{json.dumps(item)}".encode(), "1pif").entries
    assert websites(entry) == ["https://a.example"]
    assert custom(entry) == {}


def test_what_an_identity_tells_twice_comes_once():
    identity = {
        "uuid": "I",
        "securityLevel": "SL5",
        "typeName": "identities.Identity",
        "title": "Me",
        "secureContents": {
            "address1": "1 Street",
            "city": "Wien",
            "zip": "1010",
            "country": "at",
            "state": "W",
            "defphone": "1",
            "defphone_local": "1",
            "jobtitle": "engineer",
            "sections": [
                {
                    "title": "",
                    "fields": [
                        {
                            "k": "address",
                            "n": "address",
                            "v": {"street": "1 Street", "city": "Wien", "zip": "1010"},
                            "t": "address",
                        },
                        {"k": "phone", "n": "defphone", "v": "1", "t": "default phone"},
                    ],
                }
            ],
        },
    }
    (entry,) = read(json.dumps(identity).encode(), "1pif").entries
    assert roles(entry) == {
        "identity.street": "1 Street",
        "identity.postcode": "1010",
        "identity.city": "Wien",
        "identity.phone": "1",
    }
    assert {label: value for label, (_kind, value) in custom(entry).items()} == {
        "country": "at",
        "state": "W",
        "jobtitle": "engineer",
    }


def test_folders_in_a_ring_end():
    ring = [{"uuid": "F1", "typeName": "system.folder.Regular", "title": "A", "folderUuid": "F1"}]
    assert read(pif(LOGIN | {"folderUuid": "F1"}, *ring), "1pif").entries[0].path == ("A",)


def test_a_broken_line_is_named_and_the_rest_comes():
    data = pif(LOGIN, CARD).replace(b'{"uuid": "C1"', b'"uuid": "C1"')
    reading = read(data, "1pif")
    assert len(reading.entries) == 1
    assert [problem.line for problem in reading.problems] == [3]


def test_the_files_beside_it_come_in_a_zip():
    data = zip_file(
        {
            "x.1pif/data.1pif": pif(LOGIN),
            "x.1pif/attachments/L1/a.png": b"png",
            "x.1pif/attachments/other/b.png": b"?",
        }
    )
    (login,) = read(data, "1pif").entries
    assert [(one.name, bytes_of(one)) for one in login.attachments] == [("a.png", b"png")]


def test_a_file_of_one_item_without_separators_is_recognised():
    assert len(read(json.dumps(LOGIN).encode(), "1pif").entries) == 1


@given(
    st.lists(
        ANY
        | st.fixed_dictionaries(
            {},
            optional={
                "typeName": ANY | st.sampled_from(["webforms.WebForm", "system.folder.Regular"]),
                "uuid": ANY,
                "folderUuid": ANY,
                "openContents": ANY,
                "category": ANY,
                "overview": ANY | st.fixed_dictionaries({"URLs": ANY, "tags": ANY}),
                "details": ANY | st.fixed_dictionaries({"sections": ANY, "fields": ANY}),
                "secureContents": ANY
                | st.fixed_dictionaries(
                    {"sections": ANY, "fields": ANY, "expiry_yy": ANY, "address": ANY, "URLs": ANY}
                ),
            },
        ),
        max_size=3,
    )
)
def test_whatever_stands_in_the_places_of_the_format(items):
    data = "\n".join(line for one in items for line in (json.dumps(one), SEPARATOR)).encode()
    harmless(lambda: read_as(data, "1pif"))


@given(st.binary(max_size=200))
def test_whatever_bytes_there_are(data):
    harmless(lambda: read_as(b"{" + data, "1pif"))
