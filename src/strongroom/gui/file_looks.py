# SPDX-License-Identifier: GPL-3.0-or-later
"""Is a file there?  Asked beside the window: the disk of a dead mount answers late, or never.

A question that is under way is not put a second time; whoever asked too hears its answer.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from PySide6.QtCore import QObject
from shiboken6 import isValid

from strongroom.gui.aside import beside

Told = Callable[[bool], None]


def look_for(path: Path, asker: QObject, told: Told) -> None:
    """Call ``told`` with whether there is a file at ``path``, while ``asker`` still lives."""
    _looks().ask(path, asker, told)


class _Looks:
    """The questions of the whole window; it lives as long as the process."""

    def __init__(self) -> None:
        self._asked: dict[Path, list[tuple[QObject, Told]]] = {}

    def ask(self, path: Path, asker: QObject, told: Told) -> None:
        waiting = self._asked.get(path)
        if waiting is not None:
            waiting.append((asker, told))
            return
        self._asked[path] = [(asker, told)]
        beside().run(
            lambda: _is_there(path), lambda there: self._tell(path, there=there), _no_error
        )

    def _tell(self, path: Path, *, there: bool) -> None:
        for asker, told in self._asked.pop(path):
            if isValid(asker):
                told(there)


@cache
def _looks() -> _Looks:
    return _Looks()


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a folder that may not be looked into, a disk that is broken
        return False


def _no_error(_error: object) -> None:
    """Receive what looking never raises."""
