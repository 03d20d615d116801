# SPDX-License-Identifier: GPL-3.0-or-later
"""Where an import comes from: a file that another program wrote, open as long as it is looked at.

An origin reads itself; whoever opened it closes it.  A path that a person gave is opened once,
so that what comes in is what was shown, and is a regular file: a pipe is only waited for where
the caller says so, and then read whole.
"""

import io
from pathlib import Path
from typing import BinaryIO, Protocol

from strongroom.app.plain_files import PlainFile
from strongroom.errors import (
    CannotImport,
    NotFound,
    SourcePasswordNeeded,
    SourceTooCostly,
    SourceWrongPassword,
)
from strongroom.exchange import csv_mapping
from strongroom.exchange.csv_targets import Mapping, TableLook
from strongroom.exchange.format import Format
from strongroom.exchange.formats import format_named, mistaken, recognise
from strongroom.exchange.reading import Given, Reading, Step
from strongroom.exchange.source import MOST_TEXT, Source
from strongroom.texts import _
from strongroom.vault.regular import NotOurs, TooLong, open_regular, read_regular

_MOST_KEY_FILE = 16 << 20  # bytes: any file at all may serve as one


class Origin(Protocol):
    """What can be imported from.  ``name`` is what a person calls it."""

    @property
    def name(self) -> str:
        """What a person calls it."""

    def recognised(self) -> Format | None:
        """Return the format that it is in, None where it is none that can be read."""

    def read(self, kind: Format, given: Given, step: Step) -> Reading:
        """Read it as a format.

        Raises:
            CannotImport: in its kinds.
        """

    def close(self) -> None:
        """Let go of it; safe to call twice."""


class _File(io.BufferedReader):
    """A file whose disk may fail: that is told in words, to whoever reads it and whenever."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Read bytes.

        Raises:
            CannotImport: the disk did not give them.
        """
        try:
            return super().read(size)
        except OSError as error:
            raise _unreadable(error) from None

    def seek(self, target: int, whence: int = 0, /) -> int:
        """Go to another place.

        Raises:
            CannotImport: the disk does not say where that is.
        """
        try:
            return super().seek(target, whence)
        except OSError as error:
            raise _unreadable(error) from None


class FileOrigin:
    """A file of another program; with ``pipes`` it may come out of one."""

    def __init__(self, path: Path, *, pipes: bool = False) -> None:
        """Open the file.

        Raises:
            NotFound: there is none.
            CannotImport: it is no file, or the file system does not give it.
        """
        self.name = path.name
        self._file: BinaryIO
        self._known_as: PlainFile | None = None
        if pipes and _is_pipe(path):
            self._file = io.BytesIO(_drained(path))
        else:
            self._file = _File(io.FileIO(_opened(path), "rb"))
            self._known_as = PlainFile.of(path, self._file.fileno())
        self._source = Source(self._file, path.name)

    def recognised(self) -> Format | None:
        """Return the format of its content."""
        return recognise(self._source)

    def read(self, kind: Format, given: Given, step: Step) -> Reading:
        """Read it, and let go of its text: only what came of that is needed from here on."""
        try:
            return kind.read(self._source, given, step)
        except (SourcePasswordNeeded, SourceWrongPassword, SourceTooCostly):
            raise
        except CannotImport as error:
            raise mistaken(self._source, kind) or error from None
        finally:
            self._source.forget()

    def table(self, mapping: Mapping | None) -> TableLook:
        """Return the first rows of a table, as ``mapping`` or a guess understands it.

        Raises:
            CannotImport: it is no table.
        """
        try:
            return csv_mapping.look(self._source, mapping)
        except CannotImport as error:
            raise mistaken(self._source, format_named("csv")) or error from None

    def guess(self) -> Mapping:
        """Return how a table is best understood.

        Raises:
            CannotImport: it is no table.
        """
        return csv_mapping.guess(self._source)

    @property
    def file(self) -> PlainFile | None:
        """Which file it is, for whoever is to delete it afterwards; None for a pipe."""
        return self._known_as

    def close(self) -> None:
        """Close the file, and what was opened out of it."""
        self._source.close()
        self._file.close()


def left_behind(origin: Origin, kind: Format) -> PlainFile | None:
    """Return the file that still has, for all to read, what was imported; None where none has."""
    return origin.file if kind.plain and isinstance(origin, FileOrigin) else None


def key_file(path: Path) -> bytes:
    """Return what is in a key file of another program.

    Raises:
        NotFound: there is none.
        CannotImport: it cannot be read, or is no key file.
    """
    try:
        return read_regular(path, _MOST_KEY_FILE)
    except FileNotFoundError:
        raise NotFound(_("There is no key file “{path}”.").format(path=path)) from None
    except TooLong:
        raise CannotImport(_("This file is too large to be a key file.")) from None
    except NotOurs:
        raise CannotImport(_("A key file is a file: this is none, choose another.")) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        sentence = _("The key file cannot be read: {reason}.")
        raise CannotImport(sentence.format(reason=reason)) from None


def _is_pipe(path: Path) -> bool:
    try:
        return path.is_fifo()
    except (OSError, ValueError):
        return False


def _drained(path: Path) -> bytes:
    try:
        with path.open("rb") as pipe:
            data = pipe.read(MOST_TEXT + 1)
    except OSError as error:
        sentence = _("The file cannot be read: {reason}.")
        raise CannotImport(sentence.format(reason=error.strerror)) from None
    if len(data) > MOST_TEXT:
        raise CannotImport(_("More comes out of the pipe than can be taken: save it as a file."))
    return data


def _opened(path: Path) -> int:
    try:
        return open_regular(path)
    except FileNotFoundError:
        raise NotFound(_("There is no file “{path}”.").format(path=path)) from None
    except NotOurs:
        raise CannotImport(_("This is no file that can be imported: choose a file.")) from None
    except (OSError, ValueError) as error:
        raise _unreadable(error) from None


def _unreadable(error: Exception) -> CannotImport:
    reason = getattr(error, "strerror", None) or type(error).__name__
    return CannotImport(_("The file cannot be read: {reason}.").format(reason=reason))
