# SPDX-License-Identifier: GPL-3.0-or-later
"""Days and months as files write them, and as fields hold them: YYYY-MM-DD and YYYY-MM.

A day that is written with slashes is left alone, for nobody can tell May from March in it.
"""

import re
from datetime import UTC, date, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.]?\s*(\d{1,2})", re.ASCII)
_MONTH_FIRST = re.compile(r"(\d{1,2})\s*[-/.]?\s*(\d{4}|\d{2})", re.ASCII)
_MONTHS, _CENTURIES = range(1, 13), range(1900, 2200)


def day_of_seconds(seconds: float | None) -> str:
    """Return the day, in UTC, of a number of seconds since 1970; "" for what is none."""
    try:
        return (_EPOCH + timedelta(seconds=seconds or 0)).date().isoformat() if seconds else ""
    except (OverflowError, ValueError):
        return ""


def day_of(text: str) -> str:
    """Return the day of a date or a time as ISO 8601 writes it; "" for what is none."""
    found = _ISO.fullmatch(text.strip())
    try:
        return date.fromisoformat(found[1]).isoformat() if found else ""
    except ValueError:
        return ""


def month_of(text: str) -> str:
    """Return the month that a card's "06/2030", "6/30", "0630", "2030-06" or "203006" says.

    "" for what is none.
    """
    packed = text.strip()
    if found := _YEAR_FIRST.fullmatch(packed):
        year, month = int(found[1]), int(found[2])
        if year in _CENTURIES and month in _MONTHS:
            return f"{year:04}-{month:02}"
    if found := _MONTH_FIRST.fullmatch(packed):
        month, year = int(found[1]), int(found[2])
        year += 2000 if len(found[2]) == len("30") else 0
        if year in _CENTURIES and month in _MONTHS:
            return f"{year:04}-{month:02}"
    return ""


def iso_moment(milliseconds: float | None) -> str:
    """Return a moment as ISO 8601 in UTC; "" for what is none."""
    if not milliseconds:
        return ""
    try:
        when = _EPOCH + timedelta(milliseconds=milliseconds)
    except (OverflowError, ValueError):
        return ""
    return when.isoformat().replace("+00:00", "Z")
