# SPDX-License-Identifier: GPL-3.0-or-later
import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.secret import SecretBytes


@given(st.binary())
def test_holds_what_it_was_given(data):
    secret = SecretBytes(data)
    assert bytes(secret.buffer) == data
    assert len(secret) == len(data)
    assert bool(secret) == bool(data)


def test_owns_a_copy():
    theirs = bytearray(b"password")
    secret = SecretBytes(theirs)
    theirs[:] = bytes(8)
    assert secret.buffer == b"password"


def test_adopts_without_copying():
    buffer = bytearray(b"password")
    assert SecretBytes.adopt(buffer).buffer is buffer


def test_close_overwrites_the_very_buffer():
    buffer = bytearray(b"password")
    secret = SecretBytes.adopt(buffer)
    secret.close()
    assert buffer == bytes(8)
    assert not secret
    secret.close()


def test_close_overwrites_while_somebody_still_looks_at_it():
    secret = SecretBytes(b"password")
    view = memoryview(secret.buffer)
    secret.close()
    assert view == bytes(8)
    assert not secret


def test_closes_at_the_end_of_a_with_block():
    with SecretBytes(b"password") as secret:
        buffer = secret.buffer
    assert buffer == bytes(8)


def test_text_and_back():
    assert SecretBytes.of_text("Pässword").text() == "Pässword"
    with pytest.raises(UnicodeDecodeError):
        SecretBytes(b"\xff").text()


def test_random_bytes_differ():
    one, other = SecretBytes.random(32), SecretBytes.random(32)
    assert len(one) == 32
    assert one != other


def test_a_copy_has_its_own_end():
    one = SecretBytes(b"password")
    other = one.copy()
    one.close()
    assert other.buffer == b"password"


def test_equal_by_content_and_only_to_its_kind():
    assert SecretBytes(b"a") == SecretBytes(b"a")
    assert SecretBytes(b"a") != SecretBytes(b"b")
    assert SecretBytes(b"a") != b"a"
    with pytest.raises(TypeError):
        hash(SecretBytes(b"a"))


def test_shows_nothing():
    secret = SecretBytes(b"password")
    assert "password" not in f"{secret!r} {secret}"


@pytest.mark.parametrize("leave", [pickle.dumps, copy.copy, copy.deepcopy])
def test_leaves_no_way_out_of_the_process(leave):
    with pytest.raises(TypeError, match="never pickled"):
        leave(SecretBytes(b"password"))
