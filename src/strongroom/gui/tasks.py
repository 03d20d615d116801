# SPDX-License-Identifier: GPL-3.0-or-later
"""Work off the GUI thread, and its result back on it.

One thread runs the work in order: it alone touches the open vault.  Results travel as
closures through one signal.  A result that belongs to a session which has ended meanwhile
is dropped.  An error that can be told to a person goes to ``failed``; any other is a bug
and goes where bugs go, ``sys.excepthook``.
"""

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from strongroom.errors import StrongroomError
from strongroom.gui.garbage import Garbage

T = TypeVar("T")
Failed = Callable[[StrongroomError], None]


class Tasks(QObject):
    """One worker thread; ``idle`` tells that nothing is left to do or to deliver."""

    idle = Signal()
    _deliver = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._garbage = Garbage(self)
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="worker")
        self._session = 0
        self._waiting = 0
        self._closed = False
        self._deliver.connect(self._arrived)

    @property
    def busy(self) -> bool:
        """Whether some work is waiting, running or not yet delivered."""
        return self._waiting > 0

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Failed | None = None,
        *,
        bound: bool = True,
    ) -> None:
        """Run ``work`` on the worker, then ``done`` or ``failed`` here.

        ``bound`` work belongs to the open session: once :meth:`new_session` was called,
        neither is called any more.  After :meth:`close` nothing is taken on.
        """
        if self._closed:
            return
        self._waiting += 1
        self._worker.submit(self._work, work, done, failed, self._session if bound else None)

    def new_session(self) -> None:
        """Drop the results of all bound work that was asked for until now."""
        self._session += 1

    def close(self) -> None:
        """Finish all that was asked for (a save among it), and deliver nothing more."""
        if self._closed:
            return
        self._closed = True
        self.new_session()
        self._deliver.disconnect(self._arrived)
        self._worker.shutdown(wait=True)
        self._garbage.stop()

    def _work(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Failed | None,
        session: int | None,
    ) -> None:
        closure: Callable[[], None]
        try:
            closure = partial(done, work())
        except StrongroomError as error:
            closure = partial(failed or _bug, error)
        except BaseException as error:  # noqa: BLE001 - it is raised again, on the GUI thread
            closure = partial(_bug, error)
            session = None
        self._deliver.emit((closure, session))

    def _arrived(self, parcel: tuple[Callable[[], None], int | None]) -> None:
        closure, session = parcel
        self._waiting -= 1
        try:
            if session is None or session == self._session:
                closure()
        finally:
            if not self._waiting:
                self.idle.emit()


def _bug(error: BaseException) -> None:
    sys.excepthook(type(error), error, error.__traceback__)
