# SPDX-License-Identifier: GPL-3.0-or-later
"""Words of the vault that a mistyped word may have meant.

A word that is still being typed is held against the beginnings of known words, so that
``gihtu`` finds ``github`` before it is finished.  A letter left out, too many, wrong, or two
exchanged is one typo; long words may have two.

Measuring the distance to each of 60,000 words takes 15 ms.  But a typo touches two letters
side by side at most, so of a word cut into pieces with a letter between them, one piece more
than there are typos, one is left whole: only words with one of the pieces are measured.
"""

from strongroom.model.vocabulary import Vocabulary

LONG_WORD = 8  # letters from which two typos are forgiven
_NEAREST = 12  # spellings: more of them would be noise


def near(word: str, vocabulary: Vocabulary) -> list[tuple[str, int]]:
    """Return beginnings of known words with their distance from ``word``, nearest first.

    Those that begin with ``word`` are left out: they are no typos.
    """
    # Loaded where something was mistyped, and not whenever a program starts.
    from rapidfuzz import process  # noqa: PLC0415
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    allowed = 1 if len(word) < LONG_WORD else 2
    first, *others = _pieces(word, allowed)
    alike = set(vocabulary.beginning(first)).union(*map(vocabulary.containing, others))
    lengths = range(len(word), len(word) + allowed + 1)
    beginnings = {known[:length] for known in alike for length in lengths}
    found = process.extract(word, beginnings, scorer=OSA.distance, score_cutoff=allowed, limit=None)
    nearest = sorted(
        (distance, begin[:1] != word[:1], begin)
        for begin, distance, _at in found
        if not begin.startswith(word)
    )
    return [(begin, int(distance)) for distance, _first, begin in nearest[:_NEAREST]]


def _pieces(word: str, typos: int) -> list[str]:
    """Cut a word as the module's docstring says; the first piece is its beginning."""
    step = (len(word) - typos) // (typos + 1) + 1
    cuts = [step * n for n in range(typos + 1)]
    ends = [*(cut - 1 for cut in cuts[1:]), len(word)]
    return [word[start:end] for start, end in zip(cuts, ends, strict=True)]
