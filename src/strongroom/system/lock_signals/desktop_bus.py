# SPDX-License-Identifier: GPL-3.0-or-later
"""What the session bus tells: screen savers, and how long the computer is unused.

GNOME's compositor counts milliseconds without input.  ``GetSessionIdleTime`` of
org.freedesktop.ScreenSaver is KDE's, in milliseconds too; under Wayland it refuses, or in
older versions always says 0, so that its answers count only once one was more than that.
"""

from strongroom.system.lock_signals.bus import Body, Bus, Signal
from strongroom.system.lock_signals.reasons import SCREEN_LOCKED, Tell
from strongroom.system.lock_signals.unused import Unused

SCREEN_SAVERS = tuple(
    f"org.{desktop}.ScreenSaver" for desktop in ("freedesktop", "gnome", "xfce", "cinnamon", "mate")
)
MUTTER = "org.gnome.Mutter.IdleMonitor"
_MUTTER = (MUTTER, "/org/gnome/Mutter/IdleMonitor/Core", MUTTER)
KDE = "org.freedesktop.ScreenSaver"
_KDE = (KDE, "/org/freedesktop/ScreenSaver", KDE)
_NONE = ("", ())


def listen_to_screen_savers(bus: Bus, tell: Tell) -> None:
    """Tell when a screen saver covers the screen."""

    def changed(body: Body) -> None:
        if body[0] is True:
            tell(SCREEN_LOCKED)

    for name in SCREEN_SAVERS:
        bus.watch(name)
        bus.listen(Signal(name, name, "ActiveChanged"), changed)


class IdleMonitors:
    """Asks who is on the session bus, as long as nobody nearer answers."""

    def __init__(self, bus: Bus, unused: Unused) -> None:
        self._bus = bus
        self._unused = unused
        self._kde_counts = False
        self.wanted = True

    def begin(self) -> None:
        """Ask now and again; only who runs already, for an idle monitor is part of a desktop."""
        for name in (MUTTER, KDE):
            self._bus.watch(name)
        self._bus.every(self._unused.poll_seconds, self._ask)

    def _ask(self) -> None:
        if not self.wanted:
            return
        if self._bus.owned(MUTTER):
            self._bus.call(_MUTTER, "GetIdletime", _NONE, self._mutter, self._unused.forget)
        elif self._bus.owned(KDE):
            self._bus.call(_KDE, "GetSessionIdleTime", _NONE, self._kde, self._unused.forget)

    def _mutter(self, body: Body) -> None:
        self._unused.answer(body[0] / 1000)

    def _kde(self, body: Body) -> None:
        self._kde_counts = self._kde_counts or body[0] > 0
        if self._kde_counts:
            self._unused.answer(body[0] / 1000)
