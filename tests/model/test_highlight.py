# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.model.folding import fold
from strongroom.model.highlight import highlights
from strongroom.model.query import parse


def marked(query: str, text: str, *spellings: str) -> list[str]:
    return [text[start:end] for start, end in highlights(parse(query), text, spellings)]


@pytest.mark.parametrize(
    ("query", "text", "parts"),
    [
        ("git", "GitHub, git", ["Git", "git"]),
        ("hub", "GitHub hubris", ["hub"]),
        ("hub", "GitHub", ["Hub"]),
        ("b", "abb", ["b"]),
        ("strasse", "Große Straße 5", ["Straße"]),
        ("stras", "Große Straße 5", ["Straß"]),
        ("cafe", "Cafe\u0301s", ["Cafe\u0301"]),
        ("cafe", "Cafe\u0301", ["Cafe\u0301"]),
        ("octo git", "GitHub of octocat", ["Git", "octo"]),
        ("ab bc", "abc", ["abc"]),
        ("title:git user:octo", "git octo", ["git", "octo"]),
        ("url:git tag:git -git type:login", "git", []),
        ("", "git", []),
        ("zzz", "git", []),
        ("a.b", "x a.b", ["a.b"]),
        ("한", "한국", ["한"]),
        ("ss s", "ß", ["ß"]),
    ],
)
def test_what_was_searched_for_is_marked(query, text, parts):
    assert marked(query, text) == parts


def test_marks_that_touch_are_one():
    assert marked("git hub", "git hub github") == ["git", "hub", "git"]
    assert marked('"git h" hub', "git hub") == ["git hub"]


def test_what_was_meant_is_marked_where_nothing_typed_is_there():
    assert marked("gihtub", "My GitHub", "git", "github") == ["GitHub"]
    assert marked("gihtub", "notgithub", "github") == []
    assert marked("git", "git github", "github") == ["git", "git"]


@given(st.text(max_size=20), st.text(min_size=1, max_size=4), st.lists(st.text(max_size=3)))
def test_marks_are_apart_ascending_and_inside(text, query, spellings):
    spans = highlights(parse(query), text, [fold(s) for s in spellings if fold(s)])
    ends = [0, *(edge for span in spans for edge in span), len(text)]
    assert ends == sorted(ends)
    assert all(start < end for start, end in spans)
