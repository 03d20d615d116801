# SPDX-License-Identifier: GPL-3.0-or-later
"""Any table, read as its columns are understood: by guess (``csv_guessing``), or by a person."""

from collections.abc import Iterator, Sequence
from itertools import islice

import msgspec

from strongroom.errors import CannotImport, InvalidInput
from strongroom.exchange import csv_header
from strongroom.exchange.collecting import Collecting
from strongroom.exchange.csv_encoding import Decoded, decoded
from strongroom.exchange.csv_guessing import best_mapping, first_of
from strongroom.exchange.csv_reading import take_rows
from strongroom.exchange.csv_rows import Place, is_empty, place_row
from strongroom.exchange.csv_targets import Column, Mapping, TableLook
from strongroom.exchange.csv_text import Row, check_amount, rows
from strongroom.exchange.csv_words import names_known
from strongroom.exchange.reading import Entry, Problem, Reading, Step, no_step
from strongroom.exchange.source import Source
from strongroom.texts import _

_SAMPLE = 200  # rows by which a table is told from other text
_MOST_ALIKE = 0.7  # of the rows of a table
_LEAST_ROWS = 2


def guess(source: Source) -> Mapping:
    """Return how a table is best understood.

    Raises:
        CannotImport: it is no text.
    """
    return best_mapping(source.decoded, source.dialect, None)


def look(source: Source, mapping: Mapping | None = None, shown: int = 50) -> TableLook:
    """Return the first rows of a table, as ``mapping`` or a guess understands it.

    Where its delimiter, quotes or encoding give other columns than the mapping speaks of,
    those are guessed anew.

    Raises:
        CannotImport: it is no text, or has too many rows.
    """
    wanted = mapping or guess(source)
    text = _text(source, wanted)
    fitted = _fitted(text, wanted)
    sample: list[tuple[str, ...]] = []
    count = broken = 0
    for row in _body(text.text, fitted):
        if isinstance(row, Problem):
            broken += 1
            continue
        count += 1
        if len(sample) < shown:
            sample.append(row.values)
    doubt = csv_header.doubt(first_of(text.text, fitted), header=fitted.header)
    notice = " ".join(filter(None, (text.notice, doubt)))
    return TableLook(fitted, tuple(sample), count, broken, notice)


def read_mapped(source: Source, mapping: Mapping | None = None, step: Step = no_step) -> Reading:
    """Read a table as it is understood; what its rows say becomes entries in their order.

    Raises:
        CannotImport: it is no text, holds nothing, or is broken beyond single rows.
    """
    wanted = mapping or guess(source)
    text = _text(source, wanted)
    fitted = _fitted(text, wanted)
    places = [
        (column_label(fitted, number), Place(column.target))
        for number, column in enumerate(fitted.columns)
    ]
    found = Collecting(step)
    check_amount(text.text, fitted.dialect)
    take_rows(found, _body(text.text, fitted), lambda row: _entry(row, places, fitted.kind))
    if not found.entries and not found.problems:
        raise CannotImport(_("The file names its columns, and holds nothing below them."))
    lost = csv_header.loss(first_of(text.text, fitted)) if fitted.header else ""
    return found.reading(losses=filter(None, [text.notice, lost]))


def column_label(mapping: Mapping, number: int) -> str:
    """Return what to call a column, counted from 0."""
    name = mapping.columns[number].name.strip()
    return name or _("Column {number}").format(number=number + 1)


def is_table(source: Source) -> bool:
    """Tell whether a file is a table: two rows of two or more columns, and most of them alike."""
    if len(source.columns) < 2:  # noqa: PLR2004 - a table
        return False
    sampled = islice(rows(source.text, source.dialect), _SAMPLE)
    widths = [len(row.values) for row in sampled if isinstance(row, Row)]
    # A program may leave out empty values at the end of a row, if it names its columns.
    named = names_known(source.columns) == len(source.columns)
    alike = sum(width == widths[0] or (named and 1 < width < widths[0]) for width in widths)
    return alike >= _LEAST_ROWS and alike >= _MOST_ALIKE * len(widths)


# Rows


def _entry(row: Row, places: Sequence[tuple[str, Place]], kind: str) -> Entry:
    if not is_empty(row.values[len(places) :]):
        sentence = _("The row has {count} values where the first line names {wanted} columns.")
        raise InvalidInput(sentence.format(count=len(row.values), wanted=len(places)))
    return place_row(places, row.values, kind=kind).builder().entry()


def _text(source: Source, mapping: Mapping) -> Decoded:
    if mapping.encoding in {"", source.decoded.encoding}:
        return source.decoded
    return decoded(source.read(), mapping.encoding)


def _body(text: str, mapping: Mapping) -> Iterator[Row | Problem]:
    lines = rows(text, mapping.dialect)
    if mapping.header:
        next(lines, None)
    return lines


def _fitted(text: Decoded, mapping: Mapping) -> Mapping:
    """Return a mapping for the columns that there are."""
    first = next(rows(text.text, mapping.dialect), None)
    values = first.values if isinstance(first, Row) else ()
    if len(values) != len(mapping.columns):
        return best_mapping(text, mapping.dialect, mapping.header, mapping.kind)
    names = values if mapping.header else ("",) * len(values)
    columns = (Column(n, c.target) for n, c in zip(names, mapping.columns, strict=True))
    return msgspec.structs.replace(mapping, columns=tuple(columns), encoding=text.encoding)
