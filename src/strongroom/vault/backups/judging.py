# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a file is a backup to rely on: verified with its vault's key, as a new one is."""

import sqlite3
from hashlib import sha256
from pathlib import Path

from strongroom.errors import CannotOpen, Damaged, NewerVersion
from strongroom.texts import _
from strongroom.vault.access import looking
from strongroom.vault.backups.verdicts import BackupState, Verdict
from strongroom.vault.check import check_tags
from strongroom.vault.header import Header
from strongroom.vault.standing import Head, Standing, read_head
from strongroom.vault.unlocked import Unlocked


def verdict_of(unlocked: Unlocked, path: Path, *, tags: bool = True) -> Verdict:
    """Tell how a backup stands, looking with the open vault's key; it never raises.

    With ``tags`` everything up to the tag of each details row is verified, and of a good one
    it is told which state it holds; without, only its head is read, which is quick at any size.
    """
    try:
        with looking(path) as connection:
            header, _manifest = read_head(connection)
            ours = Header.parse(header).vault_id == unlocked.vault_id
            if not ours or not _under_key(unlocked, connection):
                return Verdict(state=BackupState.OTHER_KEY)
            if not tags:
                return Verdict(state=BackupState.GOOD)
            standing = verify(unlocked, connection)
    except NewerVersion:
        return Verdict(state=BackupState.NEWER)
    except CannotOpen:
        return Verdict(state=BackupState.DAMAGED)
    return Verdict(
        state=BackupState.GOOD,
        generation=standing.stored.generation,
        head=named(standing.head),
    )


def verify(unlocked: Unlocked, connection: sqlite3.Connection) -> Standing:
    """Verify structure, manifest, overviews and the tag of every details row.

    Raises:
        Altered, Damaged: one of them is not as it was saved.
    """
    check_structure(connection)
    standing = unlocked.read(connection)
    if check_tags(connection, standing.contents.details_tags()):
        raise unsound()
    return standing


def check_structure(connection: sqlite3.Connection) -> None:
    """Have SQLite look through the whole file.

    Raises:
        Damaged: it finds something wrong.
    """
    if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise unsound()


def unsound() -> Damaged:
    """Return the error for a vault of which no backup is made."""
    return Damaged(
        _(
            "The vault is damaged or was changed by something other than Strongroom, so no "
            "backup was made and the earlier ones are kept; check the vault."
        )
    )


def named(head: Head) -> str:
    """Return the name of a state, which no two states share."""
    return sha256(sha256(head[0]).digest() + head[1]).hexdigest()


def _under_key(unlocked: Unlocked, connection: sqlite3.Connection) -> bool:
    """Tell whether the file's settings lie where this key says, and open."""
    row_id = unlocked.keys.settings_row
    found = connection.execute("SELECT sealed FROM overview WHERE id = ?", (row_id,)).fetchone()
    if found is None or type(found[0]) is not bytes:
        return False
    try:
        unlocked.rows.open_overview(row_id, found[0])
    except CannotOpen:
        return False
    return True
