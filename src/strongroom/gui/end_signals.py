# SPDX-License-Identifier: GPL-3.0-or-later
"""Ctrl+C, a polite kill, and the end of the terminal or the desktop: the program quits in order.

A timer of the program lets Python notice.  What was told to be ignored, as nohup does, is.
Python calls a handler between any two steps of what is running, the making of a page for
instance; the end waits until that has returned to Qt.
"""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from PySide6.QtCore import QObject, QTimer

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")  # Windows has not all of them


class EndSignals:
    """``came`` tells that one of the signals was heard."""

    def __init__(self) -> None:
        self.came = False
        self._numbers: tuple[signal.Signals, ...] = ()

    def listen(self, context: QObject, end: Callable[[], None]) -> None:
        """Call ``end`` once, soon after the first of them, as long as ``context`` lives."""

        def hear(_number: int, _frame: FrameType | None) -> None:
            self.came = True
            QTimer.singleShot(0, context, end)

        known = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
        self._numbers = tuple(n for n in known if signal.getsignal(n) is not signal.SIG_IGN)
        for number in self._numbers:
            signal.signal(number, hear)

    @contextmanager
    def deadly(self) -> Iterator[None]:
        """Let them end the process plainly for a while: for one that has nothing to lose.

        It is for a process that takes its own place.  A handler's call would be lost with
        what it belongs to, and the person's wish with it.
        """
        handlers = {number: signal.signal(number, signal.SIG_DFL) for number in self._numbers}
        try:
            yield
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)
