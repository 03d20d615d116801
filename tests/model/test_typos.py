# SPDX-License-Identifier: GPL-3.0-or-later
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from strongroom.model.blocks import Block
from strongroom.model.typos import LONG_WORD, near
from strongroom.model.vocabulary import Vocabulary
from strongroom.model.watching import Watched, never


def block(*titles: str, rest: str = "") -> Block:
    ids = list(range(1, len(titles) + 1))
    return Block(ids, lambda item_id: (titles[item_id - 1], rest))


def knowing(*words: str) -> Vocabulary:
    vocabulary = Vocabulary()
    vocabulary.learn(Watched([block(*words)], never))
    return vocabulary


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gihtub", "github"),
        ("gthub", "github"),
        ("giithub", "github"),
        ("githbu", "github"),
        ("hithub", "github"),
        ("igthub", "github"),
        ("githuv", "github"),
        ("gihtu", "githu"),
        ("mial", "mail"),
        ("mali", "mail"),
        ("maik", "mail"),
        ("nail", "mail"),
        ("wikpiedai", "wikipedia"),
        ("wikipdia", "wikipedia"),
        ("vikiledia", "wikipedia"),
        ("почат", "почта"),
    ],
)
def test_one_typo_is_forgiven_and_two_in_a_long_word(typed, meant):
    found = dict(near(typed, knowing("github", "mail", "wikipedia", "почта")))
    assert any(begin.startswith(meant) or meant.startswith(begin) for begin in found)


@pytest.mark.parametrize("typed", ["gixtuz", "mxxl", "paypal", "wkipdeai"])
def test_more_typos_are_not(typed):
    found = near(typed, knowing("github", "mail", "wikipedia"))
    assert not found


def test_what_begins_as_typed_is_no_typo():
    assert near("mail", knowing("mailbox", "mail", "mailer")) == []


def test_the_nearest_come_first_and_those_with_the_same_first_letter():
    assert near("wikipedia", knowing("wikapedja", "wikipedja")) == [
        ("wikipedja", 1),
        ("wikapedja", 2),
    ]
    assert near("maif", knowing("nail", "maid"))[0] == ("maid", 1)
    assert near("mail", knowing("hail", "maik")) == [("maik", 1), ("hail", 1)]


WORD = st.text(string.ascii_lowercase[:4], min_size=4, max_size=11)


@given(st.lists(WORD, min_size=1, max_size=8, unique=True), WORD)
def test_no_word_with_few_enough_typos_is_missed(known, typed):
    allowed = 1 if len(typed) < LONG_WORD else 2
    beginnings = {
        word[:length] for word in known for length in range(len(typed), len(typed) + allowed + 1)
    }
    wanted = {
        (begin, distance)
        for begin in beginnings
        if (distance := OSA.distance(typed, begin)) <= allowed and not begin.startswith(typed)
    }
    assert set(near(typed, knowing(*known))) == set(sorted(wanted)[:12]) or len(wanted) > 12
