# SPDX-License-Identifier: GPL-3.0-or-later
"""1PUX: the real export field by field, and the rest as its documentation says."""

import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import EXPORTS
from tests.exchange.files import (
    ANY,
    bytes_of,
    custom,
    entry,
    harmless,
    json_file,
    read,
    read_as,
    roles,
    websites,
    zip_file,
)

from strongroom.errors import CannotImport
from strongroom.exchange.reading import Reading

FIXTURE = EXPORTS / "1password.1pux"


def pux(*items: dict[str, Any], files: dict[str, bytes] | None = None) -> bytes:
    vault = {"attrs": {"name": "Personal"}, "items": list(items)}
    data = {"accounts": [{"attrs": {"accountName": "me"}, "vaults": [vault]}]}
    head = {"export.attributes": b"{}", "export.data": json_file(data)}
    return zip_file(head | (files or {}))


def item(number: str, *fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    details = {"sections": [{"title": "", "name": "s", "fields": list(fields)}]}
    details |= more.pop("details", {})
    overview = {"title": "It"} | more.pop("overview", {})
    return {"categoryUuid": number, "details": details, "overview": overview, **more}


def field(name: str, kind: str, value: Any, title: str = "") -> dict[str, Any]:
    return {"title": title or name, "id": name, "value": {kind: value}}


def only(reading: Reading) -> Any:
    (found,) = reading.entries
    assert reading.problems == ()
    return found


# The file that 1Password wrote


@pytest.fixture
def real() -> Reading:
    return read(FIXTURE.read_bytes(), "1pux")


def leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for one in value.values():
            yield from leaves(one)
    elif isinstance(value, list):
        for one in value:
            yield from leaves(one)
    elif value not in (None, ""):
        yield str(value)


def written_items() -> list[tuple[str, dict[str, Any]]]:
    with zipfile.ZipFile(FIXTURE) as zipped:
        data = json.loads(zipped.read("export.data"))
    return [
        (vault["attrs"]["name"], one)
        for vault in data["accounts"][0]["vaults"]
        for one in vault["items"]
    ]


@pytest.mark.exports
def test_every_value_of_the_real_export_is_in_its_entry(real):
    spelled = {"1451649660": "2016-01-01", "202206": "2022-06"}
    wanted = written_items()
    assert len(real.entries) == len(wanted) == 9
    for got, (vault, one) in zip(real.entries, wanted, strict=True):
        content = got.content
        assert got.path == (vault,)
        assert content.title == one["overview"]["title"]
        there = " ".join(field.value for field in content.fields)
        sections = [field for s in one["details"].get("sections", []) for field in s["fields"]]
        for value in leaves([field["value"] for field in sections]):
            assert spelled.get(value, value) in there
        logins = one["details"].get("loginFields", [])
        for value in leaves([field["value"] for field in logins]):
            assert value in there
        for value in leaves(one["overview"].get("urls", [])):
            assert value in there or value == "website"
        assert one["details"].get("notesPlain", "") in there
        assert one["details"].get("password", "") in there
        assert got.losses == ()
        assert got.trashed is None


@pytest.mark.exports
def test_the_times_tags_and_marks_of_the_real_export(real):
    for got, (_vault, one) in zip(real.entries, written_items(), strict=True):
        created = one.get("createdAt")
        assert got.content.created == (created and created * 1000)
        assert got.content.modified == (created and one["updatedAt"] * 1000)
        assert got.content.favourite == bool(one.get("favIndex"))
        archived = ("archived",) if one.get("state") == "archived" else ()
        assert got.content.tags == (*one["overview"].get("tags", ()), *archived)


@pytest.mark.exports
def test_the_kinds_and_roles_of_the_real_export(real):
    kinds = [str(one.content.kind) for one in real.entries]
    assert kinds == [
        *("login", "password", "wifi", "card", "login", "document", "note", "identity", "card")
    ]
    login = entry(real, "Login")
    assert roles(login) == {
        "username": "team@keepassxc.org",
        "password": "password",
        "website": "https://twitter.com",
        "otp": "DFDFDEF",
        "notes": "Note to self",
    }
    assert custom(login) == {
        "Extra Data: one-time password": ("otp", "DFDFDEFDEF"),
        "Extra Data: phone": ("phone", "555-123-45678"),
        "Extra Data: email": ("email", "team@keepassxc.org"),
    }
    assert websites(login) == ["https://keepassxc.org", "https://twitter.com"]
    assert roles(entry(real, "Credit Card")) == {
        "card.holder": "KeePassXC",
        "card.number": "1234567890",
        "card.code": "123",
        "card.expires": "2022-06",
    }
    assert custom(entry(real, "Home Wifi"))["base station password"] == ("concealed", "12345678")


@pytest.mark.exports
def test_the_file_of_the_real_export(real):
    (attached,) = entry(real, "KeePassXC Logo").attachments
    with zipfile.ZipFile(FIXTURE) as zipped:
        wanted = zipped.read("files/oakiw7lqbp53fgqrxrk63su2gu__keepassxc.png")
    assert attached.name == "keepassxc.png"
    assert bytes_of(attached) == wanted
    assert sum(len(one.attachments) for one in real.entries) == 1
    # The avatar of a vault is 1Password's own; the description of a vault is named as lost.
    assert real.losses == ("The description of the vault “Personal” has no place here.",)


# What the documentation says


def test_an_ssh_key():
    key = {
        "privateKey": "-----BEGIN PRIVATE KEY-----",
        "metadata": {
            "privateKey": "-----BEGIN OPENSSH PRIVATE KEY-----",
            "publicKey": "ssh-ed25519 AAAA",
            "fingerprint": "SHA256:x",
            "keyType": "ed25519",
        },
    }
    got = only(read(pux(item("114", field("private_key", "sshKey", key, "private key"))), "1pux"))
    assert got.content.kind == "ssh_key"
    assert roles(got) == {"ssh.private": key["privateKey"], "ssh.public": "ssh-ed25519 AAAA"}
    assert custom(got) == {
        "private key: the same key in another form": (
            "concealed",
            "-----BEGIN OPENSSH PRIVATE KEY-----",
        ),
        "fingerprint": ("text", "SHA256:x"),
        "keyType": ("text", "ed25519"),
    }


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("100", "note"),
        ("101", "card"),
        ("102", "login"),
        ("103", "identity"),
        ("104", "identity"),
        ("105", "identity"),
        ("106", "identity"),
        ("107", "identity"),
        ("108", "identity"),
        ("109", "wifi"),
        ("110", "login"),
        ("111", "login"),
        ("112", "api_key"),
        ("113", "note"),
        ("114", "ssh_key"),
        ("115", "note"),
        ("999", "note"),
    ],
)
def test_every_category_has_a_kind(number, kind):
    assert only(read(pux(item(number)), "1pux")).content.kind == kind


def test_a_category_that_is_new_and_has_a_password_is_a_login():
    new = item("999", details={"loginFields": [{"value": "p", "designation": "password"}]})
    assert only(read(pux(new), "1pux")).content.kind == "login"


def test_a_passport_is_an_identity_with_its_number_hidden_and_its_end():
    got = only(
        read(
            pux(
                item(
                    "106",
                    field("number", "string", "X1", "number"),
                    field("fullname", "string", "Jo Ro", "full name"),
                    field("birthdate", "date", -86400, "date of birth"),
                    field("expiry_date", "date", 1893456000, "expiry date"),
                    field("nationality", "string", "N"),
                )
            ),
            "1pux",
        )
    )
    assert roles(got) == {
        "identity.document": "X1",
        "identity.name": "Jo Ro",
        "identity.birthday": "1969-12-31",
        "expires": "2030-01-01",
    }
    assert custom(got) == {"nationality": ("text", "N")}


def test_an_end_that_names_a_month_stays_a_month():
    got = only(read(pux(item("105", field("expiry_date", "monthYear", 203005))), "1pux"))
    assert custom(got) == {"expiry_date": ("month", "2030-05")}


def test_old_passwords_become_versions():
    past = [{"value": "old", "time": 1600000000}, {"value": "older", "time": 1500000000}]
    login = [{"value": "new", "designation": "password"}, {"value": "u", "designation": "username"}]
    details = {"loginFields": login, "passwordHistory": past}
    got = only(read(pux(item("001", details=details)), "1pux"))
    assert [version.at for version in got.history] == [1600000000000, 1500000000000]
    assert [roles(version) for version in got.history] == [
        {"username": "u", "password": "old"},
        {"username": "u", "password": "older"},
    ]


def test_what_is_deleted_comes_into_the_trash():
    assert only(read(pux(item("001", state="deleted")), "1pux")).trashed == 0
    assert only(read(pux(item("001", trashed=True)), "1pux")).trashed == 0


def test_a_file_in_a_field_and_one_that_is_missing():
    here = {"fileName": "a b.pdf", "documentId": "d1", "decryptedSize": 3}
    gone = {"fileName": "gone.pdf", "documentId": "d2"}
    data = pux(
        item("001", field("f", "file", here), field("g", "file", gone)),
        files={"files/d1__a b.pdf": b"pdf", "files/d3__other": b"?"},
    )
    reading = read(data, "1pux")
    got = only(reading)
    assert [(one.name, bytes_of(one)) for one in got.attachments] == [("a b.pdf", b"pdf")]
    assert got.losses == ("The file “gone.pdf” is not in the export.",)
    assert reading.losses == ("1 file in the export belongs to no item and was left out.",)


def test_a_reference_names_what_it_refers_to():
    data = pux(item("001", uuid="u1"), item("001", field("r", "reference", "u1"), uuid="u2"))
    assert custom(read(data, "1pux").entries[1]) == {"r": ("text", "It")}


def test_what_is_not_known_is_kept_hidden():
    strange = item("001", field("x", "newType", {"a": 1}), novel="secret")
    assert custom(only(read(pux(strange), "1pux"))) == {
        "x": ("concealed", '{"a": 1}'),
        "novel": ("concealed", "secret"),
    }


def test_one_vault_needs_no_folder_and_two_accounts_name_theirs():
    assert only(read(pux(item("001")), "1pux")).path == ()
    vaults = [{"attrs": {"name": "V"}, "items": [item("001")]}, {"attrs": {"name": "E"}}]
    accounts = [
        {"attrs": {"accountName": "A"}, "vaults": vaults},
        {"attrs": {"accountName": "B"}, "vaults": []},
    ]
    data = zip_file({"export.data": json_file({"accounts": accounts})})
    reading = read(data, "1pux")
    assert only(reading).path == ("A", "V")
    assert reading.folders == (("A", "E"),)


# Hostile files


@pytest.mark.parametrize("name", ["../../x", "..\\x", "a\0b", "CON", "/etc/passwd", "x" * 9999])
def test_a_file_name_decides_nothing(name):
    here = {"fileName": name, "documentId": "d"}
    data = pux(item("001", field("f", "file", here)), files={f"files/d__{name}"[:200]: b"1"})
    harmless(lambda: read_as(data, "1pux"))


def test_a_zip_that_lies_about_a_size_is_refused():
    honest = pux(item("006", details={"documentAttributes": {"fileName": "f", "documentId": "d"}}),
                 files={"files/d__f": b"x" * 5000})  # fmt: skip
    lying = honest.replace((5000).to_bytes(4, "little"), (50).to_bytes(4, "little"))
    assert lying != honest
    (attached,) = only(read_as(lying, "1pux")).attachments
    with pytest.raises(CannotImport):
        bytes_of(attached)


def test_json_that_is_nested_without_end_is_refused():
    deep = zip_file({"export.data": b"[" * 100_000})
    with pytest.raises(CannotImport):
        read_as(deep, "1pux")


KEYS = st.sampled_from(
    ["concealed", "string", "totp", "date", "monthYear", "address", "email", "file", "sshKey", "x"]
)
FIELD = st.fixed_dictionaries(
    {},
    optional={
        "title": ANY,
        "id": ANY | st.sampled_from(["ccnum", "expiry", "username", "TOTP_1", "firstname", "url"]),
        "value": ANY | st.dictionaries(KEYS, ANY, max_size=2),
    },
)
ITEM = st.fixed_dictionaries(
    {},
    optional={
        "uuid": ANY,
        "favIndex": ANY,
        "createdAt": ANY,
        "state": ANY,
        "categoryUuid": ANY | st.sampled_from(["001", "002", "004", "106", "109", "112", "114"]),
        "overview": ANY
        | st.fixed_dictionaries({"title": ANY, "urls": ANY, "url": ANY, "tags": ANY}),
        "details": ANY
        | st.fixed_dictionaries(
            {
                "loginFields": ANY
                | st.lists(st.fixed_dictionaries({"value": ANY, "designation": ANY}), max_size=2),
                "notesPlain": ANY,
                "password": ANY,
                "passwordHistory": ANY
                | st.lists(st.fixed_dictionaries({"value": ANY, "time": ANY}), max_size=2),
                "documentAttributes": ANY,
                "sections": ANY
                | st.lists(
                    st.fixed_dictionaries({"title": ANY, "fields": st.lists(FIELD, max_size=3)}),
                    max_size=2,
                ),
            }
        ),
    },
)


@given(st.lists(ITEM, max_size=3))
def test_whatever_stands_in_the_places_of_the_format(items):
    harmless(lambda: read_as(pux(*items), "1pux"))


@settings(max_examples=50)
@given(ANY)
def test_whatever_json_there_is(value):
    harmless(lambda: read_as(zip_file({"export.data": json_file(value)}), "1pux"))
