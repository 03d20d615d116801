# SPDX-License-Identifier: GPL-3.0-or-later
"""Work that cannot be interrupted, and yet can be walked away from.

Argon2 runs in C until it is done.  So it runs in a thread of its own: whoever waits is
told ``Cancelled`` at once, and what the thread brings later is disposed of there.
"""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from strongroom.errors import Cancelled
from strongroom.texts import _

T = TypeVar("T")

_LOOK_UP = 0.1  # seconds; Ctrl+C is noticed between two waits where the platform needs it


class Abandonable(Generic[T]):
    """One run of ``work``; a result that nobody waits for any more goes to ``dispose``."""

    def __init__(self, work: Callable[[], T], dispose: Callable[[T], None]) -> None:
        self._work = work
        self._dispose = dispose
        self._lock = threading.Lock()
        self._settled = threading.Event()
        self._cancelled = False
        self._results: list[T] = []
        self._failure: BaseException | None = None

    def run(self) -> T:
        """Run the work in a thread, wait, and return its result or raise its error.

        Raises:
            Cancelled: :meth:`cancel` was called; the work may go on for a moment, unseen.
        """
        threading.Thread(target=self._in_thread, name="abandonable", daemon=True).start()
        try:
            while not self._settled.wait(_LOOK_UP):
                pass
            return self._take()
        except BaseException:  # Ctrl+C too: what the thread brings must not be left open
            self.cancel()
            raise

    def cancel(self) -> None:
        """Let the waiting thread go at once; safe from any thread, and more than once."""
        with self._lock:
            self._cancelled = True
        self._settled.set()
        self._clean_up()

    def _in_thread(self) -> None:
        try:
            result = self._work()
        except BaseException as error:  # noqa: BLE001 - it is raised again where it is awaited
            self._failure = error
        else:
            with self._lock:
                self._results.append(result)
            self._clean_up()
        self._settled.set()

    def _clean_up(self) -> None:
        with self._lock:
            unwanted, kept = (self._results, []) if self._cancelled else ([], self._results)
            self._results = kept
        for result in unwanted:
            self._dispose(result)

    def _take(self) -> T:
        with self._lock:
            if self._cancelled:
                raise Cancelled(_("Cancelled; nothing was changed."))
            if self._failure is not None:
                raise self._failure
            return self._results.pop()
