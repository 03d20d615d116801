# SPDX-License-Identifier: GPL-3.0-or-later
"""What the system bus tells: our session's lock and switch, the machine's sleep and its lid.

Of the sessions only our own counts.  It is the one that the environment names, or that our
process is in, or that shows our user's desktop: a program that the desktop starts as a
service of the user is in none (systemd's org.freedesktop.login1(5)).
"""

import os
from collections.abc import Callable
from functools import partial
from typing import Any

from strongroom.system.lock_signals.bus import Body, Bus, Signal, new_value, properties_changed
from strongroom.system.lock_signals.inhibitor import Inhibitor
from strongroom.system.lock_signals.reasons import (
    LID_CLOSED,
    SCREEN_LOCKED,
    SUSPENDED,
    USER_SWITCHED,
    Tell,
)

LOGIN = "org.freedesktop.login1"
_PATH = "/org/freedesktop/login1"
_MANAGER = f"{LOGIN}.Manager"
_SESSION = f"{LOGIN}.Session"
_USER = f"{LOGIN}.User"
_PROPERTIES = "org.freedesktop.DBus.Properties"
POWER = "org.freedesktop.UPower"
_POWER_PATH = "/org/freedesktop/UPower"
_WHY = ("sleep", "Strongroom", "The vault is locked before the computer sleeps.", "delay")

Ask = Callable[[Callable[[Body], None], Callable[[], None]], None]


class Logind:
    """Listens to logind over ``bus``, and holds up a sleep with ``inhibitor``."""

    def __init__(self, bus: Bus, tell: Tell, inhibitor: Inhibitor) -> None:
        self._bus = bus
        self._tell = tell
        self._inhibitor = inhibitor
        self._session: str | None = None

    def begin(self) -> None:
        """Listen; logind may come later, or be started anew."""
        self._bus.listen(Signal(LOGIN, _MANAGER, "PrepareForSleep", _PATH), self._sleeps)
        self._bus.watch(LOGIN, self._appeared)

    def _appeared(self) -> None:
        """Find our session first: once a sleep is held up, all is being listened to."""
        if self._session is None:
            self._find(self._ways())
        else:
            self._hold_up()

    # Sleep

    def _hold_up(self) -> None:
        self._manager("Inhibit", "ssss", _WHY, self._held)

    def _held(self, body: Body) -> None:
        self._inhibitor.hold(body[0].to_raw_fd())

    def _sleeps(self, body: Body) -> None:
        if body[0] is True:
            self._tell(SUSPENDED)
        else:
            self._hold_up()

    # Our session

    def _ways(self) -> list[Ask]:
        ways: list[Ask] = [
            partial(self._manager, "GetSessionByPID", "u", (os.getpid(),)),
            partial(self._manager, "GetUser", "u", (os.getuid(),)),
        ]
        named = os.environ.get("XDG_SESSION_ID")
        if named:
            ways.insert(0, partial(self._manager, "GetSession", "s", (named,)))
        return ways

    def _find(self, ways: list[Ask]) -> None:
        if not ways:
            self._hold_up()  # without a session of ours
            return
        way, *others = ways
        way(self._found, partial(self._find, others))

    def _found(self, body: Body) -> None:
        path = str(body[0])
        if path.startswith(f"{_PATH}/user/"):
            get = ("ss", (_USER, "Display"))
            self._bus.call((LOGIN, path, _PROPERTIES), "Get", get, self._shown, self._hold_up)
        else:
            self._listen_to(path)

    def _shown(self, body: Body) -> None:
        _signature, (_name, path) = body[0]
        if path == "/":
            self._hold_up()
        else:
            self._listen_to(str(path))

    def _listen_to(self, path: str) -> None:
        self._session = path
        self._bus.listen(
            Signal(LOGIN, _SESSION, "Lock", path), lambda _body: self._tell(SCREEN_LOCKED)
        )
        self._bus.listen(properties_changed(LOGIN, path), self._changed)
        self._hold_up()

    def _changed(self, body: Body) -> None:
        if new_value(body, _SESSION, "Active") is False:
            self._tell(USER_SWITCHED)
        if new_value(body, _SESSION, "LockedHint") is True:
            self._tell(SCREEN_LOCKED)

    def _manager(
        self,
        method: str,
        signature: str,
        values: tuple[Any, ...],
        answered: Callable[[Body], None],
        refused: Callable[[], None] | None = None,
    ) -> None:
        where = (LOGIN, _PATH, _MANAGER)
        self._bus.call(where, method, (signature, values), answered, refused)


def listen_to_lid(bus: Bus, tell: Tell) -> None:
    """Tell when the lid is closed; asking for it starts UPower where it is not running."""

    def changed(body: Body) -> None:
        if new_value(body, POWER, "LidIsClosed") is True:
            tell(LID_CLOSED)

    bus.watch(POWER)
    bus.listen(properties_changed(POWER, _POWER_PATH), changed)
    get = ("ss", (POWER, "LidIsPresent"))
    bus.call((POWER, _POWER_PATH, _PROPERTIES), "Get", get, lambda _body: None)
