# SPDX-License-Identifier: GPL-3.0-or-later
"""A vault whose header asks for a key derivation that somebody chose to do harm."""

import sqlite3
from contextlib import closing
from pathlib import Path

from strongroom.crypto.kdf import GIBIBYTE, Argon2Cost
from strongroom.vault.header import Header
from strongroom.vault.slot import PasswordParameters, Slot

TWO_GIBIBYTES = Argon2Cost(2 * GIBIBYTE, 2, 4)


def costly(header: Header, *wanted: Argon2Cost) -> Header:
    """Return the header, asking for that in as many slots; none of them opens anything."""
    slot = header.slots[0]
    return header.with_slots(
        [
            Slot.make(
                bytes([number]) * 16,
                slot.types,
                PasswordParameters(bytes(16), cost),
                check=slot.check,
                wrapped=slot.wrapped,
            )
            for number, cost in enumerate(wanted)
        ]
    )


def asking(vault: Path, *wanted: Argon2Cost) -> None:
    """Let the vault's header ask for that, in as many slots."""
    with closing(sqlite3.connect(vault, isolation_level=None)) as connection:
        header = Header.parse(connection.execute("SELECT header FROM vault").fetchone()[0])
        changed = costly(header, *wanted).build()
        connection.execute("UPDATE vault SET header = ?", (changed,))
