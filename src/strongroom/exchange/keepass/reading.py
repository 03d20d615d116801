# SPDX-License-Identifier: GPL-3.0-or-later
"""The two files that a KeePass database comes in: the sealed one, and its XML for all to read."""

import base64
import binascii

from strongroom.errors import SourceDamaged
from strongroom.exchange.kdbx.reading import read_kdbx
from strongroom.exchange.keepass.document import read_document
from strongroom.exchange.keepass.entries import entries_of
from strongroom.exchange.reading import Given, Reading, Step
from strongroom.exchange.source import Source
from strongroom.texts import _


def read_database(source: Source, given: Given, step: Step) -> Reading:
    """Read a sealed database.

    Raises:
        CannotImport: in its kinds.
    """
    database = read_kdbx(source, given, step)
    held = False
    try:
        document = read_document(database.xml, database.unprotect, step)
        _check_header(document.header_hash, database.header_hash)
        reading = entries_of(document, database.binaries, step)
        # Attachments are read out of the file while what was read is taken in.
        held = any(entry.attachments for entry in reading.entries)
        return reading
    finally:
        if held:
            source.when_closed(database.close)
        else:
            database.close()


def read_xml(source: Source, _given: Given, step: Step) -> Reading:
    """Read a database that was exported as XML.

    Raises:
        CannotImport: in its kinds.
    """
    source.file.seek(0)
    document = read_document(source.file, _not_protected, step)
    return entries_of(document, (), step)


def _not_protected(text: str) -> bytes:
    """Return the value of an element that says it is protected, which no export's is."""
    return text.encode("utf-8", "surrogatepass")


def _check_header(said: str, found: bytes) -> None:
    """Refuse a database of version 3 whose header is not the one that its content names."""
    try:
        matches = not said or base64.b64decode(said) == found
    except (binascii.Error, ValueError):
        matches = False
    if not matches:
        raise SourceDamaged(
            _("The header of the database is not the one it was saved with: use another copy.")
        )
