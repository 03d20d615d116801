# SPDX-License-Identifier: GPL-3.0-or-later
"""Twofish with a key of 256 bits, and only the way back: no file is written with it.

After Schneier, Kelsey, Whiting, Wagner, Hall and Ferguson, "Twofish: A 128-Bit Block Cipher"
(1998); the tests are its vectors.  ``cryptography`` does not have it.

The S-boxes are made once for a key and hold the MDS matrix too.  Many blocks are decrypted at
once, for CBC lets their order be: a word of each is a lane of 32 bits in one long integer, and
an S-box goes over all of them as ``bytes.translate``.  That is some twenty times faster than
block by block.
"""

from functools import cache
from typing import Final

from strongroom.secret import SecretBytes

KEY_BYTES = 32
BLOCK_BYTES = 16

_ROUNDS = 16
_LANES = 2048  # blocks at once
_BATCH = BLOCK_BYTES * _LANES
_ONES: Final = int.from_bytes(b"\x01\0\0\0" * _LANES, "little")
_HIGH: Final = _ONES << 31
_REST: Final = _HIGH - _ONES  # all bits but the highest, in every lane

# Section 4.3.5: the nibbles that q0 and q1 are made of.
_Q_NIBBLES = (
    ("817D6F320B59ECA4", "ECB81235F4A6709D", "BA5E6D90C8F32471", "D7F4126E9B3085CA"),
    ("28BDF76E31940AC5", "1E2B4C376DA5F908", "4C75169A0ED82B3F", "B951C3DE647F208A"),
)
# Sections 4.3.2 and 4.2: the MDS matrix and the RS matrix, row by row, and their polynomials.
_MDS = ((0x01, 0xEF, 0x5B, 0x5B), (0x5B, 0xEF, 0xEF, 0x01),
        (0xEF, 0x5B, 0x01, 0xEF), (0xEF, 0x01, 0xEF, 0x5B))  # fmt: skip
_RS = ((0x01, 0xA4, 0x55, 0x87, 0x5A, 0x58, 0xDB, 0x9E),
       (0xA4, 0x56, 0x82, 0xF3, 0x1E, 0xC6, 0x68, 0xE5),
       (0x02, 0xA1, 0xFC, 0xC1, 0x47, 0xAE, 0x3D, 0x19),
       (0xA4, 0x55, 0x87, 0x5A, 0x58, 0xDB, 0x9E, 0x03))  # fmt: skip
_MDS_POLYNOMIAL = 0x169
_RS_POLYNOMIAL = 0x14D
# Figure 2: which of q0 and q1 each byte goes through, the innermost first.
_Q_ORDER = ((1, 1, 0, 0, 1), (0, 1, 1, 0, 0), (0, 0, 0, 1, 1), (1, 0, 1, 1, 0))
_WORD = 0xFFFF_FFFF

Boxes = tuple[tuple[bytes, ...], ...]  # for each byte of a word, the four bytes it becomes


class TwofishCbc:
    """Decrypts in CBC mode; the padding is the caller's affair."""

    def __init__(self, key: SecretBytes, iv: bytes) -> None:
        """Prepare for 32 bytes of key and 16 of IV."""
        if len(key) != KEY_BYTES or len(iv) != BLOCK_BYTES:
            message = "Twofish takes 32 bytes of key here and 16 of IV"
            raise ValueError(message)
        words = [bytes(key.buffer[at : at + 4]) for at in range(0, KEY_BYTES, 4)]
        self._keys = tuple(_ONES * word for word in _round_keys(words))
        self._boxes = _boxes([_reed_solomon(key.buffer[at : at + 8]) for at in (24, 16, 8, 0)])
        self._before = iv

    def update(self, data: bytes) -> bytes:
        """Decrypt the next whole blocks."""
        whole = bytearray()
        for at in range(0, len(data), _BATCH):
            whole += self._decrypted(data[at : at + _BATCH].ljust(_BATCH, b"\0"))
        before = self._before + data[:-BLOCK_BYTES]
        self._before = data[-BLOCK_BYTES:] or self._before
        mixed = int.from_bytes(whole[: len(data)], "little")
        mixed ^= int.from_bytes(before[: len(data)], "little")
        return mixed.to_bytes(len(data), "little")

    def _decrypted(self, data: bytes) -> bytearray:
        """Return a batch without the chaining.  Figure 1 of the paper, from the bottom up."""
        keys = self._keys
        c, d, a, b = (_lanes(data, 4 * word) ^ keys[4 + word] for word in range(4))
        for number in range(_ROUNDS - 1, -1, -1):
            a, b, c, d = c, d, a, b  # the halves change places, but were loaded so at first
            first, second = self._g(a, 0), self._g(b, 1)
            once = _sum(first, second)
            c = _rotated_left(c) ^ _sum(once, keys[8 + 2 * number])
            d = _rotated_right(d ^ _sum(_sum(once, second), keys[9 + 2 * number]))
        plain = bytearray(_BATCH)
        for word, lanes in enumerate((a, b, c, d)):
            spread = (lanes ^ keys[word]).to_bytes(4 * _LANES, "little")
            for byte in range(4):
                plain[4 * word + byte :: BLOCK_BYTES] = spread[byte::4]
        return plain

    def _g(self, lanes: int, rotated: int) -> int:
        """Return g of every lane, of the lane rotated by ``rotated`` bytes to the left."""
        spread = lanes.to_bytes(4 * _LANES, "little")
        out = bytearray(4 * _LANES)
        mixed = 0
        for byte, boxes in enumerate(self._boxes):
            plane = spread[(byte - rotated) % 4 :: 4]
            for place, box in enumerate(boxes):
                out[place::4] = plane.translate(box)
            mixed ^= int.from_bytes(out, "little")
        return mixed


def _lanes(data: bytes, at: int) -> int:
    """Return the words that begin at a place of each block."""
    spread = bytearray(4 * _LANES)
    for byte in range(4):
        spread[byte::4] = data[at + byte :: BLOCK_BYTES]
    return int.from_bytes(spread, "little")


def _sum(one: int, other: int) -> int:
    """Add in every lane; no carry leaves it, for the highest bits are added apart."""
    return ((one & _REST) + (other & _REST)) ^ ((one ^ other) & _HIGH)


def _rotated_left(lanes: int) -> int:
    return (lanes & _REST) << 1 | (lanes & _HIGH) >> 31


def _rotated_right(lanes: int) -> int:
    return lanes >> 1 & _REST | (lanes & _ONES) << 31


# The key schedule, which works on one word at a time


def _round_keys(words: list[bytes]) -> list[int]:
    """Return the 40 words that are added and XORed (section 4.3.3)."""
    even, odd = words[::2], words[1::2]
    even_boxes, odd_boxes = _boxes(even), _boxes(odd)
    keys = []
    for number in range(20):
        a = _h(even_boxes, 2 * number)
        b = _rotated(_h(odd_boxes, 2 * number + 1), 8)
        keys += [(a + b) & _WORD, _rotated((a + 2 * b) & _WORD, 9)]
    return keys


def _h(boxes: Boxes, byte: int) -> int:
    """Return h of a word that consists of one byte four times."""
    mixed = 0
    for one in boxes:
        mixed ^= int.from_bytes(bytes(box[byte] for box in one), "little")
    return mixed


def _boxes(words: list[bytes]) -> Boxes:
    """Return h with these key words as tables; the last of them is applied first."""
    permutations = _permutations()
    multiples = _multiples()
    boxes = []
    for byte in range(4):
        order = _Q_ORDER[byte]
        table = permutations[order[0]]
        for word, which in zip(reversed(words), order[1:], strict=True):
            mixed = table.translate(bytes(value ^ word[byte] for value in range(256)))
            table = mixed.translate(permutations[which])
        boxes.append(tuple(table.translate(multiples[_MDS[row][byte]]) for row in range(4)))
    return tuple(boxes)


def _reed_solomon(key: bytes | bytearray) -> bytes:
    """Return the word of the S-boxes that eight bytes of key make (section 4.3)."""
    word = bytearray(4)
    for row, factors in enumerate(_RS):
        for factor, value in zip(factors, key, strict=True):
            word[row] ^= _product(factor, value, _RS_POLYNOMIAL)
    return bytes(word)


def _rotated(word: int, by: int) -> int:
    return (word << by | word >> 32 - by) & _WORD


def _product(one: int, other: int, polynomial: int) -> int:
    """Multiply in the field of 256 elements that a polynomial makes."""
    total = 0
    while other:
        if other & 1:
            total ^= one
        one <<= 1
        if one >> 8:
            one ^= polynomial
        other >>= 1
    return total


@cache
def _multiples() -> dict[int, bytes]:
    factors = {factor for row in _MDS for factor in row}
    return {
        factor: bytes(_product(factor, value, _MDS_POLYNOMIAL) for value in range(256))
        for factor in factors
    }


@cache
def _permutations() -> tuple[bytes, bytes]:
    """Return q0 and q1 (section 4.3.5)."""
    first, second = (
        bytes(
            _q([bytes.fromhex("0" + "0".join(row)) for row in rows], value) for value in range(256)
        )
        for rows in _Q_NIBBLES
    )
    return first, second


def _q(rows: list[bytes], value: int) -> int:
    a, b = value >> 4, value & 15
    for first, second in (rows[:2], rows[2:]):
        mixed = a ^ b
        turned = a ^ (b >> 1 | b << 3 & 8) ^ a << 3 & 8
        a, b = first[mixed], second[turned]
    return b << 4 | a
