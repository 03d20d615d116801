# SPDX-License-Identifier: GPL-3.0-or-later
"""gzip that does not try what cannot succeed.

Photographs and most documents are packed already; to run deflate over them takes ten times as
long as all encryption and saves nothing.  Of each piece a little is tried, and one that does
not shrink goes into stored blocks (RFC 1951, section 3.2.4), which any reader of gzip takes.
"""

import zlib
from typing import Final

_LEVEL = 3  # of 9: XML shrinks well at any
_SAMPLE = 16 << 10  # bytes of a piece that are tried; less than that is always packed
_WORTH_IT = 0.95  # of its length, or less, is what a sample has to become
_LONGEST_STORED = (1 << 16) - 1
_WORD = (1 << 32) - 1
# RFC 1952: deflate, no name, no time, an unknown system.
_HEADER: Final = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"


class Gzip:
    """Packs bytes in order; what comes back is to be written in order."""

    def __init__(self) -> None:
        self._machine = zlib.compressobj(_LEVEL, wbits=-zlib.MAX_WBITS)
        self._pending = False  # the machine holds bytes back
        self._check = 0
        self._length = 0
        self._before = _HEADER

    def pack(self, data: bytes | bytearray) -> bytes:
        """Take the next bytes."""
        self._check = zlib.crc32(data, self._check)
        self._length += len(data)
        packed = self._before + (self._stored(data) if _is_packed(data) else self._deflated(data))
        self._before = b""
        return packed

    def finish(self) -> bytes:
        """Return the end of it."""
        end = b"".join(
            (number & _WORD).to_bytes(4, "little") for number in (self._check, self._length)
        )
        return self._before + self._machine.flush() + end

    def _deflated(self, data: bytes | bytearray) -> bytes:
        self._pending = True
        return self._machine.compress(data)

    def _stored(self, data: bytes | bytearray) -> bytes:
        """Return stored blocks, which begin at a whole byte and are looked back to by none."""
        parts: list[bytes | bytearray] = []
        if self._pending:
            parts.append(self._machine.flush(zlib.Z_FULL_FLUSH))
        self._pending = False
        for at in range(0, len(data), _LONGEST_STORED):
            piece = data[at : at + _LONGEST_STORED]
            size = len(piece)
            parts += [b"\0", size.to_bytes(2, "little"), (size ^ 0xFFFF).to_bytes(2, "little")]
            parts.append(piece)
        return b"".join(parts)


def _is_packed(data: bytes | bytearray) -> bool:
    sample = data[:_SAMPLE]
    return len(sample) == _SAMPLE and len(zlib.compress(sample, 1)) > _SAMPLE * _WORTH_IT
