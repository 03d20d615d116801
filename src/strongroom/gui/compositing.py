# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether what is translucent is seen so: on X11 only while a compositor runs.

It owns a selection named after the screen (EWMH, _NET_WM_CM_Sn); Qt does not tell.
"""

import ctypes

from PySide6.QtGui import QGuiApplication


def composites() -> bool:
    """Tell whether windows that are partly translucent show what lies below them."""
    return QGuiApplication.platformName() != "xcb" or has_owner()


def has_owner(display: str | None = None) -> bool:
    """Tell whether the X display, the environment's unless named, has a compositor now."""
    try:
        x11 = ctypes.CDLL("libX11.so.6")
    except OSError:
        return False
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XInternAtom.restype = x11.XGetSelectionOwner.restype = ctypes.c_ulong
    opened = x11.XOpenDisplay(display.encode() if display else None)
    if not opened:
        return False
    connection = ctypes.c_void_p(opened)
    try:
        name = f"_NET_WM_CM_S{x11.XDefaultScreen(connection)}"
        atom = ctypes.c_ulong(x11.XInternAtom(connection, name.encode(), 0))
        return bool(x11.XGetSelectionOwner(connection, atom))
    finally:
        x11.XCloseDisplay(connection)
