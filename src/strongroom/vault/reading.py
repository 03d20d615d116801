# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking into an open vault: one item, many, all of it, or whether anything changed.

Each look is a read transaction of its own, so none of them keeps a save waiting for long.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

import msgspec

from strongroom.model.changes import Changes
from strongroom.model.item import Details, Item
from strongroom.vault import store
from strongroom.vault.check import (
    Progress,
    Report,
    check_everything,
    check_tags,
    tags_report,
)
from strongroom.vault.core import Core
from strongroom.vault.draft import no_such_item
from strongroom.vault.failures import when_opening
from strongroom.vault.schema import PAGE_SIZE
from strongroom.vault.standing import Standing
from strongroom.vault.transaction import Transaction

_BATCH = 256  # details in memory at once, and one transaction


def item(core: Core, item_id: int) -> Item:
    """Decrypt one item.

    Raises:
        NotFound: there is none of that id.
        CannotOpen: the file is no longer what it was, ``Altered`` among the kinds.
    """

    def work(connection: sqlite3.Connection, standing: Standing) -> Item:
        overview = standing.contents.item(item_id)
        if overview is None:
            raise no_such_item()
        seen = Transaction(connection, standing, core.unlocked.rows, 0)
        return Item(overview, seen.details(item_id))

    return core.read(work)


def details(core: Core, ids: Iterable[int]) -> Iterator[tuple[int, Details]]:
    """Decrypt the details of many items, a few at a time; ids that are no items are left out.

    Raises:
        CannotOpen: as :func:`item`.
    """
    remaining = iter(ids)
    while batch := list(islice(remaining, _BATCH)):
        yield from core.read(_details_of(core, batch))


def _details_of(
    core: Core, batch: list[int]
) -> Callable[[sqlite3.Connection, Standing], list[tuple[int, Details]]]:
    def work(connection: sqlite3.Connection, standing: Standing) -> list[tuple[int, Details]]:
        seen = Transaction(connection, standing, core.unlocked.rows, 0)
        present = (row_id for row_id in batch if standing.contents.item(row_id) is not None)
        return [(row_id, seen.details(row_id)) for row_id in present]

    return work


def refresh(core: Core) -> Changes | None:
    """Take in what another program has written; None where nothing did.

    Where nothing changed this reads a hundred bytes.

    Raises:
        VaultGone: the file is no longer there.
        CannotOpen: it is no longer one that would be opened.
    """
    before = core.standing
    if _look(core) != core.seen_file:
        core.read(lambda _connection, _standing: None, verify=True)
    unseen = core.take_unseen()
    return unseen if unseen or core.standing is not before else None


def _look(core: Core) -> store.Fingerprint:
    core.refuse_vanished()
    with when_opening(core.file):
        return store.look(core.file)


def verify_details(core: Core) -> Report:
    """Compare the tag of every details row, so that tampering shows on the day it happens.

    Opens every overview, and no details; meant for when the list is on the screen.

    Raises:
        CannotOpen: the file is no longer one that would be opened.
    """

    def work(connection: sqlite3.Connection, standing: Standing) -> Report:
        wrong = check_tags(connection, standing.contents.details_tags())
        return tags_report(wrong, standing.contents.items())

    return core.read(work)


def check(core: Core, progress: Progress) -> Report:
    """Verify every row down to the last; what ``progress`` raises ends it.

    Raises:
        CannotOpen: the file is no longer one that would be opened.
    """

    def work(connection: sqlite3.Connection, standing: Standing) -> tuple[Report, int]:
        report = check_everything(connection, standing, core.unlocked.rows, progress)
        return report, connection.execute("PRAGMA page_count").fetchone()[0] * PAGE_SIZE

    report, size = core.read(work)
    return msgspec.structs.replace(report, behind=max(0, core.seen_file.size - size))
