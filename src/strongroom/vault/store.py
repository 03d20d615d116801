# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections to a vault's file, and the few raw looks at it that SQLite must not take.

A connection lives for one piece of work and is closed before anything else touches the
file: POSIX drops all locks of a process when any descriptor of the file is closed
(https://www.sqlite.org/howtocorrupt.html, section 2.2).  So a raw look is taken only
while no connection is open, and no two connections are open at once.
"""

import errno
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from strongroom.errors import NotAVault
from strongroom.texts import _
from strongroom.vault import schema
from strongroom.vault.padding import broken_content
from strongroom.vault.regular import LOOK

BUSY_SECONDS = 5.0
_COUNTER = slice(24, 28)  # SQLite's file change counter, one more at every transaction
_FREE = slice(36, 40)  # how many pages hold nothing, as SQLite says
_SAFE_WRITES = (
    "PRAGMA journal_mode = DELETE",
    "PRAGMA synchronous = EXTRA",
    "PRAGMA secure_delete = ON",
)


class Fingerprint(NamedTuple):
    """Tells one state of one file from another without reading it.

    ``free`` is how many bytes of it hold nothing, by its own account.
    """

    device: int
    inode: int
    size: int
    modified_ns: int
    counter: bytes
    free: int

    @property
    def same_file(self) -> tuple[int, int]:
        """What stays when a file is written, and changes when another takes its place."""
        return self.device, self.inode


def look(path: Path) -> Fingerprint:
    """Check the first bytes of the file, raw, before SQLite sees any of it.

    Raises:
        OSError: it cannot be read.
        CannotOpen: it is no file at all, no vault, or none that this version reads.
    """
    descriptor = os.open(path, LOOK)
    try:
        seen = os.fstat(descriptor)
        if stat.S_ISDIR(seen.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if not stat.S_ISREG(seen.st_mode):
            raise no_file(path)
        first = os.read(descriptor, schema.FIRST_BYTES)
    finally:
        os.close(descriptor)
    schema.check_first_bytes(first)
    free = int.from_bytes(first[_FREE]) * schema.PAGE_SIZE
    return Fingerprint(
        seen.st_dev, seen.st_ino, seen.st_size, seen.st_mtime_ns, first[_COUNTER], free
    )


def look_whole(path: Path) -> Fingerprint:
    """Look as :func:`look` does at a file that nobody is writing: it ends with a page.

    SQLite takes what is missing of the last page for zeros.

    Raises:
        Damaged: the file was cut off.
        OSError, CannotOpen: as :func:`look`.
    """
    seen = look(path)
    if seen.size % schema.PAGE_SIZE:
        raise broken_content()
    return seen


def identity(path: Path) -> tuple[int, int]:
    """Return device and inode of what lies at ``path`` now."""
    seen = path.stat()
    return seen.st_dev, seen.st_ino


@contextmanager
def reading(path: Path, *, alone: bool = False) -> Iterator[sqlite3.Connection]:
    """Lend a connection inside one read transaction, its schema already compared.

    ``alone`` is for a file that nobody can be writing: no lock is taken, and a journal
    beside it is not looked at.

    Raises:
        sqlite3.Error: as SQLite has it.
        CannotOpen: the schema is not the pinned one.
    """
    query = "mode=ro&immutable=1" if alone else "mode=ro"
    with closing(_connect(path, query)) as connection:
        connection.execute("BEGIN")
        schema.check_schema(connection)
        yield connection


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """Lend a connection inside one write transaction, its schema already compared.

    Nothing is kept unless the caller executes COMMIT.  That the connection still writes to
    the file at ``path`` is the caller's to check.

    Raises:
        sqlite3.Error: as SQLite has it.
        CannotOpen: the schema is not the pinned one.
    """
    with closing(_connect(path, "mode=rw")) as connection:
        for pragma in _SAFE_WRITES:
            connection.execute(pragma)
        connection.execute("BEGIN IMMEDIATE")
        schema.check_schema(connection)
        yield connection


@contextmanager
def filling(path: Path) -> Iterator[sqlite3.Connection]:
    """Lend a connection to an empty file that is ours alone, with the schema laid out.

    There is no journal: whoever fills the file throws it away when that fails, and waits
    for the disk at the end.
    """
    with closing(_connect(path, "mode=rw")) as connection:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        schema.create(connection)
        connection.execute("BEGIN IMMEDIATE")
        yield connection
        connection.execute("COMMIT")


def roll_back(copy: Path) -> None:
    """Let SQLite apply the journal beside a private copy.

    Raises:
        sqlite3.Error: it cannot.
    """
    with closing(_connect(copy, "mode=rw")) as connection:
        apply_journal(connection)


def apply_journal(connection: sqlite3.Connection) -> None:
    """Let SQLite apply the journal that is beside the file of ``connection``, if any; as above."""
    # A field of SQLite's own header: reading it takes the lock that rolls back, and parses no
    # schema.
    connection.execute("PRAGMA user_version").fetchone()


def no_file(path: Path) -> NotAVault:
    """Return the error for a pipe, a device or a socket under a file's name."""
    return NotAVault(_("“{path}” is not a file; choose a vault's file.").format(path=path))


def _connect(path: Path, query: str) -> sqlite3.Connection:
    # Absolute, because a URI names no file otherwise; no link is followed that was not before.
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?{query}", uri=True, timeout=BUSY_SECONDS, isolation_level=None
    )
    schema.be_careful(connection)
    return connection
