# SPDX-License-Identifier: GPL-3.0-or-later
"""A backup of what was saved last, a minute after the last change of many.

It is the copy that the first save of the next session would have to wait for.
"""

from PySide6.QtCore import QObject, QTimer

from strongroom.app.session import Session
from strongroom.gui.flows.editing import Editing
from strongroom.gui.flows.opening import Opening
from strongroom.gui.tasks import Tasks

QUIET_MS = 60_000


class KeepingLatest(QObject):
    """Waits until nothing has changed for a while, and then lets a backup be made."""

    def __init__(self, session: Session, tasks: Tasks, editing: Editing, opening: Opening) -> None:
        super().__init__()
        self._session = session
        self._tasks = tasks
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(QUIET_MS)
        self.timer.timeout.connect(self._keep)
        editing.changed.connect(lambda _changes: self.timer.start())
        opening.locked.connect(lambda _reason: self.timer.stop())

    def _keep(self) -> None:
        self._tasks.run(self._session.safeguard.at_rest, lambda _done: None)
