# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON whose long texts stay in the file."""

import base64
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.exchange.files import ANY, bytes_of, entry, json_file, read
from tests.exchange.test_enpass import item

from strongroom.errors import CannotImport
from strongroom.exchange import enpass, lean_json
from strongroom.exchange.lean_json import Far, far_in, parse


def whole(value: object) -> io.BytesIO:
    return io.BytesIO(json.dumps(value).encode())


@given(ANY)
def test_what_has_no_long_text_is_what_it_is(value):
    text = json.dumps(value)
    assert repr(parse(io.BytesIO(text.encode()))) == repr(json.loads(text))


@given(
    st.lists(st.text(alphabet='ab"\\/é\n', max_size=12), max_size=6),
    st.integers(1, 7),
    st.integers(1, 9),
)
def test_texts_are_found_at_every_seam(texts, long, chunk):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lean_json, "LONG", long)
        patch.setattr(lean_json, "_CHUNK", chunk)
        file = whole(texts)
        got = parse(file)
        for wanted, found in zip(texts, got, strict=True):
            far = far_in(found)
            if far is None:
                assert found == wanted
            else:
                assert far.length > long
                written = b"".join(far.chunks(file))
                assert json.loads(b'"' + written + b'"') == wanted


@given(st.binary(max_size=80), st.integers(1, 5))
def test_whatever_bytes_there_are(data, chunk):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lean_json, "LONG", 3)
        patch.setattr(lean_json, "_CHUNK", chunk)
        try:
            parse(io.BytesIO(data))
        except CannotImport as refused:
            assert str(refused)  # noqa: PT017 - either is right


def test_a_text_that_lies_beyond_the_file_is_refused():
    with pytest.raises(CannotImport):
        list(Far(5, 100).chunks(io.BytesIO(b"short")))


def test_a_large_export_of_enpass_brings_its_files(monkeypatch):
    monkeypatch.setattr(enpass, "MOST_TEXT", 100_000)
    first, second = b"\x89PNG" * 50_000, b"small"
    files = [
        {"data": base64.b64encode(data).decode(), "kind": "image/png", "name": name}
        for name, data in (("a.png", first), ("b.png", second))
    ]
    broken = {"data": "?" * 200_000, "name": "c"}
    data = json_file({"folders": [], "items": [item("note.default", attachments=[*files, broken])]})
    got = entry(read(data, "enpass"), "It")
    assert [(one.name, bytes_of(one)) for one in got.attachments] == [
        ("a.png", first),
        ("b.png", second),
    ]
    assert got.losses == ("“c” is a broken file, and too large to keep as it stands.",)
