# SPDX-License-Identifier: GPL-3.0-or-later
"""Bytes to rows: nothing lost, nothing believed."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.errors import CannotImport
from strongroom.exchange import csv_text
from strongroom.exchange.csv_text import Row, decode, first_row, rows
from strongroom.exchange.reading import Problem


def values(text: str) -> list[tuple[str, ...]]:
    return [row.values for row in rows(text) if isinstance(row, Row)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_with_and_without_a_mark_is_read(encoding: str) -> None:
    assert decode("näme,пароль".encode(encoding)) == "näme,пароль"


@pytest.mark.parametrize(
    "data",
    [
        "naïve".encode("latin-1"),
        "name".encode("utf-16")[2:],
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"name,url\x00",
        b"\xff\xfe\x00",
        b"\xed\xa0\x80",
    ],
)
def test_what_is_no_text_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(CannotImport, match="UTF-8") as caught:
        decode(data)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("data", [b"", b"\n \r\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_said_to_be_empty(data: bytes) -> None:
    with pytest.raises(CannotImport, match="empty"):
        decode(data)


def test_a_file_too_large_is_refused_before_it_is_read() -> None:
    with pytest.raises(CannotImport, match="64 MiB"):
        decode(bytes(csv_text.MAX_BYTES + 1))


def test_quotes_commas_line_ends_and_spaces_survive() -> None:
    text = 'a,b\n" x ","1,2\r\n3""4"\n'
    assert values(text) == [("a", "b"), (" x ", '1,2\r\n3"4')]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_ends_a_row(end: str) -> None:
    assert values(end.join(["a,b", "c,d", ""])) == [("a", "b"), ("c", "d")]


def test_a_row_knows_the_line_it_starts_on_also_after_values_of_several_lines() -> None:
    found = list(rows('a\n"x\ny"\n\nz\n'))
    assert [row.line for row in found] == [1, 2, 5]


def test_a_broken_row_is_reported_and_the_rest_goes_on() -> None:
    first, broken, last = rows('a,b\n"x"y,z\nc,d\n')
    assert isinstance(broken, Problem)
    assert (broken.line, first.line, last.line) == (2, 1, 3)


def test_a_quote_that_is_never_closed_takes_nothing_and_names_its_line() -> None:
    with pytest.raises(CannotImport, match="line 3 is never closed") as caught:
        list(rows('a,b\nc,d\n"e,f\ng,h\n'))
    assert caught.value.line == 3


def test_a_value_beyond_all_measure_is_one_broken_row() -> None:
    found = list(rows("a\n" + "x" * 200_000 + "\nb\n"))
    assert [isinstance(row, Problem) for row in found] == [False, True, False]


def test_the_first_row_may_not_be_broken() -> None:
    with pytest.raises(CannotImport, match="first line"):
        first_row('"x"y\n')
    assert first_row("\n\na,b\n") == ("a", "b")
    assert first_row("\n") == ()


def test_rows_never_show_their_values() -> None:
    assert "hunter2" not in repr(Row(1, ("hunter2",)))


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1)))
def test_whatever_is_written_by_the_rules_is_read_to_the_character(
    table: list[list[str]],
) -> None:
    text = "".join(
        ",".join('"' + value.replace('"', '""') + '"' for value in row) + "\r\n" for row in table
    )
    assert values(text) == [tuple(row) for row in table]


@given(st.text())
def test_any_text_gives_rows_or_one_sentence(text: str) -> None:
    with contextlib.suppress(CannotImport):
        for row in rows(text):
            assert isinstance(row, Row | Problem)
