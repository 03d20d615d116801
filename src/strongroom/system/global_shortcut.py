# SPDX-License-Identifier: GPL-3.0-or-later
"""Quick access by a key of the desktop, through its portal where there is one.

org.freedesktop.portal.GlobalShortcuts: a session is made, our one key bound in it, which
may ask the person, and each press comes as a signal.  All of it on a thread of its own;
where there is no portal, or it refuses, that is the end of it and no window waits.

The portal refuses whoever it cannot tell apart from a sandboxed program: up to 1.22 that is
every process that forbids others to look into it (xdg-desktop-portal#785), as ours does, and
from 1.21 on one whose desktop file it does not know, which is why we name it first
(org.freedesktop.host.portal.Registry).  So the other way is always said too: a key of the
desktop's own settings that runs ``strongroom --quick-access``.

Tried against a portal played by dbusmock; not against one of a real desktop.
"""

from collections.abc import Callable, Mapping
from threading import Thread
from typing import TYPE_CHECKING, Any

from strongroom.texts import _

if TYPE_CHECKING:
    from strongroom.system.lock_signals.bus import Body, Bus

APP_ID = "strongroom"
SHORTCUT_ID = "quick-access"
TRIGGER = "CTRL+SHIFT+space"  # XDG shortcuts specification: modifiers, then an xkb keysym
COMMAND = "strongroom --quick-access"

PORTAL = "org.freedesktop.portal.Desktop"
PATH = "/org/freedesktop/portal/desktop"
SHORTCUTS = "org.freedesktop.portal.GlobalShortcuts"
_REQUEST = "org.freedesktop.portal.Request"
_SESSION = "org.freedesktop.portal.Session"
_REGISTRY = "org.freedesktop.host.portal.Registry"
_BUS = "org.freedesktop.DBus"
_BUS_PATH = "/org/freedesktop/DBus"
_DONE = 0  # a response's code

Options = Mapping[str, tuple[str, Any]]


class PortalShortcut:
    """Fits ``app/ports.py: GlobalShortcut``."""

    def __init__(self) -> None:
        self._tell: Callable[[str], None] | None = None
        self._bus: Bus | None = None
        self._stopped = False
        self._number = 0
        self._session = ""
        self._works = False
        self._state = _unbound()
        self._answered: Callable[[Options | None], None] = _nothing

    @property
    def works(self) -> bool:
        """Whether the desktop tells of the key."""
        return self._works

    @property
    def state(self) -> str:
        """Whether the key works outside the window, in one sentence."""
        return self._state

    def start(self, tell: Callable[[str], None]) -> None:
        """Ask the portal for the key; ``tell`` is called on another thread at each press."""
        self._tell = tell
        Thread(target=self._listen, name="global shortcut", daemon=True).start()

    def stop(self) -> None:
        """Listen no more; the portal closes the session of a program that is gone."""
        self._stopped = True
        if self._bus is not None:
            self._bus.stop()

    # On the thread of the bus

    def _listen(self) -> None:
        # Loaded here: the window need not wait for what speaks D-Bus.
        from strongroom.system.lock_signals.bus import SESSION, Bus  # noqa: PLC0415

        self._bus = bus = Bus(SESSION)
        if not self._stopped:
            bus.run(self._begin)
        self._refused()

    def _begin(self) -> None:
        from strongroom.system.lock_signals.bus import Signal  # noqa: PLC0415 - as above

        bus = self._on_bus
        bus.watch(PORTAL, self._register)
        bus.listen(Signal(PORTAL, _REQUEST, "Response"), self._response)
        bus.listen(Signal(PORTAL, SHORTCUTS, "Activated", PATH), self._activated)
        bus.listen(Signal(PORTAL, _SESSION, "Closed"), lambda _body: self._refused())
        # One that is not running yet is started by the bus, where it is installed.
        start = ("su", (PORTAL, 0))
        bus.call((_BUS, _BUS_PATH, _BUS), "StartServiceByName", start, _ignore, self._refused)

    def _register(self) -> None:
        """Say who we are; a portal too old for that asks nobody."""
        where = (PORTAL, PATH, _REGISTRY)
        nothing: Options = {}
        arguments = ("sa{sv}", (APP_ID, nothing))
        self._on_bus.call(where, "Register", arguments, lambda _body: self._create(), self._create)

    def _create(self) -> None:
        self._number += 1
        token = f"strongroom{self._number}"
        options = {"handle_token": ("s", token), "session_handle_token": ("s", token)}
        self._ask("CreateSession", ("a{sv}", (options,)), self._created)

    def _created(self, results: Options | None) -> None:
        if results is None:
            self._refused()
            return
        _kind, self._session = results["session_handle"]
        self._number += 1
        about = {
            "description": ("s", _("Find and copy a password")),
            "preferred_trigger": ("s", TRIGGER),
        }
        options = {"handle_token": ("s", f"strongroom{self._number}")}
        arguments = (self._session, [(SHORTCUT_ID, about)], "", options)
        self._ask("BindShortcuts", ("oa(sa{sv})sa{sv}", arguments), self._bound)

    def _bound(self, results: Options | None) -> None:
        if results is None:
            self._refused()
            return
        _kind, shortcuts = results.get("shortcuts", ("", []))
        found = {name: about for name, about in shortcuts if name == SHORTCUT_ID}
        if not found:
            self._refused()
            return
        _kind, keys = found[SHORTCUT_ID].get("trigger_description", ("s", ""))
        self._state = _bound(keys)
        self._works = True

    def _activated(self, body: "Body") -> None:
        session, name, _time, options = body
        if session == self._session and name == SHORTCUT_ID and self._tell is not None:
            _kind, token = options.get("activation_token", ("s", ""))
            self._tell(token)

    def _ask(
        self,
        method: str,
        arguments: tuple[str, tuple[Any, ...]],
        answered: Callable[[Options | None], None],
    ) -> None:
        """Call a method that answers by a response, one at a time."""
        self._answered = answered
        self._on_bus.call((PORTAL, PATH, SHORTCUTS), method, arguments, _ignore, self._refused)

    def _response(self, body: "Body") -> None:
        code, results = body
        answered, self._answered = self._answered, _nothing
        answered(results if code == _DONE else None)

    def _refused(self) -> None:
        self._works = False
        self._state = _unbound()

    @property
    def _on_bus(self) -> "Bus":
        if self._bus is None:
            message = "nobody listens"
            raise RuntimeError(message)
        return self._bus


def _bound(keys: str) -> str:
    if keys:
        return _("Quick access works with {keys} in every program.").format(keys=keys)
    return _("Your desktop knows of quick access: give it a key in the desktop's settings.")


def _unbound() -> str:
    return _("Outside this window: bind a key to “{command}” in your desktop's settings.").format(
        command=COMMAND
    )


def _ignore(_body: "Body") -> None:
    """Do nothing with an answer: the response comes later."""


def _nothing(_results: Options | None) -> None:
    """Do nothing with a response that nobody waits for."""
