# SPDX-License-Identifier: GPL-3.0-or-later
"""Passwords and passphrases from the operating system's random source.

Every string that a recipe allows is equally likely: characters are drawn from the whole
alphabet and the draw is repeated until each chosen class is present, which, unlike putting
one of each class first and shuffling, favours none.  So the entropy is exactly the logarithm
of the number of allowed strings.
"""

import math
import secrets
import string
from functools import cache
from itertools import chain, combinations

import msgspec

from strongroom.errors import InvalidInput
from strongroom.model.characters import check_line
from strongroom.texts import _

LOOKALIKES = "0Oo1lI5S2Z8B"
# Those that sites take and that survive a shell, a form and a double click in a document:
# no quotes, no back-quote, no backslash, no slash, no bar.
SYMBOLS = "!#$%&()*+,-.:;<=>?@[]^_{}~"

MIN_LENGTH, MAX_LENGTH = 4, 256
MIN_WORDS, MAX_WORDS = 3, 40
MAX_SEPARATOR = 8
_WORDS_IN_LIST = 7776  # 6^5: the EFF's list is made for five dice


class PasswordRecipe(msgspec.Struct, frozen=True, kw_only=True):
    """What a password is made of; ``exclude`` names characters that a site refuses."""

    length: int = 20
    upper: bool = True
    lower: bool = True
    digits: bool = True
    symbols: bool = True
    lookalikes: bool = False
    exclude: str = ""

    def classes(self) -> tuple[str, ...]:
        """Return the characters of each chosen class, less what is left out.

        Raises:
            InvalidInput: no class is chosen, or one has no character left.
        """
        unwanted = set(self.exclude) | (set() if self.lookalikes else set(LOOKALIKES))
        chosen = (
            (self.upper, string.ascii_uppercase),
            (self.lower, string.ascii_lowercase),
            (self.digits, string.digits),
            (self.symbols, SYMBOLS),
        )
        left = ["".join(c for c in kind if c not in unwanted) for on, kind in chosen if on]
        if not left:
            raise InvalidInput(_("Choose at least one kind of character."))
        if not all(left):
            raise InvalidInput(
                _("Every character of one kind is left out: leave out fewer, or drop the kind.")
            )
        return tuple(left)


class PassphraseRecipe(msgspec.Struct, frozen=True, kw_only=True):
    """What a passphrase is made of; ``number`` puts a digit after one of the words."""

    words: int = 6
    separator: str = "-"
    capitalise: bool = False
    number: bool = False


Recipe = PasswordRecipe | PassphraseRecipe


def generate(recipe: Recipe) -> str:
    """Return a new password or passphrase.

    Raises:
        InvalidInput: the recipe asks for what cannot be.
    """
    _check(recipe)
    if isinstance(recipe, PassphraseRecipe):
        return _passphrase(recipe)
    classes = recipe.classes()
    alphabet = "".join(classes)
    while True:
        drawn = "".join(secrets.choice(alphabet) for _place in range(recipe.length))
        if all(any(c in drawn for c in kind) for kind in classes):
            return drawn


def entropy_bits(recipe: Recipe) -> float:
    """Return the base-2 logarithm of how many results ``recipe`` can have.

    Raises:
        InvalidInput: the recipe asks for what cannot be.
    """
    _check(recipe)
    if isinstance(recipe, PassphraseRecipe):
        numbers = 10 * recipe.words if recipe.number else 1
        return recipe.words * math.log2(_WORDS_IN_LIST) + math.log2(numbers)
    return math.log2(_count([len(kind) for kind in recipe.classes()], recipe.length))


@cache
def wordlist() -> tuple[str, ...]:
    """Return the EFF's large list, as the package xkcdpass carries it.

    Its words are read; its random source is not used.
    """
    from importlib import resources  # noqa: PLC0415 - start-up time: most make no passphrase

    text = (resources.files("xkcdpass") / "static" / "eff-long").read_text("utf-8")
    return tuple(text.split())


def _passphrase(recipe: PassphraseRecipe) -> str:
    words = [secrets.choice(wordlist()) for _place in range(recipe.words)]
    if recipe.capitalise:
        words = [word.capitalize() for word in words]
    if recipe.number:
        words[secrets.randbelow(recipe.words)] += secrets.choice(string.digits)
    return recipe.separator.join(words)


def _count(sizes: list[int], length: int) -> int:
    """Count the strings that hold each class at least once, by inclusion and exclusion."""
    total = sum(sizes)
    missing = chain.from_iterable(combinations(sizes, n) for n in range(len(sizes) + 1))
    return sum((-1) ** len(some) * (total - sum(some)) ** length for some in missing)


def _check(recipe: Recipe) -> None:
    if isinstance(recipe, PasswordRecipe):
        _check_number(recipe.length, MIN_LENGTH, MAX_LENGTH)
        return
    _check_number(recipe.words, MIN_WORDS, MAX_WORDS)
    check_line(recipe.separator, _("separator"), MAX_SEPARATOR)


def _check_number(number: int, low: int, high: int) -> None:
    if not low <= number <= high:
        sentence = _("The length is {number}: choose one from {low} to {high}.")
        raise InvalidInput(sentence.format(number=number, low=low, high=high))
