# SPDX-License-Identifier: GPL-3.0-or-later
"""Quick access from anywhere: the window's key, the tray, the desktop's key, a second start.

Where the vault is locked it leads to the door, and the palette opens behind it.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from strongroom.app.ports import Clock

PATIENCE_SECONDS = 120  # between the key and the end of the door


class QuickCalling(QObject):
    """``show`` is what every way to quick access calls; ``door_wanted`` asks for the window.

    Each carries the desktop's leave to take the focus, or "" (``gui/activation.py``);
    ``called`` may be emitted by any thread.
    """

    door_wanted = Signal(str)
    called = Signal(str)

    def __init__(
        self,
        is_open: Callable[[], bool],
        open_palette: Callable[[str], None],
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
        """Open the palette, after the door where the vault is locked."""
        if self._is_open():
            self._open_palette(token)
        else:
            self._wanted_until = self._clock.monotonic() + PATIENCE_SECONDS
            self.door_wanted.emit(token)

    def entered(self) -> None:
        """Open what was wanted before the door, unless that is long ago."""
        wanted, self._wanted_until = self._wanted_until, 0.0
        if self._clock.monotonic() < wanted:
            self._open_palette("")
