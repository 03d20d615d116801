# SPDX-License-Identifier: GPL-3.0-or-later
"""The way of a result from the thread that made it to the one that waits for it.

Results travel as closures through one signal.  An error that can be told to a person goes
to ``failed``; any other is a bug and goes where bugs go, ``sys.excepthook``.  What a method
of a ``QObject`` waited for is dropped once that was destroyed.
"""

import sys
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from strongroom.errors import StrongroomError

T = TypeVar("T")
Failed = Callable[[StrongroomError], None]
Wanted = Callable[[], bool]


class Delivery(QObject):
    """Counts what is expected; ``idle`` tells that nothing is left to do or to deliver."""

    idle = Signal()
    _deliver = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting = 0
        self._closed = False
        self._deliver.connect(self._arrived)

    @property
    def busy(self) -> bool:
        """Whether some work is waiting, running or not yet delivered."""
        return self._waiting > 0

    def _expect(self) -> None:
        """Count a piece of work that :meth:`_work` will do, on whatever thread."""
        self._waiting += 1

    def _work(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Failed | None = None,
        wanted: Wanted | None = None,
    ) -> None:
        """Do ``work`` on this thread; on the other call one of the two, if it is ``wanted``."""
        closure: partial[None]
        try:
            closure = partial(done, work())
        except StrongroomError as error:
            closure = partial(failed or _bug, error)
        except BaseException as error:  # noqa: BLE001 - it is raised again, on the GUI thread
            closure, wanted = partial(_bug, error), None
        if not self._closed:
            self._deliver.emit((closure, wanted))

    def _end(self) -> None:
        """Deliver nothing more."""
        self._closed = True
        self._deliver.disconnect(self._arrived)

    def _arrived(self, parcel: tuple[partial[None], Wanted | None]) -> None:
        closure, wanted = parcel
        self._waiting -= 1
        try:
            if (wanted is None or wanted()) and _is_there(closure.func):
                closure()
        finally:
            if not self._waiting:
                self.idle.emit()


def _is_there(receiver: Callable[..., None]) -> bool:
    """Tell whether the object that a method belongs to still is; nothing else can be gone."""
    owner = getattr(receiver, "__self__", None)
    return not isinstance(owner, QObject) or isValid(owner)


def _bug(error: BaseException) -> None:
    sys.excepthook(type(error), error, error.__traceback__)
