# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that belong to an item, in parts of at most 4 MiB.

SQLite stops at a row of 10^9 bytes, and one of 500 MB takes 1.9 GiB of memory; in parts,
any size goes through a few megabytes.  The file as a whole is padded, so that its size
tells a class (FORMAT.md, section 6.1).
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator

import msgspec

from strongroom.crypto.sealing import tag_of
from strongroom.errors import NotFound
from strongroom.model.changes import Changes
from strongroom.model.item import Attachment, new_id
from strongroom.texts import _
from strongroom.vault import padding, reading
from strongroom.vault.core import Core
from strongroom.vault.failures import altered
from strongroom.vault.planning import plan_draft
from strongroom.vault.saving import save
from strongroom.vault.standing import Standing
from strongroom.vault.transaction import Plan, Transaction

Source = Callable[[], Iterable[bytes]]


def add(core: Core, item_id: int, name: str, source: Source) -> Changes:
    """Attach what ``source`` gives, in chunks of any size, under ``name``.

    ``source`` is called again where the save has to begin again.

    Raises:
        NotFound: there is no such item.
        CannotSave, CannotOpen: nothing was written.
    """

    def plan(transaction: Transaction) -> Plan:
        draft = transaction.draft()
        item = draft.item(item_id)
        added = _write_parts(transaction, name, source())
        attachments = (*item.details.attachments, added)
        draft.put(item.overview, msgspec.structs.replace(item.details, attachments=attachments))
        return plan_draft(transaction, draft)

    return save(core, plan)


def remove(core: Core, item_id: int, attachment_id: int) -> Changes:
    """Take an attachment away; one that is not too large is kept, sealed, for undo.

    Raises:
        NotFound: there is no such item or attachment.
        CannotSave, CannotOpen: nothing was written.
    """

    def plan(transaction: Transaction) -> Plan:
        draft = transaction.draft()
        item = draft.item(item_id)
        gone = _find(item.details.attachments, attachment_id)
        kept = tuple(one for one in item.details.attachments if one is not gone)
        draft.put(item.overview, msgspec.structs.replace(item.details, attachments=kept))
        return plan_draft(transaction, draft)

    return save(core, plan)


def read(core: Core, item_id: int, attachment_id: int) -> Iterator[bytes]:
    """Give an attachment's bytes, a part at a time.

    Raises:
        NotFound: there is no such item or attachment, or it was removed meanwhile.
        Altered: a part is missing, or is not the one that was saved.
    """
    attachment = _find(reading.item(core, item_id).details.attachments, attachment_id)
    given = 0
    for part_id, tag in attachment.parts:
        data = core.read(_part(core, item_id, attachment, (part_id, tag)))
        given += len(data)
        if data:
            yield data
    if given != attachment.size:
        raise altered()


def _find(attachments: Iterable[Attachment], attachment_id: int) -> Attachment:
    for attachment in attachments:
        if attachment.id == attachment_id:
            return attachment
    raise NotFound(_("This attachment no longer exists."))


def _part(
    core: Core, item_id: int, attachment: Attachment, part: tuple[int, bytes]
) -> Callable[[sqlite3.Connection, Standing], bytes]:
    def work(connection: sqlite3.Connection, standing: Standing) -> bytes:
        transaction = Transaction(connection, standing, core.unlocked.rows, 0)
        # Whether it is still attached first: another program may have removed it.
        _find(transaction.draft().item(item_id).details.attachments, attachment.id)
        return core.unlocked.rows.open_part(part[0], transaction.sealed_part(*part))

    return work


def _write_parts(transaction: Transaction, name: str, chunks: Iterable[bytes]) -> Attachment:
    parts: list[tuple[int, bytes]] = []
    size = 0
    rest = bytearray()
    for chunk in chunks:
        size += len(chunk)
        rest += chunk
        while len(rest) >= padding.PART_ROOM:
            parts.append(_write_part(transaction, rest, padding.PART_MOST))
    remaining = padding.part_sizes(size)[len(parts) :]
    parts.extend(_write_part(transaction, rest, sealed_size) for sealed_size in remaining)
    return Attachment(id=new_id(), name=name, size=size, parts=tuple(parts))


def _write_part(transaction: Transaction, rest: bytearray, sealed_size: int) -> tuple[int, bytes]:
    """Seal as much of ``rest`` as the part has room for, and take it out."""
    data = bytes(rest[: padding.PART_ROOM])
    del rest[: padding.PART_ROOM]
    part_id = new_id()
    sealed = transaction.rows.seal_part(part_id, data, sealed_size)
    transaction.connection.execute("INSERT INTO attachment VALUES (?, ?)", (part_id, sealed))
    return part_id, tag_of(sealed)
