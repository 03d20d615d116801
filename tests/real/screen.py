# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands on the screen of a desktop, as whoever sits before it sees it."""

import ctypes

Place = tuple[int, int, int, int]  # of the screen: from the left, from the top, width, height

# Where the button of the open vault stands, and nothing else of its colour does.
NEW_ITEM: Place = (340, 770, 20, 40)
# Where the ring of the door's field stands while keys go there.
FIELD: Place = (470, 464, 2, 30)
# Where quick access marks in its first row what was looked for.
MATCH: Place = (426, 240, 30, 20)


class Screen:
    """What is to be seen, pixel by pixel (XGetImage)."""

    def __init__(self, display: str) -> None:
        self._x11 = ctypes.CDLL("libX11.so.6")
        self._x11.XOpenDisplay.restype = self._x11.XGetImage.restype = ctypes.c_void_p
        self._x11.XDefaultRootWindow.restype = self._x11.XGetPixel.restype = ctypes.c_ulong
        self._there = ctypes.c_void_p(self._x11.XOpenDisplay(display.encode()))
        self._root = ctypes.c_ulong(self._x11.XDefaultRootWindow(self._there))

    def count(self, colour: str, x: int, y: int, width: int, height: int) -> int:
        """Return how many pixels of that place have that colour."""
        every, z_pixmap = ctypes.c_ulong(0xFFFFFF), 2
        place = (x, y, width, height)
        image = ctypes.c_void_p(
            self._x11.XGetImage(self._there, self._root, *place, every, z_pixmap)
        )
        wanted = int(colour[1:], 16)
        points = [(column, row) for column in range(width) for row in range(height)]
        seen = [int(self._x11.XGetPixel(image, *point)) for point in points]
        self._x11.XDestroyImage(image)
        return seen.count(wanted)

    def close(self) -> None:
        self._x11.XCloseDisplay(self._there)
