# SPDX-License-Identifier: GPL-3.0-or-later
"""Bytes that pass through one stage after the other, some at a time.

A stage takes an iterator of pieces and is one itself; no piece is empty, or longer than
``PIECE``.  A :class:`Flow` is what reads at the end of them.
"""

import zlib
from collections.abc import Iterable, Iterator

from strongroom.exchange.kdbx.faults import damaged
from strongroom.exchange.reading import Step, no_step

PIECE = 1 << 20
_GZIP = 16 + zlib.MAX_WBITS


class Flow:
    """Reads pieces as if they were a file, once.  ``position`` is how far it has come."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._piece = memoryview(b"")
        self.position = 0

    def some(self, most: int) -> bytes:
        """Return at least one byte and at most ``most``, b"" at the end."""
        if not self._piece:
            self._piece = memoryview(next(self._pieces, b""))
        taken = bytes(self._piece[:most])
        self._piece = self._piece[most:]
        self.position += len(taken)
        return taken

    def parts(self, length: int) -> Iterator[bytes]:
        """Yield the next ``length`` bytes.

        Raises:
            SourceDamaged: there are fewer.
        """
        while length:
            part = self.some(length)
            if not part:
                raise damaged()
            length -= len(part)
            yield part

    def skip(self, length: int) -> None:
        """Go past the next ``length`` bytes.

        Raises:
            SourceDamaged: there are fewer.
        """
        for _part in self.parts(length):
            pass

    def take(self, length: int) -> bytes:
        """Return the next ``length`` bytes, which are few.

        Raises:
            SourceDamaged: there are fewer.
        """
        return b"".join(self.parts(length))

    def number(self, length: int = 4) -> int:
        """Return the number in the next ``length`` bytes.

        Raises:
            SourceDamaged: there are fewer.
        """
        return int.from_bytes(self.take(length), "little")


def gunzipped(pieces: Iterable[bytes], step: Step = no_step) -> Iterator[bytes]:
    """Yield what was packed with gzip, and take in all that follows it.

    ``step`` is called at each piece that comes out, for one that goes in may be a thousand.

    Raises:
        SourceDamaged: it is broken, or breaks off.
    """
    machine = zlib.decompressobj(_GZIP)
    for piece in pieces:
        left = piece
        while left and not machine.eof:
            try:
                plain = machine.decompress(left, PIECE)
            except zlib.error:
                raise damaged() from None
            left = machine.unconsumed_tail
            if plain:
                step()
                yield plain
    while not machine.eof:
        # The input is over, and more output than one piece may still be inside.
        plain = machine.decompress(b"", PIECE)
        if not plain:
            raise damaged()
        step()
        yield plain
