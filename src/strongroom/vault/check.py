# SPDX-License-Identifier: GPL-3.0-or-later
"""Verify a vault down to its last byte, and say in plain words what is wrong.

An opening believes what it has not yet read, because whatever it will read carries a tag
that is compared then.  Here everything is read: every overview, every details row, every
part of an attachment, and SQLite's own structure.
"""

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import suppress

import msgspec

from strongroom.crypto.sealing import tag_of
from strongroom.errors import CannotOpen
from strongroom.model.item import Overview, id_text
from strongroom.texts import N_, _, ngettext
from strongroom.vault.journal import Soundness
from strongroom.vault.row_types import FolderRow, ItemRow
from strongroom.vault.rows import Rows
from strongroom.vault.standing import Standing

Progress = Callable[[int, int], None]
STEP = 256  # rows between two reports of progress
_TAILS = "SELECT id, substr(sealed, -16) FROM details"

_STRUCTURE = N_("The file's own structure is damaged; restore the vault from a backup.")


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What was verified, and what is wrong with it.

    ``problems`` are sentences, worst first; ``orphans`` counts rows that nothing vouches
    for, which are ignored and harm nothing; ``behind`` the bytes behind the end of the vault.
    """

    items: int = 0
    folders: int = 0
    attachments: int = 0
    problems: tuple[str, ...] = ()
    orphans: int = 0
    behind: int = 0

    @property
    def sound(self) -> bool:
        """Whether everything is there, and as it was saved."""
        return not self.problems

    @property
    def notes(self) -> tuple[str, ...]:
        """What is worth saying and no problem."""
        said = []
        if self.orphans:
            sentence = ngettext(
                "{count} row in the file belongs to nothing; it is ignored.",
                "{count} rows in the file belong to nothing; they are ignored.",
                self.orphans,
            )
            said.append(sentence.format(count=self.orphans))
        if self.behind:
            sentence = ngettext(
                "{count:,} byte behind the end of the vault belongs to nothing; it is ignored.",
                "{count:,} bytes behind the end of the vault belong to nothing; they are ignored.",
                self.behind,
            )
            said.append(sentence.format(count=self.behind))
        return tuple(said)

    @property
    def soundness(self) -> Soundness:
        """The same, as a journal is judged by it."""
        if self.problems:
            return Soundness.BROKEN
        return Soundness.WITH_ORPHANS if self.orphans else Soundness.CLEAN


def no_progress(_done: int, _total: int) -> None:
    """Take no notice."""


def check_everything(
    connection: sqlite3.Connection, standing: Standing, rows: Rows, progress: Progress
) -> Report:
    """Verify every row of a file whose manifest has been verified already.

    ``progress`` is told rows done and rows in all; what it raises ends the check.
    """
    return _Check(connection, standing, rows, progress).run()


def check_tags(connection: sqlite3.Connection, tags: Mapping[int, bytes | None]) -> set[int]:
    """Return the items whose details row is not the one that their overview vouches for.

    Only the last 16 bytes of each row are read, which is quick at any size.
    """
    wanted = {item_id: tag for item_id, tag in tags.items() if tag is not None}
    for row_id, tail in connection.execute(_TAILS):
        # NULL, which a row that someone laid out by hand may hold, is nobody's tag.
        if tail is not None and wanted.get(row_id) == tail:
            del wanted[row_id]
    return set(wanted)


def tags_report(wrong: set[int], overviews: Mapping[int, Overview]) -> Report:
    """Say in words what :func:`check_tags` found."""
    problems = tuple(_details_changed(overviews[item_id]) for item_id in sorted(wrong))
    return Report(items=len(overviews), problems=problems)


class _Attached(msgspec.Struct):
    """An attachment, and what of it has not been found yet."""

    overview: Overview
    name: str
    parts: dict[int, bytes]
    size: int


class _Check:
    """One run: each step reads one table and leaves what the next one needs."""

    def __init__(
        self, connection: sqlite3.Connection, standing: Standing, rows: Rows, progress: Progress
    ) -> None:
        self._connection = connection
        self._standing = standing
        self._rows = rows
        self._progress = progress
        self._overviews: dict[int, Overview] = {}
        self._tags: dict[int, bytes] = {}
        self._attached: list[_Attached] = []
        self._folders = 0
        self._orphans = 0
        self._problems: list[str] = []
        self._done = 0
        self._total = 0

    def run(self) -> Report:
        try:
            self._check_structure()
            self._total = sum(self._count(table) for table in ("overview", "details", "attachment"))
            self._check_overviews()
            self._check_details()
            self._check_parts()
        except (sqlite3.Error, MemoryError):  # which a row that states 4 GiB makes SQLite raise
            self._problem(_(_STRUCTURE))
        return Report(
            items=len(self._overviews),
            folders=self._folders,
            attachments=len(self._attached),
            problems=tuple(self._problems),
            orphans=self._orphans,
        )

    def _check_structure(self) -> None:
        if self._connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            self._problem(_(_STRUCTURE))

    def _count(self, table: str) -> int:
        count: int = self._connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - a name of our schema
        return count

    def _check_overviews(self) -> None:
        contents = self._standing.contents
        for row_id in self._standing.manifest:
            self._step()
            try:
                row = contents.row(row_id)
            except CannotOpen:
                self._problem(_overview_changed(row_id))
                continue
            if isinstance(row, ItemRow):
                self._overviews[row_id] = row.overview
                if row.details is not None:
                    self._tags[row_id] = row.details
            elif isinstance(row, FolderRow):
                self._folders += 1

    def _check_details(self) -> None:
        missing = dict(self._tags)
        for row_id, sealed in self._connection.execute("SELECT id, sealed FROM details"):
            self._step()
            tag = missing.pop(row_id, None)
            if tag is None:
                self._orphans += 1
            elif type(sealed) is not bytes or tag_of(sealed) != tag:
                self._problem(_details_changed(self._overviews[row_id]))
            else:
                self._open_details(row_id, sealed)
        for row_id in missing:
            self._problem(_details_missing(self._overviews[row_id]))

    def _open_details(self, row_id: int, sealed: bytes) -> None:
        try:
            details = self._rows.open_details(row_id, sealed)
        except CannotOpen:
            self._problem(_details_changed(self._overviews[row_id]))
            return
        for one in details.attachments:
            overview = self._overviews[row_id]
            self._attached.append(_Attached(overview, one.name, dict(one.parts), one.size))

    def _check_parts(self) -> None:
        belongs = {part_id: one for one in self._attached for part_id in one.parts}
        for part_id, sealed in self._connection.execute("SELECT id, sealed FROM attachment"):
            self._step()
            attached = belongs.get(part_id)
            if attached is None:
                self._orphans += 1
            elif type(sealed) is bytes and tag_of(sealed) == attached.parts[part_id]:
                with suppress(CannotOpen):
                    attached.size -= len(self._rows.open_part(part_id, sealed))
                    del attached.parts[part_id]
        for attached in self._attached:
            if attached.parts or attached.size:
                self._problem(_attachment_changed(attached))

    def _step(self) -> None:
        if self._done % STEP == 0:
            self._progress(self._done, self._total)
        self._done += 1

    def _problem(self, sentence: str) -> None:
        if sentence not in self._problems[-1:]:
            self._problems.append(sentence)


def _overview_changed(row_id: int) -> str:
    return _(
        "The entry {id} was changed or damaged and cannot be read; restore it from a backup."
    ).format(id=id_text(row_id))


def _details_changed(overview: Overview) -> str:
    return _(
        "“{title}”: its details were changed or damaged; restore the item from a backup."
    ).format(title=overview.title)


def _details_missing(overview: Overview) -> str:
    return _("“{title}”: its details are missing; restore the item from a backup.").format(
        title=overview.title
    )


def _attachment_changed(attached: _Attached) -> str:
    return _("“{title}”: the attachment “{name}” is missing, or was changed or damaged.").format(
        title=attached.overview.title, name=attached.name
    )
