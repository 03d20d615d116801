# SPDX-License-Identifier: GPL-3.0-or-later
"""A vault leaves as Bitwarden's JSON and comes back as it was, whatever is in it."""

import base64
import dataclasses
import hashlib
import hmac
import io
import json
from typing import Any

import msgspec
import pytest
from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from hypothesis import given, settings
from tests.exchange.bitwarden import outgoing_items as made

from strongroom.crypto.kdf import Argon2Cost
from strongroom.errors import SourceDamaged, SourceWrongPassword
from strongroom.exchange.bitwarden import FORMATS
from strongroom.exchange.bitwarden.protection import BITWARDENS_COST, near
from strongroom.exchange.bitwarden.writing import write_json
from strongroom.exchange.outgoing import Outgoing, OutgoingItem
from strongroom.exchange.passkeys import passkey_fields
from strongroom.exchange.reading import Attached, Given, Reading, no_step
from strongroom.exchange.source import Source
from strongroom.model.fields import Field
from strongroom.model.item import Content, Details, Version, overview_of
from strongroom.secret import SecretBytes

CHEAP = Argon2Cost(memory_kib=1024, passes=1, lanes=1)
PASSWORD = "påss"


def read(data: bytes, password: str | None = None) -> Reading:
    given_ = Given(None if password is None else SecretBytes.of_text(password))
    source = Source(io.BytesIO(data))
    return next(one for one in FORMATS if one.fits(source)).read(source, given_, no_step)


def written(vault: Outgoing, password: str | None = None) -> bytes:
    out = io.BytesIO()
    secret = None if password is None else SecretBytes.of_text(password)
    write_json(out, vault, secret, cost=CHEAP)
    return out.getvalue()


def check(vault: Outgoing, reading: Reading) -> None:
    assert reading.problems == ()
    assert reading.losses == ()
    assert [made.said_by(entry) for entry in reading.entries] == [
        made.said(item) for item in vault.items()
    ]
    paths = (*reading.folders, *(entry.path for entry in reading.entries))
    assert {path[: n + 1] for path in paths for n in range(len(path))} == {*vault.folders}
    assert not [entry.losses for entry in reading.entries if entry.losses]


@given(made.vaults())
def test_a_plain_export_comes_back_equal_and_is_bitwardens_own(vault):
    """Three laws of one vault: making one up takes far longer than looking at what is written."""
    data = written(vault)
    check(vault, read(data))
    check_shape(json.loads(data))
    check_visible_without_our_key(vault, json.loads(data))


@settings(max_examples=30)
@given(made.vaults())
def test_a_protected_export_comes_back_equal(vault):
    check(vault, read(written(vault, PASSWORD), PASSWORD))


def check_visible_without_our_key(vault: Outgoing, data: dict[str, Any]) -> None:
    """Bitwarden drops keys that it does not know: then its own must tell all values."""
    for item in data["items"]:
        del item["strongroom"]
    reading = read(json.dumps(data).encode())
    assert reading.problems == ()
    for entry, item in zip(reading.entries, vault.items(), strict=True):
        assert entry.content.title == item.overview.title
        told = {field.value for field in entry.content.fields}
        together = "\n".join(told).replace("\r\n", "\n")
        for field in item.details.fields:
            if field.kind != "otp" and field.role != "passkey.counter":
                # A name of blanks alone is none to Bitwarden.
                assert field.value.replace("\r\n", "\n").strip() in together
        assert all(tag in together for tag in item.overview.tags)


def check_shape(data: dict[str, Any]) -> None:
    """What the importer takes."""
    assert data["encrypted"] is False
    folders = {folder["id"] for folder in data["folders"]}
    assert all(isinstance(folder["name"], str) and folder["name"] for folder in data["folders"])
    for item in data["items"]:
        check_item_shape(item)
        assert item["folderId"] is None or item["folderId"] in folders


def check_item_shape(item: dict[str, Any]) -> None:
    """What ``CipherExport.toView`` and the request after it rely on."""
    own = {1: "login", 2: "secureNote", 3: "card", 4: "identity", 5: "sshKey"}[item["type"]]
    assert [
        key for key in ("login", "secureNote", "card", "identity", "sshKey") if key in item
    ] == [own]
    assert item["name"].strip()
    assert item["favorite"] in {True, False}
    assert item["reprompt"] == 0
    assert item["organizationId"] is None
    assert item["collectionIds"] is None
    assert item["notes"] is None or isinstance(item["notes"], str)
    for one in item["fields"]:
        assert one["type"] in {0, 1}
        assert isinstance(one["name"], str)
        assert isinstance(one["value"], str)
    for one in item["passwordHistory"] or ():
        assert one["password"]
        assert one["lastUsedDate"].endswith("Z")
    if own == "login":
        assert all(one["uri"] and one["match"] is None for one in item["login"]["uris"])
        for one in item["login"]["fido2Credentials"]:
            assert one["counter"].isdecimal()
            assert one["discoverable"] in {"true", "false"}
    if own == "sshKey":
        assert all(item["sshKey"][key].strip() for key in ("privateKey", "publicKey"))
        assert item["sshKey"]["keyFingerprint"].startswith("SHA256:")


def test_what_is_changed_in_bitwarden_counts():
    vault = Outgoing("vault", (), lambda: iter([_login()]), 1)
    data = json.loads(written(vault))
    data["items"][0]["login"]["password"] = "changed by hand"
    (entry,) = read(json.dumps(data).encode()).entries
    assert [f.value for f in entry.content.fields if f.role == "password"] == ["changed by hand"]
    assert "a, b" not in entry.content.tags
    assert ("tags", "a, b") in [(f.label, f.value) for f in entry.content.fields]


def _login() -> OutgoingItem:
    fields = (Field(id=1, role="password", kind="concealed", value="secret"),)
    content = Content(kind="login", title="Site", fields=fields, tags=("a, b",))
    overview = overview_of(content, item_id=1, created=1000, modified=2000)
    return OutgoingItem(overview, Details(version=1, fields=fields))


def test_a_wrong_password_is_told_from_damage():
    data = written(Outgoing("vault", (), lambda: iter([_login()]), 1), PASSWORD)
    with pytest.raises(SourceWrongPassword):
        read(data, "another")
    broken = json.loads(data)
    middle = len(broken["data"]) // 2
    letter = "A" if broken["data"][middle] != "A" else "B"
    broken["data"] = broken["data"][:middle] + letter + broken["data"][middle + 1 :]
    with pytest.raises(SourceDamaged):
        read(json.dumps(broken).encode(), PASSWORD)


def test_a_protected_file_opens_by_the_rules_of_bitwarden():
    """With the library's Argon2 and the standard library, and none of the code under test."""
    whole = json.loads(written(Outgoing("vault", (), lambda: iter([_login()]), 1), PASSWORD))
    salt = hashlib.sha256(whole["salt"].encode()).digest()
    cost = (whole["kdfIterations"], whole["kdfMemory"] * 1024, whole["kdfParallelism"])
    key = hash_secret_raw(PASSWORD.encode(), salt, *cost, 32, Type.ID)
    cipher_key, mac_key = (hmac.digest(key, name + b"\1", "sha256") for name in (b"enc", b"mac"))
    for name in ("encKeyValidation_DO_NOT_EDIT", "data"):
        kind, rest = whole[name].split(".")
        vector, sealed, mac = (base64.b64decode(part) for part in rest.split("|"))
        assert kind == "2"
        assert mac == hmac.digest(mac_key, vector + sealed, "sha256")
        decryptor = Cipher(AES(cipher_key), CBC(vector)).decryptor()
        padded = decryptor.update(sealed) + decryptor.finalize()
    assert json.loads(padded[: -padded[-1]])["items"][0]["login"]["password"] == "secret"


def test_what_bitwarden_sets_where_nobody_chose():
    assert (BITWARDENS_COST.passes, BITWARDENS_COST.memory_kib >> 10, BITWARDENS_COST.lanes) == (
        3,
        64,
        4,
    )


def test_losses_are_named_once_each():
    item = _login()
    version = Version(id=1, at=1, title="Before", fields=())
    other = OutgoingItem(
        msgspec.structs.replace(item.overview, kind="wifi", trashed=5, title="Long"),
        Details(
            version=1,
            fields=(Field(id=1, role="notes", kind="note", value="x" * 8000),),
            history=(version,),
        ),
        attachments=(Attached("a", 1, lambda: iter([b"a"])),),
    )
    out = io.BytesIO()
    losses = write_json(out, Outgoing("v", (), lambda: iter([item, other]), 2))
    assert len(losses) == len({*losses}) == 6
    assert "“Long”" in losses[-1]
    assert not any("secret" in sentence for sentence in losses)


def test_an_ssh_key_that_bitwarden_would_refuse_goes_as_a_note():
    fields = (Field(id=1, role="ssh.private", kind="concealed", value="KEY"),)
    content = Content(kind="ssh_key", title="Key", fields=fields)
    overview = overview_of(content, item_id=1, created=1, modified=1)
    item = OutgoingItem(overview, Details(version=1, fields=fields))
    (found,) = json.loads(written(Outgoing("v", (), lambda: iter([item]), 1)))["items"]
    assert found["type"] == 2
    assert found["fields"] == [{"name": "private key", "value": "KEY", "type": 1, "linkedId": None}]


def test_nothing_of_the_content_stands_in_a_protected_file():
    data = written(Outgoing("vault", (("Folder",),), lambda: iter([_login()]), 1), PASSWORD)
    assert b"secret" not in data
    assert b"Folder" not in data
    head = json.loads(data)
    assert (head["encrypted"], head["passwordProtected"], head["kdfType"]) == (True, True, 1)


def out_of(*fields: Field, kind: str = "login") -> tuple[dict[str, Any], tuple[str, ...]]:
    """What is written of an item of these fields, and what is told."""
    content = Content(kind=kind, title="It", fields=fields)
    overview = overview_of(content, item_id=1, created=1, modified=1)
    item = OutgoingItem(overview, Details(version=1, fields=fields))
    out = io.BytesIO()
    losses = write_json(out, Outgoing("v", (), lambda: iter([item]), 1))
    return json.loads(out.getvalue())["items"][0], losses


@pytest.mark.parametrize(
    ("created", "written_as"),
    [
        ("2024-05-06T07:08:09.123Z", "2024-05-06T07:08:09.123Z"),
        ("2024-05-06T09:08:09+02:00", "2024-05-06T07:08:09.000Z"),
        ("last year", "1970-01-01T00:00:00.000Z"),
        ("", "1970-01-01T00:00:00.000Z"),
    ],
)
def test_a_passkey_has_a_date_for_without_one_bitwarden_takes_no_item_of_the_file(
    created, written_as
):
    passkey = dataclasses.replace(
        made.PASSKEYS[0], created=created, discoverable="TRUE", counter="٣"
    )
    item, losses = out_of(*passkey_fields(passkey))
    (credential,) = item["login"]["fido2Credentials"]
    assert credential["creationDate"] == written_as
    assert (credential["discoverable"], credential["counter"]) == ("true", "0")
    assert losses == ()


def test_a_field_of_another_name_fills_in_where_no_other_does():
    user = Field(id=1, role="username", label="member", value="ada")
    site = Field(id=2, role="website", kind="website", label="shop", value="https://a.example")
    mine = Field(id=3, role="password", kind="concealed", label="mine", value="one")
    own = Field(id=4, role="password", kind="concealed", value="two")
    item, losses = out_of(user, site, mine, own)
    assert (item["login"]["username"], item["login"]["password"]) == ("ada", "two")
    assert [one["uri"] for one in item["login"]["uris"]] == ["https://a.example"]
    assert [(one["name"], one["value"]) for one in item["fields"]] == [("mine", "one")]
    assert losses == (
        "1 item has fields with names of their own, which are lost where Bitwarden has its own.",
    )
    assert out_of(own)[1] == ()


@pytest.mark.parametrize(
    ("memory", "passes", "wanted"),
    [(19 << 10, 2, 3), (64 << 10, 3, 3), (256 << 10, 2, 8), (1 << 20, 3, 10), (65_537, 5, 5)],
)
def test_its_key_costs_what_the_vaults_does_as_far_as_bitwarden_takes_that(memory, passes, wanted):
    assert near(Argon2Cost(memory, passes, 1)) == Argon2Cost(64 << 10, wanted, 4)
