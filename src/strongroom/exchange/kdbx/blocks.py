# SPDX-License-Identifier: GPL-3.0-or-later
"""The blocks that tell whether a KeePass database is whole.

In version 4 the encrypted bytes lie in blocks with an HMAC each, and nothing is decrypted
before its block was found sound.  A block that is longer than a piece is read twice, for its
length is what a file says: what its pieces were at the first reading is kept as a digest of
each, and a piece that is another at the second, as the file was changed, is not passed on.
In version 3 the decrypted bytes lie in blocks with a
hash; there they are passed on, and the fault is raised at the end of their block.
"""

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import BinaryIO

from strongroom.exchange.kdbx.faults import damaged
from strongroom.exchange.kdbx.flow import PIECE, Flow
from strongroom.exchange.kdbx.keys import MacKeys
from strongroom.exchange.reading import Step

_MAC_BYTES = 32


def pieces_of(file: BinaryIO, at: int, length: int | None = None) -> Iterator[bytes]:
    """Yield the bytes of a file from a place on, wherever others read meanwhile.

    Raises:
        SourceDamaged: there are fewer than ``length``.
    """
    end = None if length is None else at + length
    while end is None or at < end:
        file.seek(at)
        piece = file.read(PIECE if end is None else min(PIECE, end - at))
        if not piece:
            if end is None:
                return
            raise damaged()
        at += len(piece)
        yield piece


def signed_blocks(file: BinaryIO, at: int, keys: MacKeys, step: Step) -> Iterator[bytes]:
    """Yield what the blocks of version 4 hold, from a place in the file on.

    Raises:
        SourceDamaged: a block is not what it was when it was written.
    """
    for index in count():
        head = b"".join(pieces_of(file, at, _MAC_BYTES + 4))
        mac, size = head[:_MAC_BYTES], head[_MAC_BYTES:]
        at += len(head)
        length = int.from_bytes(size, "little")
        code = keys.block(index)
        code.update(size)
        piece, digests = b"", []
        for piece in pieces_of(file, at, length):
            step()
            code.update(piece)
            digests.append(hashlib.sha256(piece).digest())
        if not hmac.compare_digest(code.digest(), mac):
            raise damaged()
        if not length:
            return
        # One piece is still the one that was found sound.
        yield from (
            (piece,) if len(digests) == 1 else _the_same(pieces_of(file, at, length), digests)
        )
        at += length


def _the_same(pieces: Iterable[bytes], digests: Sequence[bytes]) -> Iterator[bytes]:
    """Yield pieces that are what they were.

    Raises:
        SourceDamaged: one of them is not.
    """
    for piece, digest in zip(pieces, digests, strict=True):
        if hashlib.sha256(piece).digest() != digest:
            raise damaged()
        yield piece


def hashed_blocks(flow: Flow, step: Step) -> Iterator[bytes]:
    """Yield what the blocks of version 3 hold.

    Raises:
        SourceDamaged: a block is broken.
    """
    for index in count():
        if flow.number() != index:
            raise damaged()
        check, length = flow.take(_MAC_BYTES), flow.number()
        if not length:
            if check != bytes(_MAC_BYTES):
                raise damaged()
            return
        made = hashlib.sha256()
        for piece in flow.parts(length):
            step()
            made.update(piece)
            yield piece
        if made.digest() != check:
            raise damaged()
