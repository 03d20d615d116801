# SPDX-License-Identifier: GPL-3.0-or-later
"""Long work of the GUI thread itself, a step at each turn of the window.

Widgets and documents can be made on no other thread; made all at once they would keep the
window from answering.  What was begun is held until its last step, or until it is stopped.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer

T = TypeVar("T")


class Turns(QObject):
    """One piece of work at a time, given as what runs a step whenever it is asked for the next."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._steps: Iterator[object] = iter(())
        self._then: Callable[[], None] = _nothing
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._step)

    @property
    def busy(self) -> bool:
        """Whether something is left to do."""
        return self._timer.isActive()

    def begin(self, steps: Iterable[object], then: Callable[[], None] | None = None) -> None:
        """Do this in the place of what was begun before: a step now, ``then`` at the end."""
        self.stop()
        self._steps, self._then = iter(steps), then or _nothing
        self._timer.start()
        self._step()

    def stop(self) -> None:
        """Do nothing more, and hold nothing of it."""
        self._timer.stop()
        self._steps, self._then = iter(()), _nothing

    def finish(self) -> None:
        """Do all that is left now."""
        while self.busy:
            self._step()

    def _step(self) -> None:
        steps = self._steps
        try:
            next(steps)
        except StopIteration:
            if steps is self._steps:  # the last step may have begun something else
                then = self._then
                self.stop()
                then()


def at_once(steps: Iterable[object]) -> None:
    """Do all of it now."""
    for _step in steps:
        pass


def sliced(things: Iterable[T], first: int, each: int) -> Iterator[Sequence[T]]:
    """Give ``first`` of the things, and then ``each`` at a time."""
    left = iter(things)
    piece = list(islice(left, first))
    while piece:
        yield piece
        piece = list(islice(left, each))


def _nothing() -> None:
    pass
