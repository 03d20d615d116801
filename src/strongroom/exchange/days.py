# SPDX-License-Identifier: GPL-3.0-or-later
"""Days and months as files write them, and as fields hold them: YYYY-MM-DD and YYYY-MM.

A text is a day or a month as a whole, or it is none: what stands beside it would be lost.  A
day that is written with the year behind it is left alone, for nobody can tell May from March
in 03/05/2030.
"""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NOON = time(12)
_TIME = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)? ?(?:Z|UTC|GMT|[+-]\d{2}:?(?:\d{2})?)?"
_DAY = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}", re.ASCII)
_WORDY_DAY = re.compile(r"([A-Za-z]{3,9})[, ] ?(\d{1,2}), ?(\d{4})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})(?:\s*[-/.]\s*(\d{1,2})|(\d{2}))", re.ASCII)
_MONTH_FIRST = re.compile(r"(?:(\d{1,2})\s*[-/.]\s*|(\d{2}))(\d{4}|\d{2})", re.ASCII)
_WORDY_MONTH = re.compile(r"([A-Za-z]{3,9})[, ] ?(\d{4})", re.ASCII)
_NAMES = (
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
)
_MONTHS, _CENTURIES = range(1, 13), range(1900, 2200)


def day_of_seconds(seconds: float | None) -> str:
    """Return the day, in UTC, of a number of seconds since 1970; "" for what is none."""
    try:
        return (_EPOCH + timedelta(seconds=seconds or 0)).date().isoformat() if seconds else ""
    except (OverflowError, ValueError):
        return ""


def day_of_moment(milliseconds: int) -> str:
    """Return the day, in UTC, of a moment in the years 1 to 9999."""
    return (_EPOCH + timedelta(milliseconds=milliseconds)).date().isoformat()


def day_of(text: str) -> str:
    """Return the day that a text is, with or without a time of day; "" for what is none.

    The year comes first, or the month is a word.
    """
    trimmed = text.strip()
    if found := _DAY.fullmatch(trimmed):
        year, month, day = int(found[1]), int(found[3]), int(found[4])
    elif found := _WORDY_DAY.fullmatch(trimmed):
        month, day, year = _month_named(found[1]), int(found[2]), int(found[3])
    else:
        return ""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def month_of(text: str) -> str:
    """Return the month that a card's "06/2030", "6/30", "0630", "2030-06" or "203006" says.

    Also that of a first or last day, for a month that was written as a day; "" for what is
    none.
    """
    trimmed = text.strip()
    if day := day_of(trimmed):
        return day[: len("2030-06")] if _is_edge(date.fromisoformat(day)) else ""
    if (found := _YEAR_FIRST.fullmatch(trimmed)) and (
        said := _month(int(found[1]), int(found[2] or found[3]))
    ):
        return said
    if found := _MONTH_FIRST.fullmatch(trimmed):
        century = 2000 if len(found[3]) == len("30") else 0
        return _month(int(found[3]) + century, int(found[1] or found[2]))
    if found := _WORDY_MONTH.fullmatch(trimmed):
        return _month(int(found[2]), _month_named(found[1]))
    return ""


def noon_of(day: str) -> int | None:
    """Return the middle of a day, which is that day nearly everywhere; None for no day."""
    found = day_of(day)
    if not found:
        return None
    noon = datetime.combine(date.fromisoformat(found), _NOON, UTC)
    return (noon - _EPOCH) // timedelta(milliseconds=1)


def iso_moment(milliseconds: float | None) -> str:
    """Return a moment as ISO 8601 in UTC; "" for what is none."""
    if not milliseconds:
        return ""
    try:
        when = _EPOCH + timedelta(milliseconds=milliseconds)
    except (OverflowError, ValueError):
        return ""
    return when.isoformat().replace("+00:00", "Z")


def _is_edge(day: date) -> bool:
    """Tell whether a day is the first or the last of its month."""
    return day.day in {1, monthrange(day.year, day.month)[1]}


def _month(year: int, month: int) -> str:
    return f"{year:04}-{month:02}" if year in _CENTURIES and month in _MONTHS else ""


def _month_named(word: str) -> int:
    """Return the number of a month by its English name or the beginning of it, 0 for none."""
    folded = word.casefold()
    return next((n for n, name in enumerate(_NAMES, 1) if name.startswith(folded)), 0)
