# SPDX-License-Identifier: GPL-3.0-or-later
"""The formats that are tables: one for each preset, and last any table at all."""

from strongroom.errors import CannotImport
from strongroom.exchange.csv_mapping import is_table, read_mapped
from strongroom.exchange.csv_positional import POSITIONAL
from strongroom.exchange.csv_preset_table import PRESETS
from strongroom.exchange.csv_presets import Preset, best
from strongroom.exchange.csv_reading import read_preset
from strongroom.exchange.format import Format, Group
from strongroom.exchange.reading import Given, Reading, Step
from strongroom.exchange.source import Source
from strongroom.texts import N_, _

_BROWSERS = frozenset({"chrome", "firefox", "apple"})


def _format(preset: Preset) -> Format:
    def fits(source: Source) -> bool:
        found = best(PRESETS, source.columns)
        return found is not None and found[0] is preset

    def read(source: Source, _given: Given, step: Step) -> Reading:
        found = best((preset,), source.columns, chosen=True)
        one = found[1] if found else preset.shapes[0]
        reading = read_preset(source, preset, one, step)
        if not (reading.entries or reading.problems or reading.folders):
            raise CannotImport(_("The file names its columns, and holds no passwords below them."))
        return reading

    return Format(
        preset.name,
        preset.title,
        fits,
        read,
        ("csv",),
        aliases=preset.aliases,
        real=preset.real,
        group=Group.BROWSER if preset.name in _BROWSERS else Group.MANAGER,
    )


def _read_any(source: Source, given: Given, step: Step) -> Reading:
    return read_mapped(source, given.mapping, step)


_ANY = Format(
    "csv",
    N_("Any table (CSV)"),
    is_table,
    _read_any,
    ("csv", "tsv", "txt"),
    aliases=("table", "tsv"),
    group=Group.OTHER,
)
FORMATS = (*map(_format, PRESETS), *POSITIONAL, _ANY)
