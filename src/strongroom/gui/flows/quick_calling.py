# SPDX-License-Identifier: GPL-3.0-or-later
"""Quick access from anywhere: the window's key, the tray, the desktop's key, a second start.

Where the vault is locked it leads to the door, and the palette opens behind it.
"""

import os
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from strongroom.app.ports import Clock

PATIENCE_SECONDS = 120  # between the key and the end of the door
_TOKEN = "XDG_ACTIVATION_TOKEN"  # noqa: S105 - a variable's name


class QuickCalling(QObject):
    """``show`` is what every way to quick access calls; ``door_wanted`` asks for the window.

    ``called`` may be emitted by any thread, with the desktop's token for the focus or "".
    """

    door_wanted = Signal()
    called = Signal(str)

    def __init__(
        self,
        is_open: Callable[[], bool],
        open_palette: Callable[[], None],
        clock: Clock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._is_open = is_open
        self._open_palette = open_palette
        self._clock = clock
        self._wanted_until = 0.0
        self.called.connect(self.show)

    def show(self, token: str = "") -> None:
        """Open the palette, after the door where the vault is locked.

        ``token`` is what a Wayland desktop gave with the key, so that the window may have
        the focus; Qt reads it from the environment.
        """
        if token:
            os.environ[_TOKEN] = token
        if self._is_open():
            self._open_palette()
        else:
            self._wanted_until = self._clock.monotonic() + PATIENCE_SECONDS
            self.door_wanted.emit()

    def entered(self) -> None:
        """Open what was wanted before the door, unless that is long ago."""
        wanted, self._wanted_until = self._wanted_until, 0.0
        if self._clock.monotonic() < wanted:
            self._open_palette()
