# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that belong to an item, in parts of at most 4 MiB (``part_writing``)."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator

from strongroom.model import attached
from strongroom.model.item import Attachment, Details
from strongroom.vault import reading
from strongroom.vault.core import Core
from strongroom.vault.draft import Draft
from strongroom.vault.failures import altered
from strongroom.vault.standing import Standing
from strongroom.vault.transaction import Transaction

Source = Callable[[], Iterable[bytes]]


def add(draft: Draft, item_id: int, files: Iterable[tuple[str, Source]]) -> None:
    """Attach what each source gives, in chunks of any size, under its name.

    A source is called again where the save has to begin again.

    Raises:
        NotFound: there is no such item.
    """
    item = draft.item(item_id)
    added = [draft.attach(name, source()) for name, source in files]
    draft.put(item.overview, attached.with_added(item.details, added))


def edit(draft: Draft, item_id: int, change: Callable[[Details, int], Details]) -> None:
    """Put what ``change`` makes of an item's details and of now, if that is anything else.

    It is one of :mod:`strongroom.model.attached`: no content of the item changes.

    Raises:
        NotFound: there is no such item, or what ``change`` raises.
    """
    item = draft.item(item_id)
    after = change(item.details, draft.now)
    if after != item.details:
        draft.put(item.overview, after)


def read(core: Core, item_id: int, attachment_id: int) -> Iterator[bytes]:
    """Give an attachment's bytes, a part at a time; a removed one's too.

    Raises:
        NotFound: there is no such item or attachment, or it was deleted meanwhile.
        Altered: a part is missing, or is not the one that was saved.
    """
    attachment = attached.find(reading.item(core, item_id).details, attachment_id)
    given = 0
    for part_id, tag in attachment.parts:
        data = core.read(_part(core, item_id, attachment, (part_id, tag)))
        given += len(data)
        if data:
            yield data
    if given != attachment.size:
        raise altered()


def _part(
    core: Core, item_id: int, attachment: Attachment, part: tuple[int, bytes]
) -> Callable[[sqlite3.Connection, Standing], bytes]:
    def work(connection: sqlite3.Connection, standing: Standing) -> bytes:
        transaction = Transaction(connection, standing, core.unlocked.rows, 0)
        # Whether it is still attached first: another program may have removed it.
        attached.find(transaction.draft().item(item_id).details, attachment.id)
        return core.unlocked.rows.open_part(part[0], transaction.sealed_part(*part))

    return work
