# SPDX-License-Identifier: GPL-3.0-or-later
"""Strongroom vaults that are made to do harm to whoever imports them."""

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec
from tests.app.worlds import World, login, new_unlock
from tests.vault.costly import TWO_GIBIBYTES, asking

from strongroom.app.session import Session
from strongroom.crypto.kdf import DEAREST
from strongroom.model import edits
from strongroom.model.fields import Field
from strongroom.vault.draft import Draft

PASSWORD = "another battery staple"
MIB = 1 << 20
Size = Callable[[int, int], int]


@contextmanager
def _made() -> Iterator[tuple[Session, Path]]:
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder))
        session = world.session()
        session.create(world.path, "Other", new_unlock(PASSWORD))
        try:
            yield session, world.path
        finally:
            session.lock()


def costly(_size: Size) -> bytes:
    """A key of 2 GiB."""
    with _made() as (session, path):
        session.lock()
        asking(path, TWO_GIBIBYTES)
        return path.read_bytes()


def many_keys(_size: Size) -> bytes:
    """Sixteen keys, each as dear as one of ours may be."""
    with _made() as (session, path):
        session.lock()
        asking(path, *(DEAREST,) * 16)
        return path.read_bytes()


def giant_items(size: Size) -> bytes:
    """Items of as many fields as a row takes; all together are as large as is read."""
    fields = tuple(Field(id=number + 1) for number in range(size(30_000, 300_000)))

    def change(draft: Draft) -> None:
        for number in range(size(2, 12)):
            item = edits.new_item(login(f"{number}"), draft.now)
            draft.put(item.overview, msgspec.structs.replace(item.details, fields=fields))

    with _made() as (session, path):
        session.vault.write(change)
        session.lock()
        return path.read_bytes()


def too_large(size: Size) -> bytes:
    """Rows of more than is read at once; none of them was ever sealed."""
    with _made() as (session, path):
        session.lock()
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            rows = [(1000 + number, 10 * MIB) for number in range(size(13, 90))]
            connection.executemany("INSERT INTO details VALUES (?, zeroblob(?))", rows)
        return path.read_bytes()
