# SPDX-License-Identifier: GPL-3.0-or-later
"""Every kind of item, written here as the classes of Bitwarden's export say."""

from typing import Any

import pytest
from tests.exchange.files import bytes_of, custom, entry, json_file, read, roles, zip_file

from strongroom.exchange.builder import moment_of_iso
from strongroom.exchange.passkeys import passkeys_of
from strongroom.exchange.reading import Entry, Reading
from strongroom.model.fields import ItemKind


def export(*items: dict[str, Any], **rest: Any) -> Reading:
    return read(json_file({"encrypted": False, "folders": [], "items": items, **rest}), "bitwarden")


def item(kind: int, **rest: Any) -> dict[str, Any]:
    return {"id": "1", "type": kind, "name": "It", "notes": None, "favorite": False, **rest}


def only(*items: dict[str, Any], **rest: Any) -> Entry:
    (found,) = export(*items, **rest).entries
    return found


def test_a_login_with_everything():
    found = only(
        item(
            1,
            notes="two\r\nlines",
            favorite=True,
            reprompt=1,
            login={
                "username": "me",
                "password": "p\r\nw",
                "totp": "otpauth://totp/It:me?secret=JBSWY3DPEHPK3PXP&period=60",
                "uris": [
                    {"match": None, "uri": "https://one.example", "uriChecksum": "x"},
                    {"match": 3, "uri": "https://two.example/in"},
                    {"match": 4, "uri": "^https://.*"},
                ],
                "passwordRevisionDate": "2024-01-01T00:00:00.000Z",
                "autofillOnPageLoad": True,
                "newKey": {"deep": [1, "two"]},
            },
            fields=[
                {"name": "shown", "value": "a", "type": 0, "linkedId": None},
                {"name": "hidden", "value": "b", "type": 1},
                {"name": "on", "value": "true", "type": 2},
                {"name": "user", "value": None, "type": 3, "linkedId": 100},
                {"name": "empty", "value": "", "type": 0},
            ],
            anotherNewKey="c",
        )
    )
    content = found.content
    assert (content.kind, content.favourite) == (ItemKind.LOGIN, True)
    assert [f.value for f in content.fields if f.role == "website"] == [
        "https://one.example",
        "https://two.example/in",
    ]
    named = {f.role: f.value for f in content.fields if f.role and f.role != "website"}
    assert named == {
        "username": "me",
        "password": "p\r\nw",
        "otp": "otpauth://totp/It:me?secret=JBSWY3DPEHPK3PXP&period=60",
        "notes": "two\nlines",
    }
    assert custom(found) == {
        "how the website is compared": ("text", "https://two.example/in (exactly)"),
        "website as a regular expression": ("text", "^https://.*"),
        "login.newKey.deep.1": ("concealed", "1"),
        "login.newKey.deep.2": ("concealed", "two"),
        "shown": ("text", "a"),
        "hidden": ("concealed", "b"),
        "on": ("text", "true"),
        "user": ("text", "the same as “username”"),
        "empty": ("text", ""),
        "asks for the master password again": ("text", "yes"),
        "anotherNewKey": ("concealed", "c"),
    }
    assert found.losses == ()


def test_a_single_uri_of_old_exports():
    assert roles(only(item(1, login={"uri": "a.example", "uris": None}))) == {
        "website": "a.example"
    }


@pytest.mark.parametrize(("value", "kept"), [("steam://JBSWY3DPEHPK3PXP", "otp")])
def test_steam(value, kept):
    assert roles(only(item(1, login={"totp": value}))) == {kept: value}


def test_a_password_that_counts_stays_and_is_said():
    link = "otpauth://hotp/a?secret=JBSWY3DPEHPK3PXP&counter=1"
    found = only(item(1, login={"totp": link}))
    assert custom(found) == {"one-time password": ("concealed", link)}
    assert len(found.losses) == 1


def test_a_passkey():
    found = only(
        item(
            1,
            login={
                "fido2Credentials": [
                    {
                        "credentialId": "00010203-0405-0607-0809-0a0b0c0d0e0f",
                        "keyType": "public-key",
                        "keyAlgorithm": "ECDSA",
                        "keyCurve": "P-256",
                        "keyValue": "-_8A",
                        "rpId": "example.org",
                        "userHandle": "AQID",
                        "userName": "me",
                        "counter": "0",
                        "rpName": "Example",
                        "userDisplayName": "Me",
                        "discoverable": "true",
                        "creationDate": "2024-01-01T00:00:00.000Z",
                    },
                    {"credentialId": "b64.AQID", "keyAlgorithm": "EdDSA", "rpId": "b.example"},
                ]
            },
        )
    )
    first, second = passkeys_of(found.content.fields)
    assert first.credential_id == "AAECAwQFBgcICQoLDA0ODw"
    assert first.private_key == "-----BEGIN PRIVATE KEY-----\n+/8A\n-----END PRIVATE KEY-----\n"
    assert (first.rp_id, first.rp_name, first.username) == ("example.org", "Example", "me")
    assert (first.display_name, first.user_handle) == ("Me", "AQID")
    assert (first.counter, first.discoverable) == ("0", "true")
    assert first.created == "2024-01-01T00:00:00.000Z"
    assert (second.rp_id, second.credential_id) == ("b.example", "AQID")
    assert custom(found) == {"passkey's keyAlgorithm": ("text", "EdDSA")}


def test_a_card():
    card = {
        "cardholderName": "A B",
        "brand": "Visa",
        "number": "4242424242424242",
        "expMonth": "4",
        "expYear": "2031",
        "code": "123",
    }
    found = only(item(3, card=card))
    assert found.content.kind == ItemKind.CARD
    assert roles(found) == {
        "card.holder": "A B",
        "card.number": "4242424242424242",
        "card.expires": "2031-04",
        "card.code": "123",
    }
    assert custom(found) == {"brand": ("text", "Visa")}


@pytest.mark.parametrize(
    ("month", "year", "wanted"),
    [("04", "31", "2031-04"), ("12", "2000", "2000-12"), ("13", "2031", ""), ("4", None, "")],
)
def test_the_expiry_of_a_card(month, year, wanted):
    found = only(item(3, card={"expMonth": month, "expYear": year}))
    assert roles(found).get("card.expires", "") == wanted
    assert bool(wanted) != ("month of expiry" in custom(found))


def test_an_identity_with_all_eighteen():
    identity = {
        "title": "Mr",
        "firstName": "John",
        "middleName": "William",
        "lastName": "Doe",
        "address1": "123 Any St",
        "address2": "Apt #123",
        "address3": "Rear",
        "city": "New York",
        "state": "NY",
        "postalCode": "10001",
        "country": "US",
        "company": "Acme",
        "email": "john@company.example",
        "phone": "5555551234",
        "ssn": "000-123-4567",
        "username": "jdoe",
        "passportNumber": "US-123456789",
        "licenseNumber": "D123",
    }
    found = only(item(4, identity=identity))
    assert found.content.kind == ItemKind.IDENTITY
    assert roles(found) == {
        "identity.name": "John William Doe",
        "identity.email": "john@company.example",
        "identity.phone": "5555551234",
        "identity.street": "123 Any St",
        "identity.postcode": "10001",
        "identity.city": "New York",
        "identity.country": "US",
        "identity.document": "US-123456789",
        "username": "jdoe",
    }
    assert custom(found) == {
        "title": ("text", "Mr"),
        "address line 2": ("text", "Apt #123"),
        "address line 3": ("text", "Rear"),
        "state": ("text", "NY"),
        "company": ("text", "Acme"),
        "social security number": ("concealed", "000-123-4567"),
        "licence number": ("concealed", "D123"),
    }


def test_an_ssh_key_a_note_and_the_kinds_of_2026():
    key = {"privateKey": "PRIVATE", "publicKey": "ssh-ed25519 AAAA", "keyFingerprint": "SHA256:x"}
    found = only(item(5, sshKey=key))
    assert found.content.kind == ItemKind.SSH_KEY
    assert roles(found) == {"ssh.private": "PRIVATE", "ssh.public": "ssh-ed25519 AAAA"}
    assert custom(found) == {"fingerprint": ("text", "SHA256:x")}
    note = only(item(2, notes="n", secureNote={"type": 0}))
    assert (note.content.kind, roles(note), custom(note)) == (ItemKind.NOTE, {"notes": "n"}, {})
    bank = only(item(6, bankAccount={"bankName": "B", "iban": "I", "pin": "1"}))
    assert custom(bank) == {
        "bank": ("text", "B"),
        "PIN": ("concealed", "1"),
        "IBAN": ("concealed", "I"),
    }
    licence = only(item(7, driversLicense={"firstName": "A", "lastName": "B",
                                           "dateOfBirth": "1990-01-15",
                                           "expirationDate": "2028-06-01"}))  # fmt: skip
    assert roles(licence) == {
        "identity.name": "A B",
        "identity.birthday": "1990-01-15",
        "expires": "2028-06-01",
    }
    passport = only(item(8, passport={"givenName": "A", "surname": "B", "passportNumber": "7"}))
    assert roles(passport) == {"identity.name": "A B", "identity.document": "7"}


def test_a_kind_of_tomorrow_comes_as_a_note_and_says_so():
    found = only(item(9, newThing={"secret": "s"}))
    assert found.content.kind == ItemKind.NOTE
    assert custom(found) == {"newThing.secret": ("concealed", "s")}
    assert len(found.losses) == 1


def test_moments_the_trash_and_the_archive():
    found = only(
        item(
            2,
            creationDate="2020-01-02T03:04:05.678Z",
            revisionDate="2021-01-02T03:04:05.123Z",
            deletedDate="2022-01-01T00:00:00.000Z",
            archivedDate="2021-06-01T00:00:00.000Z",
        )
    )
    assert found.content.created == 1577934245678
    assert found.content.modified == 1609556645123
    assert found.trashed == moment_of_iso("2022-01-01")
    assert found.content.tags == ("archived",)
    assert custom(found) == {"archived": ("text", "2021-06-01T00:00:00.000Z")}


def test_earlier_passwords_are_versions_from_when_they_began():
    found = only(
        item(
            1,
            login={"username": "me", "password": "third"},
            creationDate="2020-01-01T00:00:00Z",
            passwordHistory=[
                {"lastUsedDate": "2022-01-01T00:00:00Z", "password": "second"},
                {"lastUsedDate": "2021-01-01T00:00:00Z", "password": "first"},
            ],
        )
    )
    assert [(one.at, roles(one)) for one in found.history] == [
        (moment_of_iso("2021-01-01"), {"username": "me", "password": "second"}),
        (moment_of_iso("2020-01-01"), {"username": "me", "password": "first"}),
    ]


def test_earlier_values_of_hidden_fields_are_theirs_and_no_passwords():
    """As Bitwarden's program 2026.6 wrote them, beside the password of the same moment."""
    found = only(
        item(
            1,
            login={"password": "pw3"},
            creationDate="2020-01-01T00:00:00Z",
            fields=[
                {"name": "PIN", "value": "3", "type": 1},
                {"name": "PIN: old", "value": "x", "type": 1},
                {"name": "shown", "value": "y", "type": 0},
            ],
            passwordHistory=[
                {"lastUsedDate": "2023-01-01T00:00:00Z", "password": "shown: a password"},
                {"lastUsedDate": "2022-01-01T00:00:00Z", "password": "PIN: 2"},
                {"lastUsedDate": "2021-01-01T00:00:00Z", "password": "PIN: old: w"},
                {"lastUsedDate": "2020-06-01T00:00:00Z", "password": "PIN: 1"},
            ],
        )
    )
    told = [
        (one.at, roles(one)["password"], [f.value for f in one.fields if f.label])
        for one in found.history
    ]
    assert told == [
        (moment_of_iso("2022-01-01"), "shown: a password", ["3", "x", "y"]),
        (moment_of_iso("2021-01-01"), "shown: a password", ["2", "x", "y"]),
        (moment_of_iso("2020-06-01"), "shown: a password", ["2", "w", "y"]),
        (moment_of_iso("2020-01-01"), "shown: a password", ["1", "w", "y"]),
    ]


def test_an_export_of_before_2020_is_known_by_its_items():
    reading = read(json_file({"folders": [], "items": [item(3, card={"code": "1"})]}), "bitwarden")
    assert roles(reading.entries[0]) == {"card.code": "1"}
    with pytest.raises(AssertionError):
        read(json_file({"folders": [], "items": [{"name": "of another program"}]}), "bitwarden")


def test_folders_nest_and_empty_ones_come_too():
    reading = export(
        item(2, folderId="a"),
        item(2, name="root", folderId="gone"),
        folders=[{"id": "a", "name": "Mail/Work"}, {"id": "b", "name": "Empty"}],
    )
    assert entry(reading, "It").path == ("Mail", "Work")
    assert entry(reading, "root").path == ()
    assert reading.folders == (("Empty",),)


def test_collections_of_an_organisation():
    reading = export(
        item(2, organizationId="o", collectionIds=["b", "a"]),
        folders=None,
        collections=[
            {"id": "a", "organizationId": "o", "name": "All", "externalId": None},
            {"id": "b", "organizationId": "o", "name": "Team/One"},
        ],
    )
    (found,) = reading.entries
    assert found.path == ("Team", "One")
    assert found.content.tags == ("All",)


def test_a_zip_with_files():
    data = {"encrypted": False, "folders": [], "items": [item(2)]}
    reading = read(
        zip_file({
            "data.json": json_file(data),
            "attachments/1/a.txt": b"text",
            "attachments/1/../../b": b"b",
            "attachments/other/c": b"c",
        }),
        "bitwarden-zip",
    )  # fmt: skip
    (found,) = reading.entries
    assert [(one.name, bytes_of(one)) for one in found.attachments] == [
        ("a.txt", b"text"),
        ("../../b", b"b"),
    ]
    assert len(reading.losses) == 1


def test_attachments_that_are_not_there_are_named():
    assert len(export(item(2, attachments=[{"fileName": "a"}])).losses) == 1


def test_each_attachment_that_is_not_in_the_zip_is_counted():
    item = {"id": "1", "type": 2, "name": "N", "attachments": [{"id": "a"}, {"id": "b"}]}
    data = json_file({"encrypted": False, "folders": [], "items": [item, {**item, "id": "2"}]})
    reading = read(zip_file({"data.json": data, "attachments/1/one": b"x"}), "bitwarden-zip")
    assert [len(one.attachments) for one in reading.entries] == [1, 0]
    assert reading.losses == (
        "3 attachments are not in the file: export again as “.zip (With attachments)”.",
    )
