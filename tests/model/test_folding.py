# SPDX-License-Identifier: GPL-3.0-or-later
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.model.folding import fold, fold_with_places, spaced


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CAFÉ", "cafe"),
        ("cafe\u0301", "cafe"),
        ("Straße", "STRASSE"),
        ("Ærø Łódź Đorđe", "aero lodz dorde"),
        ("İstanbul", "istanbul"),
        ("ПОЧТА Ёлка", "почта елка"),
        ("ΣΊΣΥΦΟΣ", "σισυφοσ"),
        ("ｆｕｌｌ　ｗｉｄｔｈ", "full width"),
        ("مُحَمَّد", "محمد"),
        ("ﬁnance №1", "finance no1"),
        ("パスワード", "ﾊﾟｽﾜｰﾄﾞ"),
        ("شركة", "شركة"),
        ("日本語", "日本語"),
    ],
)
def test_spellings_that_people_take_for_one(one, other):
    assert fold(one) == fold(other)


def test_a_hangul_syllable_is_found_while_it_is_typed():
    assert fold("한국").startswith(fold("하"))


def test_letters_of_different_scripts_stay_apart():
    assert fold("а") != fold("a")
    assert fold("日") != fold("曰")


@given(st.text())
def test_folding_goes_character_by_character_and_is_final(text):
    folded = fold(text)
    assert folded == "".join(map(fold, text))
    assert fold(folded) == folded


@given(st.text())
def test_each_folded_character_knows_where_it_came_from(text):
    folded, places = fold_with_places(text)
    assert folded == fold(text)
    assert len(places) == len(folded)
    assert places == sorted(places)
    assert all(folded[n] in fold(text[place]) for n, place in enumerate(places))


@given(st.text())
def test_spaces_stand_where_no_word_is(text):
    folded = fold(text)
    seen = spaced(folded)
    assert len(seen) == len(folded)
    for before, after in zip(folded, seen, strict=True):
        kept = before < " " or before.isalnum()
        assert after == (before if kept else " ")


def test_no_mark_is_left_on_any_letter_of_the_living_scripts():
    for point in range(0x3100):
        assert not {unicodedata.category(c) for c in fold(chr(point))} & {"Mn", "Me"}
