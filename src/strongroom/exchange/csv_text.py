# SPDX-License-Identifier: GPL-3.0-or-later
r"""Comma-separated text, from bytes to rows, trusting none of it (RFC 4180, strictly).

Every character of a value survives: quotes, commas and line ends inside quotes, spaces at
either end.  A row that breaks the rules is reported with its line and the rest goes on; a
quote that is never closed has swallowed the rest of the file, so nothing of it is taken.
Nothing here grows with a hostile file beyond its own size, which is bounded.
"""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from strongroom.errors import CannotImport
from strongroom.exchange.reading import Problem
from strongroom.texts import _

MAX_BYTES = 64 << 20  # some 400,000 logins; the largest real exports have a few thousand
MAX_ROWS = 200_000  # a login takes some 2 KiB of memory, far more than a short row of the file

# The module's own limit of 128 KiB is less than notes may be; ours is the file's size.
csv.field_size_limit(MAX_BYTES)

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """The values of one row, and the line of the file on which it starts (from 1)."""

    line: int
    values: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Row(line={self.line})"


def decode(data: bytes) -> str:
    """Return the text of a file in UTF-8, or in UTF-16 with its byte-order mark.

    Raises:
        CannotImport: too large, empty, not text, or in another encoding.
    """
    if len(data) > MAX_BYTES:
        sentence = _("The file is larger than {limit} MiB, which no list of passwords is.")
        raise CannotImport(sentence.format(limit=MAX_BYTES >> 20))
    mark, encoding = next((m for m in _MARKS if data.startswith(m[0])), (b"", "utf-8"))
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise CannotImport(
            _("The file is not text in UTF-8: export it again as CSV, and do not change it before.")
        )
    if not text.strip():
        raise CannotImport(_("The file is empty."))
    return text


def first_row(text: str) -> tuple[str, ...]:
    """Return the names of the columns, as they stand; empty where there is no first row.

    Raises:
        CannotImport: the first row breaks the rules.
    """
    for row in rows(text):
        if isinstance(row, Problem):
            raise CannotImport(
                _("The first line does not name columns, as a CSV file's does."), line=row.line
            )
        return row.values
    return ()


def rows(text: str) -> Iterator[Row | Problem]:
    """Yield the rows of ``text`` in order, and a problem in the place of a broken one.

    Raises:
        CannotImport: a quote is never closed, or there are more than ``MAX_ROWS``.
    """
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, strict=True)
    taken = 0
    while True:
        line = reader.line_num + 1
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            # The one fault that csv names so: the file ended inside quotes.
            if str(error) == "unexpected end of data":
                sentence = _("A quotation mark in line {line} is never closed.")
                raise CannotImport(sentence.format(line=line), line=line) from None
            values = []
            yield Problem(line, _("The row breaks the rules of CSV: look at its quotation marks."))
        taken += 1
        if taken > MAX_ROWS + 1:  # one names the columns
            sentence = _("The file has more than {limit:,} rows: import it in parts.")
            raise CannotImport(sentence.format(limit=MAX_ROWS), line=line)
        if values:
            yield Row(line, tuple(values))
