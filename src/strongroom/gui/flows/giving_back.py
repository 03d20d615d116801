# SPDX-License-Identifier: GPL-3.0-or-later
"""The vault's file becomes small again, some seconds after the last change of many.

A step at a time on the worker, behind whatever a person has asked for meanwhile.  Nothing is
said of it: what was asked for is done, and was said before.
"""

from PySide6.QtCore import QObject, QTimer

from strongroom.app.session import Session
from strongroom.app.shrinking import Shrinking
from strongroom.gui.flows.editing import Editing
from strongroom.gui.flows.opening import Opening
from strongroom.gui.tasks import Tasks

QUIET_MS = 5_000


class GivingBack(QObject):
    """Waits until nothing has changed for a moment, and then has free space given back."""

    def __init__(self, session: Session, tasks: Tasks, editing: Editing, opening: Opening) -> None:
        super().__init__()
        self._shrinking = Shrinking(session)
        self._tasks = tasks
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(QUIET_MS)
        self.timer.timeout.connect(self._go_on)
        editing.changed.connect(lambda _changes: self.timer.start())
        opening.locked.connect(lambda _reason: self.timer.stop())

    def _go_on(self) -> None:
        self._tasks.run(self._shrinking.step, self._did)

    def _did(self, more: bool) -> None:  # noqa: FBT001 - a result comes as it is
        if more:
            self._go_on()
