# SPDX-License-Identifier: GPL-3.0-or-later
"""One union of what time or the world can cause.

Events go one way, through one callback that its receiver makes safe from any thread.
What a person asks for comes back as a return value, never as an event.
"""

from collections.abc import Callable
from enum import StrEnum

import msgspec

from strongroom.model.changes import Changes
from strongroom.texts import _
from strongroom.vault.findings import Finding


class LockReason(StrEnum):
    """Why no vault is open."""

    START = "start"  # none has been opened yet
    BY_HAND = "by hand"
    UNUSED = "unused"
    MINIMISED = "minimised"
    SWITCHED = "switched"
    REKEYED = "re-keyed"  # another program changed the unlock methods
    QUIT = "quit"

    @property
    def sentence(self) -> str:
        """Say it to the person; "" where there is nothing to explain."""
        match self:
            case LockReason.UNUSED:
                return _("Locked because the vault was not used for a while.")
            case LockReason.MINIMISED:
                return _("Locked because the window was minimised.")
            case LockReason.REKEYED:
                return _("The unlock methods were changed elsewhere; unlock with the new ones.")
            case _:
                return ""


class Locked(msgspec.Struct, frozen=True):
    """No vault is open, and everything that belonged to one is gone."""

    reason: LockReason = LockReason.START


class LockNeeded(msgspec.Struct, frozen=True):
    """The vault has to be locked, once what is being typed has been kept as a draft."""

    reason: LockReason


class ChangedOnDisk(msgspec.Struct, frozen=True):
    """Another program wrote the open vault; ``changes`` redraws, and cannot be undone.

    With a ``finding`` the file is not the latest, and the vault is open for looking only.
    """

    changes: Changes = Changes()
    finding: Finding | None = None


class ClipboardCleared(msgspec.Struct, frozen=True):
    """The copy named ``label`` is no longer on the clipboard.

    ``by_us`` is False where something else had taken its place, which was left alone.
    """

    label: str
    by_us: bool


Event = Locked | LockNeeded | ChangedOnDisk | ClipboardCleared
Emit = Callable[[Event], None]


def ignore(_event: Event) -> None:
    """Receive events where nobody listens, as in a terminal command."""
