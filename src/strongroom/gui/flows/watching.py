# SPDX-License-Identifier: GPL-3.0-or-later
"""Notice what becomes of the open vault's file, within a second.

A look at the file's state twice a second, on the worker, and never two at once: where nothing
happened it costs a stat and a hundred bytes, on a network drive too, of which the system's own
notifications tell nothing.  What stands in the way is told when it comes and when it is over;
watching goes on, for a file on a stick or a share comes back.
"""

from PySide6.QtCore import QObject, QTimer, Signal

from strongroom.app.items import Items
from strongroom.errors import BeingWritten, StrongroomError
from strongroom.gui.tasks import Tasks
from strongroom.model.changes import Changes

EVERY_MS = 500
PATIENCE = 3  # looks in a row at which another program was just writing


class Watching(QObject):
    """``changed`` brings the ``Changes`` that others made, an empty one for settings alone.

    ``trouble`` brings the error that keeps the file from being looked at, None once it is
    over; each of them once.
    """

    changed = Signal(object)
    trouble = Signal(object)

    def __init__(self, items: Items, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look = _Look(items)
        self._tasks = tasks
        self._error: StrongroomError | None = None
        self._writing = 0
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.look)

    @property
    def error(self) -> StrongroomError | None:
        """What stands in the way now, None where nothing does."""
        return self._error

    def start(self) -> None:
        """Begin to watch; it ends when this object is destroyed."""
        self._timer.start()

    def look(self) -> None:
        """Look now, unless a look is under way."""
        if not self._look.under_way:
            self._look.under_way = True
            self._tasks.run(self._look, self._looked, self._went_wrong)

    def _looked(self, changes: Changes | None) -> None:
        self._writing = 0
        self._tell(None)
        if changes is not None:
            self.changed.emit(changes)

    def _went_wrong(self, error: StrongroomError) -> None:
        self._writing = self._writing + 1 if isinstance(error, BeingWritten) else 0
        if self._writing == 0 or self._writing >= PATIENCE:
            self._tell(error)

    def _tell(self, error: StrongroomError | None) -> None:
        before, self._error = self._error, error
        if str(before) != str(error):
            self.trouble.emit(error)


class _Look:
    """One look, on the worker, which must not hold what belongs to Qt."""

    def __init__(self, items: Items) -> None:
        self._items = items
        self.under_way = False

    def __call__(self) -> Changes | None:
        try:
            return self._items.refresh()
        finally:
            self.under_way = False  # also after a bug of ours, which nobody here hears of
