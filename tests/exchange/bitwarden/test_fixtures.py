# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that Bitwarden wrote, field by field.

What they must give is read from them by the json module alone, and the protected one is
opened here by a few lines of its own; neither uses the code under test.
"""

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from tests.conftest import EXPORTS

from strongroom.errors import SourcePasswordNeeded, SourceWrongPassword
from strongroom.exchange.bitwarden import FORMATS
from strongroom.exchange.reading import Entry, Given, Reading, no_step
from strongroom.exchange.source import Source
from strongroom.model.fields import FieldKind, ItemKind, Role
from strongroom.secret import SecretBytes

pytestmark = pytest.mark.exports
PLAIN, PROTECTED, _ZIP = FORMATS


def read(name: str, password: str | None = None) -> Reading:
    given = Given(None if password is None else SecretBytes.of_text(password))
    with (EXPORTS / name).open("rb") as file:
        source = Source(file, name)
        found = next(one for one in FORMATS if one.fits(source))
        assert found.real
        return found.read(source, given, no_step)


def opened(outside: dict[str, Any], password: str) -> Any:
    """The white paper's way, in the plainest code there is."""
    assert outside["kdfType"] == 0
    key = hashlib.pbkdf2_hmac(
        "sha256", password.encode(), outside["salt"].encode(), outside["kdfIterations"]
    )
    cipher_key = hmac.digest(key, b"enc\x01", "sha256")
    vector, data, _mac = (base64.b64decode(part) for part in outside["data"][2:].split("|"))
    decryptor = Cipher(AES(cipher_key), CBC(vector)).decryptor()
    padded = decryptor.update(data) + decryptor.finalize()
    return json.loads(padded[: -padded[-1]])


def values(entry: Entry, role: str) -> list[str]:
    return [field.value for field in entry.content.fields if field.role == role]


def custom(entry: Entry) -> list[tuple[str, str, str]]:
    fields = (field for field in entry.content.fields if not field.role)
    return [(field.kind, field.label, field.value) for field in fields]


def check(reading: Reading, wanted: dict[str, Any]) -> None:
    """Hold every item of a reading to what the file says of it."""
    folders = {one["id"]: tuple(one["name"].split("/")) for one in wanted["folders"]}
    assert reading.problems == ()
    assert len(reading.entries) == len(wanted["items"])
    for entry, item in zip(reading.entries, wanted["items"], strict=True):
        login = item.get("login", {})
        kinds = {1: ItemKind.LOGIN, 2: ItemKind.NOTE}
        assert entry.content.kind == kinds[item["type"]]
        assert entry.content.title == item["name"]
        assert entry.path == folders.get(item["folderId"], ())
        assert entry.content.favourite == item["favorite"]
        assert values(entry, Role.NOTES) == [item["notes"]] * bool(item["notes"])
        for key, role in (("username", Role.USERNAME), ("password", Role.PASSWORD)):
            assert values(entry, role) == [text for text in [login.get(key)] if text]
        # Fourteen letters are no whole number of bytes in Base32: kept, and said to be none.
        broken = login.get("totp") == "fsfsfsfsefefef"
        totp = [text for text in [login.get("totp")] if text]
        assert values(entry, Role.OTP) == ([] if broken else totp)
        assert values(entry, Role.WEBSITE) == [one["uri"] for one in login.get("uris", [])]
        kept = [(FieldKind.CONCEALED, "one-time password", *totp)] if broken else []
        assert custom(entry) == kept + [
            ([FieldKind.TEXT, FieldKind.CONCEALED][one["type"]], one["name"], one["value"])
            for one in item.get("fields", [])
        ]
        assert len(entry.losses) == broken
        assert entry.trashed is None
        assert entry.history == ()


def test_every_field_of_the_plain_export():
    wanted = json.loads((EXPORTS / "bitwarden.json").read_bytes())
    assert len(wanted["items"]) == 14
    reading = read("bitwarden.json")
    check(reading, wanted)
    assert reading.losses == ()
    assert {entry.path for entry in reading.entries} >= {("Emails", "WS"), ("Bank",)}


def test_every_field_of_the_protected_export():
    wanted = opened(json.loads((EXPORTS / "bitwarden-password-protected.json").read_bytes()), "a")
    assert len(wanted["items"]) == 1
    check(read("bitwarden-password-protected.json", "a"), wanted)


def test_the_protected_export_asks_for_its_password_and_knows_it():
    with pytest.raises(SourcePasswordNeeded):
        read("bitwarden-password-protected.json")
    with pytest.raises(SourceWrongPassword):
        read("bitwarden-password-protected.json", "b")
