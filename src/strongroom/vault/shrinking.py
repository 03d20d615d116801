# SPDX-License-Identifier: GPL-3.0-or-later
"""A file that is mostly free space becomes small again: the same rows, in a file of their own.

What is deleted leaves free pages, which SQLite uses again and never gives back.  The rows are
copied as they are sealed into a file beside the vault, which takes its place as a re-key does:
on the disk, verified to the last row, by one rename with the lock held.  Header and manifest
stay byte for byte, so it is the same state to every machine, and no save.

It is done in steps, and the vault is neither locked nor held between two of them: whoever wants
to read or save does.  A save of anybody ends it, and nothing has changed.  Rows that nothing
vouches for come along, because a newer version may have use for them.
"""

import errno
import os
import shutil
import sqlite3
import stat
import sys
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from itertools import zip_longest
from pathlib import Path

from strongroom.crypto.sealing import tag_of
from strongroom.errors import CannotOpen, ChangedSince, NotWritable
from strongroom.texts import _
from strongroom.vault import journal, locking, store
from strongroom.vault.building import new_file
from strongroom.vault.core import Core
from strongroom.vault.failures import (
    LeftBehind,
    Replaced,
    altered,
    refuse_unwritable,
    when_saving,
)
from strongroom.vault.padding import broken_content
from strongroom.vault.places import sync_folder, unfinished
from strongroom.vault.row_types import ItemRow
from strongroom.vault.schema import TABLES
from strongroom.vault.standing import Standing, read_head
from strongroom.vault.store import Fingerprint
from strongroom.vault.transaction import parts_of

Share = tuple[int, int]  # bytes done, and in all

LEAST = 8 * 1024 * 1024  # bytes; fewer are soon filled again
_QUARTER = 4
_STEP = 8 * 1024 * 1024  # bytes copied or verified at once: some hundredths of a second
_ROW = 4 * 1024  # bytes that take as long as it takes to open a row, however small
_ROOM_LEFT = 64 * 1024 * 1024  # bytes of the disk that stay free for everybody else
_SEALED = ("overview", "details", "attachment")
_ACCESS_LIST = "system.posix_acl_access"


def is_wasteful(seen: Fingerprint) -> bool:
    """Tell whether so much of a file is free that writing it anew is worth it."""
    return seen.free > LEAST and seen.free * _QUARTER > seen.size


def shrink(core: Core) -> Generator[Share]:
    """Write the file anew without its free space, a step at a time.

    Whoever closes the iterator before its end leaves everything as it was.

    Raises:
        ChangedSince: something was saved meanwhile; nothing has changed.
        CannotSave, CannotOpen: nothing has changed.
    """
    core.refuse_read_only()
    refuse_unwritable(core.file)
    with _told(core.file):
        before = store.look_whole(core.file)
        _refuse_another_owner(core.file)
        _refuse_full(core.file, before)
        yield from _Shrinking(core, before).run()


class _Shrinking:
    """The state that is copied, and how far it is."""

    def __init__(self, core: Core, before: Fingerprint) -> None:
        self._core = core
        self._before = before
        self._head = core.standing.head
        self._done = 0
        self._tags: dict[int, bytes] = {}
        self._parts: dict[int, bytes] = {}

    def run(self) -> Iterator[Share]:
        fresh = unfinished(self._core.file)
        with new_file(fresh):
            with fresh.open("rb+") as disk:
                with store.filling(fresh) as target:
                    yield from self._copy(target, disk.fileno())
                os.fsync(disk.fileno())
            yield from self._verify(fresh)
            self._take_the_place(fresh)

    # Copying

    def _copy(self, target: sqlite3.Connection, disk: int) -> Iterator[Share]:
        """Copy every row; the disk is waited for bit by bit, so that no wait is a long one."""
        target.execute("INSERT INTO vault VALUES (1, ?, ?)", self._head)
        for table in _SEALED:
            last = 0
            while some := self._core.read(partial(self._some_of, table, last)):
                for row in some:
                    self._count(row[1])
                    target.execute(f"INSERT INTO {table} VALUES (?, ?)", row)  # noqa: S608 - a name of our schema
                last = some[-1][0]
                os.fsync(disk)
                yield from self._rest()

    def _some_of(
        self, table: str, last: int, source: sqlite3.Connection, standing: Standing
    ) -> list[tuple[int, bytes]]:
        """Return the rows after ``last`` for one step; what is no BLOB is nobody's row."""
        self._refuse_moved(standing)
        some: list[tuple[int, bytes]] = []
        since = 0
        for row_id, sealed in source.execute(
            f"SELECT id, sealed FROM {table} WHERE id > ? AND typeof(sealed) = 'blob' ORDER BY id",  # noqa: S608 - as above
            (last,),
        ):
            some.append((row_id, sealed))
            since += max(_ROW, len(sealed))
            if since >= _STEP:
                break
        return some

    def _count(self, sealed: bytes) -> None:
        """Let pages that belong to many rows at once fill no disk: honest rows share nothing."""
        self._done += len(sealed)
        if self._done > self._before.size:
            raise broken_content()

    # Verifying

    def _verify(self, fresh: Path) -> Iterator[Share]:
        """Read the new file back, down to the last row that is vouched for."""
        if fresh.stat().st_size > self._before.size - LEAST:
            raise broken_content()  # what it says of its free space is not so
        with store.reading(fresh, alone=True) as connection:
            for table in TABLES:
                if connection.execute(f"PRAGMA quick_check({table})").fetchone() != ("ok",):
                    raise altered()
                yield from self._rest()
            if read_head(connection) != self._head:
                raise altered()
            for found in (self._overviews, self._details, self._attachments):
                yield from self._paced(found(connection))

    def _overviews(self, connection: sqlite3.Connection) -> Iterator[int]:
        rows, wanted = self._core.unlocked.rows, self._core.standing.manifest.records()
        for (row_id, sealed), record in zip_longest(
            _rows_of(connection, "overview"), wanted, fillvalue=(0, b"")
        ):
            if (row_id, tag_of(sealed)) != record:
                raise altered()
            row = rows.open_overview(row_id, sealed)
            if isinstance(row, ItemRow) and row.details is not None:
                self._tags[row_id] = row.details
            yield len(sealed)

    def _details(self, connection: sqlite3.Connection) -> Iterator[int]:
        rows = self._core.unlocked.rows
        for row_id, sealed in _vouched_for(_rows_of(connection, "details"), self._tags):
            self._parts |= parts_of(rows.open_details(row_id, sealed))
            yield len(sealed)

    def _attachments(self, connection: sqlite3.Connection) -> Iterator[int]:
        rows = self._core.unlocked.rows
        for row_id, sealed in _vouched_for(_rows_of(connection, "attachment"), self._parts):
            rows.open_part(row_id, sealed)
            yield len(sealed)

    def _paced(self, sizes: Iterable[int]) -> Iterator[Share]:
        since = 0
        for size in sizes:
            since += max(_ROW, size)
            self._done += size
            if since >= _STEP:
                since = 0
                yield from self._rest()

    # What happens meanwhile

    def _rest(self) -> Iterator[Share]:
        """Let whoever waits have the vault, and see that it is still in the same state."""
        yield self._done, 2 * max(1, self._before.size - self._before.free)
        self._refuse_moved(self._core.standing)

    def _refuse_moved(self, standing: Standing) -> None:
        if standing.head != self._head:
            raise _moved(self._core.file)
        self._core.refuse_read_only()

    # Taking the place

    def _take_the_place(self, fresh: Path) -> None:
        core = self._core
        with locking.exclusive(core.access.lock):
            if journal.companions(core.file):
                raise LeftBehind
            there = store.look_whole(core.file)
            # SQLite's own lock on the old file keeps programs out that have another lock file,
            # until whoever waits for it finds that another file has taken the place.
            with store.writing(core.file) as connection:
                if store.identity(core.file) != there.same_file:
                    raise Replaced
                if read_head(connection) != self._head:
                    raise _moved(core.file)
                _take_rights(core.file, fresh)
                if sys.platform != "win32":
                    os.replace(fresh, core.file)  # noqa: PTH105 - the name of what it does
            if sys.platform == "win32":  # pragma: no cover - what is open has no other name there
                os.replace(fresh, core.file)  # noqa: PTH105 - as above
            sync_folder(core.file.parent)
            # Where this look fails the file was replaced again: the next look will tell.
            with suppress(OSError, CannotOpen):
                core.seen_file = store.look(core.file)


def _rows_of(connection: sqlite3.Connection, table: str) -> Iterator[tuple[int, bytes]]:
    return connection.execute(f"SELECT id, sealed FROM {table} ORDER BY id")  # noqa: S608 - a name of our schema


def _vouched_for(
    rows: Iterable[tuple[int, bytes]], tags: dict[int, bytes]
) -> Iterator[tuple[int, bytes]]:
    """Give those rows that ``tags`` vouch for, every one of them."""
    for row_id, sealed in rows:
        tag = tags.pop(row_id, None)
        if tag is None:
            continue
        if tag_of(sealed) != tag:
            raise altered()
        yield row_id, sealed
    if tags:
        raise altered()


# What stands in the way


@contextmanager
def _told(file: Path) -> Iterator[None]:
    """As ``when_saving``; whatever happened to the file meanwhile is one error."""
    try:
        with when_saving(file):
            yield
    except (LeftBehind, Replaced):
        raise _moved(file) from None


def _moved(file: Path) -> ChangedSince:
    return ChangedSince(
        _("“{name}” was saved while its free space was being given back.").format(name=file.name)
    )


def _refuse_full(file: Path, before: Fingerprint) -> None:
    """Begin nothing that would leave the disk with no room for others."""
    if shutil.disk_usage(file.parent).free < before.size - before.free + _ROOM_LEFT:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(file))


def _refuse_another_owner(file: Path) -> None:
    """Leave a file alone whose other names, or whose owner, a new one would not have."""
    seen = file.stat()
    mine = not hasattr(os, "getuid") or seen.st_uid == os.getuid()
    if not mine or seen.st_nlink > 1:
        raise _not_alike(file)


def _take_rights(file: Path, fresh: Path) -> None:
    """Let everybody do with the new file what they may do with the old one, and no more."""
    wanted = _rights(file)
    if _rights(fresh) == wanted:
        return
    _owner, group, mode, access = wanted
    with suppress(OSError):
        if group != fresh.stat().st_gid:
            os.chown(fresh, -1, group)
        fresh.chmod(mode)
        if access:
            os.setxattr(fresh, _ACCESS_LIST, access)
    if _rights(fresh) != wanted:
        raise _not_alike(file)


def _rights(file: Path) -> tuple[int, int, int, bytes]:
    seen = file.stat()
    access = b""
    with suppress(OSError, AttributeError):  # none, or a system that has no such thing
        access = os.getxattr(file, _ACCESS_LIST)
    return seen.st_uid, seen.st_gid, stat.S_IMODE(seen.st_mode), access


def _not_alike(file: Path) -> NotWritable:
    return NotWritable(
        _("A new file in the place of “{name}” would have other rights or names.").format(
            name=file.name
        )
    )
