# SPDX-License-Identifier: GPL-3.0-or-later
import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.errors import CannotImport
from strongroom.exchange import csv_text
from strongroom.exchange.csv_encoding import decoded
from strongroom.exchange.csv_targets import Dialect
from strongroom.exchange.csv_text import (
    MAX_BYTES,
    Row,
    check_amount,
    decode,
    first_row,
    rows,
    sniff,
)
from strongroom.exchange.formats import format_named
from strongroom.exchange.reading import Given, Problem, no_step
from strongroom.exchange.source import Source


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
        "naïve".encode("utf-32"),
        "naïve".encode("utf-32-be"),
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"name,\0\0url\0,username",
        b"\xff\xfea",
        bytes(range(256)),
        b"\xff" * 20 + bytes(range(32)),
    ],
)
def test_what_is_not_text_is_refused_in_words(data):
    with pytest.raises(CannotImport, match="not text"):
        decode(data)


@pytest.mark.parametrize("data", [b"", b" \r\n\t\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_told(data):
    with pytest.raises(CannotImport, match="empty"):
        decode(data)


def test_a_file_that_is_too_large_is_refused_before_it_is_looked_at():
    with pytest.raises(CannotImport, match=f"larger than {MAX_BYTES >> 20} MiB"):
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


@pytest.mark.parametrize("text", ['a,b\n"c,d\ne,f\n', 'a,b\n"\ne,f', 'a,b\nc,"d""\ne,f\n'])
def test_a_quote_that_is_never_closed_costs_its_own_line_alone(text):
    first, broken, last = rows(text)
    assert first == Row(1, ("a", "b"))
    assert isinstance(broken, Problem)
    assert broken.line == 2
    assert "line 2 is never closed" in broken.reason
    assert last == Row(3, ("e", "f"))


def test_a_quote_that_is_closed_in_another_row_costs_no_other_row():
    found = list(rows('a,b\n1,"open\n2,"x"\n3,y\n'))
    assert [row.line for row in found] == [1, 2, 3, 4]
    assert found[2:] == [Row(3, ("2", "x")), Row(4, ("3", "y"))]
    assert isinstance(found[1], Problem)


@pytest.mark.parametrize(
    "text",
    [
        '"a\n' * 30_000,
        'x,"\n' * 30_001,
        '"",""a\n' * 30_000,
        ('"' + "x" * 9 + "\n") * 30_000 + '"z',
    ],
    ids=["open", "crossing", "doubled", "one end for all"],
)
def test_no_line_is_looked_at_more_than_a_few_times(text, monkeypatch):
    looked = 0
    following = csv_text._Lines.__next__

    def counted(lines):
        nonlocal looked
        looked += 1
        return following(lines)

    monkeypatch.setattr(csv_text._Lines, "__next__", counted)
    assert len(list(rows(text))) >= 15_000
    assert looked < 4 * text.count("\n")


def test_a_row_that_broke_far_on_names_all_of_its_lines(monkeypatch):
    monkeypatch.setattr(csv_text, "_REREAD", 0)
    (problem,) = (row for row in rows('a\n"b\nb\n"c\nd\n') if isinstance(row, Problem))
    assert (problem.line, problem.reason.split(":")[0]) == (
        2,
        "Lines 2 to 4 break the rules of CSV",
    )


def test_a_row_of_too_many_values_is_told():
    (problem, row) = rows("," * 5000 + "\na,b\n")
    assert isinstance(problem, Problem)
    assert "2,000" in problem.reason
    assert row == Row(2, ("a", "b"))


def test_a_value_may_be_far_longer_than_any_note():
    long = "x" * 1_000_000
    assert values(f"a,{long}\n") == [("a", long)]


def test_a_value_beyond_that_is_told_and_the_rest_comes():
    before = csv.field_size_limit(1000)
    try:
        problem, row = rows(f"a,{'x' * 2000}\nb,c\n")
    finally:
        csv.field_size_limit(before)
    assert isinstance(problem, Problem)
    assert problem.reason == "A value of the row is longer than 16 MiB."
    assert row == Row(2, ("b", "c"))


def test_a_file_of_more_values_than_memory_holds(monkeypatch):
    monkeypatch.setattr(csv_text, "MAX_VALUES", 4)
    assert len(list(rows("a,b\n,\nc,d\n"))) == 3
    with pytest.raises(CannotImport, match="more than 4 values"):
        list(rows("a,b\n,\nc,d\ne,\n"))


def test_too_many_values_are_told_before_any_row_is_used(monkeypatch):
    monkeypatch.setattr(csv_text, "MAX_VALUES", 4)
    check_amount("a,b\n,,,,,\nc,d\n", Dialect())
    with pytest.raises(CannotImport, match="more than 4 values"):
        check_amount("a,b\nc,d\ne,f\n", Dialect())


def test_tables_without_a_header_are_refused_before_the_first_entry_too(monkeypatch):
    text = "Work,GitHub,zoe,pw,https://github.com,,\nHome,Router,admin,pw,https://r.example,,\n"
    source = Source(io.BytesIO(text.encode()), "passwords.csv")
    found = format_named("keeper-csv")
    assert len(found.read(source, Given(), no_step).entries) == 2
    monkeypatch.setattr(csv_text, "MAX_VALUES", 8)
    steps: list[int] = []
    with pytest.raises(CannotImport, match="more than 8 values"):
        found.read(source, Given(), lambda: steps.append(1))
    assert steps == []


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


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ("a,b\n1,2\n", Dialect()),
        ("a;b\n1,5;2,5\n", Dialect(delimiter=";")),
        ("a\tb\n1\t2\n", Dialect(delimiter="\t")),
        ("a|b\n1|2\n", Dialect(delimiter="|")),
        ("'a','b'\n'1,2','it''s'\n", Dialect(quote="'")),
        ('a,b\n"say \\"x\\"","c"\n', Dialect(escape=True)),
        ('a,b\n"ends in \\","c"\n', Dialect()),
        ('a;b\n5" disk;3" disk\n7" disk;x\n', Dialect(delimiter=";")),
        ('a;b\n"5" disk;x\n"7" disk;"\n', Dialect(delimiter=";", quote="")),
        ("sep=;\na,b;c\n1;2\n", Dialect(delimiter=";")),
        ("", Dialect()),
        ("x" * 900_000, Dialect()),
    ],
)
def test_how_values_are_told_apart_is_found(text, dialect):
    assert sniff(text) == dialect


def test_a_spreadsheets_hint_is_no_row():
    text = "sep=;\na;b\n"
    assert list(rows(text, sniff(text))) == [Row(2, ("a", "b"))]


@pytest.mark.parametrize(
    ("data", "encoding", "notice"),
    [
        ("café,1\n".encode("cp1252"), "cp1252", "Windows"),
        (b"caf\xe9,\x81\n", "latin-1", "8859-1"),
        ("naïve,1".encode("utf-16-le"), "utf-16-le", ""),
        ("naïve,1".encode("utf-16-be"), "utf-16-be", ""),
        ("äöü,".encode() + b"\xff\n", "utf-8", "1 broken"),
        (b"plain", "utf-8", ""),
    ],
)
def test_an_encoding_that_is_not_said_is_found_and_told(data, encoding, notice):
    found = decoded(data)
    assert found.encoding == encoding
    assert (notice in found.notice) if notice else not found.notice


def test_an_encoding_can_be_named():
    assert decoded("Привет".encode("cp1251"), "cp1251").text == "Привет"
    assert decoded("\ufeffÄ".encode(), "utf-8").text == "Ä"
    assert "1 characters" in decoded(b"\xff", "utf-8").notice
    with pytest.raises(CannotImport):
        decoded(b"x", "rot13")


def test_half_a_surrogate_pair_is_a_broken_character():
    text = decode("äöü".encode() + b"\xed\xa0\x80")
    assert text.startswith("äöü\ufffd")
    text.encode()


def test_a_stray_nul_in_a_text_is_kept_for_its_row():
    text = decode(b"name,url\n" + b"site,https://x.example\n" * 10 + b"a\0b,c\n")
    assert values(text)[-1] == ("a\0b", "c")


def test_ten_thousand_rows_cost_one_look_each():
    text = "a,b,c\n" + '1,"two, three",4\n' * 10_000
    assert len(values(text)) == 10_001


@given(
    st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=2))
)
def test_what_another_program_wrote_is_read_back(table):
    written = io.StringIO(newline="")
    csv.writer(written, quoting=csv.QUOTE_ALL).writerows(table)
    assert values(written.getvalue()) == [tuple(row) for row in table]


@given(st.binary(max_size=300) | st.text(st.sampled_from("a,;\t|\"'\\\r\n\0é")).map(str.encode))
def test_any_bytes_are_rows_and_problems_or_refused_in_words(data):
    try:
        text = decode(data)
    except CannotImport as error:
        assert str(error).endswith(".")  # noqa: PT017 - either outcome is right
        return
    lines = 0
    for row in rows(text, sniff(text)):
        assert row.line > lines
        lines = row.line
        assert row.values if isinstance(row, Row) else row.reason.endswith(".")
