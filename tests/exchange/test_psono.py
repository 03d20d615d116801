# SPDX-License-Identifier: GPL-3.0-or-later
"""Psono's JSON, on files written as its exporter is known to write."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.exchange.files import (
    ANY,
    custom,
    entry,
    harmless,
    json_file,
    read,
    read_as,
    roles,
    websites,
)

from strongroom.exchange.reading import Entry, Reading
from strongroom.model.fields import ItemKind

SECRET = "JBSWY3DPEHPK3PXP"
LOGIN = {
    "type": "website_password",
    "name": "Shop",
    "autosubmit": True,
    "urlfilter": "shop.example",
    "website_password_title": "Shop",
    "website_password_url": "https://shop.example/in",
    "website_password_username": "me",
    "website_password_password": "pw",
    "website_password_notes": "one",
    "website_password_auto_submit": True,
    "website_password_url_filter": "shop.example",
    "website_password_totp_period": 60,
    "website_password_totp_algorithm": "SHA256",
    "website_password_totp_digits": 8,
    "website_password_totp_code": SECRET,
    "create_date": "2022-12-13T19:24:09.810266Z",
    "write_date": "2022-12-14T19:24:09.810292Z",
    "callback_url": "https://hook.example",
    "callback_user": "",
    "callback_pass": "hook",
    "tags": ["red"],
    "custom_fields": [
        {"name": "desk", "value": "7", "type": "text"},
        {"name": "door", "value": "1234", "type": "password"},
    ],
}


def export(*items: Any, folders: Any = ()) -> Reading:
    return read(json_file({"items": list(items), "folders": list(folders)}), "psono")


def one(type_: str, **parts: Any) -> Entry:
    item = {f"{type_}_{key}": value for key, value in ({"title": "It"} | parts).items()}
    (found,) = export({"type": type_, "name": "It"} | item).entries
    assert found.content.title == "It"
    return found


def test_a_login():
    (got,) = export(LOGIN).entries
    assert got.content.kind == ItemKind.LOGIN
    assert (got.content.tags, got.content.created) == (("red",), 1670959449810)
    assert roles(got) == {
        "username": "me",
        "password": "pw",
        "website": "https://shop.example/in",
        "otp": f"otpauth://totp/?secret={SECRET}&algorithm=SHA256&digits=8&period=60",
        "notes": "one",
    }
    assert custom(got) == {
        "desk": ("text", "7"),
        "door": ("concealed", "1234"),
        "callback address": ("text", "https://hook.example"),
        "callback password": ("concealed", "hook"),
    }
    assert got.losses == ()


def test_folders_in_folders_and_what_was_thrown_away():
    reading = export(
        folders=[
            {
                "name": "Work",
                "items": [LOGIN | {"website_password_title": "A"}],
                "folders": [
                    {"name": "Old", "deleted": True, "items": [LOGIN]},
                    {"name": "Empty"},
                ],
            },
        ]
    )
    first, old = reading.entries
    assert (first.path, first.trashed) == (("Work",), None)
    assert (old.path, old.trashed) == (("Work", "Old"), 0)
    assert reading.folders == (("Work", "Empty"),)
    (gone,) = export(LOGIN | {"deleted": True}).entries
    assert gone.trashed == 0


def test_the_other_kinds():
    assert roles(one("application_password", username="me", password="pw")) == {
        "username": "me",
        "password": "pw",
    }
    mark = one("bookmark", url="https://a.example", url_filter="b.example", notes="n")
    assert websites(mark) == ["https://a.example"]
    assert custom(mark) == {"address to fill in": ("text", "b.example")}
    assert "otp" in roles(one("totp", code=SECRET, period=30, algorithm="SHA1", digits=6))
    assert one("note", notes="n").content.kind == ItemKind.NOTE
    variables = one("environment_variables", variables=[{"key": "K", "value": "v"}])
    assert custom(variables) == {"K": ("concealed", "v")}
    card = one("credit_card", number="4242", name="A B", cvc="1", pin="2", valid_through="0630")
    assert roles(card) == {
        "card.number": "4242",
        "card.holder": "A B",
        "card.code": "1",
        "card.pin": "2",
        "card.expires": "2030-06",
    }
    person = one("identity", first_name="A", last_name="B", city="Wien", state="W")
    assert roles(person) == {"identity.name": "A B", "identity.city": "Wien"}
    assert custom(person) == {"state": ("text", "W")}
    key = one("ssh_own_key", public="pub", private="priv", email="a@b.example")
    assert roles(key) == {"ssh.public": "pub", "ssh.private": "priv"}
    assert custom(one("mail_gpg_own_key", public="pub", private="priv")) == {
        "public key": ("text", "pub"),
        "private key": ("concealed", "priv"),
    }
    host = one("ssh_connection", host="h.example", port=22, username="me", private_key="priv")
    assert custom(host) == {
        "host": ("text", "h.example"),
        "port": ("text", "22"),
        "private key": ("concealed", "priv"),
    }


@pytest.mark.parametrize(
    "item",
    [
        {"type": "file", "name": "It", "file_title": "It"},
        {"type": "passkey", "name": "It", "passkey_private_key": {"d": "x"}},
        LOGIN | {"website_password_title": "It", "attachments": [{"filename": "a.txt"}]},
        {"type": "hologram", "name": "It", "hologram_code": "x"},
    ],
)
def test_what_is_not_there_or_not_known_is_told(item):
    got = entry(export(LOGIN, item), "It")
    assert len(got.losses) == 1


def test_secrets_of_what_is_not_known_are_hidden():
    got = entry(export(LOGIN, {"type": "hologram", "name": "It", "hologram_code": "x"}), "It")
    assert custom(got) == {"hologram_code": ("concealed", "x")}
    passkey = one("passkey", private_key={"d": "x"}, rp_id="a.example")
    assert custom(passkey)["passkey_private_key.d"] == ("concealed", "x")


def test_very_many_folders_in_folders_come_into_the_last():
    folder: dict[str, Any] = {"name": "x", "items": [LOGIN]}
    for _level in range(90):
        folder = {"name": "x", "folders": [folder]}
    (got,) = export(folders=[folder]).entries
    assert got.path == ("x",) * 64


_ITEM = st.fixed_dictionaries(
    {"type": st.sampled_from(["website_password", "identity", "passkey", "x"]), "name": ANY},
    optional={
        "website_password_title": ANY,
        "website_password_url": ANY,
        "website_password_totp_code": ANY,
        "website_password_totp_digits": ANY,
        "custom_fields": ANY | st.lists(st.fixed_dictionaries({"name": ANY, "value": ANY})),
        "tags": ANY,
        "attachments": ANY,
        "create_date": ANY,
        "deleted": ANY,
    },
)
_FOLDER = st.recursive(
    st.fixed_dictionaries({"items": st.lists(_ITEM | ANY, max_size=3) | ANY}),
    lambda inner: st.fixed_dictionaries({"name": ANY, "folders": st.lists(inner | ANY)}),
    max_leaves=4,
)


@given(_FOLDER)
def test_whatever_stands_in_the_places_of_the_format(whole):
    harmless(lambda: read_as(json_file(whole), "psono"))


@given(st.binary(max_size=200))
def test_whatever_bytes_there_are(data):
    harmless(lambda: read_as(data, "psono"))
