# SPDX-License-Identifier: GPL-3.0-or-later
"""The picture of a window that outlives its process, until the next one stands in its place.

On X11 a window is on the screen for as long as its program's connection is open, whether or
not anybody is at the other end.  So the process that locked leaves its connection open to
the one that takes its place, which closes it once its own window is seen: the locked page
stays, and nothing flickers.  On other platforms there is a gap of some tenths of a second.
"""

import contextlib
import ctypes
import os

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication, QNativeInterface
from PySide6.QtWidgets import QWidget

_LOOK_MS = 10
_LOOKS = 200  # two seconds: a window that is never seen holds nothing for ever
_SETTLE = 5  # looks from being seen to being painted by the server


def connection() -> int | None:
    """Return the descriptor of the connection to the X server, all sent; None without one."""
    if QGuiApplication.platformName() != "xcb":
        return None
    app = QGuiApplication.instance()
    native = app.nativeInterface() if isinstance(app, QGuiApplication) else None
    if not isinstance(native, QNativeInterface.QX11Application):
        return None
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return None
    pointer = ctypes.c_void_p(native.connection())
    xcb.xcb_flush(pointer)
    descriptor: int = xcb.xcb_get_file_descriptor(pointer)
    return descriptor


class HeldScreen(QObject):
    """Closes ``descriptor`` when ``window`` is seen, or will not be."""

    def __init__(self, descriptor: int, window: QWidget) -> None:
        super().__init__(window)
        self._descriptor = descriptor
        self._window = window
        self._looks = 0
        self._seen = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Look once whether the window is seen by now."""
        handle = self._window.windowHandle()
        self._looks += 1
        self._seen += bool(handle and handle.isExposed())
        if self._seen >= _SETTLE or self._looks >= _LOOKS:
            self.let_go()

    def let_go(self) -> None:
        """Take the other window's picture away."""
        self._timer.stop()
        with contextlib.suppress(OSError):
            os.close(self._descriptor)
        self.deleteLater()
