# SPDX-License-Identifier: GPL-3.0-or-later
"""Salsa20 with a key of 256 bits: the stream that hides values in KDBX 3.1.

After D. J. Bernstein, "The Salsa20 family of stream ciphers" (2007); the tests are the
vectors of the ECRYPT stream cipher project.  ``cryptography`` does not have it.

Many blocks are made at once: each of the sixteen words is one long integer with a lane of
64 bits for every block, of which 32 are the word and the rest is room for carries and shifts.
"""

from collections.abc import Iterable
from typing import Final

from strongroom.secret import SecretBytes

KEY_BYTES = 32
NONCE_BYTES = 8

_BLOCK = 64
_LANES = 64  # blocks made at once
_LANE_BYTES = 8
_CONSTANT: Final = b"expand 32-byte k"
_DOUBLE_ROUNDS = 10
# The quarter rounds of a column round, then of a row round (sections 3 and 4 of the paper).
_QUARTERS = (
    (0, 4, 8, 12), (5, 9, 13, 1), (10, 14, 2, 6), (15, 3, 7, 11),
    (0, 1, 2, 3), (5, 6, 7, 4), (10, 11, 8, 9), (15, 12, 13, 14),
)  # fmt: skip
_ONES: Final = sum(1 << 64 * lane for lane in range(_LANES))
_WORDS: Final = _ONES * 0xFFFF_FFFF
_RAMP: Final = sum(lane << 64 * lane for lane in range(_LANES))


class Salsa20:
    """A key stream from its first byte on; encrypting and decrypting are the same."""

    def __init__(self, key: SecretBytes, nonce: bytes) -> None:
        """Begin the stream of 32 bytes of key and 8 bytes of nonce."""
        if len(key) != KEY_BYTES or len(nonce) != NONCE_BYTES:
            message = "Salsa20 takes 32 bytes of key and 8 of nonce"
            raise ValueError(message)
        low, high = key.buffer[:16], key.buffer[16:]
        start = _CONSTANT[:4] + low + _CONSTANT[4:8] + nonce + bytes(8)
        start += _CONSTANT[8:12] + high + _CONSTANT[12:]
        self._words = [int.from_bytes(start[at : at + 4], "little") for at in range(0, 64, 4)]
        self._counter = 0
        self._left = b""

    def update(self, data: bytes) -> bytes:
        """Return ``data`` under the next bytes of the stream."""
        made, length = [self._left], len(self._left)
        while length < len(data):
            made.append(self._next())
            length += len(made[-1])
        stream = b"".join(made)
        stream, self._left = stream[: len(data)], stream[len(data) :]
        mixed = int.from_bytes(stream, "little") ^ int.from_bytes(data, "little")
        return mixed.to_bytes(len(data), "little")

    def _next(self) -> bytes:
        start = [_ONES * word for word in self._words]
        # The upper half of the counter stays 0: it would move after 256 GiB.
        start[8] = _RAMP + _ONES * self._counter
        self._counter += _LANES
        words = list(start)
        for _round in range(_DOUBLE_ROUNDS):
            for a, b, c, d in _QUARTERS:
                words[b] ^= _rotated((words[a] + words[d]) & _WORDS, 7)
                words[c] ^= _rotated((words[b] + words[a]) & _WORDS, 9)
                words[d] ^= _rotated((words[c] + words[b]) & _WORDS, 13)
                words[a] ^= _rotated((words[d] + words[c]) & _WORDS, 18)
        return _joined(word + first & _WORDS for word, first in zip(words, start, strict=True))


def _rotated(words: int, by: int) -> int:
    return (words << by | words >> 32 - by) & _WORDS


def _joined(words: Iterable[int]) -> bytes:
    """Return the blocks one after the other: word by word is how they were made."""
    blocks = bytearray(_BLOCK * _LANES)
    for number, word in enumerate(words):
        lanes = word.to_bytes(_LANE_BYTES * _LANES, "little")
        for byte in range(4):
            blocks[4 * number + byte :: _BLOCK] = lanes[byte::_LANE_BYTES]
    return bytes(blocks)
