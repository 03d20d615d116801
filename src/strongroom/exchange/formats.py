# SPDX-License-Identifier: GPL-3.0-or-later
"""The formats that can be read, in the order in which a file is tried as each.

Formats are told apart by their content, never by a file's name.  A reader that is sure stands
before one that guesses: what any table of CSV fits stands last.
"""

from collections.abc import Iterable

from strongroom.errors import CannotImport, NotFound, NothingToImport
from strongroom.exchange import (
    authenticators,
    bitwarden,
    csv_formats,
    csv_text,
    dashlane_zip,
    enpass,
    kaspersky,
    keepass,
    keeper,
    onepassword,
    passky,
    passman,
    password_safe,
    proton,
    psono,
    safe_in_cloud,
    sticky_password,
    xml_events,
)
from strongroom.exchange.format import Format
from strongroom.exchange.source import MOST_TEXT, Source
from strongroom.model import file_types
from strongroom.texts import _

FORMATS: tuple[Format, ...] = (
    *keepass.FORMATS,
    *onepassword.FORMATS,
    *enpass.FORMATS,  # before all that parse a file of any size
    *bitwarden.FORMATS,
    *proton.FORMATS,
    *keeper.FORMATS,
    *psono.FORMATS,
    *passman.FORMATS,
    *passky.FORMATS,
    *dashlane_zip.FORMATS,
    *sticky_password.FORMATS,
    *safe_in_cloud.FORMATS,
    *password_safe.FORMATS,
    *authenticators.FORMATS,
    *kaspersky.FORMATS,
    *csv_formats.FORMATS,  # the last of which is any table
)

_TABLE = "csv"  # the ending of each format that is a table

_LONGEST_KEY_FILE = 1 << 16  # bytes; the XML has a few hundred

# Kinds of files in which no program writes passwords; an archive may be a part of an export.
_USELESS = frozenset(
    {
        file_types.PNG,
        file_types.JPEG,
        file_types.GIF,
        file_types.WEBP,
        file_types.BMP,
        file_types.TIFF,
        file_types.HEIF,
        file_types.PDF,
        file_types.AUDIO,
        file_types.VIDEO,
        file_types.PROGRAM,
    }
)


def format_named(name: str) -> Format:
    """Return the format of a file by its name; raises as :func:`named` does."""
    return named(name, FORMATS)


def named(name: str, formats: Iterable[Format]) -> Format:
    """Return the format of a name as people type it, in either case.

    Raises:
        NotFound: no format has that name; the sentence lists them.
    """
    wanted = name.strip().casefold()
    for one in formats:
        if wanted in {one.name, *one.aliases}:
            return one
    known = sorted(known for one in formats for known in (one.name, *one.aliases))
    sentence = _("No format is called “{name}”; there are: {known}.")
    raise NotFound(sentence.format(name=name, known=", ".join(known)))


def recognise(source: Source) -> Format | None:
    """Return the format of a file, None where it is none that can be read.

    Raises:
        CannotImport: it looks like one, and is broken, too large or made to do harm; or its
            disk does not give it.
        NothingToImport: it is empty, a picture, or else what no format is.
    """
    found = next((one for one in FORMATS if one.fits(source)), None)
    if found is None:
        _tell_why(source)
    return found


def mistaken(source: Source, kind: Format) -> CannotImport | None:
    """Return what tells that a file is none of the format it was given for; None where it is.

    Tables are of many formats at once, so that none is said to be another; and what is of no
    format that is known may be a broken one of any that is told by more than its first bytes.
    """
    try:
        other = None if kind.fits(source) else next(one for one in FORMATS if one.fits(source))
    except CannotImport:  # broken before anything can be told of it
        return None
    except StopIteration:
        if not kind.marked:
            return None
        sentence = _("This is no file of the format “{format}”: choose another file, or format.")
        return CannotImport(sentence.format(format=_(kind.title)))
    if other is None or {_TABLE} <= {*other.endings} & {*kind.endings}:
        return None
    sentence = _(
        "This is no file of the format “{format}”: it looks like “{other}”. Choose that, or let "
        "the format be recognised."
    )
    return CannotImport(sentence.format(format=_(kind.title), other=_(other.title)))


def _tell_why(source: Source) -> None:
    """Refuse in its own words what could have been a format, but for this, or never is one."""
    if not source.size:
        raise NothingToImport(_("The file is empty."))
    kind = file_types.type_of("", source.head)
    if kind in _USELESS:
        sentence = _(
            "This is a {kind}, not a list of passwords: choose the file that the other program "
            "exported."
        )
        raise NothingToImport(sentence.format(kind=kind.label))
    if _is_key_file(source):
        sentence = _(
            "This looks like the key file of a KeePass database, in which no passwords are: "
            "choose the database; it asks for this file."
        )
        raise NothingToImport(sentence)
    if xml_events.has_type(source.head):
        raise xml_events.refused_type()
    if source.size <= MOST_TEXT or b"\0" not in source.head:
        source.read()  # too large, or on a disk that fails, which each look took for no fit
    if _is_too_wide(source):
        raise csv_text.too_many_columns()


def _is_too_wide(source: Source) -> bool:
    try:
        return csv_text.is_too_wide(source.text)
    except CannotImport:  # no text
        return False


def _is_key_file(source: Source) -> bool:
    if source.size > _LONGEST_KEY_FILE:
        return False
    from strongroom.exchange.kdbx.keys import is_key_file  # noqa: PLC0415 - start-up time

    return is_key_file(source.read())
