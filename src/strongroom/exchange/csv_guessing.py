# SPDX-License-Identifier: GPL-3.0-or-later
"""What the columns of any table may mean, guessed.

A column is known by its name, else by what stands in it (websites, addresses, links of
one-time passwords), which is looked at and never told.  Nothing is left out by guess: what
means nothing to this program becomes a field of its own, concealed unless it is plain: dates
and answers of yes and no are; words, names and addresses are where all of the column is such,
its own name speaks of no secret, and another column is called the password, so that this one
is not.  A number alone may be a PIN, and many small words a phrase that opens something.
"""

import re
from collections.abc import Callable, Sequence
from itertools import islice

from strongroom.exchange import csv_header
from strongroom.exchange.csv_encoding import Decoded
from strongroom.exchange.csv_header import First
from strongroom.exchange.csv_special import looks_secret
from strongroom.exchange.csv_targets import Column, Dialect, Mapping, Target
from strongroom.exchange.csv_text import Row, rows
from strongroom.exchange.csv_values import is_yes, moment_in
from strongroom.exchange.csv_words import target_named
from strongroom.exchange.days import day_of
from strongroom.model.fields import ItemKind

_SAMPLE = 200  # rows by whose values a column is judged
_MOST_SAMPLED = 40_000  # values, so that fewer rows judge a table of very many columns
_MOST = 0.6  # of its values, for a column to be of a kind
_WEBSITE = re.compile(
    r"(?:[a-z][a-z0-9+.-]*://\S+|(?:[\w-]{1,63}\.){1,10}[a-z]{2,24}(?:[/:?#]\S*)?)",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[^@\s]{1,128}@(?:[\w-]{1,63}\.){1,10}[\w-]{2,63}")
_SHORT = 64
_LONG_TEXT = 120  # characters: a column of such is of notes
_PASSWORD = (6, 128)
_MANY_CLASSES = 3
_WORDS = re.compile(r"(?:[^\W\d_]+|\d+)(?:[ ,.'’&/-]+(?:[^\W\d_]+|\d+))*[.!?]?")
_LONGEST_WORDS = 200
_FEW_DIGITS = 2
_PHRASE = 4  # words in small letters: as many make a passphrase
# Targets that several columns may have; a second one of another is a field of its own.
_SEVERAL = frozenset(
    {Target.WEBSITE, Target.SHOWN, Target.CONCEALED, Target.LEFT_OUT, Target.TAGS}
    | {Target.EMAIL, Target.PHONE}
)
_SAID_OPENLY = frozenset({Target.TITLE, Target.USERNAME, Target.FOLDER, Target.NOTES})


def best_mapping(text: Decoded, dialect: Dialect, header: bool | None, kind: str = "") -> Mapping:  # noqa: FBT001 - as a mapping has it
    """Return how a table is best understood; ``header`` and ``kind`` may be said already."""
    found = _sampled(text.text, dialect)
    first, below = (found[0], found[1:]) if found else ((), [])
    named = _judged(first, below).is_header if header is None else header
    names = first if named else ("",) * len(first)
    sample = below if named else found
    columns = tuple(
        Column(name, target) for name, target in zip(names, _targets(names, sample), strict=True)
    )
    wanted = kind or _kind([column.target for column in columns])
    return Mapping(
        columns=columns, kind=wanted, header=named, dialect=dialect, encoding=text.encoding
    )


def first_of(text: str, mapping: Mapping) -> First:
    """Tell what the first row of a table is, whatever it was taken for."""
    found = _sampled(text, mapping.dialect)
    return _judged(found[0], found[1:]) if found else First.ENTRY


def _sampled(text: str, dialect: Dialect) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    values = 0
    for row in islice(rows(text, dialect), _SAMPLE):
        if isinstance(row, Row):
            found.append(row.values)
            values += len(row.values)
        if values >= _MOST_SAMPLED:
            break
    return found


def _judged(first: Sequence[str], below: Sequence[Sequence[str]]) -> First:
    values = sum(bool(name.strip()) and _is_value(name.strip()) for name in first)
    return csv_header.judged(first, below, values=values)


def _is_value(text: str) -> bool:
    """Tell what no column is called: a website, an address, a number, a password."""
    return bool(
        _WEBSITE.fullmatch(text)
        or _EMAIL.fullmatch(text)
        or not any(character.isalpha() for character in text)
        or _looks_like_password(text)
    )


def _targets(names: Sequence[str], sample: Sequence[Sequence[str]]) -> list[Target]:
    guessed: list[Target | None] = [target_named(name) for name in names]
    other_is_password = Target.PASSWORD in guessed
    _settle_twice(guessed, names)
    columns = [_Values(sample, number) for number in range(len(names))]
    for number, values in enumerate(columns):
        if guessed[number] is None:
            guessed[number] = _by_content(values, guessed)
    _settle_nameless(names, columns, guessed)
    for number, values in enumerate(columns):
        if guessed[number] is None and other_is_password and _is_plain(names[number], values):
            guessed[number] = Target.SHOWN
        if guessed[number] is None:
            guessed[number] = _otherwise(names[number], values, guessed)
    return [target or Target.CONCEALED for target in guessed]


def _settle_twice(guessed: list[Target | None], names: Sequence[str]) -> None:
    """Let the first column of a name have its target, and look at the others again."""
    met: set[Target] = set()
    for number, target in enumerate(guessed):
        if target is None or target in _SEVERAL:
            continue
        if target in met:
            open_one = target in _SAID_OPENLY and not looks_secret(names[number])
            guessed[number] = Target.SHOWN if open_one else Target.CONCEALED
        met.add(target)


class _Values:
    """What stands in a column of the sample."""

    def __init__(self, sample: Sequence[Sequence[str]], number: int) -> None:
        values = (row[number].strip() for row in sample if number < len(row))
        self.filled = [value for value in values if value]

    def mostly(self, what: Callable[[str], object]) -> bool:
        """Tell whether most of them are something; once too many are not, no more is asked."""
        others = (1 - _MOST) * len(self.filled)
        for value in self.filled:
            if not what(value):
                others -= 1
                if others < 0:
                    return False
        return bool(self.filled)


def _by_content(values: _Values, guessed: Sequence[Target | None]) -> Target | None:
    if values.mostly(lambda value: value.startswith(("otpauth://", "steam://"))):
        return Target.OTP if Target.OTP not in guessed else Target.CONCEALED
    if values.mostly(_EMAIL.fullmatch):
        return Target.EMAIL if Target.USERNAME in guessed else Target.USERNAME
    if values.mostly(_WEBSITE.fullmatch):
        return Target.WEBSITE
    return None


def _settle_nameless(
    names: Sequence[str], columns: Sequence[_Values], guessed: list[Target | None]
) -> None:
    """Know a password by its mixture, the user before it, and the title by what is left."""
    left = [n for n, name in enumerate(names) if guessed[n] is None and not name.strip()]
    for mixed in (_looks_like_password, _looks_mixed):
        found = next((n for n in left if columns[n].mostly(mixed)), None)
        if found is not None and Target.PASSWORD not in guessed:
            guessed[found] = Target.PASSWORD
    if not left or Target.PASSWORD not in guessed:
        return
    place = guessed.index(Target.PASSWORD)
    before = [n for n in left if n < place and columns[n].mostly(_looks_like_title)]
    titled = Target.TITLE in guessed or Target.WEBSITE in guessed
    if Target.USERNAME not in guessed and before and (titled or len(before) > 1):
        guessed[before.pop()] = Target.USERNAME
    if not before and Target.TITLE not in guessed:
        _settle_sites(names, columns, guessed)


def _settle_sites(
    names: Sequence[str], columns: Sequence[_Values], guessed: list[Target | None]
) -> None:
    """Take a bare name of a site for the title where its whole address stands beside it."""
    sites = [n for n, name in enumerate(names) if guessed[n] is Target.WEBSITE and not name.strip()]
    whole = [n for n in sites if columns[n].mostly(lambda value: "://" in value)]
    bare = [n for n in sites if n not in whole]
    if whole and bare:
        guessed[bare[0]] = Target.TITLE


def _otherwise(name: str, values: _Values, guessed: Sequence[Target | None]) -> Target | None:
    """Judge a column that says neither by its name nor by clear values what it is."""
    nameless = not name.strip()
    if nameless and Target.PASSWORD not in guessed and values.mostly(_looks_like_password):
        return Target.PASSWORD
    if nameless and Target.TITLE not in guessed and values.mostly(_looks_like_title):
        return Target.TITLE
    if nameless and Target.NOTES not in guessed and values.mostly(_looks_like_notes):
        return Target.NOTES
    plain = values.mostly(lambda v: day_of(v) or is_yes(v) is not None or moment_in(v))
    return Target.SHOWN if plain and not looks_secret(name) else Target.CONCEALED


def _looks_like_password(value: str) -> bool:
    low, high = _PASSWORD
    if not low <= len(value) <= high or " " in value:
        return False
    classes = (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum())
    return sum(any(is_one(c) for c in value) for is_one in classes) >= _MANY_CLASSES


def _looks_mixed(value: str) -> bool:
    """Tell whether a word has letters and digits or signs, as few names have."""
    low, high = _PASSWORD
    if not low <= len(value) <= high or " " in value:
        return False
    return any(c.isalpha() for c in value) and not value.isalpha()


def _is_plain(name: str, values: _Values) -> bool:
    """Tell whether all of a column is such as no secret is, and it is not called one."""
    return bool(values.filled) and not looks_secret(name) and all(map(_are_words, values.filled))


def _are_words(value: str) -> bool:
    """Tell what nobody takes for a password: words, a name, an address, a number of two digits."""
    if _EMAIL.fullmatch(value) or _WEBSITE.fullmatch(value):
        return True
    if len(value) > _LONGEST_WORDS or not _WORDS.fullmatch(value):
        return False
    if value.isdigit():
        return len(value) <= _FEW_DIGITS
    has_digits = any(c.isdigit() for c in value)
    phrase = len(value.split()) >= _PHRASE and value.islower()
    return any(c.isalpha() for c in value) and not phrase and (" " in value or not has_digits)


def _looks_like_title(value: str) -> bool:
    return len(value) <= _SHORT and any(c.isalpha() for c in value)


def _looks_like_notes(value: str) -> bool:
    return len(value) > _LONG_TEXT or "\n" in value


def _kind(targets: Sequence[Target]) -> str:
    """Return the kind of item that rows with such columns are."""
    has = set(targets)
    login = has & {Target.PASSWORD, Target.OTP}
    identity = [target for target in has if target.startswith("identity.")]
    if Target.CARD_NUMBER in has and not login:
        return ItemKind.CARD
    if Target.NETWORK in has:
        return ItemKind.WIFI
    if Target.API_KEY in has and not login:
        return ItemKind.API_KEY
    if len(identity) > 1 and not login:
        return ItemKind.IDENTITY
    if not login and Target.NOTES in has and not has & {Target.USERNAME, Target.WEBSITE}:
        return ItemKind.NOTE
    return ItemKind.LOGIN
