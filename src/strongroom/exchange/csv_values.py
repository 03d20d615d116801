# SPDX-License-Identifier: GPL-3.0-or-later
"""What single values of a table say: moments, dates, months, yes and no, several in one.

Nothing is guessed where two readings are right: the third of April and the fourth of March
look alike, so a date in that order stays as it stands, in a field of its own.
"""

import re

from strongroom.exchange.builder import moment, moment_of_iso

_DIGITS = re.compile(r"\d{9,14}|\d{16}", re.ASCII)  # of seconds, milli- or microseconds
_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", re.ASCII)
_WORDY_DAY = re.compile(r"([A-Z][a-z]+),? ?(\d{1,2}), ?(\d{4})", re.ASCII)
_YEAR_MONTH = re.compile(r"(\d{4}) ?[-/.] ?(\d{1,2})(?:[-/.]\d{1,2})?", re.ASCII)
_MONTH_YEAR = re.compile(r"(\d{1,2}) ?[-/.] ?(\d{2}|\d{4})", re.ASCII)
_WORDY_MONTH = re.compile(r"([A-Z][a-z]+), ?(\d{4})", re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YES = frozenset(
    {"1", "true", "yes", "y", "on", "x", "favorite", "favourite", "starred", "✓", "★"}
    | {"ja", "oui", "si", "sí", "sì", "sim", "tak", "да"}
)
_NO = frozenset({"", "0", "false", "no", "n", "off", "none", "nein", "non", "não", "nie", "нет"})
_SECOND_SITE = re.compile(r"\s*[,;|\n]\s*(?=[A-Za-z][A-Za-z0-9+.-]{0,30}://)|\s+(?=https?://)")
_MOST_SITES = 200
_TAG_ENDS = re.compile(r"[,;\n]")


def moment_in(text: str) -> int | None:
    """Return the moment that a text names, by its number of digits or as ISO 8601 writes it."""
    trimmed = text.strip()
    if _DIGITS.fullmatch(trimmed):
        number = int(trimmed)
        if len(trimmed) <= len("10000000000"):
            return moment(number * 1000)
        return moment(number if len(trimmed) <= len("10000000000000") else number // 1000)
    spelled = trimmed.replace("/", "-") if _DAY.match(trimmed) else trimmed
    return moment_of_iso(spelled.removesuffix(" UTC"))


def day_in(text: str) -> str:
    """Return a date as year-month-day; "" for what is none, or none that is sure."""
    trimmed = text.strip()
    if found := _DAY.match(trimmed):
        year, month, day = (int(part) for part in found.groups())
    elif found := _WORDY_DAY.fullmatch(trimmed):
        month, day, year = _month_of(found[1]), int(found[2]), int(found[3])
    else:
        return ""
    return f"{year:04}-{month:02}-{day:02}"


def month_in(text: str) -> str:
    """Return a month as year-month; "" for what is none."""
    trimmed = text.strip()
    if found := _YEAR_MONTH.fullmatch(trimmed):
        year, month = int(found[1]), int(found[2])
    elif found := _MONTH_YEAR.fullmatch(trimmed):
        month, year = int(found[1]), int(found[2])
    elif found := _WORDY_MONTH.fullmatch(trimmed):
        month, year = _month_of(found[1]), int(found[2])
    else:
        return ""
    year += 2000 if year < 100 else 0  # noqa: PLR2004 - two digits
    return f"{year:04}-{month:02}" if 1 <= month <= len(_MONTHS) else ""


def is_yes(text: str) -> bool | None:
    """Tell whether a text says yes, None where it says neither yes nor no."""
    folded = text.strip().casefold()
    return True if folded in _YES else False if folded in _NO else None


def sites_in(text: str) -> list[str]:
    """Return the websites of a value that may hold several."""
    return [part for part in _SECOND_SITE.split(text, _MOST_SITES) if part.strip()]


def tags_in(text: str) -> list[str]:
    """Return the tags of a value."""
    return [tag for tag in map(str.strip, _TAG_ENDS.split(text.strip("[]"))) if tag]


def _month_of(word: str) -> int:
    folded = word.casefold()
    return next((n for n, name in enumerate(_MONTHS, 1) if name == folded[:3]), 0)
