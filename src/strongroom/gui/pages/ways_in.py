# SPDX-License-Identifier: GPL-3.0-or-later
"""The ways in at the locked door, one of which its page shows at a time."""

from enum import Enum, auto
from typing import Protocol

from strongroom.texts import N_, _


class WayIn(Enum):
    """What is asked for."""

    PASSWORD = auto()
    CODE = auto()
    PIN = auto()
    CLICK = auto()

    @property
    def quick(self) -> bool:
        """Whether it is quick unlock's."""
        return self in {WayIn.PIN, WayIn.CLICK}

    @property
    def name_of_it(self) -> str:
        """What people call it, and the link that leads to it."""
        return _(_NAMES[self])

    @property
    def if_empty(self) -> str:
        """What to say where nothing was typed."""
        return _(_EMPTY[self])


_NAMES = {
    WayIn.PASSWORD: N_("Master password"),
    WayIn.CODE: N_("Recovery code"),
    WayIn.PIN: N_("PIN"),
    WayIn.CLICK: N_("Quick unlock"),
}
_EMPTY = {
    WayIn.PASSWORD: N_("Type the master password."),
    WayIn.CODE: N_("Type the recovery code."),
    WayIn.PIN: N_("Type the PIN."),
    WayIn.CLICK: "",
}


class Offer(Protocol):
    """Quick unlock in force for a vault."""

    @property
    def by_pin(self) -> bool:
        """Whether it wants its PIN; else a click will do."""


def quick_way(offer: Offer | None) -> WayIn | None:
    """Return the way that ``offer`` opens."""
    if offer is None:
        return None
    return WayIn.PIN if offer.by_pin else WayIn.CLICK
