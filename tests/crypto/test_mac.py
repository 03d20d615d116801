# SPDX-License-Identifier: GPL-3.0-or-later
import hashlib

from hypothesis import given
from hypothesis import strategies as st

from strongroom.crypto.mac import MAC_BYTES, hmac_sha256
from strongroom.secret import SecretBytes


def test_gives_rfc_4231_test_case_2():
    mac = hmac_sha256(SecretBytes(b"Jefe"), b"what do ya want for nothing?")
    assert mac.hex() == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"


@given(st.binary(min_size=1, max_size=64), st.lists(st.binary()))
def test_is_rfc_2104_over_the_pieces_joined(key, pieces):
    block = key.ljust(64, b"\0")
    inner = hashlib.sha256(bytes(b ^ 0x36 for b in block) + b"".join(pieces)).digest()
    outer = hashlib.sha256(bytes(b ^ 0x5C for b in block) + inner).digest()
    assert hmac_sha256(SecretBytes(key), *pieces) == outer
    assert len(outer) == MAC_BYTES


def test_takes_buffers_as_they_are():
    key = SecretBytes(bytes(32))
    assert hmac_sha256(key, bytearray(b"a"), memoryview(b"b")) == hmac_sha256(key, b"ab")
