# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.errors import Cancelled
from strongroom.model.bits import bits_of, places_of
from strongroom.model.blocks import PARTS, Block, Needle
from strongroom.model.query import Where
from strongroom.model.sought import look_up
from strongroom.model.vocabulary import Vocabulary
from strongroom.model.watching import Watched, never

NO_REST = "\x02 \x03 \x04 "


def block(*titles: str, rest: str = NO_REST) -> Block:
    ids = list(range(1, len(titles) + 1))
    return Block(ids, lambda item_id: (titles[item_id - 1], rest))


def test_words_begin_contain_and_are_known_once():
    vocabulary = Vocabulary()
    vocabulary.learn(Watched([block("git hub github", "git")], never))
    assert len(vocabulary) == 3
    assert set(vocabulary.beginning("git")) == {"git", "github"}
    assert set(vocabulary.containing("hub")) == {"hub", "github"}
    assert list(vocabulary.containing("zzz")) == []


def test_a_block_tells_parts_apart():
    rest = "anna@a\x02 site.example\x05 b.example\x03 work\x05 home\x04 top/sub"
    words = dict(zip(PARTS, block("one two", "two", rest=rest).load().words(), strict=True))
    assert words[Where.TITLE] == {"one": 0b01, "two": 0b11}
    assert set(words[Where.USER]) == {"anna", "a"}
    assert set(words[Where.URL]) == {"site", "b", "example"}
    assert set(words[Where.TAG]) == {"work", "home"}
    assert set(words[Where.FOLDER]) == {"top", "sub"}
    parts = [words[part] for part in PARTS[2:]]
    assert set(words[Where.ANY]) == set().union(*parts)


@pytest.mark.parametrize(("text", "most", "found"), [("git", 9, True), ("git", 1, False)])
def test_a_word_that_stands_nearly_everywhere_is_not_looked_up(text, most, found):
    vocabulary = Vocabulary()
    vocabulary.learn(Watched([block("git"), block("github")], never))
    assert (look_up(Needle.of(text), vocabulary, most) is not None) is found
    assert look_up(Needle.of("a-b"), vocabulary, 9) is None


@given(st.sets(st.integers(0, 600)))
def test_places_and_bits_are_the_same_set(places):
    bits = bits_of(places)
    assert places_of(bits) == sorted(places)
    assert bits.bit_count() == len(places)


def test_words_lie_where_they_were_learnt():
    one, two = block("git hub", rest="mail"), block("github")
    vocabulary = Vocabulary()
    vocabulary.learn(Watched([one, two], never))
    assert set(vocabulary.editions("git")) == {one.edition}
    assert vocabulary.editions("github") == [two.edition]
    assert vocabulary.editions("mail") == [one.edition]
    assert vocabulary.editions("zzz") == []


def test_a_block_made_anew_is_learnt_anew():
    titles = ["first"]
    changing = Block([1], lambda _id: (titles[0], ""))
    vocabulary = Vocabulary()
    for word in ("first", "second", "third", "fourth", "fifth", "sixth"):
        titles[0] = word
        changing.forget()
        vocabulary.learn(Watched([changing], never))
        assert vocabulary.editions(word) == [changing.edition]
    assert vocabulary.editions("first") == []  # forgotten with all that was stale


def test_learning_can_be_stopped():
    with pytest.raises(Cancelled):
        Vocabulary().learn(Watched([block("a")], lambda: True))
