# SPDX-License-Identifier: GPL-3.0-or-later
"""What a vault keeps and for how long: sealed in the vault, the same on every machine."""

from dataclasses import dataclass

from strongroom.errors import InvalidInput
from strongroom.texts import _
from strongroom.vault.row_types import HISTORY_LENGTH, TRASH_DAYS

LONGEST_TRASH = 3650  # days
LONGEST_HISTORY = 200  # versions of an item; what no longer fits its row goes anyway


@dataclass(frozen=True, slots=True)
class VaultRules:
    """``trash_days`` 0 never empties the trash; ``history_length`` 0 keeps no history."""

    trash_days: int = TRASH_DAYS
    history_length: int = HISTORY_LENGTH

    def check(self) -> None:
        """Refuse numbers out of bounds.

        Raises:
            InvalidInput: one of them is.
        """
        if not 0 <= self.trash_days <= LONGEST_TRASH:
            sentence = _("The trash keeps items for 1 to {days} days, or for ever.")
            raise InvalidInput(sentence.format(days=LONGEST_TRASH))
        if not 0 <= self.history_length <= LONGEST_HISTORY:
            sentence = _("The history keeps 1 to {count} versions of an item, or none.")
            raise InvalidInput(sentence.format(count=LONGEST_HISTORY))
