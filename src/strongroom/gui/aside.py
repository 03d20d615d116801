# SPDX-License-Identifier: GPL-3.0-or-later
"""Work that may wait for somebody else, beside the worker that has the vault.

A keyring may ask its person a question and take two minutes; neither the window nor a save
waits for it.  Each piece of work has a thread of its own and touches nothing of the vault.
Errors go the ways that :mod:`strongroom.gui.tasks` has.
"""

import sys
import threading
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from strongroom.errors import StrongroomError

T = TypeVar("T")


class Aside(QObject):
    """Runs work on threads of its own, and delivers here; ``idle`` when all has come."""

    idle = Signal()
    _deliver = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting = 0
        self._closed = False
        self._deliver.connect(self._arrived)

    @property
    def busy(self) -> bool:
        """Whether some work is running or not yet delivered."""
        return self._waiting > 0

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[StrongroomError], None],
    ) -> None:
        """Run ``work`` on a thread, then ``done`` or ``failed`` here."""
        self._waiting += 1

        def thread() -> None:
            closure: Callable[[], None]
            try:
                closure = partial(done, work())
            except StrongroomError as error:
                closure = partial(failed, error)
            except BaseException as error:  # noqa: BLE001 - it is raised again, on the GUI thread
                closure = partial(_bug, error)
            if not self._closed:
                self._deliver.emit(closure)

        threading.Thread(target=thread, name="aside", daemon=True).start()

    def close(self) -> None:
        """Deliver nothing more; who has work under way has told it to end."""
        if self._closed:
            return
        self._closed = True
        self._deliver.disconnect(self._arrived)

    def _arrived(self, closure: Callable[[], None]) -> None:
        self._waiting -= 1
        try:
            closure()
        finally:
            if not self._waiting:
                self.idle.emit()


def _bug(error: BaseException) -> None:
    sys.excepthook(type(error), error, error.__traceback__)
