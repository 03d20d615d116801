# SPDX-License-Identifier: GPL-3.0-or-later
import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.errors import CannotImport
from strongroom.exchange import csv_text
from strongroom.exchange.csv_text import MAX_BYTES, Row, decode, first_row, rows
from strongroom.exchange.reading import Problem


def values(text: str) -> list[tuple[str, ...]]:
    return [row.values for row in rows(text) if isinstance(row, Row)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_is_read_in_the_encodings_that_say_what_they_are(encoding):
    assert decode("naïve,日本\n".encode(encoding)) == "naïve,日本\n"


def test_utf_16_is_read_in_either_order():
    assert decode(b"\xfe\xff" + "é".encode("utf-16-be")) == "é"
    assert decode(b"\xff\xfe" + "é".encode("utf-16-le")) == "é"


@pytest.mark.parametrize(
    "data",
    [
        "café".encode("latin-1"),
        "naïve".encode("utf-16-le"),
        "naïve".encode("utf-32"),
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"name,url\0,username",
        b"\xff\xfea",
        b"\xed\xa0\x80",
        bytes(range(256)),
    ],
)
def test_what_is_not_text_is_refused_in_words(data):
    with pytest.raises(CannotImport, match="not text in UTF-8"):
        decode(data)


@pytest.mark.parametrize("data", [b"", b" \r\n\t\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_told(data):
    with pytest.raises(CannotImport, match="empty"):
        decode(data)


def test_a_file_that_is_too_large_is_refused_before_it_is_looked_at():
    with pytest.raises(CannotImport, match="larger than 64 MiB"):
        decode(bytes(MAX_BYTES + 1))


def test_values_are_kept_to_the_character():
    text = 'a, b ,"c,""d""","e\nf\r\ng\rh",\r\n'
    assert values(text) == [("a", " b ", 'c,"d"', "e\nf\r\ng\rh", "")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_ends_a_row(end):
    text = end.join(["a,b", "c,d", "", "e,f"]) + end
    assert list(rows(text)) == [Row(1, ("a", "b")), Row(2, ("c", "d")), Row(4, ("e", "f"))]


def test_a_row_knows_the_line_on_which_it_starts():
    found = list(rows('a\n"b\nb\nb"\n\nc\n'))
    assert found == [Row(1, ("a",)), Row(2, ("b\nb\nb",)), Row(6, ("c",))]


def test_a_broken_row_is_told_and_the_rest_comes():
    found = list(rows('a,b\n"c"d,e\nf,g\n'))
    assert found[0] == Row(1, ("a", "b"))
    assert isinstance(found[1], Problem)
    assert found[1].line == 2
    assert "quotation marks" in found[1].reason
    assert found[2] == Row(3, ("f", "g"))


@pytest.mark.parametrize("text", ['a,b\n"c,d\ne,f\n', 'a,b\n"', 'a,b\nc,"d""\n'])
def test_a_quote_that_is_never_closed_takes_nothing(text):
    with pytest.raises(CannotImport, match="line 2 is never closed") as caught:
        list(rows(text))
    assert caught.value.line == 2


def test_a_value_may_be_as_long_as_the_file():
    long = "x" * 1_000_000
    assert values(f"a,{long}\n") == [("a", long)]


def test_rows_have_an_end(monkeypatch):
    monkeypatch.setattr(csv_text, "MAX_ROWS", 3)
    assert len(values("h\n1\n2\n3\n")) == 4
    with pytest.raises(CannotImport, match="more than 3 rows") as caught:
        list(rows("h\n1\n2\n3\n4\n"))
    assert caught.value.line == 5


def test_the_first_row_names_the_columns():
    assert first_row("\n\nname,url\n1,2\n") == ("name", "url")
    assert first_row("\n\n") == ()
    with pytest.raises(CannotImport, match="first line does not name columns") as caught:
        first_row('"a"b\n')
    assert caught.value.line == 1


def test_no_repr_tells_a_value():
    assert "hunter2" not in repr(Row(1, ("hunter2",)))


@given(
    st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=2))
)
def test_what_another_program_wrote_is_read_back(table):
    written = io.StringIO(newline="")
    csv.writer(written, quoting=csv.QUOTE_ALL).writerows(table)
    assert values(written.getvalue()) == [tuple(row) for row in table]
