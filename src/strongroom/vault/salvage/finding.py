# SPDX-License-Identifier: GPL-3.0-or-later
"""Every row of a broken vault that still opens under its key, wherever in the file it lies.

A seal binds a row to its table, its id and its vault, so whatever opens here was once saved
there.  Whether it is the latest, and what belongs together, is decided afterwards.

A hostile file may offer false rows without end.  What brings nothing new is charged to an
allowance that grows with the file, and when that is used up the search ends.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress

import msgspec

from strongroom.crypto.sealing import tag_of
from strongroom.errors import CannotOpen, Damaged
from strongroom.vault import padding
from strongroom.vault.check import Progress, no_progress
from strongroom.vault.manifest import StoredManifest
from strongroom.vault.row_types import OverviewRow
from strongroom.vault.rows import Rows
from strongroom.vault.salvage.cells import Cell, VaultCell, cells, is_listed, vault_cells
from strongroom.vault.salvage.image import AS_BEFORE, AS_IT_STANDS, Image, Page, Spot
from strongroom.vault.salvage.methods import Methods

_HEADER_WORDS = (b'"vault"', b'"factors"', b'"wrapped"')
_STEP = 256  # pages between two reports of progress
_ALLOWANCE, _AT_LEAST = 8, 64 * 1024 * 1024
_ONE_TRY = 512  # what a try costs beside its bytes


class Head(msgspec.Struct, frozen=True):
    """A header as it is stored, with the manifest beside it."""

    header: bytes
    manifest: StoredManifest


class Sealed(msgspec.Struct, frozen=True, gc=False):
    """Where a row lies that has opened: ``head`` bytes into ``spot``; ``length`` of its data."""

    spot: Spot
    head: int
    length: int = 0


class FoundOverview(msgspec.Struct):
    """An overview that has opened, its tag, and in which states of the file it is (bits)."""

    row: OverviewRow
    tag: bytes
    sealed: Sealed
    states: int


class Found:
    """All rows that opened, by id; of details and parts each version by its tag."""

    def __init__(self) -> None:
        self.overviews: dict[int, list[FoundOverview]] = {}
        self.details: dict[int, dict[bytes, Sealed]] = {}
        self.parts: dict[int, dict[bytes, Sealed]] = {}
        self.broken = 0  # what has the shape of a row, and does not open
        self.given_up = False


def find_methods(image: Image, methods: Methods, progress: Progress = no_progress) -> list[Head]:
    """Take all unlock methods of ``image``, and return its headers with their manifests.

    ``progress`` is told pages done and pages in all; what it raises ends the search.
    """
    heads: list[Head] = []
    left, total = _allowance(image), image.page_count
    for done, page in enumerate(image.pages()):
        if done % _STEP == 0:
            progress(done, total)
        if not any(word in page.data for word in _HEADER_WORDS):
            continue
        progress(done, total)
        for cell in vault_cells(page.data):
            left -= cell.payload + _ONE_TRY
            head = _head(image, page, cell) if left >= 0 else None
            if head is None:
                continue
            methods.take_header(head.header)
            heads += [head] if head not in heads else []
        methods.take(page.data)  # where the row itself is broken
    return heads


def _head(image: Image, page: Page, cell: VaultCell) -> Head | None:
    spot = Spot(page.file, page.position + cell.start, cell.payload, page.state)
    payload = image.payload(spot)
    if payload is None:
        return None
    end = cell.head + cell.header
    with suppress(Damaged):
        return Head(payload[cell.head : end], StoredManifest.parse(payload[end:]))
    return None


def _allowance(image: Image) -> int:
    return max(_AT_LEAST, _ALLOWANCE * image.size)


def find_rows(image: Image, rows: Rows, progress: Progress) -> Found:
    """Return every row of ``image`` that opens.

    ``progress`` is told pages done and pages in all; what it raises ends the search.
    """
    return _Search(image, rows).run(progress)


class _Search:
    """One pass over all pages."""

    def __init__(self, image: Image, rows: Rows) -> None:
        self._image = image
        self._rows = rows
        self._found = Found()
        self._left = _allowance(image)
        self._openers: dict[str, Callable[[int, bytes, Page, Sealed], None]] = {
            "overview": self._overview,
            "details": self._details,
            "attachment": self._part,
        }

    def run(self, progress: Progress) -> Found:
        total = self._image.page_count
        for done, page in enumerate(self._image.pages()):
            if done % _STEP == 0:
                progress(done, total)
            for cell in cells(page.data):
                self._take(page, cell)
                if self._left < 0:
                    self._found.given_up = True
                    return self._found
        return self._found

    def _take(self, page: Page, cell: Cell) -> None:
        states = [page.state]
        if self._image.differs and cell.spills:
            states = [AS_IT_STANDS, AS_BEFORE] if page.state == AS_IT_STANDS else [AS_BEFORE]
        for state in states:
            if self._try(page, cell, state):
                return
        # Random bytes, of which rows consist, look like a row now and then: a page says which
        # are, and none of ours is so short.
        self._found.broken += cell.size >= padding.OVERVIEW_STEP and is_listed(page.data, cell)

    def _try(self, page: Page, cell: Cell, state: int) -> bool:
        """Tell whether the cell is a row of ours; what is new of it is kept."""
        spot = Spot(page.file, page.position + cell.start, cell.payload, state)
        if cell.spills:
            self._left -= cell.payload
            payload = self._image.payload(spot)
        else:
            payload = page.data[cell.start : cell.start + cell.payload]
        if payload is None:
            self._left -= _ONE_TRY
            return False
        sealed = payload[cell.head :]
        place = Sealed(spot, cell.head)
        if self._known(cell.row_id, tag_of(sealed), page.states):
            self._left -= len(sealed) + _ONE_TRY
            return True
        for table in _tables(cell.size):
            try:
                self._openers[table](cell.row_id, sealed, page, place)
            except CannotOpen:
                self._left -= len(sealed) + _ONE_TRY
                continue
            if cell.spills:
                self._left += cell.payload
            return True
        return False

    def _known(self, row_id: int, tag: bytes, states: int) -> bool:
        for overview in self._found.overviews.get(row_id, ()):
            if overview.tag == tag:
                overview.states |= states
                return True
        found = self._found
        return tag in found.details.get(row_id, ()) or tag in found.parts.get(row_id, ())

    def _overview(self, row_id: int, sealed: bytes, page: Page, place: Sealed) -> None:
        row = self._rows.open_overview(row_id, sealed)
        found = FoundOverview(row, tag_of(sealed), place, page.states)
        self._found.overviews.setdefault(row_id, []).append(found)

    def _details(self, row_id: int, sealed: bytes, _page: Page, place: Sealed) -> None:
        self._rows.open_details(row_id, sealed)
        self._found.details.setdefault(row_id, {})[tag_of(sealed)] = place

    def _part(self, row_id: int, sealed: bytes, _page: Page, place: Sealed) -> None:
        data = self._rows.open_part(row_id, sealed)
        place = Sealed(place.spot, place.head, len(data))
        self._found.parts.setdefault(row_id, {})[tag_of(sealed)] = place


def _tables(size: int) -> Iterable[str]:
    """Return the tables in whose rows such a size occurs, the likeliest first."""
    if size > padding.PART_MOST:
        return ("details",)
    if size > padding.OVERVIEW_MOST:
        return ("details", "attachment")
    if size % padding.OVERVIEW_STEP == 0:
        return ("overview", "details", "attachment")
    return ("details", "attachment", "overview")
