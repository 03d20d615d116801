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


def _listed(count: int, name: bytes) -> bytes:
    record = struct.pack("<4s24xH16x", b"PK\1\2", len(name)) + name
    return b"PK\3\4" + record * count


def _end(count: int, size: int, offset: int) -> bytes:
    return struct.pack(
        "<4sHHHHIIH", b"PK\5\6", 0, 0, count & 0xFFFF, count & 0xFFFF, size, offset, 0
    )


def test_a_list_of_files_of_many_megabytes_is_refused_unread():
    listed = _listed(200, b"n" * 60_000)
    with pytest.raises(CannotImport, match="far more"):
        opened(listed + _end(200, len(listed) - 4, 4))


def test_a_list_of_files_says_its_size_in_two_places():
    listed = _listed(200, b"n" * 60_000)
    # The place of the list is written with the letters by which its end is found.
    with pytest.raises(CannotImport, match="far more"):
        opened(listed + _end(200, len(listed) - 4, int.from_bytes(b"PK\5\6", "little")))
    end = struct.pack("<4sQHHIIQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, 200, 200, len(listed) - 4, 4)
    locator = struct.pack("<4sI8sI", b"PK\6\7", 0, b"PK\6\6", 1)
    with pytest.raises(CannotImport, match="far more"):
        opened(listed + end + locator + _end(200, 100, 4))


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_unpacks_a_megabyte_to_gigabytes_at_once_is_not_read(packing):
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", packing) as zipped:
        zipped.writestr("a", b"1")
    with pytest.raises(CannotImport, match="packed in a way"):
        opened(whole.getvalue())


def test_a_file_without_a_name():
    with pytest.raises(CannotImport, match="broken"):
        opened(zip_file({"a": b"1"}).replace(b"a", b"\0"))


def test_a_file_that_begins_where_no_file_has_bytes():
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as zipped:
        zipped.writestr("a", b"1")
        zipped.infolist()[0].header_offset = (1 << 64) - 8
    files = opened(whole.getvalue())
    with pytest.raises(CannotImport, match="broken"):
        files.read("a")


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
