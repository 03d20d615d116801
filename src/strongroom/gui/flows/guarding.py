# SPDX-License-Identifier: GPL-3.0-or-later
"""The world's hand in the window: locking what is unused, clearing what was copied.

The rules are ``app/autolock.py`` and ``app/clipping.py``; this owns the timer, and tells
them of activity and of what the computer tells: a screen that is locked, a sleep.  A sleep
is held up until the worker has sealed the drafts and closed the vault.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QWindow
from PySide6.QtWidgets import QApplication

from strongroom.app.autolock import AutoLock
from strongroom.app.clipping import Clipping
from strongroom.app.events import Event, LockReason
from strongroom.app.ports import Clock, LockSignals
from strongroom.errors import StrongroomError
from strongroom.gui.actions import BY_ID
from strongroom.gui.events import Events
from strongroom.gui.flows.opening import Opening

_TICK_MS = 500
_ACTIVITY = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.InputMethod,
    }
)


class Guarding(QObject):
    """Counts while a vault is open; the clipboard is watched until its copy is gone."""

    _told = Signal(str)  # the name of a reason, from whatever thread heard of it

    def __init__(
        self,
        autolock: AutoLock,
        clipping: Clipping,
        clock: Clock,
        *,
        signals: LockSignals,
        opening: Opening,
        events: Events,
        leaving: Callable[[], bool] = lambda: False,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._autolock = autolock
        self._clipping = clipping
        self._clock = clock
        self._signals = signals
        self._opening = opening
        self._leaving = leaving
        self._sleep_waits = False
        self._app: QApplication | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.tick)
        opening.opened.connect(self._begin)
        opening.created.connect(self._begin)
        opening.locked.connect(self._locked)
        opening.covered.connect(self.clear)  # it may ask another program, which may think
        opening.settled.connect(self.let_sleep)
        self._told.connect(self._hear_computer)
        events.happened.connect(self._hear)

    def start(self, app: QApplication) -> None:
        """Listen to every key and movement in the windows of ``app``.

        Listening at the windows, where input comes in, hears a twentieth of the events that
        listening at the application would: 94 of them pass for one key in the list.
        """
        self._app = app
        app.focusWindowChanged.connect(self._listen_to)
        for window in app.topLevelWindows():
            self._listen_to(window)
        self._timer.start()
        self._signals.start(self._told.emit)

    def stop(self) -> None:
        """Stop listening, and clear the clipboard of what was copied here."""
        self._timer.stop()
        self._signals.stop()
        if self._app is not None:
            self._app.focusWindowChanged.disconnect(self._listen_to)
            self._app = None
        self.clear()

    def minimised(self) -> None:
        """Lock where that was chosen."""
        self._lock_for(self._autolock.minimised())

    def tick(self) -> None:
        """Look at the clocks once, and at how long the computer is unused."""
        reason = self._autolock.tick(
            self._clock.monotonic(),
            wall_ms=self._clock.now_ms(),
            unused_seconds=self._signals.unused_seconds(),
        )
        self._lock_for(reason)
        try:
            self._clipping.tick()
        except StrongroomError:
            return  # the desktop refuses just now; the next tick tries again

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Hear of activity; the key that locks works over dialogs, and before the vault, too."""
        if event.type() in _ACTIVITY:
            self._autolock.activity(self._clock.monotonic())
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._locks(event)
        return False

    def _locks(self, event: QKeyEvent) -> bool:
        """Lock by the key, wherever one is: the action hears it on the vault's own page alone.

        A dialog, a menu or a page before the vault keeps it from that; and while a vault is
        being opened there is nothing to lock yet, so that it would stand open afterwards, with
        nobody before it.
        """
        if not self._opening.busy and not self._opening.is_open:
            return False
        pressed = QKeySequence(event.keyCombination())
        if pressed not in [QKeySequence(keys) for keys in BY_ID["lock"].shortcuts]:
            return False
        self._opening.lock_out(LockReason.BY_HAND)
        return True

    def _listen_to(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)  # a second time changes nothing

    def _lock_for(self, reason: LockReason | None) -> None:
        if reason is not None:
            self._opening.lock(reason)

    def _hear_computer(self, name: str) -> None:
        reason = self._autolock.told(name)
        if reason is not None:
            self._opening.lock_out(reason)
        if name == LockReason.SUSPENDED:
            self._sleep_waits = True
            self.let_sleep()

    def let_sleep(self) -> None:
        """Hold up a sleep no longer, once nothing is being opened or closed.

        A process that is ``leaving`` holds it up with its last breath, so that the computer
        does not sleep on what is in its memory.
        """
        busy = self._opening.closing or self._opening.busy or self._leaving()
        if self._sleep_waits and not busy:
            self._sleep_waits = False
            self._signals.let_sleep()

    def _begin(self, _what: object) -> None:
        self._autolock.start(self._clock.monotonic())

    def _locked(self, _reason: LockReason) -> None:
        self._autolock.stop()

    def _hear(self, event: Event) -> None:
        try:
            self._clipping.hear(event)
        except StrongroomError:
            return  # as in tick()

    def clear(self) -> None:
        """Clear the clipboard of what was copied here."""
        try:
            self._clipping.clear_now()
        except StrongroomError:
            return  # the desktop refuses; there is nobody left to try again for
