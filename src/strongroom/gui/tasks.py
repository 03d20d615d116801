# SPDX-License-Identifier: GPL-3.0-or-later
"""Work off the GUI thread, and its result back on it.

One thread runs the work in order: it alone touches the open vault.  Results and errors go
the ways of :mod:`strongroom.gui.delivery`.  A result that belongs to a session which has
ended meanwhile is dropped.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from PySide6.QtCore import QObject

from strongroom.gui.delivery import Delivery, Failed, Wanted
from strongroom.gui.garbage import Garbage

__all__ = ["Failed", "Tasks"]

T = TypeVar("T")


class Tasks(Delivery):
    """One worker thread; ``idle`` tells that nothing is left to do or to deliver."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._garbage = Garbage(self)
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="worker")
        self._session = 0

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
        self._expect()
        self._worker.submit(self._work, work, done, failed, self._in_session() if bound else None)

    def new_session(self) -> None:
        """Drop the results of all bound work that was asked for until now."""
        self._session += 1

    def close(self) -> None:
        """Finish all that was asked for (a save among it), and deliver nothing more."""
        if self._closed:
            return
        self.new_session()
        self._end()
        self._worker.shutdown(wait=True)
        self._garbage.stop()

    def _in_session(self) -> Wanted:
        """Return whether the session of now is the one of then."""
        session = self._session
        return lambda: session == self._session
