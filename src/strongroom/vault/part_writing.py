# SPDX-License-Identifier: GPL-3.0-or-later
"""The bytes of an attachment, sealed in parts into the running transaction.

SQLite stops at a row of 10^9 bytes, and one of 500 MB takes 1.9 GiB of memory; in parts,
any size goes through a few megabytes.  The file as a whole is padded, so that its size
tells a class (FORMAT.md, section 6.1).
"""

import sqlite3
from collections.abc import Iterable

from strongroom.crypto.sealing import tag_of
from strongroom.model.item import Attachment, new_id
from strongroom.vault import padding
from strongroom.vault.rows import Rows


def write_parts(
    connection: sqlite3.Connection, rows: Rows, name: str, chunks: Iterable[bytes]
) -> Attachment:
    """Write what ``chunks`` give, of any size each, and return what the details list of it."""
    parts: list[tuple[int, bytes]] = []
    size = 0
    rest = bytearray()
    for chunk in chunks:
        size += len(chunk)
        rest += chunk
        while len(rest) >= padding.PART_ROOM:
            parts.append(_write_part(connection, rows, rest, padding.PART_MOST))
    remaining = padding.part_sizes(size)[len(parts) :]
    parts.extend(_write_part(connection, rows, rest, sealed) for sealed in remaining)
    return Attachment(id=new_id(), name=name, size=size, parts=tuple(parts))


def _write_part(
    connection: sqlite3.Connection, rows: Rows, rest: bytearray, sealed_size: int
) -> tuple[int, bytes]:
    """Seal as much of ``rest`` as the part has room for, and take it out."""
    data = bytes(rest[: padding.PART_ROOM])
    del rest[: padding.PART_ROOM]
    part_id = new_id()
    sealed = rows.seal_part(part_id, data, sealed_size)
    connection.execute("INSERT INTO attachment VALUES (?, ?)", (part_id, sealed))
    return part_id, tag_of(sealed)
