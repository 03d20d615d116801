# SPDX-License-Identifier: GPL-3.0-or-later
"""One union of what time or the world can cause.

Events go one way, through one callback that its receiver makes safe from any thread.
What a person asks for comes back as a return value, never as an event.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from strongroom.model.changes import Changes
from strongroom.texts import N_, _

if TYPE_CHECKING:
    from strongroom.vault.findings import Finding


class LockReason(StrEnum):
    """Why no vault is open."""

    START = "start"  # none has been opened yet
    BY_HAND = "by hand"
    UNUSED = "unused"
    COMPUTER_UNUSED = "computer unused"
    SCREEN_LOCKED = "screen locked"
    SUSPENDED = "suspended"
    USER_SWITCHED = "user switched"
    LID_CLOSED = "lid closed"
    CLOCK_JUMPED = "clock jumped"
    MINIMISED = "minimised"
    TERMINAL = "terminal"
    LOGGING_OUT = "logging out"
    SWITCHED = "switched"
    REKEYED = "re-keyed"  # another program changed the unlock methods
    QUIT = "quit"

    @property
    def sentence(self) -> str:
        """Say it to the person; "" where there is nothing to explain."""
        text = _SENTENCES.get(self, "")
        return _(text) if text else ""


_SENTENCES: Mapping[LockReason, str] = {
    LockReason.UNUSED: N_("Locked because the vault was not used for a while."),
    LockReason.COMPUTER_UNUSED: N_("Locked because the computer was not used for a while."),
    LockReason.SCREEN_LOCKED: N_("Locked because the screen was locked."),
    LockReason.SUSPENDED: N_("Locked because the computer went to sleep."),
    LockReason.USER_SWITCHED: N_("Locked because another user took the screen."),
    LockReason.LID_CLOSED: N_("Locked because the lid was closed."),
    LockReason.CLOCK_JUMPED: N_("Locked because the computer's clock jumped."),
    LockReason.MINIMISED: N_("Locked because the window was minimised."),
    LockReason.TERMINAL: N_("Locked from the terminal."),
    LockReason.LOGGING_OUT: N_("Locked because the desktop was about to log you out."),
    LockReason.REKEYED: N_("The unlock methods were changed elsewhere; unlock with the new ones."),
}


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
    finding: "Finding | None" = None


class ClipboardCleared(msgspec.Struct, frozen=True):
    """The copy named ``label`` is no longer on the clipboard.

    ``by_us`` is False where something else had taken its place, which was left alone.
    """

    label: str
    by_us: bool


class BackupFailed(msgspec.Struct, frozen=True):
    """A backup could not be made, which stopped nothing; the sentence says why."""

    sentence: str


Event = Locked | LockNeeded | ChangedOnDisk | ClipboardCleared | BackupFailed
Emit = Callable[[Event], None]


def ignore(_event: Event) -> None:
    """Receive events where nobody listens, as in a terminal command."""
