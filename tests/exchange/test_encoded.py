# SPDX-License-Identifier: GPL-3.0-or-later
import base64

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from hypothesis import given
from hypothesis import strategies as st

from strongroom.exchange.encoded import bytes64, der_of, pem_of, strictly64, to_url64, url64
from strongroom.exchange.p256 import p256_pem


@given(st.binary(max_size=100))
def test_bytes_come_back_from_every_spelling(data):
    plain = base64.b64encode(data).decode()
    assert strictly64(plain) == strictly64(plain.encode()) == data
    assert url64(plain) == to_url64(data)
    for text in (plain, plain.rstrip("="), to_url64(data), f" {plain}\n", "\n".join(plain)):
        assert bytes64(text) == data


def test_what_is_no_base64():
    assert bytes64("-_8") == b"\xfb\xff"
    for text in ("?", "a", "ä", "\ud800"):
        assert bytes64(text) is strictly64(text) is None
    for text in ("-_8=", "+/8", "+/8=\n"):
        assert strictly64(text) is None


@given(st.binary(min_size=1, max_size=200))
def test_a_private_key_comes_back_from_its_pem(key):
    lines = pem_of(key).splitlines()
    assert der_of(pem_of(key)) == key
    assert max(map(len, lines)) <= 64


def test_what_is_no_pem():
    assert pem_of(b"") == ""
    for pem in ("", "AAAA", pem_of(b"key").replace("PRIVATE", "PUBLIC"), pem_of(b"key")[:-9]):
        assert der_of(pem) is None
    assert der_of(pem_of(b"key").replace("\na", "\n?")) is None


def test_a_key_on_the_curve_of_passkeys():
    key = ec.generate_private_key(ec.SECP256R1())
    numbers = key.private_numbers()
    point = numbers.public_numbers
    parts = [n.to_bytes(32, "big") for n in (numbers.private_value, point.x, point.y)]
    loaded = load_pem_private_key(p256_pem(*parts).encode(), None)
    assert isinstance(loaded, ec.EllipticCurvePrivateKey)
    assert loaded.private_numbers() == numbers
    assert p256_pem(parts[0], parts[1], b"") == ""
