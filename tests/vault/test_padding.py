# SPDX-License-Identifier: GPL-3.0-or-later
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.errors import Damaged, InvalidInput
from strongroom.vault import padding

FRAME = 32  # nonce, tag and length


@given(st.binary(max_size=2000))
def test_unpads_to_what_was_padded(data):
    size = padding.details_size(len(data))
    assert padding.unpad(padding.pad(data, size)) == data
    assert len(padding.pad(data, size)) == size - 28


@given(st.integers(0, padding.OVERVIEW_MOST - FRAME))
def test_an_overview_has_the_least_multiple_of_256(length):
    size = padding.overview_size(length)
    assert size % 256 == 0
    assert size - 256 < length + FRAME <= size


@given(st.integers(0, padding.DETAILS_MOST - FRAME))
def test_details_have_the_least_power_of_two_less_32(length):
    size = padding.details_size(length)
    assert size >= 480
    assert (size + 32).bit_count() == 1
    assert length + FRAME <= size
    assert size == 480 or length + FRAME > (size + 32) // 2 - 32


def test_limits_are_those_of_the_format():
    assert padding.OVERVIEW_MOST == 65_536
    assert padding.DETAILS_MOST == (1 << 24) - 32
    assert padding.PART_MOST == 4_194_304
    assert padding.PART_ROOM == 4_194_272


def test_what_is_added_is_zeros():
    assert padding.pad(b"ab", 480) == b"\0\0\0\2ab" + bytes(446)


def test_data_may_fill_all_there_is():
    assert padding.unpad((2).to_bytes(4) + b"ab") == b"ab"


def test_what_does_not_fit_is_refused_in_words():
    padding.overview_size(padding.OVERVIEW_MOST - FRAME)
    with pytest.raises(InvalidInput, match="shorten"):
        padding.overview_size(padding.OVERVIEW_MOST - FRAME + 1)
    padding.details_size(padding.DETAILS_MOST - FRAME)
    with pytest.raises(InvalidInput, match="too large"):
        padding.details_size(padding.DETAILS_MOST - FRAME + 1)


@pytest.mark.parametrize(
    "plain", [(5).to_bytes(4) + b"four", b"\xff" * 8, (1).to_bytes(4), b"\0\0\1"]
)
def test_a_length_beyond_the_end_is_damage(plain):
    with pytest.raises(Damaged):
        padding.unpad(plain)


def test_what_follows_the_data_is_not_looked_at():
    assert padding.unpad((1).to_bytes(4) + b"a" + b"rest") == b"a"


@given(st.integers(2, 1 << 40))
def test_padme_is_the_paper_s(length):
    exponent = math.floor(math.log2(length))
    bits = exponent - (math.floor(math.log2(exponent)) + 1)
    padded = padding.padme(length)
    assert padded % (1 << bits) == 0
    assert length <= padded < length + (1 << bits)
    assert padded <= length * 1.12


@pytest.mark.parametrize("length", [0, 1])
def test_padme_of_next_to_nothing(length):
    assert padding.padme(length) == length


@given(st.integers(0, 100_000_000))
def test_parts_of_an_attachment_hold_it_and_only_the_last_is_short(length):
    sizes = padding.part_sizes(length)
    assert sizes[:-1] == [padding.PART_MOST] * (len(sizes) - 1)
    assert FRAME < sizes[-1] <= padding.PART_MOST
    room = sum(size - FRAME for size in sizes)
    assert room == max(padding.padme(length), 448)
