# SPDX-License-Identifier: GPL-3.0-or-later
"""Enpass's JSON, on files written as its exports are known to be."""

import base64
from typing import Any

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
    websites,
)

from strongroom.exchange.reading import Entry, Reading


def field(type_: str, label: str, value: str, order: int, **more: Any) -> dict[str, Any]:
    return {"type": type_, "label": label, "value": value, "order": order, "deleted": 0,
            "sensitive": 0, "uid": order, "updated_at": 1, **more}  # fmt: skip


def item(template: str, *fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "uuid": "u",
        "title": "It",
        "category": template.partition(".")[0],
        "template_type": template,
        "archived": 0,
        "auto_submit": 1,
        "favorite": 0,
        "trashed": 0,
        "fields": list(fields),
        "icon": {"fav": "www.example.com"},
        "note": "",
        "subtitle": "sub",
        **more,
    }


def export(*items: dict[str, Any], folders: tuple[dict[str, Any], ...] = ()) -> Reading:
    return read(json_file({"folders": list(folders), "items": list(items)}), "enpass")


def only(*items: dict[str, Any]) -> Entry:
    (found,) = export(*items).entries
    return found


def test_a_login():
    past = [{"encrypted": False, "updated_at": 1534490049, "value": "old"}]
    got = only(
        item(
            "login.default",
            field("password", "Password", "new", 3, sensitive=1, history=past),
            field("username", "Username", "me", 1),
            field("email", "E-mail", "me@example.com", 2),
            field("url", "Website", "https://a.example", 4),
            field(".Android#", "App", "com.a", 5),
            field("section", "MORE", "", 6),
            field("phone", "Phone", "1", 7),
            field("totp", "Code", "JBSWY3DPEHPK3PXP", 8),
            field("text", "Answer", "s", 9, sensitive=1),
            field("text", "Question", "q", 10),
            field("text", "Gone", "x", 11, deleted=1),
            field("new type", "New", "n", 12),
            createdAt=1697729073,
            updated_at=1698057141,
            note="one\ntwo",
            favorite=1,
        )
    )
    assert roles(got) == {
        "username": "me",
        "password": "new",
        "website": "androidapp://com.a",
        "otp": "JBSWY3DPEHPK3PXP",
        "notes": "one\ntwo",
    }
    assert websites(got) == ["https://a.example", "androidapp://com.a"]
    assert custom(got) == {
        "E-mail": ("email", "me@example.com"),
        "MORE: Phone": ("phone", "1"),
        "MORE: Answer": ("concealed", "s"),
        "MORE: Question": ("text", "q"),
        "MORE: New": ("concealed", "n"),
    }
    assert got.content.favourite
    assert (got.content.created, got.content.modified) == (1697729073000, 1698057141000)
    assert [(v.at, roles(v)["password"]) for v in got.history] == [(1534490049000, "old")]
    assert got.losses == ("1 field that was deleted in Enpass was left out.",)


def test_what_is_no_object_is_counted():
    first = {**item("note.default"), "fields": ["a", 1, None], "attachments": ["b"]}
    reading = export(first, "stray", None)  # type: ignore[arg-type]
    assert len(reading.problems) == 2
    assert reading.entries[0].losses == (
        "2 parts of “fields” are of a form that is not known, and were left out.",
        "1 part of “attachments” is of a form that is not known, and was left out.",
    )


def test_an_email_alone_is_the_username():
    got = only(item("login.default", field("email", "E-mail", "me@example.com", 1)))
    assert roles(got) == {"username": "me@example.com"}


def test_a_card():
    got = only(
        item(
            "creditcard.default",
            field("ccName", "Name", "A B", 1),
            field("ccType", "Type", "Visa", 2),
            field("ccNumber", "Number", "4242", 3, sensitive=1),
            field("ccCvc", "CVC", "123", 4, sensitive=1),
            field("ccExpiry", "Expires", "12/25", 5),
            field("ccValidfrom", "From", "01/2020", 6),
            field("ccPin", "PIN", "9", 7, sensitive=1),
            field("ccTxnpassword", "Secure code", "t", 8, sensitive=1),
        )
    )
    assert got.content.kind == "card"
    assert roles(got) == {
        "card.holder": "A B",
        "card.number": "4242",
        "card.code": "123",
        "card.expires": "2025-12",
        "card.pin": "9",
    }
    assert custom(got) == {
        "Type": ("text", "Visa"),
        "From": ("month", "2020-01"),
        "Secure code": ("concealed", "t"),
    }


def test_an_identity_by_the_numbers_of_its_fields():
    got = only(
        item(
            "identity.default",
            field("text", "Vorname", "A", 1, uid=130),
            field("text", "Nachname", "B", 2, uid=132),
            field("date", "Geburtstag", "05/05/1980", 3, uid=134),
            field("text", "Ort", "C", 4, uid=144),
            field("email", "Post", "a@b.example", 5, uid=165),
            field("text", "Anderes", "x", 6, uid=999),
        )
    )
    assert roles(got) == {
        "identity.name": "A B",
        "identity.city": "C",
        "identity.email": "a@b.example",
    }
    assert custom(got) == {"Geburtstag": ("text", "05/05/1980"), "Anderes": ("text", "x")}
    assert got.losses == ()


def test_the_kinds_of_templates():
    wanted = {
        "login.default": "login",
        "note.default": "note",
        "password.default": "password",
        "identity.default": "identity",
        "finance.bankaccount": "card",
        "license.driving": "identity",
        "license.software": "note",
        "travel.passport": "identity",
        "computer.wifi": "wifi",
        "computer.database": "login",
        "misc.other": "note",
        "unheard.of": "note",
    }
    got = export(*(item(template) for template in wanted))
    assert [str(one.content.kind) for one in got.entries] == list(wanted.values())
    password = item("unheard.of", field("password", "P", "p", 1))
    assert only(password).content.kind == "login"


def test_files_in_base64():
    data = b"\x89PNG" * 700_000
    file = {"data": base64.b64encode(data).decode(), "kind": "image/png", "name": "a.png"}
    broken = {"data": "no base64!", "kind": "text/plain", "name": "b.txt"}
    got = only(item("note.default", attachments=[file, broken]))
    (attached,) = got.attachments
    assert attached.name == "a.png"
    assert bytes_of(attached) == data
    assert custom(got) == {"b.txt": ("concealed", "no base64!")}
    assert got.losses == ("“b.txt” is a broken file: its text is kept as it stands.",)


def test_folders_the_trash_and_the_archive():
    folders = (
        {"uuid": "1", "title": "Outer", "parent_uuid": ""},
        {"uuid": "2", "title": "Inner", "parent_uuid": "1"},
        {"uuid": "3", "title": "Empty", "parent_uuid": "3"},
    )
    reading = export(
        item("note.default", folders=["2", "1"], trashed=1),
        item("note.default", archived=1),
        folders=folders,
    )
    first, second = reading.entries
    assert first.path == ("Outer", "Inner")
    assert first.content.tags == ("Outer",)
    assert (first.trashed, second.trashed) == (0, None)
    assert second.content.tags == ("archived",)
    assert reading.folders == (("Empty",),)


def test_an_earlier_value_that_is_encrypted_is_named():
    past = [{"encrypted": True, "updated_at": 1, "value": "xx"}]
    got = only(item("login.default", field("password", "P", "p", 1, history=past)))
    assert got.history == ()
    assert got.losses == ("An earlier value of “P” is encrypted, and was left out.",)


FIELD = st.fixed_dictionaries(
    {},
    optional={
        "type": ANY
        | st.sampled_from(["username", "password", "totp", "url", "ccExpiry", "date", "section"]),
        "value": ANY,
        "label": ANY,
        "uid": ANY | st.sampled_from([130, 134, 143]),
        "order": ANY,
        "sensitive": ANY,
        "deleted": ANY,
        "history": ANY | st.lists(st.fixed_dictionaries({"value": ANY, "updated_at": ANY})),
    },
)
ITEM = st.fixed_dictionaries(
    {"uuid": ANY, "title": ANY, "category": ANY | st.sampled_from(["login", "identity"])},
    optional={
        "template_type": ANY | st.sampled_from(["creditcard.default", "identity.default"]),
        "fields": ANY | st.lists(FIELD, max_size=4),
        "attachments": ANY | st.lists(st.fixed_dictionaries({"name": ANY, "data": ANY})),
        "folders": ANY,
        "createdAt": ANY,
    },
)


@given(st.lists(ANY | ITEM, max_size=3), ANY)
def test_whatever_stands_in_the_places_of_the_format(items, folders):
    harmless(lambda: read_as(json_file({"folders": folders, "items": items}), "enpass"))


@given(st.text(alphabet="AZaz09+/=- \n", max_size=40))
def test_whatever_text_a_file_has(text):
    data = json_file({"items": [item("note.default", attachments=[{"name": "f", "data": text}])]})
    harmless(lambda: read_as(data, "enpass"))
