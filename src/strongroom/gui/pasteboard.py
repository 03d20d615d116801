# SPDX-License-Identifier: GPL-3.0-or-later
"""A secret on macOS's pasteboard, marked as one; loaded on macOS alone.

Histories leave out what carries the type ``org.nspasteboard.ConcealedType``
(nspasteboard.org).  Qt cannot write it: a format it does not know goes out as
``com.trolltech.anymime.…`` (qmacmime.mm), and what could teach it another name,
QUtiMimeConverter, is not in PySide6.  So the two types are written through AppKit itself,
by the Objective-C runtime; reading and clearing stay with Qt.

Written from Apple's documentation of NSPasteboard and objc/runtime.h, and not yet tried on
a Mac.
"""

import ctypes
import ctypes.util
from functools import cache

CONCEALED = "org.nspasteboard.ConcealedType"
TEXT = "public.utf8-plain-text"
_UTF8 = 4  # NSUTF8StringEncoding


def put_concealed(text: str) -> None:
    """Replace what is on the general pasteboard with ``text``, marked as concealed.

    Raises:
        OSError: AppKit cannot be loaded, or the pasteboard took nothing.
    """
    pool = _send(_send(_class("NSAutoreleasePool"), "alloc"), "init")
    try:
        board = _send(_class("NSPasteboard"), "generalPasteboard")
        _send(board, "clearContents")
        secret, kind = _string(text), _string(TEXT)
        if not _send(board, "setString:forType:", secret, kind):
            message = "the pasteboard took nothing"
            raise OSError(message)
        _send(board, "setString:forType:", _string(""), _string(CONCEALED))
    finally:
        _send(pool, "drain")


def _string(text: str) -> int:
    """Make an NSString that the pool releases."""
    data = text.encode("utf-8")
    made = _send(
        _send(_class("NSString"), "alloc"),
        "initWithBytes:length:encoding:",
        ctypes.c_char_p(data),
        ctypes.c_ulong(len(data)),
        ctypes.c_ulong(_UTF8),
    )
    return _send(made, "autorelease")


def _class(name: str) -> int:
    found: int = _runtime().objc_getClass(name.encode())
    return found


_Word = int | ctypes.c_char_p | ctypes.c_ulong


def _send(target: int, selector: str, *arguments: _Word) -> int:
    """Send a message whose arguments are words, and return the word that comes back.

    ``objc_msgSend`` has to be called by the shape of the method it stands for.
    """
    kinds = [ctypes.c_void_p if isinstance(a, int) else type(a) for a in arguments]
    shape = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, *kinds)
    call = shape(("objc_msgSend", _runtime()))
    answer: int | None = call(target, _runtime().sel_registerName(selector.encode()), *arguments)
    return answer or 0


@cache
def _runtime() -> ctypes.CDLL:
    for name in ("AppKit", "Foundation"):
        ctypes.CDLL(f"/System/Library/Frameworks/{name}.framework/{name}")
    runtime = ctypes.CDLL(ctypes.util.find_library("objc") or "libobjc.dylib")
    for function in (runtime.objc_getClass, runtime.sel_registerName):
        function.restype = ctypes.c_void_p
        function.argtypes = [ctypes.c_char_p]
    return runtime
