# SPDX-License-Identifier: GPL-3.0-or-later
"""Windows: a window that is never shown, on a thread of its own, told by the system.

Written from Microsoft's documentation (WTSRegisterSessionNotification, WM_POWERBROADCAST,
RegisterSuspendResumeNotification, GUID_LIDSWITCH_STATE_CHANGE, GetLastInputInfo); untried.

A sleep is held up by not returning from PBT_APMSUSPEND, for at most two seconds: after
those Windows sleeps whatever we do.
"""

import ctypes
from contextlib import suppress
from ctypes import POINTER, Structure, byref, c_int, c_long, c_size_t, c_ssize_t, c_uint, c_void_p
from threading import Event, Thread
from typing import Any
from uuid import UUID

from strongroom.system.lock_signals.reasons import (
    LID_CLOSED,
    SCREEN_LOCKED,
    SUSPENDED,
    USER_SWITCHED,
    Tell,
)

_WM_CLOSE = 0x0010
_WM_POWERBROADCAST = 0x0218
_WM_WTSSESSION_CHANGE = 0x02B1
_PBT_APMSUSPEND = 0x0004
_PBT_POWERSETTINGCHANGE = 0x8013
_NOTIFY_FOR_THIS_SESSION = 0
_DEVICE_NOTIFY_WINDOW_HANDLE = 0
_MESSAGE_ONLY = -3  # the parent of windows that exist for their messages alone
_SESSION_CHANGES = {
    0x2: USER_SWITCHED,  # WTS_CONSOLE_DISCONNECT
    0x4: USER_SWITCHED,  # WTS_REMOTE_DISCONNECT
    0x7: SCREEN_LOCKED,  # WTS_SESSION_LOCK
}
_LID_SWITCH = UUID("ba3e0f4d-b817-4094-a2d1-d56379e6a0f3").bytes_le
_LID_IS_CLOSED = 0
_HOLD_UP_SECONDS = 1.8
_NAME = "Strongroom lock signals"


class _LastInput(Structure):
    _fields_ = [("size", c_uint), ("ticks", c_uint)]


class _PowerSetting(Structure):
    _fields_ = [("setting", ctypes.c_ubyte * 16), ("length", c_uint), ("value", ctypes.c_ubyte)]


class _Message(Structure):
    _fields_ = [
        ("window", c_void_p),
        ("message", c_uint),
        ("w", c_size_t),
        ("l", c_ssize_t),
        ("time", c_uint),
        ("x", c_long),
        ("y", c_long),
    ]


def _procedure_type() -> Any:
    # By name: what reads this on another system knows neither.
    return vars(ctypes)["WINFUNCTYPE"](c_ssize_t, c_void_p, c_uint, c_size_t, c_ssize_t)


def _library(name: str) -> Any:
    return vars(ctypes)["WinDLL"](name, use_last_error=True)


class WindowsLockSignals:
    """Fits ``app/ports.py: LockSignals``."""

    def __init__(self) -> None:
        self._user = _library("user32")
        self._user.DefWindowProcW.restype = c_ssize_t
        self._user.DefWindowProcW.argtypes = [c_void_p, c_uint, c_size_t, c_ssize_t]
        self._user.CreateWindowExW.restype = c_void_p
        self._user.RegisterSuspendResumeNotification.argtypes = [c_void_p, c_uint]
        self._user.RegisterPowerSettingNotification.argtypes = [c_void_p, c_void_p, c_uint]
        self._user.PostMessageW.argtypes = [c_void_p, c_uint, c_size_t, c_ssize_t]
        self._ticks = _library("kernel32").GetTickCount
        self._ticks.restype = c_uint
        self._window: int | None = None
        self._may_sleep = Event()
        self._over = False
        self._lid_was_told = False

    def start(self, tell: Tell) -> None:
        """Begin to listen."""
        Thread(target=self._listen, args=(tell,), name="lock signals", daemon=True).start()

    def stop(self) -> None:
        """Cease to listen, and hold up no suspend any more."""
        self._over = True
        self._may_sleep.set()
        if self._window is not None:
            self._user.PostMessageW(self._window, _WM_CLOSE, 0, 0)

    def unused_seconds(self) -> float | None:
        """Return how long this session had no input; None where Windows does not tell."""
        last = _LastInput(ctypes.sizeof(_LastInput), 0)
        if not self._user.GetLastInputInfo(byref(last)):
            return None
        # Both count milliseconds in 32 bits and begin anew after 49 days.
        return (int(self._ticks() - last.ticks) & 0xFFFFFFFF) / 1000

    def let_sleep(self) -> None:
        """Say that the lock is done."""
        self._may_sleep.set()

    def _listen(self, tell: Tell) -> None:
        def procedure(window: int, message: int, w: int, about: int) -> int:
            if message == _WM_CLOSE:
                self._user.PostQuitMessage(0)
                return 0
            self._take(tell, message, w, about)
            return int(self._user.DefWindowProcW(window, message, w, about))

        kept = _procedure_type()(procedure)  # as long as the window lives
        window = self._make_window(kept)
        if not window:
            return
        self._window = window
        self._register(window)
        if self._over:
            return
        message = _Message()
        while self._user.GetMessageW(byref(message), None, 0, 0) > 0:
            self._user.DispatchMessageW(byref(message))

    def _make_window(self, procedure: Any) -> int | None:
        class WindowClass(Structure):
            _fields_ = [
                ("style", c_uint),
                ("procedure", _procedure_type()),
                ("class_extra", c_int),
                ("window_extra", c_int),
                ("instance", c_void_p),
                ("icon", c_void_p),
                ("cursor", c_void_p),
                ("background", c_void_p),
                ("menu", ctypes.c_wchar_p),
                ("name", ctypes.c_wchar_p),
            ]

        described = WindowClass(procedure=procedure, name=_NAME)
        self._user.RegisterClassW(byref(described))
        nothing = [c_void_p(None)] * 3
        made = self._user.CreateWindowExW(
            0, _NAME, _NAME, 0, 0, 0, 0, 0, c_void_p(_MESSAGE_ONLY), *nothing
        )
        return int(made) if made else None

    def _register(self, window: int) -> None:
        """Ask for what is sent only to who asks; each of them may be refused."""
        handle = c_void_p(window)
        with suppress(OSError, AttributeError):
            _library("wtsapi32").WTSRegisterSessionNotification(handle, _NOTIFY_FOR_THIS_SESSION)
        user = self._user
        user.RegisterSuspendResumeNotification(handle, _DEVICE_NOTIFY_WINDOW_HANDLE)
        lid = (ctypes.c_ubyte * 16)(*_LID_SWITCH)
        user.RegisterPowerSettingNotification(handle, byref(lid), _DEVICE_NOTIFY_WINDOW_HANDLE)

    def _take(self, tell: Tell, message: int, w: int, about: int) -> None:
        if message == _WM_WTSSESSION_CHANGE and w in _SESSION_CHANGES:
            tell(_SESSION_CHANGES[w])
        elif message == _WM_POWERBROADCAST and w == _PBT_APMSUSPEND:
            self._may_sleep.clear()
            tell(SUSPENDED)
            if not self._over:
                self._may_sleep.wait(_HOLD_UP_SECONDS)
        elif message == _WM_POWERBROADCAST and w == _PBT_POWERSETTINGCHANGE and about:
            self._take_setting(tell, ctypes.cast(about, POINTER(_PowerSetting)).contents)

    def _take_setting(self, tell: Tell, setting: _PowerSetting) -> None:
        if bytes(setting.setting) != _LID_SWITCH:
            return
        # The first is how the lid is when we ask, which may well be closed beside a desk.
        told_before, self._lid_was_told = self._lid_was_told, True
        if told_before and setting.value == _LID_IS_CLOSED:
            tell(LID_CLOSED)
