# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a password would hold, as a number, a word and a piece of advice.

Guesses are zxcvbn's, which knows words, names, dates, keyboard patterns and common passwords;
the steps between words are ours, since a stolen vault is guessed at without a limit, which
zxcvbn's own scores do not assume.  zxcvbn counts ten guesses for a character it sees no
pattern in and stops at 2^64: for what the generator made, :func:`rate_bits` says the truth.
"""

import math
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from zxcvbn_rs_py import Warning as Weakness
from zxcvbn_rs_py import zxcvbn

from strongroom.texts import N_, _

# zxcvbn's time grows with the square of the length and more; 64 characters take 5 ms.
# What lies past them could only add to the bits.
_CONSIDERED = 64
_HINTS = 20

_STEPS = tuple(math.log2(10) * power for power in (5, 8, 12, 18))
_WORDS = (N_("Very weak"), N_("Weak"), N_("Fair"), N_("Good"), N_("Excellent"))

# Pairs, since zxcvbn's values compare but have no hash.
_ADVICE = (
    (Weakness.StraightRowsOfKeysAreEasyToGuess, N_("Rows of keys are easy to guess.")),
    (Weakness.ShortKeyboardPatternsAreEasyToGuess, N_("Patterns of keys are easy to guess.")),
    (Weakness.RepeatsLikeAaaAreEasyToGuess, N_("Repeats like “aaa” are easy to guess.")),
    (
        Weakness.RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess,
        N_("Repeats like “abcabc” are hardly better than “abc”."),
    ),
    (Weakness.ThisIsATop10Password, N_("This is one of the ten most used passwords.")),
    (Weakness.ThisIsATop100Password, N_("This is one of the hundred most used passwords.")),
    (Weakness.ThisIsACommonPassword, N_("This is a password that many people use.")),
    (
        Weakness.ThisIsSimilarToACommonlyUsedPassword,
        N_("This is much like a password that many people use."),
    ),
    (Weakness.SequencesLikeAbcAreEasyToGuess, N_("Sequences like “abc” are easy to guess.")),
    (Weakness.RecentYearsAreEasyToGuess, N_("Recent years are easy to guess.")),
    (Weakness.AWordByItselfIsEasyToGuess, N_("A word by itself is easy to guess.")),
    (Weakness.DatesAreOftenEasyToGuess, N_("Dates are often easy to guess.")),
    (
        Weakness.NamesAndSurnamesByThemselvesAreEasyToGuess,
        N_("Names by themselves are easy to guess."),
    ),
    (Weakness.CommonNamesAndSurnamesAreEasyToGuess, N_("Common names are easy to guess.")),
)


@dataclass(frozen=True, slots=True)
class Strength:
    """``score`` 0 to 4, its word in the person's language, bits, and advice or ""."""

    score: int
    word: str
    bits: float
    advice: str = ""


def rate(password: str, hints: Iterable[str] = ()) -> Strength:
    """Rate a password, knowing ``hints`` (title, username …) that an attacker would try."""
    found = zxcvbn(_bounded(password), [_bounded(hint) for hint in islice(hints, _HINTS)])
    weakness = found.feedback.warning if found.feedback else None
    advice = next((_(text) for known, text in _ADVICE if known == weakness), "")
    return rate_bits(max(0.0, found.guesses_log10 * math.log2(10)), advice)


def rate_bits(bits: float, advice: str = "") -> Strength:
    """Rate what is known to have ``bits`` of entropy."""
    score = bisect_right(_STEPS, bits)
    return Strength(score, _(_WORDS[score]), bits, advice)


def _bounded(text: str) -> str:
    """Return the start of a text, with broken characters as question marks."""
    return text[:_CONSIDERED].encode("utf-8", "replace").decode()
