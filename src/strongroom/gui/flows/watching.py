# SPDX-License-Identifier: GPL-3.0-or-later
"""Notice what another program writes into the open vault, within a second.

One look at the file's state a second, on the worker, and never two at once.  A trouble is
told once, not every second; watching goes on, for a file on a stick or a share comes back.
"""

from PySide6.QtCore import QObject, QTimer, Signal

from strongroom.app.items import Items
from strongroom.errors import StrongroomError
from strongroom.gui.tasks import Tasks
from strongroom.model.changes import Changes

EVERY_MS = 1000


class Watching(QObject):
    """``changed`` brings the ``Changes`` that others made, ``failed`` the first trouble."""

    changed = Signal(object)
    failed = Signal(object)

    def __init__(self, items: Items, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items = items
        self._tasks = tasks
        self._told = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Begin to watch; it ends when this object is destroyed."""
        self._timer.start()

    def look(self) -> None:
        """Look now, and again in a second."""
        self._tasks.run(self._items.refresh, self._looked, self._went_wrong)

    def _looked(self, changes: Changes | None) -> None:
        self._timer.start()
        self._told = ""
        if changes:
            self.changed.emit(changes)

    def _went_wrong(self, error: StrongroomError) -> None:
        self._timer.start()
        if str(error) != self._told:
            self._told = str(error)
            self.failed.emit(error)
