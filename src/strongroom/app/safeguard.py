# SPDX-License-Identifier: GPL-3.0-or-later
"""When a backup is made without being asked for, so that no front end can forget it.

The session calls this before the first write after an unlock, and before each write that
changes much at once: a re-key, an import, a merge, a restore from a backup, and any other
change of more than ``MANY`` rows.  A backup that cannot be made never stops a save; the
person is told once a session, and each time before much changes at once.
"""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from strongroom.app.events import BackupFailed
from strongroom.errors import Cancelled, CannotOpen, CannotSave

if TYPE_CHECKING:
    from strongroom.app.holder import Holder
    from strongroom.app.settings import Settings
    from strongroom.vault.check import Progress
    from strongroom.vault.vault import Vault

MANY = 50  # rows; fewer are quickly put right by hand, and undo reaches them
MOST_AT_REST = 20_000  # items; copying more keeps whoever looks something up waiting


class Safeguard:
    """Makes the backups that nobody asks for.

    ``proved`` tells that the key in force has opened the vault: whoever chose it still
    knows it, so what is locked with the one before is no longer needed.  ``held`` tells whether
    the last change that asked for a backup before it had one.
    """

    def __init__(self, session: "Holder") -> None:
        self._session = session
        self._done = False
        self._told = False
        self.proved = False
        self.held = False

    def opened(self) -> None:
        """Begin with a vault that was just opened."""
        self._done = self._told = False
        self.proved = True

    def keys_gone(self) -> None:
        """Begin anew under a key that has not opened the vault yet."""
        self._done = self.proved = False

    def most(self, *, bulk: bool) -> int | None:
        """Return how many rows a write may touch without a backup before it; None is any."""
        if bulk or self._session.vault.is_empty:
            return None
        return MANY if self._done else 0

    def before_writing(self, progress: "Progress | None" = None) -> bool:
        """Make a backup if this is the first write; return whether one is there now."""
        if self._done or self._session.vault.is_empty:
            return False
        return self._before(progress, again=False)

    def before_bulk(self, progress: "Progress | None" = None) -> bool:
        """Make a backup, unless one holds this very state; a failure is told each time.

        ``progress`` is told that something is going on; what it raises ends the work.
        """
        return self._before(progress, again=True)

    def _before(self, progress: "Progress | None", *, again: bool) -> bool:
        vault = self._session.vault
        self.held = False
        if vault.read_only or vault.is_empty:
            return False
        self._done = True  # whatever comes of it: a full disk is not asked at every save
        try:
            self.make(vault, progress)
        except Cancelled:
            self._done = False
            raise
        except (CannotSave, CannotOpen) as error:
            self._tell(str(error), again=again)
            return False
        self.held = True
        return True

    def at_rest(self) -> None:
        """Make a backup of what was saved last, when a while has passed without a change.

        The next session then finds it, and its first save waits for none.  Meanwhile a sync
        service may put an older file in the vault's place: then this is where the saves are.
        What stands in the way is told before the next write.
        """
        if not self._session.is_open:
            return
        vault = self._session.vault
        if vault.read_only or vault.is_empty or len(vault.overviews()) > MOST_AT_REST:
            return
        with suppress(CannotSave, CannotOpen):
            self.make(vault)

    def make(self, vault: "Vault", progress: "Progress | None" = None) -> Path | None:
        """Make a backup where the settings say, and return it; None if there is nothing new.

        Raises:
            CannotSave, CannotOpen: as ``Vault.back_up``.
        """
        kept = self.settings.backups_kept
        # What is being brought back from must not be pushed out by the backup before that.
        spare = self._session.copies_open
        return vault.back_up(self.folder(vault), kept, _as_unknown(progress), spare)

    def folder(self, vault: "Vault") -> Path:
        """Return the folder that the next backup of ``vault`` goes into."""
        from strongroom.app.backup_places import folder_for  # noqa: PLC0415 - start-up time

        return folder_for(self.settings, vault.path, vault.vault_id)

    @property
    def settings(self) -> "Settings":
        """The settings as they are in their file now."""
        from strongroom.app.settings import SettingsFile  # noqa: PLC0415 - start-up time

        return SettingsFile(self._session.places.settings_file).current

    def _tell(self, sentence: str, *, again: bool) -> None:
        if again or not self._told:
            self._told = True
            self._session.emit(BackupFailed(sentence))


def _as_unknown(progress: "Progress | None") -> "Progress":
    """Return what tells ``progress`` that nobody knows yet how long the rest will take."""

    def tell(_done: int, _total: int) -> None:
        if progress is not None:
            progress(0, 0)

    return tell
