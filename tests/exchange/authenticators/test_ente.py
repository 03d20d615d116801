# SPDX-License-Identifier: GPL-3.0-or-later
"""Ente Auth's encrypted export; the file was sealed by libsodium itself."""

import json
from typing import Any

import pytest
from tests.exchange.files import json_file, roles, source_of

from strongroom.crypto.kdf import Argon2Cost
from strongroom.errors import (
    CannotImport,
    SourceDamaged,
    SourcePasswordNeeded,
    SourceTooCostly,
    SourceWrongPassword,
    TooCostly,
)
from strongroom.exchange import costs
from strongroom.exchange.authenticators import ente, secretstream
from strongroom.exchange.formats import recognise
from strongroom.exchange.reading import Given, Reading, no_step
from strongroom.secret import SecretBytes

SALT = "AAECAwQFBgcICQoLDA0ODw=="
SETTINGS: dict[str, Any] = {"memLimit": 8 << 20, "opsLimit": 3, "salt": SALT}
WHOLE: dict[str, Any] = {
    "version": 1,
    "kdfParams": SETTINGS,
    "encryptedData": "23G/izhvH+HbtdKQ7k+vRLBUvqjB80+FevfLdoLa2aM3XePhfNRxQuw0Cxh9uNyk7wto7lro4tmP0"
    "5j2vuQ07e1lKrjSU9CEzTuiPzCof/YFQm4+6xRnlASsnTcaEmoKL9/NtRG8J+3mFWSpu/LyO/ItXAJuj40zHTIDBL4UFazc"
    "XUU9dmahGEiebBrGSOVeVg3l14AHhFDpMuB/FsSMzkqXMmoCSAik/3NldsoG",
    "encryptionNonce": "OmUzkPtF0Fppy0TRdv3H2E7bpoIYp2US",
}
NOTHING: dict[str, Any] = {
    "encryptedData": "rGjADmyasG1pIxzDGWmUVw8=",
    "encryptionNonce": "CzJFWiwPS4m5l0yqgSRxKFb0FLn7aCcq",
}


def opened(*, password: str | None = "påss", costly: bool = False, **changes: Any) -> Reading:
    source = source_of(json_file(WHOLE | changes))
    found = recognise(source)
    assert found is not None
    assert (found.name, found.plain) == ("ente-encrypted", False)
    secret = SecretBytes.of_text(password) if password else None
    return found.read(source, Given(secret, costly=costly), no_step)


def test_the_links_come_as_those_of_the_plain_export():
    site, other = opened().entries
    assert site.content.title == "Site"
    assert roles(site)["username"] == "me"
    assert "algorithm=SHA256&digits=7&period=60" in roles(site)["otp"]
    assert roles(other)["username"] == "you"


def test_another_password_or_other_bytes_do_not_open_it():
    with pytest.raises(SourcePasswordNeeded):
        opened(password=None)
    with pytest.raises(SourceWrongPassword):
        opened(password="pass")
    for place in (0, 10, -8):
        data = list(WHOLE["encryptedData"])
        data[place] = "A" if data[place] != "A" else "B"
        with pytest.raises(SourceWrongPassword):
            opened(encryptedData="".join(data))
    with pytest.raises(CannotImport, match="empty"):
        opened(**NOTHING)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"encryptedData": ""}, SourceDamaged),
        ({"encryptedData": "AAAA"}, SourceWrongPassword),
        ({"encryptionNonce": "AAAA"}, SourceDamaged),
        ({"encryptionNonce": "?"}, SourceDamaged),
        ({"kdfParams": None}, SourceDamaged),
        ({"kdfParams": SETTINGS | {"memLimit": 1}}, SourceDamaged),
        ({"kdfParams": SETTINGS | {"memLimit": 2**60}}, SourceDamaged),
        ({"kdfParams": SETTINGS | {"memLimit": 1 << 30}}, SourceTooCostly),
        ({"kdfParams": SETTINGS | {"opsLimit": 0}}, SourceDamaged),
        ({"kdfParams": SETTINGS | {"opsLimit": 2**60}}, SourceDamaged),
        ({"kdfParams": SETTINGS | {"salt": "AAAA"}}, SourceDamaged),
    ],
)
def test_settings_that_no_app_writes_or_that_cost_much(changes, error):
    with pytest.raises(error):
        opened(**changes)


def test_memory_that_is_not_there_has_its_sentence(monkeypatch):
    def none(*_what: object) -> SecretBytes:
        raise TooCostly

    monkeypatch.setattr(costs, "argon2_as_asked", none)
    with pytest.raises(CannotImport, match="8 MiB"):
        opened()


def test_the_memory_is_in_bytes_and_there_is_one_lane(monkeypatch):
    asked: list[Argon2Cost] = []

    def noted(_password: SecretBytes, _salt: bytes, cost: Argon2Cost) -> SecretBytes:
        asked.append(cost)
        return SecretBytes(bytes(32))

    monkeypatch.setattr(costs, "argon2_as_asked", noted)
    with pytest.raises(SourceWrongPassword):
        opened(kdfParams=SETTINGS | {"memLimit": 1 << 30, "opsLimit": 4}, costly=True)
    assert asked == [Argon2Cost(memory_kib=1 << 20, passes=4, lanes=1)]


def test_hchacha20_gives_what_its_draft_says():
    """draft-irtf-cfrg-xchacha, section 2.2.1."""
    nonce = bytes.fromhex("000000090000004a0000000031415927")
    with (
        SecretBytes(bytes(range(32))) as key,
        secretstream.hchacha20(key, nonce) as made,
    ):
        assert bytes(made.buffer).hex() == (
            "82413b4227b27bfed30e42508a877d73a0f9e4d58a74a853c12ec41326d3ecdc"
        )


def test_it_is_told_from_other_json():
    half = {key: WHOLE[key] for key in ("version", "kdfParams", "encryptedData")}
    assert not ente.FORMATS[0].fits(source_of(json.dumps(half).encode()))
