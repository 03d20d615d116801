# SPDX-License-Identifier: GPL-3.0-or-later
"""Dashlane's zip: one table for each type of item.

``credentials.csv``, ``securenotes.csv``, ``payments.csv``, ``ids.csv``, ``personalInfo.csv``
(ProtonMail's ``dashlane.zip.reader.ts``), and since some years ``wifi.csv``, whose columns
nobody has published: they are guessed as those of any table are.  What the columns of the
others are is the presets' (``csv_preset_table``).
"""

import io
from collections.abc import Iterator

import msgspec

from strongroom.errors import CannotImport
from strongroom.exchange.collecting import check_number
from strongroom.exchange.csv_mapping import guess, read_mapped
from strongroom.exchange.csv_preset_table import PRESETS
from strongroom.exchange.csv_presets import best
from strongroom.exchange.csv_reading import read_preset
from strongroom.exchange.format import Format
from strongroom.exchange.reading import Entry, Given, Problem, Reading, Step
from strongroom.exchange.source import Source
from strongroom.exchange.zip_files import ZipFiles
from strongroom.model.fields import ItemKind
from strongroom.texts import N_, _, ngettext

_TABLES = ("credentials", "securenotes", "payments", "ids", "personalinfo", "wifi")
_PRESET = "dashlane-csv"
_ENDING = ".csv"


def _stem(name: str) -> str:
    """Return what a file of the zip is called, without folder and ending."""
    return name.rpartition("/")[2].casefold().removesuffix(_ENDING)


def _tables(zipped: ZipFiles) -> list[str]:
    """Return the names of the tables, the known ones first and in their order."""
    names = [name for name in zipped.names if name.casefold().endswith(_ENDING)]
    places = {stem: place for place, stem in enumerate(_TABLES)}
    return sorted(names, key=lambda name: (places.get(_stem(name), len(places)), name))


def _fits(source: Source) -> bool:
    return source.zip is not None and any(_stem(one) in _TABLES[:-1] for one in _tables(source.zip))


def _read(source: Source, _given: Given, step: Step) -> Reading:
    if source.zip is None:
        raise CannotImport(_("The file is no zip, as an export from Dashlane is."))
    entries: list[Entry] = []
    problems: list[Problem] = []
    losses: list[str] = []
    for name in _tables(source.zip):
        try:
            found = _read_table(name, source.zip.read(name), step)
        except CannotImport as fault:
            problems.append(Problem(fault.line or 0, str(fault), name))
            continue
        entries.extend(found.entries)
        problems.extend(Problem(one.line, one.reason, one.title or name) for one in found.problems)
        losses.extend(found.losses)
        check_number(len(entries) + len(problems))
    if not entries and not problems:
        raise CannotImport(_("The zip holds tables without a row, so that nothing can come."))
    losses.extend(_left_out(source.zip))
    return Reading(tuple(entries), tuple(problems), losses=tuple(losses))


def _read_table(name: str, data: bytes, step: Step) -> Reading:
    if not data.strip():
        return Reading(())
    table = Source(io.BytesIO(data), name)
    known = best((one for one in PRESETS if one.name == _PRESET), table.columns)
    if known is not None:
        return read_preset(table, *known, step)
    mapping = guess(table)
    if _stem(name) == "wifi":
        mapping = msgspec.structs.replace(mapping, kind=ItemKind.WIFI)
    return read_mapped(table, mapping, step)


def _left_out(zipped: ZipFiles) -> Iterator[str]:
    count = sum(not name.casefold().endswith(_ENDING) for name in zipped.names)
    if count:
        sentence = ngettext(
            "{count} file in the zip is no table and was left out.",
            "{count} files in the zip are no tables and were left out.",
            count,
        )
        yield sentence.format(count=count)


FORMATS = (Format("dashlane", N_("Dashlane (zip)"), _fits, _read, ("zip",), marked=True),)
