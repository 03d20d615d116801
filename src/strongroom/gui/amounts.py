# SPDX-License-Identifier: GPL-3.0-or-later
"""Times and counts as people read and type them: "10 minutes", "1 hour", "90 s", "Never".

What cannot be read comes back as it was typed: whether a value may be is for the rule of
its setting to say, in one sentence and in one place.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from strongroom.texts import _, ngettext


class Unit(Enum):
    """What an amount counts."""

    SECONDS = "seconds"
    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    VERSIONS = "versions"
    BACKUPS = "backups"


@dataclass(frozen=True, slots=True)
class Amount:
    """A whole number of ``unit``, and the few that are ``offered``, the endless one last.

    ``never`` is the value that stands for no end, and ``never_text`` what it is called
    (marked, and translated when shown); "" where there always is an end.
    """

    unit: Unit
    offered: tuple[int | None, ...]
    never: int | None = None
    never_text: str = ""


_SAY: Mapping[Unit, Callable[[int], str]] = {
    Unit.SECONDS: lambda n: ngettext("{count} second", "{count} seconds", n),
    Unit.MINUTES: lambda n: ngettext("{count} minute", "{count} minutes", n),
    Unit.HOURS: lambda n: ngettext("{count} hour", "{count} hours", n),
    Unit.DAYS: lambda n: ngettext("{count} day", "{count} days", n),
    Unit.VERSIONS: lambda n: ngettext("{count} version", "{count} versions", n),
    Unit.BACKUPS: lambda n: ngettext("{count} backup", "{count} backups", n),
}
_SHORT: Mapping[Unit, frozenset[str]] = {
    Unit.SECONDS: frozenset({"s", "sec"}),
    Unit.MINUTES: frozenset({"m", "min"}),
    Unit.HOURS: frozenset({"h", "hr"}),
    Unit.DAYS: frozenset({"d"}),
    Unit.VERSIONS: frozenset(),
    Unit.BACKUPS: frozenset(),
}
_SECONDS: Mapping[Unit, int] = {
    Unit.SECONDS: 1,
    Unit.MINUTES: 60,
    Unit.HOURS: 60 * 60,
    Unit.DAYS: 24 * 60 * 60,
}
_LARGER: Mapping[Unit, Unit] = {Unit.SECONDS: Unit.MINUTES, Unit.MINUTES: Unit.HOURS}
_FORMS = (1, 2, 5, 21)  # counts that between them show every plural form of most languages
_TYPED = re.compile(r"(\d{1,9})\s*(\D*)")


def said(amount: Amount, value: int | None) -> str:
    """Return ``value`` in words, in the largest unit that takes it whole."""
    if value is None or (amount.never_text and value == amount.never):
        return _(amount.never_text)
    unit = amount.unit
    while (larger := _LARGER.get(unit)) and value and not value * _SECONDS[unit] % _SECONDS[larger]:
        value = value * _SECONDS[unit] // _SECONDS[larger]
        unit = larger
    return _SAY[unit](value).format(count=value)


def read(amount: Amount, text: str) -> int | str | None:
    """Return the value that ``text`` means, or ``text`` itself where it means none."""
    typed = text.strip().casefold()
    if amount.never_text and typed == _(amount.never_text).casefold():
        return amount.never
    match = _TYPED.fullmatch(typed)
    if match is None:
        return text
    number, word = int(match[1]), match[2].strip(" .")
    if not word or word in _words(amount.unit):
        return number
    for unit, seconds in _SECONDS.items():
        if amount.unit in _SECONDS and word in _words(unit):
            whole, rest = divmod(number * seconds, _SECONDS[amount.unit])
            return text if rest else whole
    return text


def _words(unit: Unit) -> frozenset[str]:
    forms = (_SAY[unit](count).format(count="").strip().casefold() for count in _FORMS)
    return _SHORT[unit] | frozenset(forms)
