# SPDX-License-Identifier: GPL-3.0-or-later
"""Python's cycle collector, on the GUI thread and on no other.

Python collects on whichever thread happens to allocate, so on the worker too; a widget that
hangs in a cycle would then be destroyed off the GUI thread, which crashes Qt.  So the
collector is off while there is a worker, and a timer does its work by the same thresholds.
"""

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 1000


class Garbage(QObject):
    """Collects until :meth:`stop`; made on the GUI thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Collect the oldest generation that is due; all of them take 10 ms at most."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        for generation in reversed(range(len(counts))):
            if counts[generation] > thresholds[generation]:
                gc.collect(generation)
                return

    def stop(self) -> None:
        """Let Python collect by itself again: no other thread is left."""
        self._timer.stop()
        gc.enable()


def set_aside() -> None:
    """Have no collection look at what is there now: the many entries of an import, above all.

    Costs nothing; from any thread, for nothing is destroyed.
    """
    gc.freeze()


def take_back() -> None:
    """Have collections look at everything again."""
    gc.unfreeze()
