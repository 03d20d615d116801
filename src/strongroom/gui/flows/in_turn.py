# SPDX-License-Identifier: GPL-3.0-or-later
"""Work beside the worker that has the vault, one piece after the other.

A key derivation is one call that nobody can end half-way: on the worker a lock would wait for
it.  What is worked on here is touched by one thread at a time, and by nobody else as long as
this is busy.
"""

from collections import deque
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from strongroom.errors import StrongroomError
from strongroom.gui.aside import beside
from strongroom.gui.delivery import Failed

T = TypeVar("T")
_Closure = Callable[[], None]


class InTurn:
    """``idle`` is called on the GUI thread when nothing is under way any more."""

    def __init__(self, idle: Callable[[], None]) -> None:
        self._idle = idle
        self._waiting: deque[Callable[[], _Closure]] = deque()
        self._busy = False

    @property
    def busy(self) -> bool:
        """Whether some work is waiting, running or not yet delivered."""
        return self._busy

    def run(self, work: Callable[[], T], done: Callable[[T], None], failed: Failed) -> None:
        """Run ``work`` when its turn comes, then ``done`` or ``failed`` here."""

        def closed() -> _Closure:
            try:
                return partial(done, work())
            except StrongroomError as error:
                return partial(failed, error)
            except BaseException as error:  # noqa: BLE001 - raised again, on the GUI thread
                return partial(_raise, error)

        self._waiting.append(closed)
        if not self._busy:
            self._begin()

    def forget(self) -> None:
        """Forget what waits; what is under way is delivered when it ends."""
        self._waiting.clear()

    def _begin(self) -> None:
        self._busy = True
        beside().run(self._waiting.popleft(), self._arrived, _raise)

    def _arrived(self, closure: _Closure) -> None:
        try:
            closure()
        finally:
            if self._waiting:
                self._begin()
            else:
                self._busy = False
                self._idle()


def _raise(error: BaseException) -> None:
    raise error
