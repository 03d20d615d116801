# SPDX-License-Identifier: GPL-3.0-or-later
"""Loads what the start could spare, a module at a time, while nothing else is going on.

On the GUI thread and not beside it: Qt's Python types are made at their first use, and
two threads that do so at once end the process, as does one that is still at it when the
interpreter closes.  A step takes a few milliseconds; whoever needs the rest sooner imports
it as usual.
"""

import functools
import importlib
import pkgutil
import sys
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer

import strongroom.gui

# What is slowest first: search brings rapidfuzz.
_FIRST = ("strongroom.model.search", "strongroom.app.finder", "strongroom.app.importing")
_FOLDERS = ("models", "widgets", "flows", "dialogs", "pages")
_LAST = "strongroom.gui.interior"


class Loading(QObject):
    """``start`` begins; it ends by itself."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._left = iter(names())
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self.step)

    def start(self) -> None:
        """Load one module whenever the window has nothing else to do."""
        self._timer.start()

    def stop(self) -> None:
        """Load no more."""
        self._timer.stop()

    def step(self) -> None:
        """Load the next one that is not loaded yet."""
        name = next((name for name in self._left if name not in sys.modules), None)
        if name is None:
            self._timer.stop()
        else:
            importlib.import_module(name)


@functools.cache
def names() -> tuple[str, ...]:
    """Return the modules that an open vault needs, dependencies before what needs them."""
    return tuple(_names())


def _names() -> Iterator[str]:
    yield from _FIRST
    root = next(iter(strongroom.gui.__path__))
    for folder in _FOLDERS:
        for module in pkgutil.iter_modules([f"{root}/{folder}"]):
            yield f"strongroom.gui.{folder}.{module.name}"
    yield _LAST
