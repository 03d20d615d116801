# SPDX-License-Identifier: GPL-3.0-or-later
import hashlib
import hmac

import pytest
from argon2.low_level import Type, hash_secret_raw

from strongroom.crypto import derivations, kdf
from strongroom.crypto.kdf import Argon2Cost
from strongroom.secret import SecretBytes

PASSWORD = "päss word".encode()


@pytest.mark.parametrize("rounds", [1, 1000])
def test_pbkdf2_agrees_with_the_standard_library(rounds):
    for name, derive in (
        ("sha1", derivations.pbkdf2_sha1),
        ("sha256", derivations.pbkdf2_sha256),
    ):
        theirs = hashlib.pbkdf2_hmac(name, PASSWORD, b"salt", rounds, 32)
        assert derive(SecretBytes(PASSWORD), b"salt", rounds).buffer == theirs


def test_pbkdf2_gives_rfc_6070s_vector():
    key = derivations.pbkdf2_sha1(SecretBytes(b"password"), b"salt", 4096)
    assert key.buffer.hex().startswith("4b007901b765489abead49d926f721d065a429c1")


def test_scrypt_gives_rfc_7914s_vector():
    key = derivations.scrypt(SecretBytes(b"password"), b"NaCl", rounds=1024, block=8, lanes=16)
    assert key.buffer.hex() == "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"


def test_scrypt_refuses_what_is_none():
    with pytest.raises(ValueError, match="power of 2"):
        derivations.scrypt(SecretBytes(b"a"), b"b", rounds=1000, block=8, lanes=1)


def test_scrypt_refuses_an_n_that_rfc_7914_rules_out():
    for rounds in (1 << 16, 1 << 17, 1 << 40):
        with pytest.raises(ValueError, match=r"below 2\^"):
            derivations.scrypt(SecretBytes(b"a"), b"b", rounds=rounds, block=1, lanes=1)
    derivations.scrypt(SecretBytes(b"a"), b"b", rounds=1 << 15, block=1, lanes=1).close()


def test_hkdf_expand_is_one_hmac_for_32_bytes():
    wanted = hmac.digest(b"k" * 32, b"enc\x01", "sha256")
    assert derivations.hkdf_expand_sha256(SecretBytes(b"k" * 32), b"enc").buffer == wanted


@pytest.mark.parametrize("kind", [Type.D, Type.ID])
@pytest.mark.parametrize("version", [0x10, 0x13])
@pytest.mark.parametrize("threads", [None, 1, 2])
def test_argon2_as_asked_takes_a_cost_below_our_bounds(kind, version, threads):
    cost, salt = Argon2Cost(memory_kib=64, passes=2, lanes=2), bytes(range(32))
    theirs = hash_secret_raw(PASSWORD, salt, 2, 64, 2, 32, kind, version)
    ours = kdf.argon2_as_asked(
        SecretBytes(PASSWORD), salt, cost, kind=kind, version=version, threads=threads
    )
    assert ours.buffer == theirs


def test_the_password_stays_its_owners():
    password = SecretBytes(PASSWORD)
    derivations.pbkdf2_sha256(password, b"salt", 1).close()
    derivations.scrypt(password, b"salt", rounds=2, block=1, lanes=1).close()
    assert password.buffer == PASSWORD
