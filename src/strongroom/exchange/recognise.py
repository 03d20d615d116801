# SPDX-License-Identifier: GPL-3.0-or-later
"""Tell formats apart by their content, never by a file's name, and read them."""

from strongroom.errors import CannotImport, NotFound
from strongroom.exchange.browser_csv import PRESETS, FormatName, preset_of, read_browser_csv
from strongroom.exchange.csv_text import decode, first_row
from strongroom.exchange.reading import Reading, Step, no_step
from strongroom.texts import _

__all__ = ["FORMATS", "FormatName", "format_named", "read", "recognise"]

# What each format is called where a person chooses one; marked, and translated when shown.
FORMATS: dict[FormatName, str] = {preset.name: preset.title for preset in PRESETS.values()}


def format_named(name: str) -> FormatName:
    """Return the format of a name as people type it, in either case.

    Raises:
        NotFound: no format has that name; the sentence lists them.
    """
    wanted = name.strip().casefold()
    for preset in PRESETS.values():
        if wanted == preset.name or wanted in preset.aliases:
            return preset.name
    known = sorted(n for preset in PRESETS.values() for n in (preset.name, *preset.aliases))
    sentence = _("No format is called “{name}”; there are: {known}.")
    raise NotFound(sentence.format(name=name, known=", ".join(known)))


def recognise(data: bytes) -> FormatName | None:
    """Return the format of a file, None where it is none that can be read.

    Raises:
        CannotImport: it is not even text.
    """
    preset = preset_of(first_row(decode(data)))
    return None if preset is None else preset.name


def read(data: bytes, name: FormatName, step: Step = no_step) -> Reading:
    """Read a file as the format named; ``step`` may end it at any row.

    Raises:
        CannotImport: the file is not of that format.
    """
    reading = read_browser_csv(decode(data), PRESETS[name], step)
    if not reading.contents and not reading.problems:
        raise CannotImport(_("The file names its columns, and holds no passwords below them."))
    return reading
