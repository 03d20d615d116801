# SPDX-License-Identifier: GPL-3.0-or-later
"""macOS: Core Foundation's notifications, the workspace's, and the power manager's.

Written from Apple's documentation (CFNotificationCenter, IORegisterForSystemPower and its
Technical Q&A QA1340, NSWorkspaceSessionDidResignActiveNotification,
CGEventSourceSecondsSinceLastEventType); untried.

``start`` is called on the main thread, whose run loop delivers notifications.  The lid is
not told of: closing it sends the machine to sleep, or another screen stays in use.
"""

import ctypes
from collections.abc import Callable
from ctypes import (
    CFUNCTYPE,
    POINTER,
    byref,
    c_bool,
    c_char_p,
    c_double,
    c_int,
    c_long,
    c_uint32,
    c_void_p,
)
from threading import Lock, Thread
from typing import Any

from strongroom.system.lock_signals.reasons import SCREEN_LOCKED, SUSPENDED, USER_SWITCHED, Tell

_FRAMEWORKS = "/System/Library/Frameworks"
_UTF8 = 0x08000100
_DELIVER_IMMEDIATELY = 4
_COMBINED_SESSION = 0
_ANY_INPUT = 0xFFFFFFFF
_CAN_SLEEP = 0xE0000270
_WILL_SLEEP = 0xE0000280

_Notified = CFUNCTYPE(None, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)
_Powered = CFUNCTYPE(None, c_void_p, c_uint32, c_uint32, c_void_p)
_Method = CFUNCTYPE(None, c_void_p, c_void_p, c_void_p)


def _framework(name: str) -> ctypes.CDLL:
    return ctypes.CDLL(f"{_FRAMEWORKS}/{name}.framework/{name}")


class MacLockSignals:
    """Fits ``app/ports.py: LockSignals``."""

    def __init__(self) -> None:
        self._foundation = _framework("CoreFoundation")
        graphics = _framework("ApplicationServices")
        self._since_input = graphics.CGEventSourceSecondsSinceLastEventType
        self._since_input.restype = c_double
        self._since_input.argtypes = [c_int, c_uint32]
        self._power = _Power(self._foundation)
        self._kept: list[Any] = []  # callbacks, which Core Foundation does not keep alive
        self._tell: Tell | None = None

    def start(self, tell: Tell) -> None:
        """Begin to listen."""
        self._tell = tell
        self._listen_distributed("com.apple.screenIsLocked", SCREEN_LOCKED)
        self._kept.append(_on_session_resigned(lambda: self._say(USER_SWITCHED)))
        self._power.start(lambda: self._say(SUSPENDED))

    def stop(self) -> None:
        """Cease to listen, and hold up no suspend any more."""
        self._tell = None
        self._power.stop()

    def unused_seconds(self) -> float | None:
        """Return the seconds since the last key, click or movement."""
        return float(self._since_input(_COMBINED_SESSION, _ANY_INPUT))

    def let_sleep(self) -> None:
        """Say that the lock is done."""
        self._power.allow()

    def _say(self, reason: str) -> None:
        tell = self._tell
        if tell is not None:
            tell(reason)

    def _listen_distributed(self, name: str, reason: str) -> None:
        foundation = self._foundation
        foundation.CFNotificationCenterGetDistributedCenter.restype = c_void_p
        foundation.CFStringCreateWithCString.restype = c_void_p
        foundation.CFStringCreateWithCString.argtypes = [c_void_p, c_char_p, c_uint32]
        add = foundation.CFNotificationCenterAddObserver
        add.restype = None
        add.argtypes = [c_void_p, c_void_p, _Notified, c_void_p, c_void_p, c_long]
        heard = _Notified(lambda *_what: self._say(reason))
        self._kept.append(heard)
        center = foundation.CFNotificationCenterGetDistributedCenter()
        text = foundation.CFStringCreateWithCString(None, name.encode(), _UTF8)
        add(center, None, heard, text, None, _DELIVER_IMMEDIATELY)


class _Power:
    """Tells before the machine sleeps, and lets it when told; on a run loop of its own."""

    def __init__(self, foundation: ctypes.CDLL) -> None:
        self._foundation = foundation
        foundation.CFRunLoopGetCurrent.restype = c_void_p
        foundation.CFRunLoopAddSource.argtypes = [c_void_p, c_void_p, c_void_p]
        foundation.CFRunLoopStop.argtypes = [c_void_p]
        self._kit = _framework("IOKit")
        self._kit.IORegisterForSystemPower.restype = c_uint32
        self._kit.IORegisterForSystemPower.argtypes = [
            c_void_p,
            POINTER(c_void_p),
            _Powered,
            POINTER(c_uint32),
        ]
        self._kit.IONotificationPortGetRunLoopSource.restype = c_void_p
        self._kit.IONotificationPortGetRunLoopSource.argtypes = [c_void_p]
        self._kit.IOAllowPowerChange.argtypes = [c_uint32, c_long]
        self._lock = Lock()
        self._root = 0
        self._asked: int | None = None  # what waits for our leave to sleep
        self._loop: int | None = None
        self._over = False

    def start(self, sleeps: Callable[[], None]) -> None:
        Thread(target=self._listen, args=(sleeps,), name="lock signals", daemon=True).start()

    def stop(self) -> None:
        self._over = True
        self.allow()
        if self._loop is not None:
            self._foundation.CFRunLoopStop(self._loop)

    def allow(self) -> None:
        with self._lock:
            asked, self._asked = self._asked, None
        if asked is not None:
            self._kit.IOAllowPowerChange(self._root, asked)

    def _listen(self, sleeps: Callable[[], None]) -> None:
        def powered(_context: int, _service: int, message: int, argument: int) -> None:
            if message not in {_CAN_SLEEP, _WILL_SLEEP}:
                return
            with self._lock:
                self._asked = argument or 0
            if message == _WILL_SLEEP and not self._over:
                sleeps()
            else:
                self.allow()

        kept = _Powered(powered)
        port, notifier = c_void_p(), c_uint32()
        self._root = self._kit.IORegisterForSystemPower(None, byref(port), kept, byref(notifier))
        if not self._root or self._over:
            return
        self._loop = self._foundation.CFRunLoopGetCurrent()
        mode = c_void_p.in_dll(self._foundation, "kCFRunLoopDefaultMode")
        source = self._kit.IONotificationPortGetRunLoopSource(port)
        self._foundation.CFRunLoopAddSource(self._loop, source, mode)
        self._foundation.CFRunLoopRun()


def _on_session_resigned(work: Callable[[], None]) -> object:
    """Call ``work`` when another user takes the screen; keep what is returned.

    NSWorkspace has a notification centre of its own that only Objective-C objects can
    observe, so one is made with a single method.
    """
    kit = _framework("AppKit")  # or there is no NSWorkspace
    objc = ctypes.CDLL("/usr/lib/libobjc.A.dylib")
    for name in ("objc_getClass", "sel_registerName"):
        getattr(objc, name).restype = c_void_p
        getattr(objc, name).argtypes = [c_char_p]
    objc.objc_allocateClassPair.restype = c_void_p
    objc.objc_allocateClassPair.argtypes = [c_void_p, c_char_p, ctypes.c_size_t]
    objc.objc_registerClassPair.argtypes = [c_void_p]
    objc.class_addMethod.restype = c_bool
    objc.class_addMethod.argtypes = [c_void_p, c_void_p, _Method, c_char_p]

    def send(target: int, selector: str, *arguments: Any) -> Any:
        kinds = [c_void_p] * (2 + len(arguments))
        call = CFUNCTYPE(c_void_p, *kinds)(("objc_msgSend", objc))
        return call(target, objc.sel_registerName(selector.encode()), *arguments)

    method = _Method(lambda _self, _command, _notification: work())
    made = objc.objc_allocateClassPair(objc.objc_getClass(b"NSObject"), b"StrongroomObserver", 0)
    objc.class_addMethod(made, objc.sel_registerName(b"heard:"), method, b"v@:@")
    objc.objc_registerClassPair(made)
    observer = send(send(made, "alloc"), "init")
    workspace = send(objc.objc_getClass(b"NSWorkspace"), "sharedWorkspace")
    center = send(workspace, "notificationCenter")
    resigned = c_void_p.in_dll(kit, "NSWorkspaceSessionDidResignActiveNotification")
    selector = objc.sel_registerName(b"heard:")
    send(center, "addObserver:selector:name:object:", observer, selector, resigned.value, None)
    return (method, observer)
