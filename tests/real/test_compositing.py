# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a real X server has a compositor: it owns a selection, as picom and mutter do."""

import sys

import pytest
from tests.real.conftest import Desktop

from strongroom.gui.compositing import has_owner

OWNER = """
import ctypes, time
x11 = ctypes.CDLL("libX11.so.6")
x11.XOpenDisplay.restype = ctypes.c_void_p
x11.XInternAtom.restype = x11.XCreateSimpleWindow.restype = ctypes.c_ulong
x11.XDefaultRootWindow.restype = ctypes.c_ulong
there = ctypes.c_void_p(x11.XOpenDisplay(None))
root = ctypes.c_ulong(x11.XDefaultRootWindow(there))
window = x11.XCreateSimpleWindow(there, root, 0, 0, 1, 1, 0, ctypes.c_ulong(0), ctypes.c_ulong(0))
name = ctypes.c_ulong(x11.XInternAtom(there, b"_NET_WM_CM_S0", 0))
x11.XSetSelectionOwner(there, name, ctypes.c_ulong(window), ctypes.c_ulong(0))
x11.XSync(there, 0)
print("owned", flush=True)
time.sleep(60)
"""


@pytest.mark.real("Xvfb", "openbox")
def test_a_compositor_is_seen_while_it_runs(desktop: Desktop) -> None:
    display = desktop.environment["DISPLAY"]
    assert not has_owner(display)
    owner = desktop.start(sys.executable, "-c", OWNER)
    try:
        assert owner.stdout is not None
        assert owner.stdout.readline() == "owned\n"
        assert has_owner(display)
    finally:
        owner.kill()
        owner.communicate()
    assert not has_owner(":9999")
