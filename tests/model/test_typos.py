# SPDX-License-Identifier: GPL-3.0-or-later
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from strongroom.errors import Cancelled
from strongroom.model.blocks import Block
from strongroom.model.typos import LONG_WORD, Vocabulary
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
    near = dict(knowing("github", "mail", "wikipedia", "почта").near(typed))
    assert any(begin.startswith(meant) or meant.startswith(begin) for begin in near)


@pytest.mark.parametrize("typed", ["gixtuz", "mxxl", "paypal", "wkipdeai"])
def test_more_typos_are_not(typed):
    found = knowing("github", "mail", "wikipedia").near(typed)
    assert not found


def test_what_begins_as_typed_is_no_typo():
    assert knowing("mailbox", "mail", "mailer").near("mail") == []


def test_the_nearest_come_first_and_those_with_the_same_first_letter():
    assert knowing("wikapedja", "wikipedja").near("wikipedia") == [
        ("wikipedja", 1),
        ("wikapedja", 2),
    ]
    assert knowing("nail", "maid").near("maif")[0] == ("maid", 1)
    assert knowing("hail", "maik").near("mail") == [("maik", 1), ("hail", 1)]


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
    assert set(knowing(*known).near(typed)) == set(sorted(wanted)[:12]) or len(wanted) > 12


def test_words_lie_where_they_were_learnt():
    one, two = block("git hub", rest="mail"), block("github")
    vocabulary = Vocabulary()
    vocabulary.learn(Watched([one, two], never))
    assert vocabulary.editions("git") == {one.edition, two.edition}
    assert vocabulary.editions("github") == {two.edition}
    assert vocabulary.editions("ma") == {one.edition}
    assert vocabulary.editions("zzz") == frozenset()


def test_a_block_made_anew_is_learnt_anew():
    titles = ["first"]
    changing = Block([1], lambda _id: (titles[0], ""))
    vocabulary = Vocabulary()
    for word in ("first", "second", "third", "fourth", "fifth", "sixth"):
        titles[0] = word
        changing.forget()
        vocabulary.learn(Watched([changing], never))
        assert vocabulary.editions(word) == {changing.edition}
    assert vocabulary.editions("first") == frozenset()  # forgotten with all that was stale


def test_learning_can_be_stopped():
    with pytest.raises(Cancelled):
        Vocabulary().learn(Watched([block("a")], lambda: True))
