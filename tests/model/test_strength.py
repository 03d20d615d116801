# SPDX-License-Identifier: GPL-3.0-or-later
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from zxcvbn_rs_py import Warning as Weakness

from strongroom.model import strength
from strongroom.model.generator import PassphraseRecipe, PasswordRecipe, generate
from strongroom.model.strength import Strength, rate, rate_bits


def test_common_passwords_are_very_weak_and_it_says_why():
    rated = rate("password")
    assert (rated.score, rated.word) == (0, "Very weak")
    assert rated.advice == "This is one of the ten most used passwords."
    assert rate("").score == 0
    assert rate("").bits == 0.0


@pytest.mark.parametrize(
    ("bits", "score", "word"),
    [
        (0, 0, "Very weak"),
        (16, 0, "Very weak"),
        (17, 1, "Weak"),
        (27, 2, "Fair"),
        (40, 3, "Good"),
        (60, 4, "Excellent"),
        (128, 4, "Excellent"),
    ],
)
def test_words_follow_bits(bits, score, word):
    assert rate_bits(bits) == Strength(score, word, bits)


def test_what_the_generator_makes_is_rated_well():
    assert rate(generate(PasswordRecipe())).score == 4
    assert rate(generate(PassphraseRecipe())).score == 4


def test_what_an_attacker_would_try_weakens():
    assert rate("octocat-github", ["octocat", "github"]).bits < rate("octocat-github").bits


def test_long_and_odd_passwords_take_no_time():
    start = time.thread_time()
    assert rate("x" * 1_000_000, ["y" * 1_000_000] * 1000).score == 0
    assert rate("ab1" * 100_000).score <= 1
    assert rate("\ud800\0\u202e").score <= 1
    assert time.thread_time() - start < 2


def test_every_weakness_that_zxcvbn_knows_has_its_sentence():
    known = [name for name in dir(Weakness) if name[0].isupper()]
    told = [weakness for weakness, _sentence in strength._ADVICE]
    assert len(known) == len(told)
    assert all(getattr(Weakness, name) in told for name in known)


@given(st.text(max_size=80), st.lists(st.text(max_size=20), max_size=3))
@settings(max_examples=50)
def test_anything_gets_a_rating(password, hints):
    rated = rate(password, hints)
    assert 0 <= rated.score <= 4
    assert rated.bits >= 0
    assert rated.word
