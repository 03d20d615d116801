# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of ours in a page of SQLite's, found by their shape alone.

A row is a cell of a table's leaf page (SQLite's file format, sections 1.6 and 2.1): the
length of its payload, its id, and the payload, which begins with a header of one number for
each column.  In ours that header is a NULL (the id stands in its place) and a BLOB whose
length has to agree with the payload's, so that a cell is known wherever it lies: nothing
that a page says of itself is asked for, nor the tree above it, nor the schema.  A wrong
guess costs a moment and cannot lie: a row counts only once its seal has opened.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from strongroom.crypto.sealing import OVERHEAD
from strongroom.vault.padding import DETAILS_MOST
from strongroom.vault.schema import PAGE_SIZE

# How much of a payload lies in the leaf page, and how much in each page that follows it
# (section 1.6: U = 4096 usable bytes, X = U - 35, M = ((U - 12) * 32 / 255) - 23).
LOCAL_MOST = PAGE_SIZE - 35
_LOCAL_LEAST = (PAGE_SIZE - 12) * 32 // 255 - 23
POINTER = 4
FOLLOWING = PAGE_SIZE - POINTER

# The head of a record with one BLOB: its own length, the NULL, and a number of 1 to 4 bytes.
_HEAD = re.compile(rb"[\x03-\x06]\x00")
# That of the one row of the table "vault", with two, after a small id.
_VAULT_HEAD = re.compile(rb"[\x01-\x7f][\x04-\x09]\x00")
_MORE = 0x80  # a byte of a number that is not its last
_BITS = 7
_LONGEST_ID = 9
_FIRST_BLOB = 12
# A leaf page of a table (section 1.6): its kind, the length of its head, which has the number
# of rows at offset 3; then 2 bytes for each row, where it begins.
_LEAF, _LEAF_HEAD = 0x0D, 8
_ID_BITS = 63
_HEADER_MOST = 128 * 1024  # twice what a header may be: it is read for what can be saved


class Cell(NamedTuple):
    """A row: where its payload begins in the page, its head, its id, and its sealed bytes."""

    start: int
    head: int
    row_id: int
    size: int

    @property
    def payload(self) -> int:
        """How long head and sealed bytes are together."""
        return self.head + self.size

    @property
    def spills(self) -> bool:
        """Whether it goes on in other pages."""
        return self.payload > LOCAL_MOST


class VaultCell(NamedTuple):
    """The row of header and manifest: where its payload begins, and what it is cut into."""

    start: int
    head: int
    header: int
    manifest: int

    @property
    def payload(self) -> int:
        """How long all of it is."""
        return self.head + self.header + self.manifest


def local_size(payload: int) -> int:
    """Return how many bytes of a payload lie in the leaf page itself."""
    if payload <= LOCAL_MOST:
        return payload
    kept = _LOCAL_LEAST + (payload - _LOCAL_LEAST) % FOLLOWING
    return kept if kept <= LOCAL_MOST else _LOCAL_LEAST


def cells(page: bytes) -> Iterator[Cell]:
    """Give every place in ``page`` at which a sealed row may stand, whole as far as it goes."""
    for match in _HEAD.finditer(page):
        start, head = match.start(), page[match.start()]
        serials = _numbers(page[start + 2 : start + head], 1)
        if serials is None or not _is_blob(serials[0]):
            continue
        size = _length(serials[0])
        if OVERHEAD <= size <= DETAILS_MOST and _fits(page, start, head + size):
            for row_id in _ids(page, start, head + size):
                yield Cell(start, head, row_id, size)


def is_listed(page: bytes, cell: Cell) -> bool:
    """Tell whether ``page`` is a leaf of a table that itself counts ``cell`` among its rows.

    Nothing is looked for by it; it tells a row that is broken from bytes that look like one.
    """
    long_id = cell.row_id >> _BITS * (_LONGEST_ID - 1)
    before = len(number(cell.payload)) + (_LONGEST_ID if long_id else len(number(cell.row_id)))
    end = _LEAF_HEAD + 2 * int.from_bytes(page[3:5])
    pointers = memoryview(page)[_LEAF_HEAD:end]
    at = (cell.start - before).to_bytes(2, signed=True)
    return page[0] == _LEAF and any(pointers[n : n + 2] == at for n in range(0, len(pointers), 2))


def vault_cells(page: bytes) -> Iterator[VaultCell]:
    """Give every place in ``page`` at which header and manifest may stand."""
    for match in _VAULT_HEAD.finditer(page):
        start = match.start() + 1
        head = page[start]
        serials = _numbers(page[start + 2 : start + head], 2)
        if serials is None or min(serials) < _FIRST_BLOB:
            continue
        header, manifest = map(_length, serials)
        payload = head + header + manifest
        length = number(payload)
        before = page[max(0, start - 1 - len(length)) : start - 1]
        if payload <= _HEADER_MOST and before == length and _fits(page, start, payload):
            yield VaultCell(start, head, header, manifest)


def number(value: int) -> bytes:
    """Return a number below 2^56 as SQLite writes it: 7 bits a byte, the highest first."""
    written = [value & ~_MORE & 0xFF]
    while value := value >> _BITS:
        written.append(value & 0x7F | _MORE)
    return bytes(reversed(written))


def _numbers(text: bytes, count: int) -> list[int] | None:
    """Return the ``count`` numbers that ``text`` consists of, None where it does not."""
    found, value = [], 0
    for byte in text:
        value = value << _BITS | byte & 0x7F
        if not byte & _MORE:
            found.append(value)
            value = 0
    whole = text and not text[-1] & _MORE and len(found) == count
    return found if whole else None


def _is_blob(serial: int) -> bool:
    return serial >= _FIRST_BLOB and serial % 2 == 0


def _length(serial: int) -> int:
    return (serial - _FIRST_BLOB) // 2


def _fits(page: bytes, start: int, payload: int) -> bool:
    local = local_size(payload)
    return start + local + (POINTER if local < payload else 0) <= len(page)


def _ids(page: bytes, start: int, payload: int) -> Iterator[int]:
    """Give the ids that may stand before ``start``, each with the payload's length before it."""
    length = number(payload)
    for size in range(min(_LONGEST_ID, start - len(length)), 0, -1):
        at = start - size
        if page.startswith(length, at - len(length)):
            row_id = _id(page[at:start])
            if row_id is not None:
                yield row_id


def _id(text: bytes) -> int | None:
    """Return the id that ``text`` is from its first to its last byte, if it is one of ours."""
    last = text[-1]
    if any(not byte & _MORE for byte in text[:-1]):
        return None
    value = 0
    for byte in text[:-1]:
        value = value << _BITS | byte & 0x7F
    if len(text) == _LONGEST_ID:  # its last byte has all 8 bits
        value = value << 8 | last
    elif last & _MORE:
        return None
    else:
        value = value << _BITS | last
    return value if 0 < value < 1 << _ID_BITS else None
