# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the first row of a table names its columns, or is its first entry.

Taking an entry for names would lose it, and show its password as the name of a field.  So a
row is one of names where its words are known as such, or where what stands below is of
another sort; in doubt it is an entry, and the doubt is told.
"""

from collections.abc import Iterable, Sequence
from enum import Enum, auto

from strongroom.exchange.csv_rows import folded
from strongroom.exchange.csv_words import names_known
from strongroom.exchange.days import day_of
from strongroom.texts import _

_SHORT = 64  # characters of a name
_SURE = 3  # known names: no entry is made of so many
_FEW = 2
_MOST = 0.6  # of the values of a column, for it to be of a sort


class First(Enum):
    """What a first row is."""

    NAMES = auto()
    LIKE_NAMES = auto()  # by what stands below it, or by a few of its words
    UNCLEAR = auto()  # nothing tells it from names: it is taken for an entry
    ENTRY = auto()

    @property
    def is_header(self) -> bool:
        """Whether it is taken for names."""
        return self in {First.NAMES, First.LIKE_NAMES}


def judged(first: Sequence[str], below: Sequence[Sequence[str]], *, values: int) -> First:
    """Return what a first row is; of its texts, ``values`` are such as no column is called."""
    filled = [name for name in first if name.strip()]
    known = names_known(filled)
    if known and (known == len(filled) or known >= _SURE):
        return First.NAMES
    if values or _recurs(first, below):
        return First.ENTRY
    if known and 2 * known >= len(filled):
        return First.NAMES
    if not _could_be_names(first):
        return First.ENTRY
    told = known >= _FEW or _other_sort(first, below)
    return First.LIKE_NAMES if told else First.UNCLEAR


def doubt(what: First, *, header: bool) -> str:
    """Return the sentence for a person who can say which it is, "" where it is plain."""
    if what not in {First.LIKE_NAMES, First.UNCLEAR}:
        return ""
    if header:
        return _(
            "The first row is taken for the names of the columns and does not come in: if it "
            "is an entry, switch that off."
        )
    return _(
        "The first row is taken for an entry: if it names the columns, switch that on, or it "
        "comes in as an item."
    )


def loss(what: First) -> str:
    """Return the sentence for a row that is taken for names unless somebody says otherwise.

    Any other was either known for names, or called so by a person.
    """
    if what is not First.LIKE_NAMES:
        return ""
    return _(
        "The first row was taken for the names of the columns: if it is an entry, it did not "
        "come in."
    )


def _recurs(first: Sequence[str], below: Iterable[Sequence[str]]) -> bool:
    """Tell whether a text of the first row stands below itself again, as a value does."""
    keys = [folded(name) for name in first]
    return any(
        key and key == folded(value) for row in below for key, value in zip(keys, row, strict=False)
    )


def _could_be_names(first: Sequence[str]) -> bool:
    keys = [folded(name) for name in first]
    return all(0 < len(key) <= _SHORT for key in keys) and len(set(keys)) == len(keys)


def _other_sort(first: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Tell whether links or dates stand below what is neither.

    Other sorts tell nothing: one password is like a word and the next is not, and a person
    is called by a name here and by an address there.
    """
    for number, name in enumerate(first):
        values = [row[number] for row in below if number < len(row) and row[number].strip()]
        for is_one in (_is_link, _is_date):
            count = sum(map(is_one, values))
            if count and count >= _MOST * len(values) and not is_one(name):
                return True
    return False


def _is_link(text: str) -> bool:
    return "://" in text


def _is_date(text: str) -> bool:
    return any(mark in text for mark in "-/.") and bool(day_of(text))
