# SPDX-License-Identifier: GPL-3.0-or-later
"""How long an X server had no input, by its screen saver extension (MIT-SCREEN-SAVER 1.1).

Spoken through libxcb, which Qt needs for its windows anyway, on a connection of its own:
Xlib would end the whole program with the server, and libXss may not be installed.  The
layouts are those of xcb.h, xcbext.h and screensaver.xml.
"""

import ctypes
from ctypes import POINTER, Structure, byref, c_char_p, c_int, c_uint8, c_uint32, c_void_p
from ctypes.util import find_library

_QUERY_INFO = 1
_CHECKED = 1
_SINCE_INPUT = 16  # where a reply to QueryInfo says milliseconds since the last input
_PRESENT = 8  # where a reply to QueryExtension says whether the server has it


class _Extension(Structure):
    _fields_ = [("name", c_char_p), ("global_id", c_int)]


class _Request(Structure):
    _fields_ = [
        ("count", ctypes.c_size_t),
        ("extension", POINTER(_Extension)),
        ("opcode", c_uint8),
        ("is_void", c_uint8),
    ]


class _Part(Structure):
    _fields_ = [("start", c_void_p), ("length", ctypes.c_size_t)]


class _QueryInfo(Structure):
    _fields_ = [
        ("major", c_uint8),
        ("minor", c_uint8),
        ("length", ctypes.c_uint16),
        ("drawable", c_uint32),
    ]


class _Screens(Structure):
    _fields_ = [("root", POINTER(c_uint32)), ("left", c_int), ("index", c_int)]


class XIdle:
    """A connection to the X server that the environment names; used by one thread."""

    def __init__(self) -> None:
        """Connect.

        Raises:
            OSError: there is no server, no libxcb, or no such extension.
        """
        self._xcb = _library()
        self._free = ctypes.CDLL(None).free
        self._free.argtypes = [c_void_p]
        self._connection = c_void_p(self._xcb.xcb_connect(None, None))
        self._extension = _Extension(b"MIT-SCREEN-SAVER", 0)
        try:
            self._check()
            found = self._xcb.xcb_get_extension_data(self._connection, byref(self._extension))
            if not found or not ctypes.string_at(found + _PRESENT, 1)[0]:
                self._fail()
            setup = self._xcb.xcb_get_setup(self._connection)
            self._root = int(self._xcb.xcb_setup_roots_iterator(setup).root[0])
        except OSError:
            self.close()
            raise

    def seconds(self) -> float:
        """Return the seconds since the last key or movement.

        Raises:
            OSError: the server is gone.
        """
        wanted = _QueryInfo(0, _QUERY_INFO, 2, self._root)
        parts = (_Part * 4)()  # the first two are for libxcb's own use
        parts[2] = _Part(ctypes.addressof(wanted), ctypes.sizeof(wanted))
        request = _Request(1, ctypes.pointer(self._extension), _QUERY_INFO, 0)
        start = ctypes.addressof(parts) + 2 * ctypes.sizeof(_Part)
        sequence = self._xcb.xcb_send_request(
            self._connection, _CHECKED, c_void_p(start), byref(request)
        )
        error = c_void_p()
        reply = self._xcb.xcb_wait_for_reply(self._connection, sequence, byref(error))
        if not reply:
            self._free(error)
            self._fail()
        try:
            return c_uint32.from_address(reply + _SINCE_INPUT).value / 1000
        finally:
            self._free(reply)

    def close(self) -> None:
        """Disconnect; also after an error, for which libxcb leaves a connection to close."""
        self._xcb.xcb_disconnect(self._connection)

    def _check(self) -> None:
        if self._xcb.xcb_connection_has_error(self._connection):
            self._fail()

    def _fail(self) -> None:
        message = "no X server tells how long it had no input"
        raise OSError(message)


def _library() -> ctypes.CDLL:
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        xcb = ctypes.CDLL(find_library("xcb") or "libxcb")
    xcb.xcb_connect.restype = c_void_p
    xcb.xcb_connect.argtypes = [c_char_p, c_void_p]
    xcb.xcb_disconnect.argtypes = [c_void_p]
    xcb.xcb_connection_has_error.argtypes = [c_void_p]
    xcb.xcb_get_extension_data.restype = c_void_p
    xcb.xcb_get_extension_data.argtypes = [c_void_p, c_void_p]
    xcb.xcb_get_setup.restype = c_void_p
    xcb.xcb_get_setup.argtypes = [c_void_p]
    xcb.xcb_setup_roots_iterator.restype = _Screens
    xcb.xcb_setup_roots_iterator.argtypes = [c_void_p]
    xcb.xcb_send_request.restype = ctypes.c_uint
    xcb.xcb_send_request.argtypes = [c_void_p, c_int, c_void_p, c_void_p]
    xcb.xcb_wait_for_reply.restype = c_void_p
    xcb.xcb_wait_for_reply.argtypes = [c_void_p, ctypes.c_uint, c_void_p]
    return xcb
