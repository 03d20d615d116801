# SPDX-License-Identifier: GPL-3.0-or-later
"""Notice the copies that a sync service leaves beside the open vault.

The folder is looked at on the worker: every few seconds at its time of change alone, and at
its names where that moved, or once in a while, for a file may come first and be filled later.
"""

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from strongroom.app import conflict_copies
from strongroom.app.conflict_copies import ConflictCopy
from strongroom.app.session import Session
from strongroom.errors import StrongroomError
from strongroom.gui.tasks import Tasks

EVERY_MS = 3000
_IN_ANY_CASE = 10  # looks

Found = tuple[ConflictCopy, ...]


class ConflictWatching(QObject):
    """``found`` carries the copies that there are, those left out that nobody wants to see."""

    found = Signal(object)

    def __init__(self, session: Session, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._tasks = tasks
        self._folder_time = -1
        self._looks = 0
        self._under_way = False
        self._dismissed: set[ConflictCopy] = set()
        self._told: Found = ()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Begin to watch; it ends when this object is destroyed."""
        self._timer.start()
        self.look()

    def look(self) -> None:
        """Look now, unless a look is under way."""
        if not self._under_way:
            self._under_way = True
            self._tasks.run(self._find, self._looked, _locked_meanwhile)

    def look_again(self) -> None:
        """Look at every name, whether or not the folder says that it changed."""
        self._folder_time = -1
        self.look()

    def dismiss(self, copy: ConflictCopy) -> None:
        """Tell no more of this copy, in this state of it, until the vault is locked."""
        self._dismissed.add(copy)
        self._tell(self._told)

    def _find(self) -> Found | None:
        try:
            vault = self._session.vault
            changed = _time_of(vault.path.resolve().parent)
            self._looks += 1
            if changed == self._folder_time and self._looks % _IN_ANY_CASE:
                return None
            self._folder_time = changed
            return conflict_copies.find(vault.path, vault.vault_id)
        finally:
            self._under_way = False

    def _looked(self, found: Found | None) -> None:
        if found is not None:
            self._tell(found)

    def _tell(self, found: Found) -> None:
        wanted = tuple(copy for copy in found if copy not in self._dismissed)
        if wanted != self._told:
            self._told = wanted
            self.found.emit(wanted)


def _locked_meanwhile(_error: StrongroomError) -> None:
    """Leave it: a look that waited behind a lock has nothing to look for."""


def _time_of(folder: Path) -> int:
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return -1
