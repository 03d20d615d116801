# SPDX-License-Identifier: GPL-3.0-or-later
"""A zip that nobody vouches for: read in place, never unpacked onto the disk.

What is in it is looked up by the name that the format says, so that no name in the file ever
becomes a path.  Number, sizes and ratio are bounded before a byte is unpacked, and what is
unpacked is counted, for a zip may lie about its sizes (a 42 kB file can unpack to petabytes).
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from strongroom.errors import CannotImport
from strongroom.texts import _

MOST_FILES = 20_000
MOST_TOTAL = 8 << 30  # bytes, unpacked
MOST_IN_MEMORY = 32 << 20  # bytes of one file that is read whole
_MOST_DIRECTORY = 8 << 20  # bytes of the list of files, which is read whole
# What unpacks some bytes at a time; of the others a megabyte may become gigabytes at once.
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_RATIO = 1100  # deflate reaches 1032 at most
_SMALL = 1 << 20  # bytes below which a ratio says nothing
_CHUNK = 1 << 20
# An overflow is a place in the file beyond any that there can be.
_FAULTS = (
    *(zipfile.BadZipFile, zlib.error, struct.error),
    *(EOFError, OSError, OverflowError, ValueError),
)


def is_zip(head: bytes) -> bool:
    """Tell whether a file that begins so is a zip."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


class ZipFiles:
    """What is in a zip, by name."""

    def __init__(self, file: BinaryIO) -> None:
        """Read the list of files.

        Raises:
            CannotImport: it is broken, encrypted, or a bomb.
        """
        try:
            self._zip = zipfile.ZipFile(_Bounded(file))
        except (*_FAULTS, NotImplementedError):
            raise _broken() from None
        if not all(info.filename for info in self._zip.infolist()):
            raise _broken()
        infos = [info for info in self._zip.infolist() if not info.filename.endswith("/")]
        if any(info.compress_type not in _PACKINGS for info in infos):
            raise _unread()
        total = sum(info.file_size for info in infos)
        if len(infos) > MOST_FILES or total > MOST_TOTAL or any(map(_is_bomb, infos)):
            raise _bomb()
        self._infos = {info.filename: info for info in infos}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the files, as the zip says them: never to be used as paths."""
        return tuple(self._infos)

    def size(self, name: str) -> int:
        """Return how many bytes a file is said to have."""
        return self._infos[name].file_size

    def order(self, name: str) -> int:
        """Return where a file begins in the zip."""
        return self._infos[name].header_offset

    def read(self, name: str, most: int = MOST_IN_MEMORY) -> bytes:
        """Return a whole file.

        Raises:
            CannotImport: it is not there, has more than ``most`` bytes, or is broken.
        """
        if name not in self._infos:
            sentence = _("The zip does not hold “{name}”, which such an export has.")
            raise CannotImport(sentence.format(name=name))
        if self.size(name) > most:
            sentence = _("“{name}” in the zip is larger than {limit} MiB.")
            raise CannotImport(sentence.format(name=name, limit=most >> 20))
        return b"".join(self.chunks(name))

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield a file's bytes, at most 1 MiB at a time, and never more than it is said to have.

        Raises:
            CannotImport: it is broken.
        """
        info = self._infos[name]
        given = 0
        try:
            with self._zip.open(info) as file:
                while chunk := file.read(_CHUNK):
                    given += len(chunk)
                    if given > info.file_size:
                        raise _broken()
                    yield chunk
        except _FAULTS:
            raise _broken() from None
        except (RuntimeError, NotImplementedError):
            raise _unread() from None


class _Bounded:
    """A file of which nobody reads much at once: the list of files may say that it is any size.

    What it says is found in several places, which may disagree; what is read of it is one.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.seek, self.tell = file.seek, file.tell

    def read(self, size: int = -1, /) -> bytes:
        if size > _MOST_DIRECTORY:
            raise _bomb()
        data = self._file.read(size if size >= 0 else _MOST_DIRECTORY + 1)
        if len(data) > _MOST_DIRECTORY:
            raise _bomb()
        return data

    def seekable(self) -> bool:
        return True


def _is_bomb(info: zipfile.ZipInfo) -> bool:
    return info.file_size > _SMALL and info.file_size > _RATIO * max(1, info.compress_size)


def _bomb() -> CannotImport:
    return CannotImport(_("The zip unpacks to far more than any export holds; nothing was read."))


def _broken() -> CannotImport:
    return CannotImport(_("The zip is broken, perhaps cut short: export it again."))


def _unread() -> CannotImport:
    return CannotImport(_("The zip is encrypted or packed in a way that is not read."))
