# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a text that is shown has what was searched for."""

from collections.abc import Iterable

from strongroom.model.folding import fold_with_places, spaced
from strongroom.model.query import Query, Where

_SHOWN = {Where.ANY, Where.TITLE, Where.USER}


def highlights(query: Query, text: str, spellings: Iterable[str] = ()) -> list[tuple[int, int]]:
    """Return the parts of a title or username to mark, as (start, end), apart and ascending.

    A word is marked where it starts one, else where it is first.  ``spellings`` are those of
    a result that was found with typos forgiven; of such the longest that fit are marked.
    """
    folded, places = fold_with_places(text)
    wanted = [term.text for term in (*query.words, *query.parts) if term.where in _SHOWN]
    spans = [span for word in wanted for span in _spans(word, folded)]
    if not spans:
        longest = sorted(spellings, key=len, reverse=True)
        starting = (_spans(word, folded, only_starts=True) for word in longest)
        spans = next((found for found in starting if found), [])
    return _joined((places[start], _after(places, end, len(text))) for start, end in spans)


def _spans(word: str, folded: str, *, only_starts: bool = False) -> list[tuple[int, int]]:
    words = spaced(folded)
    found = []
    at = folded.find(word)
    while at >= 0:
        found.append(at)
        at = folded.find(word, at + len(word))
    starts = [at for at in found if at == 0 or words[at - 1] == " "]
    shown = starts if starts or only_starts else found[:1]
    return [(at, at + len(word)) for at in shown]


def _after(places: list[int], end: int, length: int) -> int:
    """Return the end in the text that is shown, with the marks that stand on its last letter."""
    if end == len(places):
        return length
    return max(places[end], places[end - 1] + 1)


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
