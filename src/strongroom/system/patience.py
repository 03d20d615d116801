# SPDX-License-Identifier: GPL-3.0-or-later
"""A call to something that may never answer: it has a time limit, and can be walked away from.

The call runs in a thread of its own.  Whoever waits is let go when the limit is over or
when someone cancels; what the thread brings later is disposed of there.
"""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from strongroom.errors import Cancelled
from strongroom.texts import _

T = TypeVar("T")

_LOOK_UP = 0.1  # seconds; Ctrl+C is noticed between two waits where the platform needs it


class OutOfPatience(Exception):
    """The call did not end within its limit."""


class Call(Generic[T]):
    """One run of ``work``, which may ask for more time through the call that it is given.

    ``cut`` breaks off what the work is waiting for, where that is possible; a result that
    nobody waits for any more goes to ``dispose``.
    """

    def __init__(
        self,
        work: Callable[["Call[T]"], T],
        *,
        dispose: Callable[[T], None],
    ) -> None:
        self._work = work
        self._dispose = dispose
        self._lock = threading.Lock()
        self._settled = threading.Event()
        self._deadline = 0.0
        self._cuts: list[Callable[[], None]] = []
        self._over = False
        self._cancelled = False
        self._results: list[T] = []
        self._failure: BaseException | None = None

    def run(self, seconds: float) -> T:
        """Run the work, wait at most so long, and return its result or raise its error.

        Raises:
            OutOfPatience: the limit is over; the work may go on for a moment, unseen.
            Cancelled: :meth:`cancel` was called.
        """
        self.allow(seconds)
        threading.Thread(target=self._in_thread, name="keyring", daemon=True).start()
        try:
            self._wait()
            return self._take()
        except BaseException:  # Ctrl+C too
            self._abandon()
            raise

    def allow(self, seconds: float) -> None:
        """Let the work take so long from now on."""
        self._deadline = time.monotonic() + seconds

    def cut_with(self, cut: Callable[[], None]) -> None:
        """Have ``cut`` called when the work is walked away from, which may be at once.

        The latest is called first: what it breaks off lives on what was there before.
        """
        with self._lock:
            self._cuts.insert(0, cut)
            late = self._over
        if late:
            cut()

    def cancel(self) -> None:
        """Let the waiting thread go at once; safe from any thread, and more than once."""
        self._cancelled = True
        self._abandon()
        self._settled.set()

    def _wait(self) -> None:
        while not self._settled.wait(min(_LOOK_UP, max(0.0, self._left()))):
            if self._left() <= 0:
                raise OutOfPatience

    def _left(self) -> float:
        return self._deadline - time.monotonic()

    def _in_thread(self) -> None:
        try:
            result = self._work(self)
        except BaseException as error:  # noqa: BLE001 - it is raised again where it is awaited
            self._failure = error
        else:
            with self._lock:
                self._results.append(result)
                late = self._over
            if late:
                self._clean_up()
        self._settled.set()

    def _abandon(self) -> None:
        with self._lock:
            self._over = True
            cuts, self._cuts = self._cuts, []
        for cut in cuts:
            cut()
        self._clean_up()

    def _clean_up(self) -> None:
        with self._lock:
            unwanted, self._results = self._results, []
        for result in unwanted:
            self._dispose(result)

    def _take(self) -> T:
        if self._cancelled:
            raise Cancelled(_("Cancelled; nothing was changed."))
        if self._failure is not None:
            raise self._failure
        with self._lock:
            return self._results.pop()
