# SPDX-License-Identifier: GPL-3.0-or-later
"""An item's attachments, brought over from another copy of the vault inside a save.

A part is bound to its id, and its tag stands in the details.  So under one key it is taken
as it is; under another key, or where its id is taken here, it is sealed anew.
"""

import msgspec

from strongroom.crypto.sealing import tag_of
from strongroom.model.item import Attachment, Details, new_id
from strongroom.vault.draft import Put, Source
from strongroom.vault.standing import read_row
from strongroom.vault.transaction import Transaction

_TAKEN = "SELECT 1 FROM attachment WHERE id = ?"


def with_attachments(transaction: Transaction, put: Put) -> Details | None:
    """Write those parts that are not here yet; return the details with the tags that they have.

    Raises:
        Altered: a part is missing from the source too.
    """
    details, source = put.details, put.source
    if details is None or source is None:
        return details
    attachments = tuple(_brought(transaction, one, source) for one in details.attachments)
    return msgspec.structs.replace(details, attachments=attachments)


def _brought(transaction: Transaction, attachment: Attachment, source: Source) -> Attachment:
    parts = tuple(_part(transaction, part, tag, source) for part, tag in attachment.parts)
    return msgspec.structs.replace(attachment, parts=parts)


def _part(transaction: Transaction, part_id: int, tag: bytes, source: Source) -> tuple[int, bytes]:
    connection = transaction.connection
    if read_row(connection, "attachment", part_id, tag) is not None:
        return part_id, tag
    sealed = source.sealed_part(part_id, tag)
    taken = connection.execute(_TAKEN, (part_id,)).fetchone() is not None
    if taken or not source.same_key:
        data = source.open_part(part_id, sealed)
        part_id = new_id() if taken else part_id
        sealed = transaction.rows.seal_part(part_id, data, len(sealed))
    connection.execute("INSERT INTO attachment VALUES (?, ?)", (part_id, sealed))
    return part_id, tag_of(sealed)
