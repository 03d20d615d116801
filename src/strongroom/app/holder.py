# SPDX-License-Identifier: GPL-3.0-or-later
"""What the parts of a session see of it: whoever holds the open vault.

The session is made of them, so they do not know the session itself.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from strongroom.app.events import Emit
from strongroom.app.notices import Notice
from strongroom.app.places import Places
from strongroom.model.changes import Changes

# The vault is loaded when one is opened: a window stands without it.
if TYPE_CHECKING:
    from strongroom.vault.vault import Vault


class Holder(Protocol):
    """Has a vault open, or raises ``VaultLocked``; tells of its changes, and of its keys' end."""

    places: Places
    emit: Emit
    keys_gone: Notice[[]]
    changed: Notice[[Changes]]

    @property
    def is_open(self) -> bool:
        """Whether a vault is open."""

    @property
    def vault(self) -> "Vault":
        """The open vault."""

    @property
    def copies_open(self) -> frozenset[Path]:
        """The files of the copies that are open now."""
