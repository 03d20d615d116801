# SPDX-License-Identifier: GPL-3.0-or-later
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.errors import InvalidInput
from strongroom.model.item import Overview
from strongroom.model.tags import (
    clean_tag,
    clean_tags,
    completions,
    renamed_tag,
    tag_counts,
    tag_key,
    unique_tags,
    with_tags,
)


def item(*tags: str, trashed: int | None = None) -> Overview:
    return Overview(kind="login", title="", created=0, modified=0, tags=tags, trashed=trashed)


def test_spellings_that_differ_in_case_or_composition_are_one_tag():
    assert tag_key("STRASSE") == tag_key("straße")
    assert tag_key("É") == tag_key("e\u0301")
    assert tag_key("a") != tag_key("á")


@given(st.text())
def test_a_key_is_its_own_key(text):
    assert tag_key(tag_key(text)) == tag_key(text)
    assert tag_key(unicodedata.normalize("NFC", text)) == tag_key(text)


def test_a_tag_is_kept_composed_and_without_spaces_around():
    assert clean_tag("  Cafe\u0301 ") == "Café"


@pytest.mark.parametrize("text", ["", "  ", "a\nb", "a" * 101, "\ud800"])
def test_what_is_no_tag_is_refused(text):
    with pytest.raises(InvalidInput):
        clean_tag(text)


def test_each_tag_is_kept_once_in_its_first_spelling():
    assert clean_tags(["Work", "work ", "Home", "WORK"]) == ("Work", "Home")


def test_too_many_tags_are_refused():
    tags = [f"t{n}" for n in range(101)]
    assert len(clean_tags(tags[:100])) == 100
    with pytest.raises(InvalidInput, match="101 tags"):
        clean_tags(tags)


def test_tags_are_added_at_the_end_and_taken_away_in_any_spelling():
    assert with_tags(("a", "b"), add=["c", "A"], remove=["B"]) == ("a", "c")
    assert with_tags(("a",), add=["b"], remove=["b"]) == ("a", "b")


def test_a_tag_renamed_into_another_merges():
    assert renamed_tag(("work", "job", "x"), "JOB", "Work") == ("work", "x")
    assert renamed_tag(("work",), "work", "Work") == ("Work",)
    assert renamed_tag(("a", "b"), "c", "d") == ("a", "b")


def test_tags_are_counted_outside_the_trash_in_their_commonest_spelling():
    items = [item("work", "b"), item("Work"), item("Work", "a"), item("gone", trashed=5)]
    assert list(tag_counts(items).items()) == [("a", 1), ("b", 1), ("Work", 3)]
    assert list(tag_counts([item("B"), item("b")])) == ["B"]


def test_completion_offers_what_begins_so_first():
    tags = ["network", "Work", "workshop", "play"]
    assert completions("WOR", tags) == ["Work", "workshop", "network"]
    assert completions("", tags, limit=2) == ["network", "Work"]
    assert completions("zzz", tags) == []


@given(st.lists(st.text(max_size=3)))
def test_no_two_unique_tags_are_one(tags):
    keys = [tag_key(tag) for tag in unique_tags(tags)]
    assert len(keys) == len(set(keys))
    assert set(keys) == {tag_key(tag) for tag in tags}
