# SPDX-License-Identifier: GPL-3.0-or-later
"""Progress from the worker to what shows it, and "stop" the other way.

Work calls a :class:`Stopping` at each step.  Its numbers are shown on the GUI thread for as
long as what shows them is there; once it was stopped, the next step raises.
"""

from collections.abc import Callable
from threading import Event

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from strongroom.errors import Cancelled

Numbers = Callable[[int, int], None]


class Stopping:
    """Turns "stop" into ``Cancelled`` at the next step; ``sentence`` is what that says."""

    def __init__(self, tell: Numbers, sentence: str = "") -> None:
        self._tell = tell
        self._sentence = sentence
        self._stopped = Event()

    @property
    def stopped(self) -> bool:
        """Whether it was asked to stop."""
        return self._stopped.is_set()

    def stop(self) -> None:
        """End the work at its next step; from any thread, and harmless when it is over."""
        self._stopped.set()

    def __call__(self, done: int, total: int) -> None:
        """Tell how far the work is, or end it."""
        if self.stopped:
            raise Cancelled(self._sentence)
        self._tell(done, total)


class Steps(QObject):
    """Begins what can be stopped; made on the GUI thread, and there as long as its work."""

    _stepped = Signal(object, int, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stepped.connect(_show)

    def begin(self, owner: QWidget, show: Numbers, sentence: str = "") -> Stopping:
        """Return what work is to call; ``show`` belongs to ``owner`` and goes with it."""

        def show_now(done: int, total: int) -> None:
            if isValid(owner) and not stopping.stopped:
                show(done, total)

        stopping = Stopping(lambda done, total: self._stepped.emit(show_now, done, total), sentence)
        return stopping


def _show(show: Numbers, done: int, total: int) -> None:
    show(done, total)
