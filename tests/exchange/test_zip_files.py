# SPDX-License-Identifier: GPL-3.0-or-later
"""Zips that nobody vouches for: bombs, lies and names that are no paths."""

import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.exchange.files import zip_file

from strongroom.errors import CannotImport
from strongroom.exchange.zip_files import ZipFiles


def opened(data: bytes) -> ZipFiles:
    return ZipFiles(io.BytesIO(data))


def test_what_is_in_a_zip():
    zipped = opened(zip_file({"a.txt": b"one", "b/c.txt": b"two"}))
    assert zipped.names == ("a.txt", "b/c.txt")
    assert (zipped.size("a.txt"), zipped.read("a.txt")) == (3, b"one")
    assert zipped.order("a.txt") < zipped.order("b/c.txt")


@pytest.mark.parametrize("name", ["../../x", "/etc/passwd", "..\\x", "C:\\x", "CON", "a/./b"])
def test_a_name_is_a_name_and_no_path(name):
    assert opened(zip_file({name: b"1"})).read(name) == b"1"


def test_a_file_that_unpacks_to_a_thousand_times_its_size_is_a_bomb():
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_BZIP2) as zipped:
        zipped.writestr("zeros", bytes(64 << 20))
    with pytest.raises(CannotImport):
        opened(whole.getvalue())


def test_more_files_than_any_export_has_are_refused():
    with pytest.raises(CannotImport):
        opened(zip_file({str(number): b"" for number in range(20_001)}))


def test_a_list_of_files_of_a_gigabyte_is_refused_unread():
    whole = bytearray(zip_file({"a": b"1"}))
    at = whole.rfind(b"PK\x05\x06")
    whole[at + 12 : at + 16] = struct.pack("<L", 1 << 30)
    with pytest.raises(CannotImport, match="far more"):
        opened(bytes(whole))


def test_a_file_that_is_longer_than_it_is_said_to_be_is_broken():
    honest = zip_file({"a": b"x" * 5000})
    lying = honest.replace((5000).to_bytes(4, "little"), (50).to_bytes(4, "little"))
    zipped = opened(lying)
    assert zipped.size("a") == 50
    with pytest.raises(CannotImport):
        list(zipped.chunks("a"))


def test_a_zip_that_is_cut_short_is_broken():
    with pytest.raises(CannotImport):
        opened(zip_file({"a": b"1" * 1000})[:-30])


@given(st.binary(max_size=40), st.integers(0, 200))
def test_whatever_stands_in_a_zip(junk, place):
    data = bytearray(zip_file({"a": b"one", "b": b"two" * 30}))
    at = place % len(data)
    data[at : at + len(junk)] = junk
    try:
        zipped = opened(bytes(data))
        for name in zipped.names:
            b"".join(zipped.chunks(name))
    except CannotImport as refused:
        assert str(refused)  # noqa: PT017 - either is right
