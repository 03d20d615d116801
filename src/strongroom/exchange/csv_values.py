# SPDX-License-Identifier: GPL-3.0-or-later
"""What single values of a table say: moments, yes and no, several in one."""

import csv
import re

from strongroom.exchange.builder import moment, moment_of_iso

_DIGITS = re.compile(r"\d{9,14}|\d{16}", re.ASCII)  # of seconds, milli- or microseconds
_SLASHED = re.compile(r"(\d{4})/(\d{2})/(\d{2})(?!\d)", re.ASCII)
_YES = frozenset(
    {"1", "true", "yes", "y", "on", "x", "favorite", "favourite", "starred", "✓", "★"}
    | {"ja", "oui", "si", "sí", "sì", "sim", "tak", "да"}
)
_NO = frozenset({"", "0", "false", "no", "n", "off", "none", "nein", "non", "não", "nie", "нет"})
_SECOND_SITE = re.compile(r"\s*[,;|\n]\s*(?=[A-Za-z][A-Za-z0-9+.-]{0,30}://)|\s+(?=https?://)")
_QUOTED = re.compile(r'(?:^|,)"')
_MOST_SITES = 200
_TAG_ENDS = re.compile(r"[,;\n]")
_SET = re.compile(r"\{\((.*)\)\}", re.DOTALL)


def moment_in(text: str) -> int | None:
    """Return the moment that a text names, by its number of digits or as ISO 8601 writes it."""
    trimmed = text.strip()
    if _DIGITS.fullmatch(trimmed):
        number = int(trimmed)
        if len(trimmed) <= len("10000000000"):
            return moment(number * 1000)
        return moment(number if len(trimmed) <= len("10000000000000") else number // 1000)
    return moment_of_iso(_SLASHED.sub(r"\1-\2-\3", trimmed, 1).removesuffix(" UTC"))


def is_yes(text: str) -> bool | None:
    """Tell whether a text says yes, None where it says neither yes nor no."""
    folded = text.strip().casefold()
    return True if folded in _YES else False if folded in _NO else None


def sites_in(text: str) -> list[str]:
    """Return the websites of a value that may hold several, also as a row in the row."""
    row = _row_in(text) if _QUOTED.search(text) else []
    if 0 < len(row) <= _MOST_SITES and all({".", ":"} & {*site} for site in row):
        return row
    return [part for part in _SECOND_SITE.split(text, _MOST_SITES) if part.strip()]


def _row_in(text: str) -> list[str]:
    try:
        return next(csv.reader([text]), [])
    except csv.Error:
        return []


def tags_in(text: str) -> list[str]:
    """Return the tags of a value, also as 1Password for the Mac writes a set of texts."""
    if found := _SET.fullmatch(text.strip()):
        text = found[1].replace("\\", "").replace('"', "")
    return [tag for tag in map(str.strip, _TAG_ENDS.split(text.strip("[]"))) if tag]
