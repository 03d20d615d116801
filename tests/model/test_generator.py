# SPDX-License-Identifier: GPL-3.0-or-later
import ast
import inspect
import math
import secrets
import string
from collections import Counter
from itertools import product

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from strongroom.errors import InvalidInput
from strongroom.model import generator
from strongroom.model.generator import (
    LOOKALIKES,
    SYMBOLS,
    PassphraseRecipe,
    PasswordRecipe,
    entropy_bits,
    generate,
    wordlist,
)

RECIPES = st.builds(
    PasswordRecipe,
    length=st.integers(4, 40),
    upper=st.booleans(),
    lower=st.booleans(),
    digits=st.booleans(),
    symbols=st.booleans(),
    lookalikes=st.booleans(),
    exclude=st.text(string.ascii_letters + string.digits + SYMBOLS, max_size=5),
)


def test_the_defaults_are_the_ones_promised():
    password = generate(PasswordRecipe())
    assert len(password) == 20
    words = generate(PassphraseRecipe()).split("-")
    assert len(words) >= 6  # some words of the list have a hyphen of their own
    assert set(words[:1]) <= set(wordlist()) | {word.split("-")[0] for word in wordlist()}


@given(RECIPES)
def test_every_class_is_there_and_nothing_that_was_left_out(recipe):
    try:
        classes = recipe.classes()
    except InvalidInput:
        assume(False)
    password = generate(recipe)
    assert len(password) == recipe.length
    assert set(password) <= set("".join(classes)) - set(recipe.exclude)
    assert all(set(password) & set(kind) for kind in classes)
    if not recipe.lookalikes:
        assert not set(password) & set(LOOKALIKES)


def test_symbols_survive_a_shell_and_a_form():
    assert not set(SYMBOLS) & set("\"'`\\/| ")
    assert len(set(SYMBOLS)) == len(SYMBOLS)


@pytest.mark.parametrize("length", [4, 256])
def test_the_shortest_and_the_longest(length):
    assert len(generate(PasswordRecipe(length=length))) == length


@pytest.mark.parametrize(
    "recipe",
    [
        PasswordRecipe(length=3),
        PasswordRecipe(length=257),
        PasswordRecipe(upper=False, lower=False, digits=False, symbols=False),
        PasswordRecipe(exclude=string.digits),
        PassphraseRecipe(words=2),
        PassphraseRecipe(words=41),
        PassphraseRecipe(separator="123456789"),
        PassphraseRecipe(separator="\n"),
    ],
)
def test_what_cannot_be_is_refused(recipe):
    for work in (generate, entropy_bits):
        with pytest.raises(InvalidInput):
            work(recipe)


def test_passphrases_follow_their_recipe():
    recipe = PassphraseRecipe(words=4, separator=" + ", capitalise=True, number=True)
    words = generate(recipe).split(" + ")
    assert len(words) == 4
    assert all(word[0].isupper() for word in words)
    numbered = [word for word in words if word[-1].isdigit()]
    assert len(numbered) == 1
    assert {word.rstrip(string.digits).lower() for word in words} <= set(wordlist())


def test_the_list_is_the_effs_large_one():
    words = wordlist()
    assert len(set(words)) == len(words) == 7776
    assert (words[0], words[-1]) == ("abacus", "zoom")
    assert all(word.islower() and word.isascii() for word in words)


def test_entropy_is_the_logarithm_of_the_number_of_results():
    recipe = PasswordRecipe(length=4, upper=False, symbols=False, lookalikes=True)
    small = msgspec.structs.replace(recipe, exclude="cdefghijklmnopqrstuvwxyz3456789")
    strings = [set(s) for s in product("ab012", repeat=4)]
    valid = sum(bool(s & set("ab")) and bool(s & set("012")) for s in strings)
    assert entropy_bits(small) == pytest.approx(math.log2(valid))


def test_entropy_of_common_recipes():
    assert entropy_bits(PassphraseRecipe()) == pytest.approx(77.55, abs=0.01)
    plain = PassphraseRecipe(words=6, capitalise=True)
    assert entropy_bits(plain) == entropy_bits(PassphraseRecipe())
    numbered = entropy_bits(PassphraseRecipe(number=True))
    assert numbered - entropy_bits(PassphraseRecipe()) == pytest.approx(math.log2(60))
    only = PasswordRecipe(length=10, upper=False, digits=False, symbols=False, lookalikes=True)
    assert entropy_bits(only) == pytest.approx(10 * math.log2(26))
    assert 115 < entropy_bits(PasswordRecipe()) < 128


def test_every_string_that_a_recipe_allows_is_equally_likely():
    recipe = PasswordRecipe(
        length=4,
        lower=False,
        digits=False,
        lookalikes=True,
        exclude="CDEFGHIJKLMNOPQRSTUVWXYZ" + SYMBOLS[2:],
    )
    valid = round(2 ** entropy_bits(recipe))
    assert valid == 4**4 - 2 * 2**4
    rounds = 60 * valid
    counts = Counter(generate(recipe) for _round in range(rounds))
    assert len(counts) == valid
    chi_squared = sum((count - 60) ** 2 / 60 for count in counts.values())
    # Of 223 degrees of freedom; a fair generator goes past it once in some ten million runs.
    assert chi_squared < 223 + 6 * math.sqrt(2 * 223)


def test_every_word_can_come(monkeypatch):
    asked: list[int] = []

    def last(words: tuple[str, ...]) -> str:
        asked.append(len(words))
        return words[-1]

    monkeypatch.setattr(secrets, "choice", last)
    assert generate(PassphraseRecipe(words=3)) == "zoom-zoom-zoom"
    assert asked == [7776] * 3


def test_no_other_source_of_randomness_is_used():
    tree = ast.parse(inspect.getsource(generator))
    imported = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert "secrets" in imported
    assert not imported & {"random", "xkcd_password", "uuid", "time"}
