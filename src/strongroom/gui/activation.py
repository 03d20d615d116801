# SPDX-License-Identifier: GPL-3.0-or-later
"""Bringing the window to the front because its person asked for it somewhere else.

A desktop lets a program that nobody is working with take the focus only if it can show
that somebody wanted it: by the time of the click or key on X11 (DESKTOP_STARTUP_ID), by a
token on Wayland (XDG_ACTIVATION_TOKEN).  The program that was started has them, and passes
them on (``app/first_window.py``).  Wayland's way is Qt's own, which reads the token from the
environment; untried.
"""

import ctypes
import os
import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QNativeInterface
from PySide6.QtWidgets import QWidget

_WAYLAND = "XDG_ACTIVATION_TOKEN"
# Startup Notification Protocol: the id ends in the time of the click or key.
_TIME = re.compile(r"_TIME(\d{1,10})$")
# EWMH, _NET_ACTIVE_WINDOW: a program that stands for its person's direct wish, as a pager
# or a task bar does.  It was the person who started the program once more.
_FOR_THE_PERSON = 2
_CLIENT_MESSAGE = 33  # X.h
_SUBSTRUCTURE = (1 << 19) | (1 << 20)  # X.h: SubstructureNotifyMask, SubstructureRedirectMask


def come_forward(window: QWidget, token: str = "") -> None:
    """Show ``window`` before all others, with the focus."""
    if token and QGuiApplication.platformName().startswith("wayland"):
        os.environ[_WAYLAND] = token
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
    if QGuiApplication.platformName() == "xcb":
        _ask_window_manager(int(window.winId()), time_of(token))


def come_back(window: QWidget) -> None:
    """Show ``window`` without taking the focus from what its person is doing."""
    without = Qt.WidgetAttribute.WA_ShowWithoutActivating
    window.setAttribute(without)
    window.show()
    window.setAttribute(without, False)


def time_of(token: str) -> int:
    """Return the X server's time in a startup id, 0 where there is none."""
    found = _TIME.search(token)
    time = int(found.group(1)) if found else 0
    return time if time < 1 << 32 else 0


class _ClientMessage(ctypes.Structure):
    """XClientMessageEvent, padded to the size of an XEvent (Xlib.h)."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("window", ctypes.c_ulong),
        ("message_type", ctypes.c_ulong),
        ("format", ctypes.c_int),
        ("data", ctypes.c_long * 5),
        ("padding", ctypes.c_long * 24),
    )


def _ask_window_manager(window: int, time: int) -> None:
    """Send _NET_ACTIVE_WINDOW on Qt's own connection, so that it comes after the showing."""
    app = QGuiApplication.instance()
    native = app.nativeInterface() if isinstance(app, QGuiApplication) else None
    if not isinstance(native, QNativeInterface.QX11Application):
        return
    try:
        x11 = ctypes.CDLL("libX11.so.6")
    except OSError:
        return
    x11.XInternAtom.restype = x11.XDefaultRootWindow.restype = ctypes.c_ulong
    display = ctypes.c_void_p(native.display())
    name = ctypes.c_ulong(x11.XInternAtom(display, b"_NET_ACTIVE_WINDOW", 0))
    message = _ClientMessage(type=_CLIENT_MESSAGE, send_event=1, window=window, format=32)
    message.message_type = name.value
    message.data[0], message.data[1] = _FOR_THE_PERSON, time
    root = ctypes.c_ulong(x11.XDefaultRootWindow(display))
    x11.XSendEvent(display, root, 0, ctypes.c_long(_SUBSTRUCTURE), ctypes.byref(message))
    x11.XFlush(display)
