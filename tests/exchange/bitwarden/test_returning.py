# SPDX-License-Identifier: GPL-3.0-or-later
"""What came from Bitwarden goes back to where it was there, as its own program exports it."""

import io
import json
from typing import Any

import pytest
from tests.exchange.files import json_file, read

from strongroom.exchange.bitwarden.writing import write_json
from strongroom.exchange.outgoing import Outgoing, OutgoingItem
from strongroom.exchange.reading import Entry
from strongroom.model.item import Details, overview_of

MADE = {"creationDate": "2024-01-01T00:00:00.000Z", "revisionDate": "2024-06-01T00:00:00.000Z"}
SECOND, FIRST = "2024-06-01T00:00:00.000Z", "2024-03-01T00:00:00.000Z"
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAYHZ6gT3RS596MZwvtbMNJZfYgcROWeMQDfg7LPZN3V"


def field(name: str, kind: int, value: str | None = None, linked: int | None = None) -> Any:
    return {"name": name, "value": value, "type": kind, "linkedId": linked}


def leaving(entry: Entry) -> OutgoingItem:
    content = entry.content
    overview = overview_of(
        content, item_id=1, created=content.created or 0, modified=content.modified or 0
    )
    details = Details(version=1, fields=content.fields, history=entry.history)
    return OutgoingItem(overview, details, entry.path)


def back(item: dict[str, Any]) -> dict[str, Any]:
    """What goes back of an item that came: without keys that say nothing."""
    again, losses = returned(item)
    assert losses == ()
    assert "tags" not in [one["name"] for one in again["fields"]]
    return again


def returned(item: dict[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    data = {"encrypted": False, "folders": [], "items": [{"id": "1", "favorite": False, **item}]}
    (entry,) = read(json_file(data), "bitwarden").entries
    assert entry.losses == ()
    out = io.BytesIO()
    losses = write_json(out, Outgoing("v", (), lambda: iter([leaving(entry)]), 1))
    again = json.loads(out.getvalue())["items"][0]
    (same,) = read(out.getvalue(), "bitwarden").entries
    assert _told(same) == _told(entry)
    return {key: value for key, value in again.items() if key in item}, losses


def _told(entry: Entry) -> Any:
    fields = [(f.role, f.kind, f.label, f.value) for f in entry.content.fields]
    return entry.content.title, entry.content.tags, fields, len(entry.history)


LOGIN = {
    "type": 1,
    "name": "Site",
    "notes": "n",
    "reprompt": 1,
    "login": {
        "uris": [
            {"match": None, "uri": "https://a.example"},
            {"match": 0, "uri": "https://b.example"},
            {"match": 1, "uri": "https://c.example"},
            {"match": 2, "uri": "https://d.example"},
            {"match": 3, "uri": "https://e.example"},
            {"match": 5, "uri": "https://f.example"},
            {"match": 4, "uri": "^https://g\\.example/.*$"},
            {"match": 4, "uri": "^h$"},
        ],
        "username": "ada",
        "password": "three",
        "totp": None,
        "fido2Credentials": [],
    },
    "fields": [
        field("shown", 0, "a"),
        field("PIN", 1, "3"),
        field("user", 3, None, 100),
        field("word", 3, None, 101),
    ],
    "passwordHistory": [
        {"lastUsedDate": SECOND, "password": "two"},
        {"lastUsedDate": SECOND, "password": "PIN: 2"},
        {"lastUsedDate": FIRST, "password": "PIN: 1"},
    ],
}
CARD = {
    "type": 3,
    "name": "Card",
    "card": {
        "cardholderName": "Ada",
        "brand": "Visa",
        "number": "4242",
        "expMonth": "4",
        "expYear": "2031",
        "code": "123",
    },
    "fields": [field("same", 3, None, 304)],
}
IDENTITY = {
    "type": 4,
    "name": "Me",
    "identity": {
        "title": "Dr",
        "firstName": "Ann",
        "middleName": "M",
        "lastName": "Berg",
        "address1": "1",
        "address2": "2",
        "address3": "3",
        "city": "C",
        "state": "S",
        "postalCode": "P",
        "country": "L",
        "company": "Co",
        "email": "a@b.c",
        "phone": "5",
        "ssn": "N",
        "username": "ann",
        "passportNumber": "7",
        "licenseNumber": "8",
    },
    "fields": [field("first", 3, None, 416), field("user", 3, None, 413)],
}
SSH = {
    "type": 5,
    "name": "Key",
    "sshKey": {
        "privateKey": "PRIVATE",
        "publicKey": KEY,
        "keyFingerprint": "SHA256:pQ3MNO6FlGRSF7DfV8B2b6cdsLwejezjRKWkCvbGyO0",
    },
    "fields": [],
}
ARCHIVED = {
    "type": 2,
    "name": "Old",
    "archivedDate": "2024-05-01T00:00:00.000Z",
    "fields": [],
}
ODD = {
    **CARD,
    "card": {**CARD["card"], "expMonth": "13", "expYear": "31"},  # type: ignore[dict-item]
}


@pytest.mark.parametrize("item", [LOGIN, CARD, IDENTITY, SSH, ARCHIVED, ODD])
def test_an_item_of_bitwarden_goes_back_as_it_was(item):
    assert back({**item, **MADE}) == {**item, **MADE}


def test_what_only_looks_like_it_stays_a_field():
    fields = [
        field("how the website is compared", 0, "https://a.example (in some way)"),
        field("asks for the master password again", 0, "no"),
        field("archived", 0, "some day"),
        field("brand", 1, "hidden"),
        field("month of expiry", 0, "4"),
        field("same", 0, "the same as “brand”"),
    ]
    login = {**LOGIN["login"], "uris": [{"match": None, "uri": "https://a.example"}]}  # type: ignore[dict-item]
    item = {"type": 1, "name": "A", "reprompt": 0, "login": login, "fields": fields}
    assert back(item) == item


def test_passwords_count_more_than_hidden_values_where_only_five_are_taken():
    history = [
        {"lastUsedDate": f"2024-05-0{day}T00:00:00.000Z", "password": password}
        for day, password in ((8, "PIN: 2"), (7, "f"), (6, "e"), (5, "d"), (4, "c"), (3, "b"))
    ]
    item = {**LOGIN, "passwordHistory": history, **MADE}
    again, losses = returned(item)
    assert [one["password"] for one in again["passwordHistory"]] == [*"fedcb"]
    assert len(losses) == 1
