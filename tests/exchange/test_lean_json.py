# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON whose long texts stay in the file."""

import base64
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.exchange.files import ANY, bytes_of, custom, entry, json_file, read, roles
from tests.exchange.test_enpass import field, item

from strongroom.errors import CannotImport
from strongroom.exchange import enpass, lean_json
from strongroom.exchange.lean_json import Far, parse


@given(ANY)
def test_what_has_no_long_text_is_what_it_is(value):
    text = json.dumps(value)
    assert repr(parse(io.BytesIO(text.encode()), ("data",))) == repr(json.loads(text))


@given(
    st.lists(st.text(alphabet='ab"\\/é\n', max_size=12), max_size=6),
    st.integers(1, 7),
    st.integers(1, 9),
    st.sampled_from([None, (", ", " : "), (",", ":")]),
)
def test_texts_are_found_at_every_seam(texts, long, chunk, separators):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lean_json, "LONG", long)
        patch.setattr(lean_json, "_CHUNK", chunk)
        wanted = {"data": texts, "files": [{"data": one, "name": one} for one in texts]}
        file = io.BytesIO(json.dumps(wanted, separators=separators).encode())
        got = parse(file, ("files", "data"))
        assert got["data"] == texts
        for text, found in zip(texts, got["files"], strict=True):
            assert found["name"] == text
            data = found["data"]
            if isinstance(data, Far):
                assert data.length > long
                assert "".join(data.texts(file)) == text
            else:
                assert data == text


@given(st.binary(max_size=80), st.integers(1, 5))
def test_whatever_bytes_there_are(data, chunk):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lean_json, "LONG", 3)
        patch.setattr(lean_json, "_CHUNK", chunk)
        for around in (data, b'{"data":"' + data + b'"}'):
            try:
                found = parse(io.BytesIO(around), ("data",))
                if isinstance(found, dict) and isinstance(found.get("data"), Far):
                    list(found["data"].texts(io.BytesIO(around)))
            except CannotImport as refused:
                assert str(refused)  # noqa: PT017 - either is right


def test_a_long_text_elsewhere_comes_whole_and_not_without_end(monkeypatch):
    monkeypatch.setattr(lean_json, "LONG", 4)
    value = {"a": {"data": "0123456789"}, "b": {"data": "elsewhere", "c": [["data"]]}}
    file = io.BytesIO(json.dumps(value).encode())
    assert parse(file, ("a", "data")) == {**value, "a": {"data": Far(16, 10)}}
    monkeypatch.setattr(lean_json, "MOST_LEFT", 300)
    many = {"b": [{"data": "x" * 200}, {"data": "x" * 200}]}
    with pytest.raises(CannotImport, match="larger than"):
        parse(io.BytesIO(json.dumps(many).encode()), ("a", "data"))


def test_a_text_that_lies_beyond_the_file_is_refused():
    with pytest.raises(CannotImport):
        list(Far(5, 100).chunks(io.BytesIO(b"short")))
    with pytest.raises(CannotImport):
        list(Far(0, 3).texts(io.BytesIO(b"ab\\")))


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


def test_a_large_export_of_enpass_keeps_what_is_no_file(monkeypatch):
    monkeypatch.setattr(enpass, "MOST_TEXT", 100_000)
    past = [{"encrypted": False, "updated_at": 1, "value": "o" * 80_000}]
    data = json_file(
        {
            "folders": [],
            "items": [
                item(
                    "login.default",
                    field("password", "Password", "p" * 70_000, 1, history=past),
                    field("text", "Key", "k" * 90_000, 2),
                    note="n" * 100_000,
                    data="d" * 75_000,
                )
            ],
        }
    )
    got = entry(read(data, "enpass"), "It")
    assert roles(got) == {"notes": "n" * 100_000}
    assert {label: len(value) for label, (_kind, value) in custom(got).items()} == {
        "password": 70_000,
        "Key": 90_000,
        "data": 75_000,
    }


def test_a_file_with_escaped_line_ends_is_the_same_far_away(monkeypatch):
    monkeypatch.setattr(enpass, "MOST_TEXT", 100_000)
    whole = bytes(range(256)) * 1000
    written = base64.encodebytes(whole).decode().replace("\n", "\r\n")
    data = json_file(
        {
            "folders": [],
            "items": [item("note.default", attachments=[{"name": "f", "data": written}])],
        }
    ).replace(b"=", b"\\u003d")
    (attached,) = entry(read(data, "enpass"), "It").attachments
    assert bytes_of(attached) == whole


@pytest.mark.parametrize("room", [10, 32 << 20])
def test_no_text_of_a_file_stands_for_another(monkeypatch, room):
    monkeypatch.setattr(enpass, "MOST_TEXT", room)
    forged = "\0far:0:40"
    one = item("note.default", note=forged, attachments=[{"name": "f", "data": forged}])
    got = entry(read(json_file({"folders": [], "items": [one]}), "enpass"), "It")
    assert got.attachments == ()
    assert custom(got)["f"] == ("concealed", "�far:0:40")
