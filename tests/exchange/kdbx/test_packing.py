# SPDX-License-Identifier: GPL-3.0-or-later
import gzip
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.exchange.kdbx.packing import Gzip

TEXT = b"what repeats itself shrinks; "


def packed(*pieces: bytes) -> bytes:
    machine = Gzip()
    return b"".join(machine.pack(piece) for piece in pieces) + machine.finish()


@given(
    st.lists(
        st.binary(max_size=200)
        | st.integers(1, 5000).map(lambda times: TEXT * times)
        | st.integers(1, 200_000).map(os.urandom),
        max_size=8,
    )
)
def test_gzip_unpacks_it_whatever_was_packed_or_stored(pieces):
    assert gzip.decompress(packed(*pieces)) == b"".join(pieces)


@pytest.mark.parametrize("size", [16 << 10, 65_535, 65_536, 1 << 20])
def test_what_does_not_shrink_is_stored_as_it_is(size):
    noise = os.urandom(size)
    made = packed(TEXT, noise, TEXT, noise[:20])
    assert noise[:60_000] in made
    assert len(made) < size + 200
    assert gzip.decompress(made) == TEXT + noise + TEXT + noise[:20]


def test_what_shrinks_is_packed():
    assert len(packed(TEXT * 10_000)) < 3_000


def test_nothing_at_all():
    assert gzip.decompress(packed()) == b""
    assert gzip.decompress(packed(b"")) == b""
