# SPDX-License-Identifier: GPL-3.0-or-later
"""One file, looked at as whatever it might be; each look is made once and is bounded.

A reader is pure: it gets a source and gives a reading.  The file stays open while its
preview is looked at, so that what comes in is what was shown.
"""

import codecs
from collections.abc import Callable
from functools import cached_property
from typing import BinaryIO

from strongroom.errors import CannotImport
from strongroom.exchange import csv_text, json_text
from strongroom.exchange.csv_encoding import Decoded, decoded, wide
from strongroom.exchange.csv_targets import Dialect
from strongroom.exchange.zip_files import ZipFiles, is_zip
from strongroom.texts import _

HEAD = 64 << 10  # bytes that are enough to tell a format by
MOST_TEXT = 32 << 20  # bytes of a file that is read whole: some 200,000 logins


class Source:
    """A seekable file of ``size`` bytes.  ``name`` is for sentences, and decides nothing."""

    def __init__(self, file: BinaryIO, name: str = "") -> None:
        self.file = file
        self.name = name
        self.size = file.seek(0, 2)
        self._closing: list[Callable[[], None]] = []

    def when_closed(self, close: Callable[[], None]) -> None:
        """Have something closed with the file: keys by which attachments are still read."""
        self._closing.append(close)

    def forget(self) -> None:
        """Let go of what the looks have read; what is to be closed with the file stays so."""
        for name, look in vars(Source).items():
            if isinstance(look, cached_property):
                vars(self).pop(name, None)

    def close(self) -> None:
        """Close what was opened out of the file; whoever opened the file itself closes it."""
        while self._closing:
            self._closing.pop()()

    def read(self, most: int = MOST_TEXT) -> bytes:
        """Return the whole file.

        Raises:
            CannotImport: it has more than ``most`` bytes.
        """
        if self.size > most:
            sentence = _("The file is larger than {limit} MiB, which no list of passwords is.")
            raise CannotImport(sentence.format(limit=most >> 20))
        self.file.seek(0)
        return self.file.read(most + 1)

    @cached_property
    def head(self) -> bytes:
        """The first bytes, at most ``HEAD`` of them."""
        self.file.seek(0)
        return self.file.read(HEAD)

    @cached_property
    def decoded(self) -> Decoded:
        """The file as text, and which encoding it was in.

        Raises:
            CannotImport: too large, empty, or no text.
        """
        return decoded(self.read())

    @property
    def text(self) -> str:
        """The file as text, in whatever encoding it is.

        Raises:
            CannotImport: too large, empty, or no text.
        """
        return self.decoded.text

    @cached_property
    def dialect(self) -> Dialect:
        """How the values of the file's rows are told apart, if it is a table.

        Raises:
            CannotImport: it is no text.
        """
        return csv_text.sniff(self.text)

    @cached_property
    def json(self) -> object:
        """The file as JSON, None where it is none.

        Raises:
            CannotImport: it begins like JSON and is broken, or nested too deep.
        """
        encoding = wide(self.head)
        head = self.head.decode(encoding, "replace").encode() if encoding else self.head
        if not json_text.looks_like_json(head.removeprefix(codecs.BOM_UTF8)):
            return None
        return json_text.parse(self.text.encode() if encoding else self.read())

    @cached_property
    def zip(self) -> ZipFiles | None:
        """The file as a zip, None where it is none.

        Raises:
            CannotImport: it is broken, or a bomb.
        """
        return ZipFiles(self.file) if is_zip(self.head) else None

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The names in the first row of the file as CSV, in lower case; () where there is none."""
        if self.zip is not None or self.json is not None or self.head.startswith(b"<"):
            return ()
        try:
            first = csv_text.first_row(self.text, self.dialect)
            return tuple(name.strip().casefold() for name in first)
        except CannotImport:
            return ()

    def has(self, *keys: str) -> bool:
        """Tell whether the file is a JSON object that has all of these keys."""
        return isinstance(self.json, dict) and all(key in self.json for key in keys)
