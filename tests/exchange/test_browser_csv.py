# SPDX-License-Identifier: GPL-3.0-or-later
"""What browsers export comes in to the character, or is named with its line."""

import contextlib
import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.errors import CannotImport, NotFound
from strongroom.exchange.reading import Reading
from strongroom.exchange.recognise import FORMATS, FormatName, format_named, read, recognise
from strongroom.model.fields import FieldKind, Role
from strongroom.model.item import Content, first_value

CHROME = "name,url,username,password,note\n"
FIREFOX = (
    '"url","username","password","httpRealm","formActionOrigin","guid",'
    '"timeCreated","timeLastUsed","timePasswordChanged"\n'
)


def chrome(*lines: str) -> Reading:
    return read((CHROME + "".join(lines)).encode(), FormatName.CHROME)


def firefox(*lines: str) -> Reading:
    return read((FIREFOX + "".join(lines)).encode(), FormatName.FIREFOX)


def plain(content: Content) -> dict[str, str]:
    roles = {"username": Role.USERNAME, "password": Role.PASSWORD, "url": Role.WEBSITE}
    return {name: first_value(content.fields, role) for name, role in roles.items()}


@pytest.mark.exports
@pytest.mark.parametrize("name", [FormatName.CHROME, FormatName.FIREFOX])
def test_a_real_export_comes_in_field_by_field(exports: Path, name: FormatName) -> None:
    file = exports / f"{name}.csv"
    assert recognise(file.read_bytes()) == name
    reading = read(file.read_bytes(), name)
    with file.open(encoding="utf-8", newline="") as lines:
        written = list(csv.DictReader(lines))
    assert len(written) > 10
    assert len(reading.contents) == len(written)
    assert not reading.problems
    for content, row in zip(reading.contents, written, strict=True):
        assert plain(content) == {key: row[key] for key in ("username", "password", "url")}
        assert first_value(content.fields, Role.NOTES) == (row.get("note") or "")


def test_a_login_has_its_name_site_username_password_and_note() -> None:
    (login,) = chrome('Example,https://www.example.org/a,ann," s3,cr""et ","two\nlines"\n').contents
    assert login.title == "Example"
    assert plain(login) == {
        "username": "ann",
        "password": ' s3,cr"et ',
        "url": "https://www.example.org/a",
    }
    assert first_value(login.fields, Role.NOTES) == "two\nlines"


@pytest.mark.parametrize(
    ("row", "title"),
    [
        (",https://www.example.org/x,ann,pw,\n", "example.org"),
        (",android://AbC==@com.example.app/,ann,pw,\n", "com.example.app"),
        (",just text,ann,pw,\n", "just text"),
        (",http://[broken,ann,pw,\n", "http://[broken"),
        (",,ann,pw,\n", "ann"),
        (",,,pw,\n", "Untitled"),
    ],
)
def test_a_login_without_a_name_is_called_after_what_it_has(row: str, title: str) -> None:
    (login,) = chrome(row).contents
    assert login.title == title


def test_firefox_times_come_along_and_nonsense_for_a_time_does_not() -> None:
    good, bad = firefox(
        'https://a.example,ann,pw,,,"{g}",1600000000000,1700000000000,1650000000000\n',
        "https://b.example,ann,pw,,,,-1,x,99999999999999999999\n",
    ).contents
    assert (good.created, good.modified) == (1600000000000, 1650000000000)
    assert (bad.created, bad.modified) == (None, None)


def test_what_has_no_role_becomes_a_custom_field() -> None:
    (login,) = firefox("https://a.example,ann,pw,Router,https://b.example,,,,\n").contents
    custom = {f.label: (f.kind, f.value) for f in login.fields if not f.role}
    assert custom == {
        "HTTP realm": (FieldKind.TEXT, "Router"),
        "form address": (FieldKind.TEXT, "https://b.example"),
    }
    (same,) = firefox("https://a.example,ann,pw,,https://a.example,,,,\n").contents
    assert not [f for f in same.fields if not f.role]


def test_a_column_of_the_future_is_kept_and_concealed() -> None:
    text = "name,url,username,password,passkey\nA,https://a.example,ann,pw,xyz\n"
    (login,) = read(text.encode(), FormatName.CHROME).contents
    (custom,) = [f for f in login.fields if not f.role]
    assert (custom.label, custom.kind, custom.value) == ("passkey", FieldKind.CONCEALED, "xyz")


def test_single_rows_that_cannot_be_read_are_named_and_the_rest_comes() -> None:
    reading = chrome(
        "A,https://a.example,ann,pw,\n",
        "B,https://b.example,ann\n",
        "B,https://b.example,ann,pw,note,more\n",
        '"C"x,https://c.example,ann,pw,\n',
        "D,https://d.example,ann," + "p" * 5000 + ",\n",
        "T" * 1025 + ",https://t.example,ann,pw,\n",
        ",,,,\n",
        "E,https://e.example,ann,pw,\n",
    )
    assert [content.title for content in reading.contents] == ["A", "E"]
    assert [problem.line for problem in reading.problems] == [3, 4, 5, 6, 7, 8]
    assert not any("pppp" in problem.reason for problem in reading.problems)


@pytest.mark.parametrize("name", FormatName)
def test_a_missing_column_is_named(name: FormatName) -> None:
    with pytest.raises(CannotImport, match="no column “password”"):
        read(b"name,url,username,httpRealm,formActionOrigin\n", name)
    with pytest.raises(CannotImport, match="no column"):
        read(b'"a"b\n', name)


def test_a_file_of_column_names_alone_holds_no_passwords() -> None:
    with pytest.raises(CannotImport, match="no passwords"):
        chrome()


@pytest.mark.parametrize(
    "data", [b"title,secret\nA,b\n", b"just a line of text", b"{}", b"<html></html>"]
)
def test_another_kind_of_file_is_not_recognised(data: bytes) -> None:
    assert recognise(data) is None


def test_formats_answer_to_the_names_that_people_type() -> None:
    assert format_named("Edge") == format_named("brave") == FormatName.CHROME
    assert format_named(" Firefox ") == FormatName.FIREFOX
    assert set(FORMATS) == set(FormatName)
    with pytest.raises(NotFound, match="chrome"):
        format_named("netscape")


def test_a_reading_never_shows_what_was_read() -> None:
    assert "pw" not in repr(chrome("A,https://a.example,ann,pw,\n"))


@given(st.binary(max_size=300), st.sampled_from([CHROME, FIREFOX, ""]))
def test_any_bytes_give_a_reading_or_one_sentence(tail: bytes, head: str) -> None:
    data = head.encode() + tail
    for name in FormatName:
        with contextlib.suppress(CannotImport):
            recognise(data)
            reading = read(data, name)
            assert reading.contents or reading.problems
