# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeper's JSON, on files written as its exports are known to be."""

import base64
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key
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

from strongroom.exchange.keeper.names import field_key, path_of
from strongroom.exchange.passkeys import passkeys_of
from strongroom.exchange.reading import Entry, Reading


def export(*records: dict[str, Any], shared: tuple[dict[str, Any], ...] = ()) -> Reading:
    return read(json_file({"shared_folders": list(shared), "records": list(records)}), "keeper")


def only(type_: str, fields: dict[str, Any], **more: Any) -> Entry:
    record = {"uid": 1, "title": "It", "$type": type_, "custom_fields": fields} | more
    (found,) = export(record).entries
    return found


def test_a_login():
    got = only(
        "login",
        {
            "$oneTimeCode::1": ["otpauth://totp/a?secret=JBSWY3DPEHPK3PXP", "JBSWY3DPEHPK3PXP"],
            "$url:other:1": "https://b.example",
            "$secret:hidden one:1": "s",
            "$text:shown one:1": "t",
            "no dollar": "plain",
            "$phone::1": [{"number": "1", "ext": "2", "region": "US", "type": "Mobile"}],
            "$securityQuestion::1": [{"question": "Dog?", "answer": "Rex"}],
            "$name:owner:1": {"first": "A", "middle": "", "last": "B"},
            "$date:since:1": 1700006400000,
            "$appFiller::1": {"macroSequence": "x"},
            "$new::1": {"a": {"b": "c"}},
        },
        login="me",
        password="pw",
        login_url="https://a.example",
        notes="one\ntwo",
        last_modified=1762428779,
    )
    assert roles(got) == {
        "username": "me",
        "password": "pw",
        "website": "https://b.example",
        "otp": "otpauth://totp/a?secret=JBSWY3DPEHPK3PXP",
        "notes": "one\ntwo",
    }
    assert websites(got) == ["https://a.example", "https://b.example"]
    assert custom(got) == {
        "one-time password": ("otp", "JBSWY3DPEHPK3PXP"),
        "hidden one": ("concealed", "s"),
        "shown one": ("text", "t"),
        "no dollar": ("text", "plain"),
        "phone": ("phone", "1 ext. 2"),
        "phone: region": ("text", "US"),
        "phone: type": ("text", "Mobile"),
        "Dog?": ("concealed", "Rex"),
        "owner": ("text", "A B"),
        "since": ("date", "2023-11-15"),
        "new": ("concealed", '{"a": {"b": "c"}}'),
    }
    assert got.content.modified == 1762428779000
    assert got.losses == ()


def test_a_card():
    card = {"cardNumber": "4242", "cardExpirationDate": "03/2027", "cardSecurityCode": "123"}
    fields = {"$paymentCard::1": card, "$text:cardholderName:1": "A B", "$pinCode::1": "9"}
    got = only("bankCard", fields)
    assert got.content.kind == "card"
    assert roles(got) == {
        "card.number": "4242",
        "card.expires": "2027-03",
        "card.code": "123",
        "card.holder": "A B",
        "card.pin": "9",
    }
    assert custom(got) == {}


def test_a_passport():
    got = only(
        "passport",
        {
            "$accountNumber:passportNumber": "543",
            "$name": {"first": "J", "middle": "L", "last": "W"},
            "$birthDate": 648597600000,
            "$expirationDate": 2005596000000,
            "$date:dateIssued": 1692050400000,
        },
    )
    assert roles(got) == {
        "identity.document": "543",
        "identity.name": "J L W",
        "identity.birthday": "1990-07-22",
        "expires": "2033-07-22",
    }
    assert custom(got) == {"dateIssued": ("date", "2023-08-15")}


def test_a_contact_with_an_address_and_what_it_refers_to():
    address = {
        "street1": "1 S",
        "street2": "2",
        "city": "C",
        "state": "T",
        "zip": "9",
        "country": "US",
    }
    contact = {"uid": 2, "title": "Ted", "$type": "contact", "references": {"$addressRef::2": [1]}}
    there = {
        "uid": 1,
        "title": "Home",
        "$type": "address",
        "custom_fields": {"$address::1": address},
    }
    reading = export(there, contact)
    assert custom(entry(reading, "Ted")) == {"address": ("text", "Home")}
    assert roles(entry(reading, "Home")) == {
        "identity.street": "1 S, 2",
        "identity.postcode": "9",
        "identity.city": "C",
        "identity.country": "US",
    }
    assert custom(entry(reading, "Home")) == {"address: state": ("text", "T")}


def test_a_wifi_an_ssh_key_and_a_note():
    wifi = only("wifiCredentials", {"$text:SSID": "net"}, password="pw")
    assert roles(wifi) == {"wifi.ssid": "net", "password": "pw"}
    pair = {"publicKey": "pub", "privateKey": "priv"}
    host = {"hostName": "h.example", "port": "22"}
    key = only("sshKeys", {"$keyPair": pair, "$host": host}, login="me", password="pass")
    assert roles(key) == {
        "username": "me",
        "ssh.passphrase": "pass",
        "ssh.private": "priv",
        "ssh.public": "pub",
        "ssh.host": "h.example",
    }
    note = only("encryptedNotes", {"$note::1": "inside"}, notes="beside")
    assert roles(note) == {"notes": "inside"}
    assert custom(note) == {"notes": ("note", "beside")}


def test_a_passkey_with_its_key():
    key = ec.generate_private_key(ec.SECP256R1())
    numbers = key.private_numbers()
    parts = {
        "d": numbers.private_value,
        "x": numbers.public_numbers.x,
        "y": numbers.public_numbers.y,
    }
    jwk = {
        name: base64.urlsafe_b64encode(number.to_bytes(32, "big")).decode().rstrip("=")
        for name, number in parts.items()
    }
    passkey = {
        "privateKey": {"crv": "P-256", "kty": "EC", **jwk},
        "relyingParty": "a.example",
        "username": "me",
        "userId": "SGFr",
        "credentialId": "emT9",
        "signCount": 0,
        "createdDate": 1716424389832,
    }
    got = only("login", {"$passkey::1": passkey})
    (found,) = passkeys_of(got.content.fields)
    assert (found.rp_id, found.username, found.counter) == ("a.example", "me", "0")
    assert (found.credential_id, found.user_handle) == ("emT9", "SGFr")
    assert found.created == "2024-05-23T00:33:09.832000Z"
    loaded = load_pem_private_key(found.private_key.encode(), None)
    assert isinstance(loaded, ec.EllipticCurvePrivateKey)
    assert loaded.private_numbers() == numbers
    broken = only("login", {"$passkey::1": passkey | {"privateKey": {"d": "AA"}}})
    assert custom(broken) == {"passkey as Keeper keeps it": ("concealed", '{"d": "AA"}')}


def test_folders():
    record = {
        "title": "It",
        "folders": [
            {"shared_folder": "Shared", "folder": "In\\it", "can_edit": True},
            {"folder": "Other\\Name\\\\with"},
        ],
    }
    shared = (
        {"path": "Shared", "uid": "a"},
        {"path": "Empty\\One", "permissions": [{"name": "x"}]},
    )
    reading = export(record, shared=shared)
    (found,) = reading.entries
    assert found.path == ("Shared", "In", "it")
    assert found.content.tags == ("Other/Name\\with",)
    assert found.losses == ("It lay in 2 folders: it comes into one, the others are tags.",)
    assert reading.folders == (("Empty", "One"),)
    assert reading.losses == ("Who else sees the shared folders is not kept.",)


def test_a_file_is_named_as_missing():
    (found,) = export({"title": "It", "attachments": [{"name": "a.pdf"}]}).entries
    assert found.losses == ("The file “a.pdf” is not in the export.",)


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        ("$oneTimeCode::1", ("oneTimeCode", "")),
        ("$text:a label:12", ("text", "a label")),
        ("$text:a:b", ("text", "a:b")),
        ("$host", ("host", "")),
        ("a label:1", ("", "a label")),
        ("", ("", "")),
        ("$", ("", "")),
    ],
)
def test_the_parts_of_a_key(key, wanted):
    assert field_key(key) == wanted


def test_the_parts_of_a_path():
    assert path_of("a\\b/c\\d\\\\e") == ("a", "b/c", "d\\e")
    assert path_of("") == ()
    assert len(path_of("a\\" * 10_000)) == 50


TYPES = st.sampled_from(
    ["oneTimeCode", "url", "date", "paymentCard", "keyPair", "host", "name", "address", "phone",
     "bankAccount", "securityQuestion", "passkey", "note", "new"]
)  # fmt: skip
PARTS = st.dictionaries(
    st.sampled_from(["cardNumber", "hostName", "first", "zip", "number", "privateKey", "d", "x"]),
    ANY,
)
RECORD = st.fixed_dictionaries(
    {},
    optional={
        "uid": ANY,
        "title": ANY,
        "$type": ANY | st.sampled_from(["bankCard", "sshKeys", "wifiCredentials", "passport"]),
        "custom_fields": ANY
        | st.dictionaries(TYPES.map("${}::1".format), ANY | PARTS | st.lists(PARTS, max_size=2)),
        "references": ANY | st.dictionaries(st.text(max_size=5), ANY),
        "folders": ANY | st.lists(st.fixed_dictionaries({"folder": ANY, "shared_folder": ANY})),
        "attachments": ANY,
        "last_modified": ANY,
    },
)


@given(st.lists(ANY | RECORD, max_size=3), ANY)
def test_whatever_stands_in_the_places_of_the_format(records, shared):
    data = json_file({"shared_folders": shared, "records": records})
    harmless(lambda: read_as(data, "keeper"))
