# SPDX-License-Identifier: GPL-3.0-or-later
"""Every write into the open vault: a backup before it where one is due, and the news after it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from strongroom.app.holder import Holder
from strongroom.app.safeguard import MANY, Safeguard
from strongroom.model.changes import Changes, RowChange, SettingsChange

# The vault is loaded when one is opened: a window stands without it.
if TYPE_CHECKING:
    from strongroom.vault.check import Progress
    from strongroom.vault.draft import Draft


class Saving:
    """Writes what the use cases of ``holder`` ask for."""

    def __init__(self, holder: Holder, guard: Safeguard) -> None:
        self._holder = holder
        self._guard = guard

    def write(
        self,
        change: Callable[["Draft"], None],
        progress: "Progress | None" = None,
        *,
        bulk: bool = False,
    ) -> Changes:
        """Do ``change`` in one transaction, and tell what it did.

        ``change`` may be run again over a newer state, so it does nothing else.
        ``progress`` is told rows done and rows in all; what it raises ends the save.
        A backup is made before the first write, and where ``bulk`` says or it turns out
        that much changes at once.

        Raises:
            VaultLocked: no vault is open.
            CannotSave: nothing was changed; and whatever ``change`` raises.
        """
        from strongroom.vault.vault import ManyRows  # noqa: PLC0415 - the start can spare it

        vault, guard = self._holder.vault, self._guard
        given = () if progress is None else (progress,)
        if bulk:
            guard.before_bulk(progress)
        try:
            # Only what turns out to write something, or much, is worth a backup before it.
            return self._told(vault.write(change, *given, most=guard.most(bulk=bulk)))
        except ManyRows:
            guard.before_bulk(progress)
        return self._told(vault.write(change, *given))

    def put_back(
        self, rows: tuple[RowChange, ...], settings: SettingsChange | None = None
    ) -> Changes:
        """Undo ``rows`` and ``settings`` in one transaction, and tell what it did.

        Raises:
            VaultLocked: no vault is open.
            ChangedSince: one of them is another by now; nothing was changed.
            CannotSave: nothing was changed.
        """
        vault, guard = self._holder.vault, self._guard
        before = guard.before_bulk if len(rows) > MANY else guard.before_writing
        before()
        return self._told(vault.put_back(rows, settings))

    def _told(self, changes: Changes) -> Changes:
        if changes:
            self._holder.changed.tell(changes)
        return changes
