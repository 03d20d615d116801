# SPDX-License-Identifier: GPL-3.0-or-later
r"""Tables in text, from text to rows, trusting none of it (RFC 4180, strictly).

Every character of a value survives: quotes, delimiters and line ends inside quotes, spaces at
either end.  A row that breaks the rules, or a quote that is never closed, is a problem of the
line it begins on, and reading goes on at the line after it.  Nothing here grows with a
hostile file beyond its own size, which is bounded, and no line is looked at more than a few
times.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from strongroom.errors import CannotImport
from strongroom.exchange.csv_encoding import MAX_BYTES, decode
from strongroom.exchange.csv_targets import DELIMITERS, Dialect
from strongroom.exchange.reading import Problem
from strongroom.texts import _

__all__ = ["MAX_BYTES", "MAX_ROWS", "Row", "decode", "first_row", "rows", "sniff"]

MAX_ROWS = 75_000  # a login takes some 4 KiB of memory, far more than a short row of the file
MAX_COLUMNS = 2000  # of a row: more is no table
MAX_VALUES = 1_000_000  # of a table, beside empty ones: each is a field of its own

# The module's own limit of 128 KiB is less than notes may be.  It takes four bytes for each
# character of a value that it reads, so that a value as long as the file would take too much.
MAX_VALUE = 16 << 20
csv.field_size_limit(MAX_VALUE)

_LINE_END = re.compile("\r\n?|\n")
_SAMPLE = 64 << 10  # characters by which a dialect is told
_SAMPLE_ROWS = 200
_LEAST_ROWS = 2  # of a table
_HINT = re.compile("sep=(.)(?:\r\n?|\n|$)", re.IGNORECASE)  # what spreadsheets write above
_NO_QUOTES = 0.3  # by how much worse a table is whose quotes are plain characters
_REREAD = 2  # times the file's size that broken rows may cost


@dataclass(frozen=True, slots=True)
class Row:
    """The values of one row, and the line of the file on which it starts (from 1)."""

    line: int
    values: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Row(line={self.line})"


class _Lines:
    """The lines of a text, which remembers where the first of a row ended."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._first_end = 0
        self._fresh = True
        self.line = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        start = self._at
        if start >= len(self._text):
            raise StopIteration
        found = _LINE_END.search(self._text, start)
        self._at = found.end() if found else len(self._text)
        self.line += 1
        if self._fresh:
            self._fresh, self._first_end = False, self._at
        return self._text[start : self._at]

    def begin(self) -> int:
        """Begin a row; return the line on which it starts."""
        self._fresh = True
        return self.line + 1

    @property
    def beyond(self) -> int:
        """How many characters the row has taken beyond its first line."""
        return self._at - self._first_end

    def back(self, line: int) -> None:
        """Go back to the end of the row's first line, which is ``line``."""
        self._at, self.line = self._first_end, line


def rows(text: str, dialect: Dialect = Dialect()) -> Iterator[Row | Problem]:  # noqa: B008 - frozen
    """Yield the rows of ``text`` in order, and a problem in the place of a broken one.

    Raises:
        CannotImport: there are more than ``MAX_ROWS``, or than ``MAX_VALUES`` in them.
    """
    lines = _Lines(text)
    reader = _reader(lines, dialect)
    room = _REREAD * len(text)
    taken = values_taken = 0
    while True:
        line = lines.begin()
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            values = []
            last = lines.line
            if 0 < lines.beyond <= room:
                room -= lines.beyond
                last = line
                lines.back(line)
            reader = _reader(lines, dialect)
            yield Problem(line, _reason(str(error), line, last))
        taken += 1
        if taken > MAX_ROWS + 1:  # one names the columns
            sentence = _("The file has more than {limit:,} rows: import it in parts.")
            raise CannotImport(sentence.format(limit=MAX_ROWS), line=line)
        values_taken += len(values) - values.count("")
        if values_taken > MAX_VALUES:
            sentence = _("The file has more than {limit:,} values: import it in parts.")
            raise CannotImport(sentence.format(limit=MAX_VALUES), line=line)
        if len(values) > MAX_COLUMNS:
            yield Problem(line, _too_wide())
        elif values and not (line == 1 and _HINT.fullmatch(dialect.delimiter.join(values))):
            yield Row(line, tuple(values))


def check_amount(text: str, dialect: Dialect) -> None:
    """Refuse a table of too many values before entries are made of the first million.

    Raises:
        CannotImport: as of :func:`rows`.
    """
    if text.count(dialect.delimiter) + text.count("\n") + text.count("\r") >= MAX_VALUES:
        for _row in rows(text, dialect):
            pass


def first_row(text: str, dialect: Dialect = Dialect()) -> tuple[str, ...]:  # noqa: B008 - frozen
    """Return the names of the columns, as they stand; empty where there is no first row.

    Raises:
        CannotImport: the first row breaks the rules.
    """
    for row in rows(text, dialect):
        if isinstance(row, Problem):
            if row.reason == _too_wide():
                raise too_many_columns()
            raise CannotImport(
                _("The first line does not name columns, as a CSV file's does."), line=row.line
            )
        return row.values
    return ()


def is_too_wide(text: str) -> bool:
    """Tell whether a text would be a table, had it not too many columns."""
    ends = list(islice(_LINE_END.finditer(text), _LEAST_ROWS))
    if len(ends) < _LEAST_ROWS:
        return False
    first, second = text[: ends[0].start()], text[ends[0].end() : ends[1].start()]
    return any(
        first.count(one) >= MAX_COLUMNS and second.count(one) >= MAX_COLUMNS for one in DELIMITERS
    )


def too_many_columns() -> CannotImport:
    """Return what tells that a table has more columns than are read."""
    sentence = _(
        "The table has more than {limit:,} columns: leave out those that hold nothing to import."
    )
    return CannotImport(sentence.format(limit=MAX_COLUMNS))


def sniff(text: str) -> Dialect:
    """Return how the values of a table are told apart, judged by its first rows."""
    hint = _HINT.match(text)
    if hint and hint.group(1) in DELIMITERS:
        return max(_dialects(text, hint.group(1)), key=lambda one: _score(text, one))
    sample = text if len(text) <= _SAMPLE else text[:_SAMPLE]
    head = sample[: _SAMPLE // 4]
    tried = [dialect for d in DELIMITERS if d in head for dialect in _dialects(sample, d)]
    return max(tried, key=lambda one: _score(sample, one), default=Dialect())


def _dialects(sample: str, delimiter: str) -> Iterator[Dialect]:
    """Yield the dialects that are worth a try, the likeliest first."""
    first = sample[: m.start()] if (m := _LINE_END.search(sample)) else sample
    single = all(v[:1] == "'" == v[-1:] for v in first.split(delimiter))
    for quote in ("'",) if single else ('"',):
        yield Dialect(delimiter=delimiter, quote=quote)
        if f"\\{quote}" in sample:
            yield Dialect(delimiter=delimiter, quote=quote, escape=True)
    if not single and '"' in sample:
        yield Dialect(delimiter=delimiter, quote="")


def _score(sample: str, dialect: Dialect) -> tuple[bool, float, int]:
    """Judge a dialect: several columns, the same number in all rows, few broken ones.

    Rows that end early are nearly as good, for some programs leave out empty values.
    """
    good, total, first = 0.0, 0, 0
    for row in islice(rows(sample, dialect), _SAMPLE_ROWS):
        total += 1
        width = len(row.values) if isinstance(row, Row) else 0
        first = first or width
        good += 1 if width == first else 0.9 if 1 < width < first else 0
    alike = good / total if total else 0.0
    return first > 1, round(alike - (0 if dialect.quote else _NO_QUOTES), 2), first


def _too_wide() -> str:
    sentence = _("The row has more than {limit:,} values, which no table has.")
    return sentence.format(limit=MAX_COLUMNS)


def _reader(lines: _Lines, dialect: Dialect) -> Iterator[list[str]]:
    return csv.reader(
        lines,
        delimiter=dialect.delimiter,
        quotechar=dialect.quote or None,
        quoting=csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE,
        escapechar="\\" if dialect.escape else None,
        strict=True,
    )


def _reason(error: str, line: int, last: int) -> str:
    # The one fault that csv names so: the file ended inside quotes.
    if error == "unexpected end of data":
        sentence = _("A quotation mark in line {line} is never closed.")
    elif error.startswith("field larger"):
        sentence = _("A value of the row is longer than {limit} MiB.")
    elif last > line:
        sentence = _("Lines {line} to {last} break the rules of CSV: look at their quotes.")
    else:
        sentence = _("The row breaks the rules of CSV: look at its quotation marks.")
    return sentence.format(line=line, last=last, limit=MAX_VALUE >> 20)
