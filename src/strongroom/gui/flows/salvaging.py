# SPDX-License-Identifier: GPL-3.0-or-later
"""A salvage on the worker: begun, followed, given up, and told how it ended."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from strongroom.app import salvaging
from strongroom.app.salvaging import SalvageReport
from strongroom.app.session import Session
from strongroom.errors import StrongroomError
from strongroom.gui.flows.stopping import Stopping
from strongroom.gui.tasks import Tasks
from strongroom.model.credentials import Credentials


@dataclass(frozen=True, slots=True)
class WantedSalvage:
    """From where, with what, and to where; whoever takes it closes ``credentials``."""

    source: Path
    credentials: Credentials
    target: Path
    methods_from: Path | None = None


class Salvaging(QObject):
    """One salvage at a time; its end comes as ``done`` or ``failed``."""

    progressed = Signal(int, int)
    done = Signal(object)  # SalvageReport
    failed = Signal(object)  # StrongroomError; ``Cancelled`` where it was given up

    def __init__(self, session: Session, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._tasks = tasks
        self._stopping = Stopping(self.progressed.emit)
        self.running = False

    def begin(self, wanted: WantedSalvage) -> None:
        """Begin; nothing happens while one is under way."""
        if self.running:
            wanted.credentials.close()
            return
        self.running = True
        # Whoever gives it up needs no sentence.
        self._stopping = stopping = Stopping(self.progressed.emit)

        def work() -> SalvageReport:
            try:
                return salvaging.salvage(
                    self._session,
                    wanted.source,
                    wanted.credentials,
                    wanted.target,
                    methods_from=wanted.methods_from,
                    progress=stopping,
                )
            finally:
                wanted.credentials.close()

        self._tasks.run(work, self._done, self._failed, bound=False)

    def cancel(self) -> None:
        """Give up at the next row; what was written goes again."""
        self._stopping.stop()

    def _done(self, report: SalvageReport) -> None:
        self.running = False
        self.done.emit(report)

    def _failed(self, error: StrongroomError) -> None:
        self.running = False
        self.failed.emit(error)
