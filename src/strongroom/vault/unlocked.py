# SPDX-License-Identifier: GPL-3.0-or-later
"""The keys of an open vault with what they belong to, and what they can verify by themselves."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import msgspec

from strongroom.crypto.keys import VaultKeys, derive_keys
from strongroom.errors import Altered, Damaged, NewerVersion, NotAVault
from strongroom.secret import SecretBytes
from strongroom.vault import store
from strongroom.vault.check import check_everything, no_progress
from strongroom.vault.failures import when_opening
from strongroom.vault.journal import Soundness
from strongroom.vault.rows import Rows
from strongroom.vault.standing import Standing, read_head, read_standing


class Unlocked(msgspec.Struct, frozen=True):
    """A vault's id, its keys, and what seals its rows; whoever makes it closes it."""

    vault_id: bytes
    keys: VaultKeys
    rows: Rows

    def __repr__(self) -> str:
        return "Unlocked(…)"

    @classmethod
    def of(cls, vault_key: SecretBytes, vault_id: bytes) -> "Unlocked":
        """Derive everything from a vault key, which stays the caller's."""
        keys = derive_keys(vault_key, vault_id)
        return cls(vault_id, keys, Rows(keys.rows, vault_id))

    def read(self, connection: sqlite3.Connection) -> Standing:
        """Read and verify what a connection sees; raises as ``read_standing``."""
        return read_standing(connection, vault_id=self.vault_id, keys=self.keys, rows=self.rows)

    def close(self) -> None:
        """Overwrite the keys; safe to call twice."""
        if self.keys.rows:
            self.rows.close()
        self.keys.close()


def examine(file: Path, unlock: Callable[[bytes], Unlocked]) -> Soundness:
    """Verify a file that nobody is writing down to its last row.

    ``unlock`` is given its header as stored; what it raises for want of the right key is
    passed on, because that says nothing about the file.
    """
    try:
        with when_opening(file):
            store.look(file)
            with store.reading(file, alone=True) as connection:
                unlocked = unlock(read_head(connection)[0])
                standing = unlocked.read(connection)
                report = check_everything(connection, standing, unlocked.rows, no_progress)
                return report.soundness
    except (Altered, Damaged, NewerVersion, NotAVault):
        return Soundness.BROKEN
