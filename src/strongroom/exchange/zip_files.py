# SPDX-License-Identifier: GPL-3.0-or-later
"""A zip that nobody vouches for: read in place, never unpacked onto the disk.

What is in it is looked up by the name that the format says, so that no name in the file ever
becomes a path.  Number, sizes and ratio are bounded before a byte is unpacked, and what is
unpacked is counted, for a zip may lie about its sizes (a 42 kB file can unpack to petabytes).
"""

import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from strongroom.errors import CannotImport
from strongroom.texts import _

MOST_FILES = 20_000
MOST_TOTAL = 8 << 30  # bytes, unpacked
MOST_IN_MEMORY = 64 << 20  # bytes of one file that is read whole
_MOST_DIRECTORY = 8 << 20  # bytes of the list of files, which is read whole
_TAIL = 66 << 10  # bytes at the end, in which that list is found (APPNOTE.TXT, 4.3.16)
_RATIO = 1100  # deflate reaches 1032 at most
_SMALL = 1 << 20  # bytes below which a ratio says nothing
_CHUNK = 1 << 20


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
        if _directory_size(file) > _MOST_DIRECTORY:
            raise _bomb()
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeError):
            raise _broken() from None
        infos = [info for info in self._zip.infolist() if not info.is_dir()]
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
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError):
            raise _broken() from None
        except (RuntimeError, NotImplementedError):
            raise CannotImport(
                _("The zip is encrypted or packed in a way that is not read.")
            ) from None


def _is_bomb(info: zipfile.ZipInfo) -> bool:
    return info.file_size > _SMALL and info.file_size > _RATIO * max(1, info.compress_size)


def _directory_size(file: BinaryIO) -> int:
    """Return how large the list of files says it is; 0 where there is no zip."""
    end = file.seek(0, 2)
    file.seek(max(0, end - _TAIL))
    tail = file.read(_TAIL)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 16:
        return 0
    size = int.from_bytes(tail[at + 12 : at + 16], "little")
    large = tail.rfind(b"PK\x06\x06", 0, at)
    if large >= 0:
        size = max(size % 0xFFFFFFFF, int.from_bytes(tail[large + 40 : large + 48], "little"))
    return size


def _bomb() -> CannotImport:
    return CannotImport(_("The zip unpacks to far more than any export holds; nothing was read."))


def _broken() -> CannotImport:
    return CannotImport(_("The zip is broken, perhaps cut short: export it again."))
