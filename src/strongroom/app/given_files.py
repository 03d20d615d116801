# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of a person's own that are to be attached, read as they are and only that.

A pipe or a device, which might never end, is none, and neither is the open vault: closing it
here would let go of the locks that SQLite holds on it.  A file that changes while it is read
is refused, because what came in would be neither the old nor the new; one that grows, before it
has filled the disk.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from strongroom.errors import InvalidInput, NotFound
from strongroom.texts import _
from strongroom.vault.regular import NotOurs, identity, open_regular

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file, and which one it was when it was first looked at."""

    path: Path
    size: int
    _known: tuple[int, int, int, int]

    @classmethod
    def at(cls, path: Path, vault: Path) -> "GivenFile":
        """Look at the file at ``path``; ``vault`` is the one that is open.

        Raises:
            NotFound: there is none.
            InvalidInput: it is no file, or none that can be read or attached.
        """
        try:
            if path.samefile(vault):
                raise InvalidInput(_("This is the open vault itself; choose another file."))
            descriptor = open_regular(path)
            try:
                seen = os.fstat(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise _refusal(path, error) from None
        return cls(path, seen.st_size, identity(seen))

    def chunks(self) -> Iterator[bytes]:
        """Give its bytes, at most ``CHUNK`` at a time.

        Raises:
            NotFound, InvalidInput: as :meth:`at`, or it is another by now.
        """
        try:
            descriptor = open_regular(self.path)
            try:
                self._check(descriptor)
                left = self.size
                while chunk := os.read(descriptor, CHUNK):
                    left -= len(chunk)
                    if left < 0:
                        raise self._changed()
                    yield chunk
                self._check(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise _refusal(self.path, error) from None

    def _check(self, descriptor: int) -> None:
        if identity(os.fstat(descriptor)) != self._known:
            raise self._changed()

    def _changed(self) -> InvalidInput:
        sentence = _("“{file}” was changed while it was read; try again.")
        return InvalidInput(sentence.format(file=self.path.name))


def _no_file(path: Path) -> InvalidInput:
    if path.is_dir():
        sentence = _("“{file}” is a folder; put it into a ZIP archive to attach it.")
    else:
        sentence = _("“{file}” is not a file but a pipe or a device; attach a file.")
    return InvalidInput(sentence.format(file=path.name or path))


def _refusal(path: Path, error: OSError) -> InvalidInput | NotFound:
    if isinstance(error, FileNotFoundError):
        return NotFound(_("There is no file “{file}”.").format(file=path.name))
    if isinstance(error, NotOurs):
        return _no_file(path)
    sentence = _("“{file}” cannot be read ({reason}); check its permissions.")
    reason = error.strerror or type(error).__name__
    return InvalidInput(sentence.format(file=path.name, reason=reason))
