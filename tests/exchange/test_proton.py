# SPDX-License-Identifier: GPL-3.0-or-later
"""Proton Pass, on files written as its exports are known to be."""

import base64
from functools import partial
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key
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
    zip_file,
)

from strongroom.errors import CannotImport
from strongroom.exchange.passkeys import passkeys_of
from strongroom.exchange.reading import Entry

FOLDER = "Proton Pass/"


def item(type_: str, content: dict[str, Any], **more: Any) -> dict[str, Any]:
    data = {
        "metadata": {"name": "It", "note": more.pop("note", ""), "itemUuid": "e8ee1a0c"},
        "extraFields": more.pop("extra", []),
        "type": type_,
        "content": content,
        "platformSpecific": more.pop("platform", {}),
    }
    return {"itemId": "i", "shareId": "s", "data": data, "state": 1, "aliasEmail": None, **more}


def extra(label: str, type_: str, **data: Any) -> dict[str, Any]:
    return {"fieldName": label, "type": type_, "data": data}


def export(*items: dict[str, Any], **vault: Any) -> dict[str, Any]:
    whole = {"name": "Personal", "description": "", "display": {"icon": 1}, "items": list(items)}
    return {"version": "1.31.0", "encrypted": False, "vaults": {"id": whole | vault}}


def only(data: dict[str, Any]) -> Entry:
    reading = read(json_file(data), "proton")
    (found,) = reading.entries
    assert reading.problems == ()
    return found


def test_a_login():
    content = {
        "itemEmail": "me@example.com",
        "itemUsername": "me",
        "password": "secret",
        "urls": ["https://a.example/", "https://b.example/"],
        "totpUri": "otpauth://totp/x?secret=JBSWY3DPEHPK3PXP",
        "passkeys": [],
        "autofillUrls": [
            {"url": "https://a.example/", "mode": 0},
            {"url": "https://c.example/", "mode": 3},
            {"url": "https://never.example/", "mode": 2},
        ],
    }
    extras = [
        extra("plain", "text", content="shown"),
        extra("hidden", "hidden", content="not shown"),
        extra("second", "totp", totpUri="JBSWY3DPEHPK3PXP"),
        extra("since", "timestamp", timestamp={"seconds": 1700000000, "nanos": 0}),
    ]
    app = {"android": {"allowedApps": [{"packageName": "com.a", "hashes": ["h"], "appName": "A"}]}}
    got = only(
        export(
            item("login", content, extra=extras, platform=app, note="n", pinned=True,
                 createTime=1689182868, modifyTime=1689182908)
        )
    )  # fmt: skip
    assert roles(got) == {
        "username": "me",
        "password": "secret",
        "website": "androidapp://com.a",
        "otp": "otpauth://totp/x?secret=JBSWY3DPEHPK3PXP",
        "notes": "n",
    }
    assert websites(got) == [
        "https://a.example/",
        "https://b.example/",
        "https://c.example/",
        "androidapp://com.a",
    ]
    assert custom(got) == {
        "email": ("email", "me@example.com"),
        "address to fill in: never": ("text", "https://never.example/"),
        "plain": ("text", "shown"),
        "hidden": ("concealed", "not shown"),
        "second": ("otp", "JBSWY3DPEHPK3PXP"),
        "since": ("date", "2023-11-14"),
    }
    assert got.content.favourite
    assert (got.content.created, got.content.modified) == (1689182868000, 1689182908000)
    assert got.losses == ()


def test_an_email_alone_is_the_username():
    assert roles(only(export(item("login", {"itemEmail": "me@example.com"})))) == {
        "username": "me@example.com"
    }


def test_a_card_a_wifi_a_key_and_an_alias():
    reading = read(
        json_file(
            export(
                item("creditCard", {"cardholderName": "A B", "cardType": 2, "number": "4242",
                                    "verificationNumber": "1", "expirationDate": "2025-01",
                                    "pin": "9"}),
                item("creditCard", {"expirationDate": "122025"}),
                item("wifi", {"ssid": "home", "password": "p", "security": 2, "sections": []}),
                item("sshKey", {"privateKey": "priv", "publicKey": "pub"}),
                item("alias", {}, aliasEmail="x@alias.example"),
                item("note", {}, note="text", state=2),
            )
        ),
        "proton",
    )  # fmt: skip
    kinds = [str(one.content.kind) for one in reading.entries]
    assert kinds == ["card", "card", "wifi", "ssh_key", "identity", "note"]
    card, old, wifi, key, alias, note = reading.entries
    assert roles(card) == {
        "card.holder": "A B",
        "card.number": "4242",
        "card.code": "1",
        "card.expires": "2025-01",
        "card.pin": "9",
    }
    assert custom(card) == {"card type": ("text", "Visa")}
    assert roles(old) == {"card.expires": "2025-12"}
    assert roles(wifi) == {"wifi.ssid": "home", "password": "p", "wifi.security": "WPA2"}
    assert roles(key) == {"ssh.private": "priv", "ssh.public": "pub"}
    assert roles(alias) == {"identity.email": "x@alias.example"}
    assert roles(note) == {"notes": "text"}
    assert (note.trashed, card.trashed) == (0, None)


def test_an_identity_with_all_its_sections():
    section = {"sectionName": "S", "sectionFields": [extra("f", "hidden", content="v")]}
    got = only(
        export(
            item("identity", {
                "fullName": "A B", "email": "a@b.example", "birthdate": "1980-02-03",
                "gender": "x", "socialSecurityNumber": "1", "passportNumber": "2",
                "extraWorkDetails": [extra("w", "text", content="work")],
                "extraSections": [section],
            })
        )
    )  # fmt: skip
    assert roles(got) == {
        "identity.name": "A B",
        "identity.email": "a@b.example",
        "identity.birthday": "1980-02-03",
        "identity.document": "2",
    }
    assert custom(got) == {
        "gender": ("text", "x"),
        "social security number": ("concealed", "1"),
        "w": ("text", "work"),
        "S: f": ("concealed", "v"),
    }


def test_what_is_not_known_is_kept_hidden():
    got = only(export(item("custom", {"newKey": "x"}, other=5)))
    assert {value for _kind, value in custom(got).values()} == {"x", "5"}
    assert {kind for kind, _value in custom(got).values()} == {"concealed"}


# Passkeys


def packed_passkey(key: ec.EllipticCurvePrivateKey) -> str:
    """Pack a key as Proton Pass does: octets as lists of numbers, labels and types spelled out."""
    public = key.public_key().public_numbers()
    numbers = {-2: public.x, -3: public.y, -4: key.private_numbers().private_value}
    pairs = [[{"t": "int", "c": -1}, {"t": "int", "c": {"inner": [1] + [0] * 15}}]]
    pairs += [
        [{"t": "int", "c": label}, {"t": "bytes", "c": list(number.to_bytes(32, "big"))}]
        for label, number in numbers.items()
    ]
    inner = {"key": {"kty": {"t": "assign", "c": "EC2"}, "par": pairs}, "cid": [1, 2], "cnt": 7}
    outer = {"c": list(msgspec.msgpack.encode(inner)), "v": 1}
    return base64.b64encode(msgspec.msgpack.encode(outer)).decode()


def passkey(content: str) -> dict[str, Any]:
    return {
        "keyId": "AQI",
        "content": content,
        "domain": "a.example",
        "rpId": "a.example",
        "rpName": "A",
        "userName": "me",
        "userDisplayName": "Me",
        "userId": "c2U/",
        "createTime": 1700000000,
        "note": "",
        "credentialId": "AQI=",
        "userHandle": "",
    }


def test_a_passkey_with_its_key():
    key = ec.generate_private_key(ec.SECP256R1())
    got = only(export(item("login", {"passkeys": [passkey(packed_passkey(key))]})))
    (found,) = passkeys_of(got.content.fields)
    assert (found.rp_id, found.rp_name, found.username) == ("a.example", "A", "me")
    assert (found.credential_id, found.user_handle) == ("AQI", "c2U_")
    assert (found.counter, found.created) == ("7", "2023-11-14T22:13:20Z")
    loaded = load_pem_private_key(found.private_key.encode(), None)
    assert isinstance(loaded, ec.EllipticCurvePrivateKey)
    assert loaded.private_numbers() == key.private_numbers()
    assert custom(got) == {}


@pytest.mark.parametrize(
    "content", ["", "%%%", "AAAA", base64.b64encode(b"\x81\xa1c\x91").decode()]
)
def test_a_passkey_whose_key_is_not_understood_keeps_it_as_it_stands(content):
    got = only(export(item("login", {"passkeys": [passkey(content)]})))
    (found,) = passkeys_of(got.content.fields)
    assert found.private_key == ""
    kept = custom(got).get("passkey as Proton Pass keeps it", ("concealed", ""))
    assert kept == ("concealed", content)


# Vaults, folders, files


def test_vaults_and_folders():
    folders = [
        {"folderId": "1", "parentFolderId": None, "name": "Outer"},
        {"folderId": "2", "parentFolderId": "1", "name": "Inner"},
        {"folderId": "3", "parentFolderId": "3", "name": "Ring"},
    ]
    data = export(item("note", {}, folderId="2"), item("note", {}), folders=folders)
    data["vaults"]["other"] = {"name": "Other", "description": "why", "items": []}
    reading = read(json_file(data), "proton")
    assert [one.path for one in reading.entries] == [("Personal", "Outer", "Inner"), ("Personal",)]
    assert reading.folders == (("Personal", "Ring"), ("Other",))
    assert reading.losses == ("The description of the vault “Other” has no place here.",)


def test_a_zip_with_files():
    uid = "ab12cd34ab12cd34"
    data = export(item("note", {}, files=[uid, "ffffffffffffffff"]))
    whole = {
        f"{FOLDER}data.json": json_file(data),
        f"{FOLDER}files/{uid}-my-picture.jpg": b"jpeg",
    }
    (got,) = read(zip_file(whole), "proton").entries
    assert [(one.name, bytes_of(one)) for one in got.attachments] == [("my-picture.jpg", b"jpeg")]
    assert got.losses == ("The file “ffffffffffffffff” is not in the export.",)


@pytest.mark.parametrize(
    "data",
    [
        b"-----BEGIN PGP MESSAGE-----\n\nxyz\n-----END PGP MESSAGE-----\n",
        zip_file({f"{FOLDER}data.pgp": b"-----BEGIN PGP MESSAGE-----"}),
    ],
)
def test_what_is_encrypted_with_pgp_is_recognised_and_said(data):
    with pytest.raises(CannotImport, match="encrypted with PGP"):
        read(data, "proton")


# Hostile files

SOME_EXTRA = st.fixed_dictionaries(
    {},
    optional={
        "fieldName": ANY,
        "type": ANY | st.sampled_from(["text", "hidden", "totp", "timestamp"]),
        "data": ANY | st.dictionaries(st.sampled_from(["content", "totpUri", "timestamp"]), ANY),
    },
)
SOME_ITEM = st.fixed_dictionaries(
    {
        "data": ANY
        | st.fixed_dictionaries(
            {
                "type": ANY
                | st.sampled_from(
                    ["login", "note", "alias", "creditCard", "identity", "sshKey", "wifi", "custom"]
                ),
                "metadata": ANY,
                "platformSpecific": ANY,
                "extraFields": ANY | st.lists(SOME_EXTRA, max_size=3),
                "content": ANY
                | st.dictionaries(
                    st.sampled_from(
                        ["urls", "passkeys", "autofillUrls", "totpUri", "expirationDate",
                         "cardType", "security", "birthdate", "extraSections", "sections", "ssid",
                         "new"]
                    ),
                    ANY,
                ),
            }
        )
    },
    optional={"state": ANY, "files": ANY, "createTime": ANY, "aliasEmail": ANY, "folderId": ANY},
)  # fmt: skip


@given(st.lists(ANY | SOME_ITEM, max_size=3), ANY)
def test_whatever_stands_in_the_places_of_the_format(items, folders):
    data = {"version": "1", "vaults": {"a": {"name": "V", "folders": folders, "items": items}}}
    harmless(lambda: read_as(json_file(data), "proton"))


SMALL = st.recursive(
    st.none() | st.integers(-300, 300) | st.text(max_size=5) | st.binary(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["c", "par"]), inner)
    ),
    max_leaves=8,
)
PACKED = st.dictionaries(st.sampled_from(["key", "cid", "cnt", "uhd", "rid", "par", "c"]), SMALL)


@given(st.binary(max_size=300) | PACKED.map(msgspec.msgpack.encode))
def test_whatever_a_passkeys_content_is(content):
    outer = msgspec.msgpack.encode({"c": list(content), "v": 1})
    for data in (content, outer):
        text = base64.b64encode(data).decode()
        file = json_file(export(item("login", {"passkeys": [passkey(text)]})))
        harmless(partial(read_as, file, "proton"))
