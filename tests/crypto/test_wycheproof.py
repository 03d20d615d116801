# SPDX-License-Identifier: GPL-3.0-or-later
"""C2SP's vectors against the primitives as this program calls them, invalid ones too.

Other lengths of key, nonce and tag are not tried: there is no way to call for them here.
"""

import hmac
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from strongroom.crypto.kdf import hkdf_sha256
from strongroom.crypto.mac import hmac_sha256
from strongroom.crypto.sealing import SealBroken, Sealer
from strongroom.secret import SecretBytes

VECTORS = Path(__file__).parents[3] / "shared" / "fixtures" / "wycheproof"

pytestmark = pytest.mark.exports

Vector = tuple[dict[str, Any], dict[str, Any]]


def vectors(name: str) -> Iterator[Vector]:
    for group in json.loads((VECTORS / name).read_text())["testGroups"]:
        for test in group["tests"]:
            yield group, test


def octets(test: dict[str, Any], *names: str) -> bytes:
    return b"".join(bytes.fromhex(test[name]) for name in names)


def test_aes_gcm(monkeypatch):
    tried = []
    for group, test in vectors("aes_gcm_test.json"):
        if (group["keySize"], group["ivSize"], group["tagSize"]) != (256, 96, 128):
            continue
        sealer = Sealer(SecretBytes(octets(test, "key")))
        sealed, ad = octets(test, "iv", "ct", "tag"), octets(test, "aad")
        tried.append(test["result"])
        if test["result"] == "valid":
            assert sealer.open(sealed, ad) == octets(test, "msg"), test["tcId"]
            with monkeypatch.context() as patch:
                patch.setattr(os, "urandom", lambda _length, test=test: octets(test, "iv"))
                assert sealer.seal(octets(test, "msg"), ad) == sealed, test["tcId"]
        else:
            with pytest.raises(SealBroken):
                sealer.open(sealed, ad)
            with pytest.raises(SealBroken):
                sealer.open_secret(sealed, ad)
    assert tried.count("valid") > 30
    assert tried.count("invalid") > 20


def test_hkdf_sha256():
    tried = []
    for _group, test in vectors("hkdf_sha256_test.json"):
        given = {"salt": octets(test, "salt"), "info": octets(test, "info"), "length": test["size"]}
        ikm = SecretBytes(octets(test, "ikm"))
        tried.append(test["result"])
        if test["result"] == "valid":
            assert hkdf_sha256(ikm, **given).buffer == octets(test, "okm"), test["tcId"]
        else:
            with pytest.raises(ValueError, match="larger"):
                hkdf_sha256(ikm, **given)
    assert tried.count("valid") > 80
    assert tried.count("invalid") == 3


def test_hmac_sha256():
    tried = []
    for group, test in vectors("hmac_sha256_test.json"):
        made = hmac_sha256(SecretBytes(octets(test, "key")), octets(test, "msg"))
        fits = hmac.compare_digest(made[: group["tagSize"] // 8], octets(test, "tag"))
        assert fits is (test["result"] == "valid"), test["tcId"]
        tried.append(test["result"])
    assert tried.count("valid") > 60
    assert tried.count("invalid") > 100
