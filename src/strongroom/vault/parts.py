# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of attachments that a save takes out of the file, kept for its undo.

They stay as they were sealed, and only as long as there is room: an attachment may be far
larger than what a program should hold on to.  What finds none is gone for good, and the
save says so.
"""

from collections.abc import Mapping

from strongroom.crypto.sealing import tag_of
from strongroom.vault.transaction import Transaction

MOST_KEPT = 32 << 20  # bytes of sealed parts in one save


class Parts:
    """What one save drops; ``for_good`` tells whether any of it could not be kept."""

    def __init__(self, transaction: Transaction) -> None:
        self.for_good = False
        self._transaction = transaction
        self._room = MOST_KEPT

    def keep(self, dropped: Mapping[int, bytes]) -> tuple[tuple[int, bytes], ...]:
        """Return the sealed parts of those tags: all of one row, or none of them."""
        kept: list[tuple[int, bytes]] = []
        room = self._room
        for part_id, tag in dropped.items():
            sealed = self._transaction.part(part_id, tag)
            room -= 0 if sealed is None else len(sealed)
            if sealed is None or room < 0:
                self.for_good = True
                return ()
            kept.append((part_id, sealed))
        self._room = room
        return tuple(kept)


def missing_parts(
    transaction: Transaction, wanted: Mapping[int, bytes], kept: Mapping[int, bytes]
) -> tuple[tuple[int, bytes], ...] | None:
    """Return those of ``kept`` that the file lacks of ``wanted``; None where one is gone."""
    found: list[tuple[int, bytes]] = []
    for part_id, tag in wanted.items():
        if transaction.part(part_id, tag) is not None:
            continue
        sealed = kept.get(part_id)
        if sealed is None or tag_of(sealed) != tag:
            return None
        found.append((part_id, sealed))
    return tuple(found)
