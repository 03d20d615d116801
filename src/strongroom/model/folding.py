# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts as search compares them: case and accents folded, in every script.

Folding goes character by character (each one's compatibility decomposition, case-folded,
without combining marks), so that a place in a folded text can be led back to the text that a
person sees.  ``É`` becomes ``e``, ``Straße`` ``strasse``, full-width letters plain ones, and a
Hangul syllable its letters, so that it is found while it is still being typed.
"""

import re
import unicodedata

# Letters that people take for others although Unicode does not decompose them.
_LETTERS = {
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ħ": "h",
    "ı": "i",
    "æ": "ae",
    "œ": "oe",
    "ð": "d",
    "þ": "th",
}
_MARKS = {"Mn", "Me"}  # marks that are written on a letter; those that stand beside it stay
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")


class _Folded(dict[int, str]):
    """The folded form of each character met so far, by code point."""

    def __missing__(self, point: int) -> str:
        decomposed = unicodedata.normalize("NFKD", chr(point)).casefold()
        parts = unicodedata.normalize("NFKD", decomposed)
        kept = (c for c in parts if unicodedata.category(c) not in _MARKS)
        self[point] = folded = "".join(_LETTERS.get(c, c) for c in kept)
        return folded


class _Spaced(dict[int, str]):
    """A space for each character that is no part of a word; control characters stay."""

    def __missing__(self, point: int) -> str:
        character = chr(point)
        kept = character < " " or character.isalnum()
        self[point] = seen = character if kept else " "
        return seen


_FOLDED = _Folded()
_SPACED = _Spaced()
# bytes.translate is fifty times as fast as str.translate, and nearly all text is ASCII by now.
_ASCII_SPACED = "".join(_SPACED[n] for n in range(128)).encode() + bytes(128)


def fold(text: str) -> str:
    """Return ``text`` as it is compared."""
    lowered = text.lower()
    return lowered if lowered.isascii() else _BEYOND_ASCII.sub(_fold_run, lowered)


def fold_with_places(text: str) -> tuple[str, list[int]]:
    """Return the folded text, and for each of its characters the place it came from."""
    parts = [fold(character) for character in text]
    places = [place for place, part in enumerate(parts) for _character in part]
    return "".join(parts), places


def spaced(folded: str) -> str:
    """Return a folded text, as long as before, with spaces where no word is.

    A word starts wherever the character before is a space in this form.
    """
    if folded.isascii():
        return folded.encode().translate(_ASCII_SPACED).decode()
    return folded.translate(_SPACED)


def _fold_run(run: re.Match[str]) -> str:
    return run[0].translate(_FOLDED)
