# SPDX-License-Identifier: GPL-3.0-or-later
"""Linux: both buses and the X server, each on a thread of its own.

Under Wayland an X server is only a guest, which sees the input to its own clients and no
other, so it is not asked there.  Tried on private buses and Xvfb; that a real GNOME, KDE
and their like say what their documentation says is untried.
"""

import os
from threading import Event, Thread
from typing import TYPE_CHECKING

from strongroom.system.lock_signals.inhibitor import Inhibitor
from strongroom.system.lock_signals.reasons import Tell
from strongroom.system.lock_signals.unused import Unused

if TYPE_CHECKING:
    from collections.abc import Callable


class LinuxLockSignals:
    """Fits ``app/ports.py: LockSignals``."""

    def __init__(self, poll_seconds: float) -> None:
        self._unused = Unused(poll_seconds)
        self._inhibitor = Inhibitor()
        self._over = Event()
        self._stops: list[Callable[[], None]] = []

    def start(self, tell: Tell) -> None:
        """Begin to listen."""
        Thread(target=self._listen, args=(tell,), name="lock signals", daemon=True).start()

    def stop(self) -> None:
        """Cease to listen, and hold up no suspend any more."""
        self._over.set()
        self._inhibitor.end()
        for stop in tuple(self._stops):
            stop()

    def unused_seconds(self) -> float | None:
        """Return how long nobody has touched this computer; None where nobody can tell."""
        return self._unused.seconds()

    def let_sleep(self) -> None:
        """Say that the lock is done."""
        self._inhibitor.release()

    def _listen(self, tell: Tell) -> None:
        """Start a thread a bus, and stay the one that asks the X server."""
        # Loaded here: the window need not wait for what speaks D-Bus.
        from strongroom.system.lock_signals.bus import SESSION, SYSTEM, Bus  # noqa: PLC0415
        from strongroom.system.lock_signals.desktop_bus import (  # noqa: PLC0415
            IdleMonitors,
            listen_to_screen_savers,
        )
        from strongroom.system.lock_signals.logind import Logind, listen_to_lid  # noqa: PLC0415

        session, system = Bus(SESSION), Bus(SYSTEM)
        self._stops += [session.stop, system.stop]
        monitors = IdleMonitors(session, self._unused)
        monitors.wanted = not _is_x11()

        def on_session() -> None:
            listen_to_screen_savers(session, tell)
            monitors.begin()

        def on_system() -> None:
            Logind(system, tell, self._inhibitor).begin()
            listen_to_lid(system, tell)

        for bus, begin in ((session, on_session), (system, on_system)):
            Thread(target=bus.keep, args=(begin,), name="lock signals", daemon=True).start()
        if self._over.is_set():  # before there was anything to stop
            self.stop()
        elif _is_x11():
            self._ask_x()
            monitors.wanted = True  # there is none, or none any more

    def _ask_x(self) -> None:
        from strongroom.system.lock_signals.x_idle import XIdle  # noqa: PLC0415 - as above

        try:
            server = XIdle()
        except OSError:
            return
        try:
            while True:
                self._unused.answer(server.seconds())
                if self._over.wait(self._unused.poll_seconds):
                    return
        except OSError:
            self._unused.forget()
        finally:
            server.close()


def _is_x11() -> bool:
    wayland = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("XDG_SESSION_TYPE") == "wayland"
    return bool(os.environ.get("DISPLAY")) and not wayland
