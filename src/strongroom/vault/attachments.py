# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that belong to an item, in parts of at most 4 MiB (``part_writing``)."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator

import msgspec

from strongroom.errors import NotFound
from strongroom.model.changes import Changes
from strongroom.model.item import Attachment
from strongroom.texts import _
from strongroom.vault import reading
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
        attachments = (*item.details.attachments, draft.attach(name, source()))
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
