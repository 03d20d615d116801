# SPDX-License-Identifier: GPL-3.0-or-later
"""The bytes of a broken vault: its file, and what a journal beside it kept of it.

Nothing here is SQLite's: the file is read page by page, and a page that the disk no longer
gives is passed over.  A journal holds pages as they were before a save that may have been
cut short, so there are two states to be read, the file as it stands and the file as the
journal would have made it.  Neither is believed: what they hold has to open.

A file may state any length and have next to nothing of it on the disk.  What was never
written is not read, and what is looked through is bounded by what the disk really holds.
"""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import ExitStack
from io import FileIO
from pathlib import Path
from typing import NamedTuple, Self

from strongroom.vault.check import Progress, no_progress
from strongroom.vault.journal import MAGIC, longest_journal
from strongroom.vault.regular import LOOK
from strongroom.vault.salvage.cells import FOLLOWING, POINTER, local_size
from strongroom.vault.schema import PAGE_SIZE

AS_IT_STANDS, AS_BEFORE = 0, 1
BOTH = 1 << AS_IT_STANDS | 1 << AS_BEFORE

_CHUNK = 256 * PAGE_SIZE
# A journal's header (SQLite's file format, section 3): magic, number of records, nonce,
# pages the file had, size of a sector; it fills one sector.  A record is a page's number,
# the page, and a checksum.
_SECTOR = slice(20, 24)
_LEAST_SECTOR, _MOST_SECTOR = 512, 65536
_RECORD = 4 + PAGE_SIZE + 4
_RECORDS = 1024  # between two reports of progress
_BLOCK = 512  # bytes that a block of ``st_blocks`` has, whatever the disk's own are
_SEEK_DATA = getattr(os, "SEEK_DATA", None)  # Windows has none, and says the length alone


class Spot(NamedTuple):
    """Where a payload begins, and in which state its further pages are to be looked up."""

    file: int
    position: int
    payload: int
    state: int


class Page(NamedTuple):
    """One page: its bytes, where they lie, and in which of the states they are (bits)."""

    file: int
    position: int
    data: bytes
    states: int

    @property
    def state(self) -> int:
        """The state to look further pages up in: the file's own where it is in both."""
        return AS_IT_STANDS if self.states & 1 << AS_IT_STANDS else AS_BEFORE


class Image:
    """The file at ``path`` with its journal, open for reading only."""

    def __init__(self, path: Path, progress: Progress = no_progress) -> None:
        """Open both; ``progress`` is told bytes of the journal done and in all.

        Raises:
            OSError: the file cannot be opened; a journal that cannot is none.
        """
        with ExitStack() as opened:
            self._files = [opened.enter_context(_File(path))]
            journal = _journal(path)
            if journal is not None:
                self._files.append(opened.enter_context(journal))
            self._over = {} if journal is None else dict(_records(journal, progress))
            self._opened = opened.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._opened.close()

    @property
    def size(self) -> int:
        """How many bytes there are to look through."""
        return self._files[0].held + len(self._over) * PAGE_SIZE

    @property
    def page_count(self) -> int:
        """How many pages that is."""
        return -(-self.size // PAGE_SIZE)

    @property
    def differs(self) -> bool:
        """Tell whether there is a journal, and so a second state."""
        return bool(self._over)

    def pages(self) -> Iterator[Page]:
        """Give every page that there is, those of the journal last."""
        main = self._files[0]
        for start in main.chunks():
            data = main.take(start, _CHUNK)
            for at in range(0, min(_CHUNK, main.size - start), PAGE_SIZE):
                position = start + at
                # Where a chunk cannot be had whole, its pages are asked for one by one.
                page = data[at : at + PAGE_SIZE] if data else main.take(position, PAGE_SIZE)
                number = position // PAGE_SIZE + 1
                states = 1 << AS_IT_STANDS if number in self._over else BOTH
                yield Page(0, position, page, states)
        for position in self._over.values():
            data = self._files[1].take(position, PAGE_SIZE)
            yield Page(1, position, data, 1 << AS_BEFORE)

    def payload(self, spot: Spot) -> bytes | None:
        """Return a payload whole, None where a page that it goes on in is not there."""
        local = local_size(spot.payload)
        if local == spot.payload:
            return self._files[spot.file].take(spot.position, local)
        first = self._files[spot.file].take(spot.position, local + POINTER)
        parts, missing = [first[:local]], spot.payload - local
        number = int.from_bytes(first[local:])
        while missing > 0:  # each step takes a page's worth away: a ring of pages ends too
            page = self._page(number, spot.state)
            if len(page) < POINTER + min(missing, FOLLOWING):
                return None
            parts.append(page[POINTER : POINTER + min(missing, FOLLOWING)])
            missing -= FOLLOWING
            number = int.from_bytes(page[:POINTER])
        return b"".join(parts)

    def _page(self, number: int, state: int) -> bytes:
        if number == 0:
            return b""
        if state == AS_BEFORE and number in self._over:
            return self._files[1].take(self._over[number], PAGE_SIZE)
        return self._files[0].take((number - 1) * PAGE_SIZE, PAGE_SIZE)


class _File(FileIO):
    """A regular file that is asked for bytes, and has none where the disk fails."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, opener=lambda name, _flags: os.open(name, LOOK))
        seen = os.fstat(self.fileno())
        self.size = seen.st_size if stat.S_ISREG(seen.st_mode) else 0
        blocks = getattr(seen, "st_blocks", None)
        self.held = self.size if blocks is None else min(self.size, blocks * _BLOCK)

    def chunks(self) -> Iterator[int]:
        """Give where each chunk begins of which anything was ever written."""
        start = 0
        while start < self.size:
            start = max(start, self.written(start) // _CHUNK * _CHUNK)
            if start < self.size:
                yield start
            start += _CHUNK

    def written(self, position: int) -> int:
        """Return where what was written goes on at ``position`` or after it, else the end."""
        if _SEEK_DATA is None:
            return position
        try:
            return os.lseek(self.fileno(), position, _SEEK_DATA)
        except OSError as error:
            # A disk that cannot tell has everything looked at.
            return self.size if error.errno == errno.ENXIO else position

    def take(self, position: int, length: int) -> bytes:
        try:
            self.seek(position)
            return self.read(length) or b""
        except OSError:
            return b""


def _journal(path: Path) -> _File | None:
    real = Path(os.path.realpath(path))
    try:
        journal = _File(real.with_name(f"{real.name}-journal"))
        if journal.size <= longest_journal(real):
            return journal
        journal.close()  # no save of ours left it
    except OSError:
        pass
    return None


def _records(journal: _File, progress: Progress) -> Iterator[tuple[int, int]]:
    """Give each page number of a journal with where its page lies; the first of one counts.

    What a save wrote before it was cut short may lack its count of records, which is
    why none is asked for here: the next header is known by its magic.
    """
    sector = int.from_bytes(journal.take(0, 28)[_SECTOR])
    if sector & sector - 1 or not _LEAST_SECTOR <= sector <= _MOST_SECTOR:
        sector = _LEAST_SECTOR
    seen: set[int] = set()
    position = done = 0
    while position < journal.size:
        if done % _RECORDS == 0:
            progress(position, journal.size)
        done += 1
        aligned = -(-position // sector) * sector
        if journal.take(aligned, len(MAGIC)) == MAGIC:
            position = aligned + sector
        number = int.from_bytes(journal.take(position, 4))
        if 0 < number <= 1 << 31 and number not in seen and position + _RECORD <= journal.size:
            seen.add(number)
            yield number, position + 4
        position += _RECORD
        if number == 0:  # a whole number of records further, and a header is met as before
            ahead = journal.written(position) - _MOST_SECTOR - position
            position += max(0, ahead // _RECORD) * _RECORD
