# SPDX-License-Identifier: GPL-3.0-or-later
"""Twofish held to the vectors that its authors published (256-bit keys)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pykeepass.kdbx_parsing.twofish import MODE_CBC, Twofish

from strongroom.exchange.kdbx.twofish import TwofishCbc
from strongroom.secret import SecretBytes

# ecb_ival.txt: each text is encrypted again under a key made of the two before it.
CHAIN = [
    "00000000000000000000000000000000",
    "57FF739D4DC92C1BD7FC01700CC8216F",
    "D43BB7556EA32E46F2A282B7D45B4E0D",
    "90AFE91BB288544F2C32DC239B2635E6",
    "6CB4561C40BF0A9705931CB6D408E7FA",
    "3059D6D61753B958D92F4781C8640E58",
    "E69465770505D7F80EF68CA38AB3A3D6",
    "5AB67A5F8539A4A5FD9F0373BA463466",
    "DC096BCD99FC72F79936D4C748E75AF7",
    "C5A3E7CEE0F1B7260528A68FB4EA05F2",
    "43D5CEC327B24AB90AD34A79D0469151",
]
ZERO = "00" * 16
VECTORS = [
    # the paper's own, for a key of 256 bits
    (
        "0123456789ABCDEFFEDCBA987654321000112233445566778899AABBCCDDEEFF",
        ZERO,
        "37527BE0052334B89F0CFCCAE87CFA20",
    ),
    *(
        ((CHAIN[at - 1] if at else ZERO) + (CHAIN[at - 2] if at > 1 else ZERO), CHAIN[at], cipher)
        for at, cipher in enumerate(CHAIN[1:])
    ),
    # the last of the same file, I=49
    (
        "248A7F3528B168ACFDD1386E3F51E30C2E2158BC3E5FC714C1EEECA0EA696D48",
        "431058F4DBC7F734DA4F02F04CC4F459",
        "37FE26FF1CF66175F5DDF4C33B97A205",
    ),
]


def decrypting(key: bytes, iv: bytes) -> TwofishCbc:
    with SecretBytes(key) as secret:
        return TwofishCbc(secret, iv)


@pytest.mark.parametrize(("key", "plain", "cipher"), VECTORS)
def test_the_published_vectors(key, plain, cipher):
    made = decrypting(bytes.fromhex(key), bytes(16)).update(bytes.fromhex(cipher))
    assert made == bytes.fromhex(plain)


@settings(max_examples=20)
@given(
    st.binary(min_size=32, max_size=32),
    st.binary(min_size=16, max_size=16),
    st.lists(st.integers(0, 40), min_size=1, max_size=4),
    st.randoms(use_true_random=False),
)
def test_pieces_are_what_another_implementation_encrypted(key, iv, counts, chance):
    plain = chance.randbytes(16 * sum(counts))
    cipher = Twofish.new(key, MODE_CBC, iv).encrypt(plain) if plain else b""
    ours, at, made = decrypting(key, iv), 0, b""
    for count in counts:
        made += ours.update(cipher[at : at + 16 * count])
        at += 16 * count
    assert made == plain


def test_more_than_a_batch_of_blocks_is_chained_through():
    plain = bytes(range(256)) * 300
    cipher = Twofish.new(b"k" * 32, MODE_CBC, b"i" * 16).encrypt(plain)
    assert decrypting(b"k" * 32, b"i" * 16).update(cipher) == plain


@pytest.mark.parametrize(("key", "iv"), [(16, 16), (32, 12)])
def test_another_size_of_key_or_iv_is_refused(key, iv):
    with pytest.raises(ValueError, match="Twofish"):
        decrypting(bytes(key), bytes(iv))
