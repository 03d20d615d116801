# SPDX-License-Identifier: GPL-3.0-or-later
"""An opening of a vault that can be given up from another thread while its key is derived."""

from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from strongroom.app.abandonable import Abandonable
from strongroom.app.ports import Clock
from strongroom.model.credentials import Credentials

# The vault and its cryptography are loaded when one is opened: a window stands without them.
if TYPE_CHECKING:
    from strongroom.vault.places import VaultPlaces
    from strongroom.vault.quick_slot import QuickSlot
    from strongroom.vault.vault import Vault


class VaultOpening:
    """Opens one vault at a time."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._running: Abandonable[Vault] | None = None

    @property
    def under_way(self) -> bool:
        """Whether there is something that :meth:`cancel` would end."""
        return self._running is not None

    def cancel(self) -> None:
        """Give up; from any thread, and harmless when nothing is under way."""
        running = self._running
        if running is not None:
            running.cancel()

    def run(
        self,
        path: Path,
        credentials: Credentials,
        places: "VaultPlaces",
        *,
        quick: "QuickSlot | None",
        keep_key: bool,
    ) -> "Vault":
        """Open the vault at ``path``, through the slot of quick unlock where that is given.

        Raises:
            CannotOpen, QuickUnlockOver: as the vault does.
            Cancelled: it was given up.
        """
        from strongroom.vault.vault import Vault  # noqa: PLC0415 - the start can spare it

        ours = credentials.copy()  # the caller may zero theirs while Argon2 still runs
        opening = Vault.open if quick is None else partial(Vault.open_quick, quick=quick)

        def work() -> Vault:
            with closing(ours):
                return opening(
                    path, credentials=ours, places=places, clock=self._clock, keep_key=keep_key
                )

        self._running = Abandonable(work, Vault.close)
        try:
            return self._running.run()
        finally:
            self._running = None
