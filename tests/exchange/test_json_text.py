# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON that nobody vouches for: bounded before it is read, and asked for by type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.exchange.files import ANY

from strongroom.errors import CannotImport
from strongroom.exchange import json_text
from strongroom.exchange.json_text import list_at, number_at, object_at, objects_at, text_at

MANY = 5 << 20


@pytest.mark.parametrize(
    "data",
    [
        b"[" + b"[]," * MANY + b"[]]",
        b"[" + b"{}," * MANY + b"{}]",
        b"[" + b"1," * MANY + b"1]",
        b'["' + b'","' * MANY + b'"]',
    ],
)
def test_more_values_than_any_export_has_are_refused_unread(data):
    with pytest.raises(CannotImport, match="far more values"):
        json_text.parse(data)


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b"[[", b'[{"a":'])
def test_nesting_without_end_is_refused(opening):
    with pytest.raises(CannotImport):
        json_text.parse(opening * 100_000)


def test_a_long_text_is_no_burden():
    assert json_text.parse(b'["' + b"x" * (20 << 20) + b'"]') == ["x" * (20 << 20)]


def test_a_mark_and_half_characters_are_taken():
    assert json_text.parse(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}
    assert json_text.parse(b'["\\ud800"]') == ["\ud800"]
    assert json_text.parse(b'["\xff"]') == ["\udcff"]


@given(ANY, st.lists(st.text(max_size=5), max_size=3))
def test_whatever_is_asked_for_is_of_its_type(value, path):
    assert isinstance(text_at(value, *path), str)
    assert isinstance(number_at(value, *path), int | None)
    assert isinstance(list_at(value, *path), list)
    assert isinstance(object_at(value, *path), dict)
    assert all(isinstance(one, dict) for one in objects_at(value, *path))


@given(st.binary(max_size=60))
def test_whatever_bytes_there_are(data):
    try:
        json_text.parse(data)
    except CannotImport as refused:
        assert str(refused)  # noqa: PT017 - either is right
