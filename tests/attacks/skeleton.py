# SPDX-License-Identifier: GPL-3.0-or-later
"""A vault's file with all that is sealed taken out: what is left is what everybody can see.

SQLite's own header, heads of pages, ids, sizes, free pages and the space between rows stay
as they are; the values of rows become zeros (SQLite's file format, sections 1.5 and 1.6).
"""

import sqlite3
from contextlib import closing

PAGE = 4096
_LEAF, _INNER = 13, 5
_MOST_LOCAL, _LEAST_LOCAL = PAGE - 35, (PAGE - 12) * 32 // 255 - 23


def skeleton(file: bytes) -> bytes:
    """Return ``file`` with the values of all rows blanked."""
    blank = bytearray(file)
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(file)
        roots = connection.execute("SELECT rootpage FROM sqlite_schema").fetchall()
    for (root,) in roots:
        _blank_tree(blank, root)
    return bytes(blank)


def _blank_tree(file: bytearray, number: int) -> None:
    start = (number - 1) * PAGE
    kind, count = file[start], int.from_bytes(file[start + 3 : start + 5])
    assert kind in {_LEAF, _INNER}
    pointers = start + (8 if kind == _LEAF else 12)
    for cell in range(count):
        at = start + int.from_bytes(file[pointers + 2 * cell : pointers + 2 * cell + 2])
        if kind == _LEAF:
            _blank_cell(file, at)
        else:
            _blank_tree(file, int.from_bytes(file[at : at + 4]))
    if kind == _INNER:
        _blank_tree(file, int.from_bytes(file[start + 8 : start + 12]))


def _blank_cell(file: bytearray, at: int) -> None:
    size, at = _varint(file, at)
    _id, at = _varint(file, at)
    local = _local(size)
    head, _ = _varint(file, at)
    file[at + head : at + local] = bytes(local - head)
    following = int.from_bytes(file[at + local : at + local + 4]) if local < size else 0
    while following:
        start = (following - 1) * PAGE
        following = int.from_bytes(file[start : start + 4])
        file[start + 4 : start + PAGE] = bytes(PAGE - 4)


def _local(size: int) -> int:
    """Return how many bytes of a record of that size lie in its own page."""
    if size <= _MOST_LOCAL:
        return size
    surplus = _LEAST_LOCAL + (size - _LEAST_LOCAL) % (PAGE - 4)
    return surplus if surplus <= _MOST_LOCAL else _LEAST_LOCAL


def _varint(file: bytearray, at: int) -> tuple[int, int]:
    number = 0
    for length in range(8):
        number = number << 7 | file[at + length] & 0x7F
        if file[at + length] < 0x80:
            return number, at + length + 1
    return number << 8 | file[at + 8], at + 9
