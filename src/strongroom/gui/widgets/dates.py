# SPDX-License-Identifier: GPL-3.0-or-later
"""Days and months as people type them, to and from the form in which they are kept."""

import re

from PySide6.QtCore import QDate, QLocale

from strongroom.texts import _

ISO_DAY = "yyyy-MM-dd"
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/. ]\s*(\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{4}|\d{2})")
_WORDS = ("d MMMM yyyy", "d. MMMM yyyy", "d MMM yyyy", "d. MMM yyyy", "MMMM d, yyyy", "MMM d, yyyy")
_CENTURY = "20"  # of a card's two digits
_SHORT_YEAR = 2
_MONTHS = 12


def day_in_words(day: QDate) -> str:
    """Return a day in words, in the language of the person."""
    return QLocale().toString(day, _("d MMMM yyyy"))


def read_day(text: str) -> QDate | None:
    """Read a day: 2031-05-09, in words, or in the short form of the person's language."""
    typed = " ".join(text.split())
    locale = QLocale()
    short = locale.dateFormat(QLocale.FormatType.ShortFormat)
    if "yyyy" not in short:
        short = short.replace("yy", "yyyy")
    for form in (ISO_DAY, "yyyy-M-d", short, *_WORDS):
        day = locale.toDate(typed, form)
        if day.isValid():
            return day
    return None


def read_month(text: str) -> tuple[int, int] | None:
    """Read a month as year and number: 2031-05, 05/31, 5/2031."""
    typed = text.strip()
    if found := _YEAR_FIRST.fullmatch(typed):
        year, month = found[1], found[2]
    elif found := _YEAR_LAST.fullmatch(typed):
        month = found[1]
        year = _CENTURY + found[2] if len(found[2]) == _SHORT_YEAR else found[2]
    else:
        return None
    return (int(year), int(month)) if 1 <= int(month) <= _MONTHS else None


def kept_day(text: str) -> str:
    """Return what is kept of a typed day: YYYY-MM-DD, or the text itself where it is none."""
    day = read_day(text)
    return day.toString(ISO_DAY) if day else text.strip()


def kept_month(text: str) -> str:
    """Return what is kept of a typed month: YYYY-MM, or the text itself where it is none."""
    month = read_month(text)
    return f"{month[0]:04}-{month[1]:02}" if month else text.strip()


def typed_month(kept: str) -> str:
    """Return a kept month as cards have it: 05/2031."""
    month = read_month(kept)
    return f"{month[1]:02}/{month[0]:04}" if month else kept
