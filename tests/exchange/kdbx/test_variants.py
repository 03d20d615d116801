# SPDX-License-Identifier: GPL-3.0-or-later
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.exchange.kdbx.maker import dictionary

from strongroom.errors import SourceDamaged
from strongroom.exchange.kdbx import variants

VALUES = (
    st.tuples(st.just(variants.UINT32), st.integers(0, 2**32 - 1))
    | st.tuples(st.just(variants.UINT64), st.integers(0, 2**64 - 1))
    | st.tuples(st.just(variants.INT32), st.integers(-(2**31), 2**31 - 1))
    | st.tuples(st.just(variants.INT64), st.integers(-(2**63), 2**63 - 1))
    | st.tuples(st.just(variants.BOOL), st.booleans())
    | st.tuples(st.just(variants.TEXT), st.text())
    | st.tuples(st.just(variants.BYTES), st.binary())
)


@given(st.dictionaries(st.text(), VALUES))
def test_what_is_built_is_parsed(values):
    wanted = {name: value for name, (_kind, value) in values.items()}
    assert variants.parse(variants.build(values)) == wanted


@given(st.binary())
def test_any_bytes_are_a_dictionary_or_damage(data):
    try:
        variants.parse(data)
    except SourceDamaged:
        return


@pytest.mark.parametrize("cut", range(1, 30))
def test_a_dictionary_that_breaks_off(cut):
    whole = dictionary({"name": (0x04, struct.pack("<I", 5)), "b": (0x42, b"12")})
    with pytest.raises(SourceDamaged):
        variants.parse(whole[:-cut])


@pytest.mark.parametrize("kind", [0x04, 0x05, 0x08, 0x0C, 0x0D, 0x77])
def test_values_of_another_size_or_kind(kind):
    with pytest.raises(SourceDamaged):
        variants.parse(dictionary({"a": (kind, b"123")}))


def test_a_newer_dictionary_is_refused_and_a_later_one_of_the_same_kind_read():
    with pytest.raises(SourceDamaged):
        variants.parse(dictionary({}, version=0x0200))
    assert variants.parse(dictionary({}, version=0x0105)) == {}


def test_text_that_is_no_utf_8_is_no_reason_to_stop():
    assert variants.parse(dictionary({"a": (0x18, b"\xff")})) == {"a": "\ufffd"}
