# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole export of a known program, from its rows to entries.

A row that is shifted (it has more values than the header names, or lacks some of those that
tell the program) is a problem and not taken apart by guess: its password would end up in the
place of something else.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from strongroom.errors import CannotImport, InvalidInput
from strongroom.exchange.builder import clean_path
from strongroom.exchange.collecting import Collecting
from strongroom.exchange.csv_presets import Preset, Shape
from strongroom.exchange.csv_rows import Place, Placed, as_dict, folded, is_empty, place_row
from strongroom.exchange.csv_targets import Target
from strongroom.exchange.csv_text import Row, check_amount, rows
from strongroom.exchange.reading import Entry, Problem, Reading, Step, no_step
from strongroom.exchange.source import Source
from strongroom.texts import _

_MAY_BE_TWICE = frozenset(
    {Target.LEFT_OUT, Target.FOLDER, Target.CONCEALED, Target.SHOWN}
    | {Target.WEBSITE, Target.TAGS, Target.NOTES}
)
_BIN = "recycle bin"


def take_rows(
    found: Collecting, lines: Iterable[Row | Problem], make: Callable[[Row], Entry | None]
) -> None:
    """Take in the entries that rows make; one that is broken, empty or not to be kept is told."""
    for row in lines:
        if isinstance(row, Problem):
            found.refuse(row.reason, row.line)
        elif is_empty(row.values):
            found.refuse(_("The row is empty."), row.line)
        else:
            found.take(partial(make, row), line=row.line)


def read_preset(source: Source, preset: Preset, one: Shape, step: Step = no_step) -> Reading:
    """Read a whole export; its rows become entries in the file's order.

    Raises:
        CannotImport: a column is missing, or the file is broken beyond single rows.
    """
    found = Collecting(step)
    check_amount(source.text, source.dialect)
    lines = rows(source.text, source.dialect)
    columns = _Columns(_header(lines, preset, one), one)
    take_rows(found, lines, columns.entry)
    if one.rooted:
        _leave_root(found)
    reading = found.reading(losses=filter(None, [source.decoded.notice]))
    return replace(reading, folders=tuple(dict.fromkeys(columns.folders)))


class _Columns:
    """The columns of one file, each with its place."""

    def __init__(self, names: Sequence[str], one: Shape) -> None:
        self.folders: list[tuple[str, ...]] = []  # that have rows of their own
        self._shape = one
        self._folded = tuple(map(folded, names))
        unknown = Place(Target.CONCEALED)
        self._places = tuple(
            (name.strip(), one.places.get(key, unknown))
            for name, key in zip(names, self._folded, strict=True)
        )
        needed = [n for n, key in enumerate(self._folded) if key in one.needed]
        self._least = max(needed, default=-1) + 1

    def entry(self, row: Row) -> Entry | None:
        """Return what a row says, None where that is a folder.

        Raises:
            InvalidInput: it is shifted, or cannot be kept.
        """
        values = row.values
        # Converters leave out empty values at the end of a row; anything else is a shifted row.
        beyond = values[len(self._places) :]
        shifted = not self._shape.longer and not is_empty(beyond)
        if shifted or len(values) < self._least:
            sentence = _("The row has {count} values where the first line names {wanted} columns.")
            raise InvalidInput(sentence.format(count=len(values), wanted=len(self._places)))
        if self._shape.special or self._shape.group or self._shape.kind_column:
            return self._special(values, beyond)
        placed = place_row(
            self._places, values, kind=self._shape.kind, separator=self._shape.separator
        )
        return placed.builder().entry()

    def _special(self, values: tuple[str, ...], beyond: tuple[str, ...]) -> Entry | None:
        one = self._shape
        named = as_dict(self._folded, values)
        path = one.group(named) if one.group else None
        if path is not None:
            self.folders.append(clean_path(path))
            return None
        said = named.get(one.kind_column, "") if one.kind_column else ""
        kind = one.kinds.get(said.strip().casefold(), "")
        placed = place_row(self._places, values, kind=kind or one.kind, separator=one.separator)
        if said and not kind and one.places[one.kind_column].target is Target.LEFT_OUT:
            placed.own(_("type"), said, shown=True)
        _finish(one, placed, named, beyond)
        return placed.builder().entry()


def _finish(one: Shape, placed: Placed, named: Mapping[str, str], beyond: tuple[str, ...]) -> None:
    if one.special:
        one.special(placed, named, beyond)
    else:
        for value in beyond:
            placed.own(_("field"), value)


def _header(lines: Iterator[Row | Problem], preset: Preset, one: Shape) -> tuple[str, ...]:
    row = next(lines, None)
    names = row.values if isinstance(row, Row) else ()
    keys = tuple(map(folded, names))
    line = 1 if row is None else row.line
    missing = sorted(one.needed - set(keys))
    if missing:
        sentence = _("The file has no column “{column}”, which an export from {program} has.")
        raise CannotImport(sentence.format(column=missing[0], program=_(preset.title)), line=line)
    twice = (key for key in one.places if keys.count(key) > 1)
    for key in twice:
        if one.places[key].target not in _MAY_BE_TWICE:
            sentence = _("The file names the column “{column}” twice: leave one of them out.")
            raise CannotImport(sentence.format(column=key), line=line)
    return names


def _leave_root(found: Collecting) -> None:
    """Leave out the first folder where all paths share it: it is the database's own name."""
    roots = {entry.path[0] for entry in found.entries if entry.path}
    if len(roots) != 1:
        return
    for number, entry in enumerate(found.entries):
        path = entry.path[1:]
        binned = bool(path) and path[0].casefold() == _BIN
        found.entries[number] = replace(
            entry,
            path=path[1:] if binned else path,
            trashed=0 if binned else entry.trashed,
        )
