# SPDX-License-Identifier: GPL-3.0-or-later
"""Passman's and Passky's JSON, on files written as their exports are known to be."""

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.exchange.files import (
    ANY,
    bytes_of,
    custom,
    harmless,
    json_file,
    read,
    read_as,
    roles,
)

from strongroom.errors import CannotImport
from strongroom.exchange.reading import Entry
from strongroom.model.fields import ItemKind

SECRET = "JBSWY3DPEHPK3PXP"
FILE = {
    "file_id": 1,
    "filename": "a.txt",
    "guid": "G",
    "size": 4,
    "mimetype": "text/plain",
    "file_data": "data:text/plain;base64," + base64.b64encode(b"text").decode(),
}
LOGIN: dict[str, Any] = {
    "credential_id": 60,
    "guid": "7D99",
    "user_id": "me",
    "label": "Shop",
    "description": "one",
    "created": 1569370456,
    "changed": 1569370472,
    "tags": [{"text": "red"}],
    "email": "a@b.example",
    "username": "me",
    "password": "pw",
    "url": "https://shop.example",
    "icon": {"type": "ico", "content": "AAAB"},
    "renew_interval": None,
    "expire_time": 1900000000,
    "delete_time": 0,
    "files": [FILE],
    "custom_fields": [
        {"label": "desk", "value": "7", "secret": False, "field_type": "text"},
        {"label": "door", "value": "1234", "secret": True, "field_type": "text"},
        {"label": "word", "value": "x", "secret": False, "field_type": "password"},
        {"label": "paper", "value": FILE | {"filename": "b.txt"}, "field_type": "file"},
    ],
    "otp": {"secret": SECRET, "period": 60, "digits": 8, "algorithm": "SHA256", "type": "totp"},
    "hidden": 0,
    "compromised": False,
}


def only(**changes: Any) -> Entry:
    (found,) = read(json_file([LOGIN | changes]), "passman-json").entries
    return found


def test_a_login_of_passman():
    got = only()
    assert (got.content.title, got.content.kind, got.content.tags) == (
        "Shop",
        ItemKind.LOGIN,
        ("red",),
    )
    assert (got.content.created, got.content.modified) == (1569370456000, 1569370472000)
    assert roles(got) == {
        "username": "me",
        "password": "pw",
        "otp": f"otpauth://totp/?secret={SECRET}&algorithm=SHA256&digits=8&period=60",
        "website": "https://shop.example",
        "expires": "2030-03-17",
        "notes": "one",
    }
    assert custom(got) == {
        "email": ("email", "a@b.example"),
        "desk": ("text", "7"),
        "door": ("concealed", "1234"),
        "word": ("concealed", "x"),
    }
    assert [(one.name, bytes_of(one)) for one in got.attachments] == [
        ("b.txt", b"text"),
        ("a.txt", b"text"),
    ]
    assert (got.losses, got.trashed) == ((), None)


def test_what_passman_threw_away_or_has_not():
    assert only(delete_time=1569370472).trashed == 1569370472000
    assert roles(only(username=None))["username"] == "a@b.example"
    assert custom(only(compromised=True))["called compromised"] == ("text", "yes")
    (loss,) = only(files=[{"filename": "c.txt"}]).losses
    assert "c.txt" in loss
    nothing = dict.fromkeys(("username", "email", "password", "url", "otp"))
    assert only(**nothing).content.kind == ItemKind.NOTE
    odd = only(custom_fields=[{"label": "odd", "value": {"a": "s"}, "more": "m"}])
    assert custom(odd)["odd.a"] == ("concealed", "s")
    assert custom(odd)["odd.more"] == ("concealed", "m")


PASSKY = {
    "encrypted": False,
    "passwords": [
        {
            "website": "https://www.shop.example/in",
            "username": "me",
            "password": "pw",
            "message": "one",
        }
    ],
}


def test_passky():
    (got,) = read(json_file(PASSKY), "passky").entries
    assert got.content.title == "shop.example"
    assert roles(got) == {
        "username": "me",
        "password": "pw",
        "website": "https://www.shop.example/in",
        "notes": "one",
    }
    with pytest.raises(CannotImport, match="not encrypted"):
        read(json_file(PASSKY | {"encrypted": True}), "passky")


@given(st.lists(st.dictionaries(st.sampled_from([*LOGIN, "website", "message"]), ANY) | ANY))
def test_whatever_stands_in_the_places_of_the_formats(items):
    fields = [{"label": one, "value": one, "file_data": one} for one in items[:2]]
    harmless(lambda: read_as(json_file(items), "passman-json"))
    harmless(lambda: read_as(json_file([LOGIN | {"custom_fields": fields}]), "passman-json"))
    harmless(lambda: read_as(json_file([LOGIN | {"files": fields}]), "passman-json"))
    harmless(lambda: read_as(json_file({"encrypted": False, "passwords": items}), "passky"))


@given(st.binary(max_size=200))
def test_whatever_bytes_there_are(data):
    harmless(lambda: read_as(data, "passman-json"))
    harmless(lambda: read_as(data, "passky"))
