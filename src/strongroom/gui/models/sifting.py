# SPDX-License-Identifier: GPL-3.0-or-later
"""The items whose title, user name or website has every word that was typed, slice by slice.

Meant for lists that no search index knows, as those of a backup.  A slice takes a few
milliseconds, so that typing stays smooth at 100,000 items.
"""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from strongroom.gui.models.items import Listing
from strongroom.model.folding import fold
from strongroom.model.item import Overview

_SLICE = 2_000


class Sifter(QObject):
    """``found`` carries a :class:`Listing` that grows; ``finished`` follows the last one."""

    found = Signal(object)
    finished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ids: Sequence[int] = ()
        self._items: Mapping[int, Overview] = {}
        self._words: list[str] = []
        self._hits: list[int] = []
        self._done = 0
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._step)

    def sift(self, ids: Sequence[int], items: Mapping[int, Overview], text: str) -> None:
        """Begin anew, with those of ``ids`` that have every word of ``text``."""
        self._ids, self._items, self._words = ids, items, fold(text).split()
        self._hits, self._done = [], 0
        if self._words:
            self._timer.start()
            self._step()
        else:
            self._timer.stop()
            self.found.emit(Listing(list(ids), items))
            self.finished.emit()

    def clear(self) -> None:
        """Let go of everything."""
        self._timer.stop()
        self._ids, self._items, self._hits = (), {}, []

    def _step(self) -> None:
        slice_ = self._ids[self._done : self._done + _SLICE]
        self._done += len(slice_)
        self._hits = self._hits + [item_id for item_id in slice_ if self._has(item_id)]
        self.found.emit(Listing(self._hits, self._items))
        if self._done >= len(self._ids):
            self._timer.stop()
            self.finished.emit()

    def _has(self, item_id: int) -> bool:
        seen = self._items[item_id]
        text = fold(" ".join((seen.title, seen.username, *seen.websites)))
        return all(word in text for word in self._words)
