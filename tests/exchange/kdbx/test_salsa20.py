# SPDX-License-Identifier: GPL-3.0-or-later
"""Salsa20 held to the vectors of the ECRYPT stream cipher project (256-bit keys)."""

import pytest
from Cryptodome.Cipher import Salsa20 as Theirs
from hypothesis import given
from hypothesis import strategies as st

from strongroom.exchange.kdbx.salsa20 import Salsa20
from strongroom.secret import SecretBytes

SET_6_KEY = "0053A6F94C9FF24598EB3E91E4378ADD3083D6297CCF2275C81B6EC11467BA0D"
SET_6_NONCE = "0D74DB42A91077DE"
# set, vector: key, nonce, where in the stream, the stream there
VECTORS = [
    (
        "80" + 31 * "00", 8 * "00", 0,
        ("E3BE8FDD8BECA2E3EA8EF9475B29A6E7003951E1097A5C38D23B7A5FAD9F6844"
         "B22C97559E2723C7CBBD3FE4FC8D9A0744652A83E72A9C461876AF4D7EF1A117"),
    ),
    (
        32 * "FC", 8 * "00", 0,
        ("356DD71DBC2B216B7A439E07BCC1348F769F7EF482486C92E8FD8EB050224838"
         "AB1F4DFCD2FB196AFD4C4FFBF51B91246BF45AE8131B8D5CAFA29FC3025A3597"),
    ),
    (
        32 * "00", "80" + 7 * "00", 0,
        ("2ABA3DC45B4947007B14C851CD694456B303AD59A465662803006705673D6C3E"
         "29F1D3510DFC0405463C03414E0E07E359F1F1816C68B2434A19D3EEE0464873"),
    ),
    (
        SET_6_KEY, SET_6_NONCE, 0,
        ("F5FAD53F79F9DF58C4AEA0D0ED9A9601F278112CA7180D565B420A48019670EA"
         "F24CE493A86263F677B46ACE1924773D2BB25571E1AA8593758FC382B1280B71"),
    ),
    (
        SET_6_KEY, SET_6_NONCE, 65472,
        ("B70C50139C63332EF6E77AC54338A4079B82BEC9F9A403DFEA821B83F7860791"
         "650EF1B2489D0590B1DE772EEDA4E3BCD60FA7CE9CD623D9D2FD5758B8653E70"),
    ),
    (
        SET_6_KEY, SET_6_NONCE, 131008,
        ("A13FFA1208F8BF50900886FAAB40FD10E8CAA306E63DF39536A1564FB760B242"
         "A9D6A4628CDC878762834E27A541DA2A5E3B3445989C76F611E0FEC6D91ACACC"),
    ),
]  # fmt: skip


def stream(key: bytes, nonce: bytes) -> Salsa20:
    with SecretBytes(key) as secret:
        return Salsa20(secret, nonce)


@pytest.mark.parametrize(("key", "nonce", "at", "wanted"), VECTORS)
def test_the_published_vectors(key, nonce, at, wanted):
    made = stream(bytes.fromhex(key), bytes.fromhex(nonce)).update(bytes(at + 64))
    assert made[at:] == bytes.fromhex(wanted)


@given(
    st.binary(min_size=32, max_size=32),
    st.binary(min_size=8, max_size=8),
    st.lists(st.binary(max_size=9000), max_size=6),
)
def test_pieces_of_any_size_are_those_of_another_implementation(key, nonce, pieces):
    ours, theirs = stream(key, nonce), Theirs.new(key=key, nonce=nonce)
    assert [ours.update(piece) for piece in pieces] == [theirs.encrypt(piece) for piece in pieces]


@pytest.mark.parametrize(("key", "nonce"), [(16, 8), (32, 12)])
def test_another_size_of_key_or_nonce_is_refused(key, nonce):
    with pytest.raises(ValueError, match="Salsa20"):
        stream(bytes(key), bytes(nonce))
