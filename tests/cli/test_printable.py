# SPDX-License-Identifier: GPL-3.0-or-later
import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.cli import printable

any_text = st.text(st.characters(codec=None), max_size=60)


def obeyed(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Zl", "Zp", "Cs") or (
        unicodedata.bidirectional(character)
        in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
    )


@given(any_text)
def test_nothing_that_a_terminal_obeys_gets_through(text):
    assert not any(obeyed(c) for c in printable.one_line(text))


@given(any_text)
def test_lines_keep_only_their_tabs(text):
    for line in printable.lines_of(text):
        assert not any(obeyed(c) for c in line if c != "\t")


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_json_still_means_the_same(text):
    encoded = json.dumps([text], ensure_ascii=False)
    safe = printable.json_safe(encoded)
    assert json.loads(safe) == [text]
    assert not any(obeyed(c) for c in safe)
    ascii_only = printable.json_ascii(safe)
    assert ascii_only.isascii()
    assert json.loads(ascii_only) == [text]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("GitHub", "GitHub"),
        ("a\x1b]0;owned\x07b", "a␛]0;owned␇b"),
        ("two\nlines\tand\rmore", "two␊lines␉and␍more"),
        ("del\x7f csi\x9b31m", "del␡ csi\\u009b31m"),
        ("gpj.\u202eexe", "gpj.\\u202eexe"),
        ("שלום \u200fעולם", "שלום \u200fעולם"),
        ("e\u0301 👩‍👩‍👧", "e\u0301 👩‍👩‍👧"),
    ],
)
def test_what_is_obeyed_is_shown_instead(text, shown):
    assert printable.one_line(text) == shown


def test_a_note_keeps_its_lines():
    assert printable.lines_of("one\r\ntwo\n\x1b[2J\n") == ["one", "two", "␛[2J", ""]


@pytest.mark.parametrize(
    ("text", "columns"), [("abc", 3), ("日本", 4), ("e\u0301", 1), ("א", 1), ("a\u200db", 2)]
)
def test_width_is_in_columns(text, columns):
    assert printable.width(text) == columns


def test_columns_stand_below_each_other():
    rows = [("GitHub", "alice"), ("日本", "bob"), ("Note", "")]
    assert printable.aligned(rows, widest=20) == ["GitHub  alice", "日本    bob", "Note"]


def test_a_long_title_loses_nothing():
    lines = printable.aligned([("x" * 30, "alice"), ("y", "bob")], widest=10)
    assert lines == ["x" * 30 + "  alice", "y  bob"]


def test_right_to_left_text_does_not_turn_its_neighbour():
    (line,) = printable.aligned([("שלום", "alice")], widest=10)
    assert line == "\u2068שלום\u2069  alice"
