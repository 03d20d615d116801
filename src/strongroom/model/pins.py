# SPDX-License-Identifier: GPL-3.0-or-later
"""A PIN for quick unlock: 4 to 12 of the digits 0 to 9, and nothing else.

It is typed on whatever keyboard is at hand, so digits of other scripts are refused and not
translated.  Nothing here makes a string of it, of which Python would keep a copy.
"""

from itertools import pairwise

from strongroom.errors import InvalidInput
from strongroom.secret import SecretBytes
from strongroom.texts import N_, _

FEWEST, MOST = 4, 12
_ZERO, _NINE = 0x30, 0x39
_CENTURIES = ([1, 9], [2, 0])
_YEAR_DIGITS = 4
_COLUMN = [2, 5, 8, 0]  # straight down the middle of a telephone's keys

_REPEATS = N_("A PIN that repeats itself is among the first that anyone would try.")
_ROW = N_("Digits in a row are among the first that anyone would try.")
_YEAR = N_("A year is among the first that anyone would try.")


def is_pin(pin: SecretBytes) -> bool:
    """Whether this can be a PIN at all."""
    return FEWEST <= len(pin) <= MOST and all(_ZERO <= byte <= _NINE for byte in pin.buffer)


def check_pin(pin: SecretBytes) -> None:
    """Refuse what cannot be a PIN.

    Raises:
        InvalidInput: it has other characters than digits, or too few or too many of them.
    """
    if not is_pin(pin):
        raise InvalidInput(
            _("A PIN has {fewest} to {most} digits and nothing else.").format(
                fewest=FEWEST, most=MOST
            )
        )


def guessable(pin: SecretBytes) -> str:
    """Return a sentence of warning for a PIN that many people choose, "" for any other."""
    digits = [byte - _ZERO for byte in pin.buffer]
    if _repeats(digits):
        return _(_REPEATS)
    if _in_a_row(digits):
        return _(_ROW)
    if len(digits) == _YEAR_DIGITS and digits[:2] in _CENTURIES:
        return _(_YEAR)
    return ""


def _repeats(digits: list[int]) -> bool:
    """Whether it is one part over and over: 0000, 1212, 123123, or pairs as in 1122."""
    if digits[::2] == digits[1::2]:
        return True
    parts = (size for size in range(1, len(digits)) if len(digits) % size == 0)
    return any(digits[:size] * (len(digits) // size) == digits for size in parts)


def _in_a_row(digits: list[int]) -> bool:
    """Whether each digit follows the one before, up or down: 1234, 7890, 4321, 2580."""
    steps = {(right - left) % 10 for left, right in pairwise(digits)}
    return steps in ({1}, {9}) or digits in (_COLUMN, _COLUMN[::-1])
