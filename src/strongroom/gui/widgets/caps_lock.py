# SPDX-License-Identifier: GPL-3.0-or-later
"""Is Caps Lock on?  Qt does not say, so it is read off the keys as they come.

The platform's own modifier bits tell where there are any; otherwise a capital without
Shift, or a small letter with it, does.
"""

import sys

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent

# X11 and Wayland: LockMask; Windows: qwindowskeymapper's CapsLock; macOS: AlphaShift.
_BITS = {"xcb": 0x2, "wayland": 0x2, "windows": 0x100, "cocoa": 0x10000}


class CapsLock:
    """What the keys heard so far say of Caps Lock."""

    def __init__(self) -> None:
        self.on = False

    def heard(self, event: QKeyEvent) -> bool:
        """Learn from a key going down or up; tell whether the answer changed."""
        before = self.on
        self.on = self._read(event)
        return self.on != before

    def _read(self, event: QKeyEvent) -> bool:
        bit = _BITS.get(QGuiApplication.platformName())
        if event.key() == Qt.Key.Key_CapsLock and event.type() == QEvent.Type.KeyRelease:
            return self.on  # X11 tells the state from before the release
        if bit is not None:
            return bool(event.nativeModifiers() & bit) != self._turning(event)
        if self._turning(event):
            return not self.on
        return self._guessed(event)

    def _turning(self, event: QKeyEvent) -> bool:
        """Tell whether this very key turns it: the bits are from before the press."""
        pressed = event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat()
        return event.key() == Qt.Key.Key_CapsLock and pressed and sys.platform != "darwin"

    def _guessed(self, event: QKeyEvent) -> bool:
        letter = event.text()
        if not letter.isalpha() or letter.lower() == letter.upper():
            return self.on
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        return letter.isupper() != shift
