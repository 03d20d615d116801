# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.crypto.sealing import OVERHEAD, SealBroken, Sealer, tag_of
from strongroom.secret import SecretBytes

SEALER = Sealer(SecretBytes(bytes(range(32))))


@given(st.binary(), st.binary())
def test_opens_to_what_was_sealed(plain, ad):
    sealed = SEALER.seal(plain, ad)
    assert len(sealed) == len(plain) + OVERHEAD
    assert SEALER.open(sealed, ad) == plain
    assert SEALER.open_secret(sealed, ad).buffer == plain


@given(st.binary(max_size=64), st.data())
def test_one_flipped_bit_anywhere_breaks_the_seal(plain, data):
    sealed = bytearray(SEALER.seal(plain, b"here"))
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(SealBroken):
        SEALER.open(bytes(sealed), b"here")
    with pytest.raises(SealBroken):
        SEALER.open_secret(bytes(sealed), b"here")


@given(st.binary(max_size=OVERHEAD + 4))
def test_whatever_was_not_sealed_does_not_open(noise):
    for opened in (SEALER.open, SEALER.open_secret):
        with pytest.raises(SealBroken) as caught:
            opened(noise, b"")
        assert caught.value.__cause__ is None


def test_another_place_or_key_does_not_open_it():
    sealed = SEALER.seal(b"row", b"here")
    with pytest.raises(SealBroken):
        SEALER.open(sealed, b"there")
    with pytest.raises(SealBroken):
        Sealer(SecretBytes(bytes(32))).open(sealed, b"here")


def test_the_same_text_is_sealed_differently_each_time():
    assert SEALER.seal(b"row", b"") != SEALER.seal(b"row", b"")


@pytest.mark.parametrize("length", [0, 16, 24, 31, 33])
def test_a_key_has_32_bytes(length):
    with pytest.raises(ValueError, match="32 bytes"):
        Sealer(SecretBytes(bytes(length)))


def test_zeroing_the_key_does_not_turn_it_into_a_key_of_zeros():
    key = SecretBytes(bytes(range(32)))
    sealer = Sealer(key)
    key.close()
    assert SEALER.open(sealer.seal(b"row", b""), b"") == b"row"


def test_a_closed_sealer_seals_nothing():
    sealer = Sealer(SecretBytes(bytes(32)))
    sealer.close()
    with pytest.raises(AttributeError):
        sealer.seal(b"row", b"")


def test_opens_many_as_it_opens_one():
    rows = [
        (number, SEALER.seal(b"row %d" % number, b"table" + number.to_bytes(8)))
        for number in (1, 2, (1 << 63) - 1)
    ]
    assert list(SEALER.open_rows(rows, b"table")) == [
        (number, b"row %d" % number) for number, _sealed in rows
    ]


@pytest.mark.parametrize(
    "broken",
    [(2, SEALER.seal(b"", b"table" + bytes(8))), (2, b"short"), (-1, bytes(28)), (1 << 64, b"")],
)
def test_stops_at_the_first_of_many_that_does_not_open(broken):
    opening = SEALER.open_rows(
        [(1, SEALER.seal(b"x", b"table" + (1).to_bytes(8))), broken], b"table"
    )
    assert next(opening) == (1, b"x")
    with pytest.raises(SealBroken):
        next(opening)


def test_what_goes_wrong_where_the_rows_come_from_is_not_a_broken_seal():
    def fail(_number: int) -> tuple[int, bytes]:
        raise LookupError

    with pytest.raises(LookupError):
        list(SEALER.open_rows(map(fail, [1]), b"table"))


def test_the_tag_is_the_end():
    sealed = SEALER.seal(b"row", b"")
    assert sealed.endswith(tag_of(sealed))
    assert len(tag_of(sealed)) == 16
