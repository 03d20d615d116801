# SPDX-License-Identifier: GPL-3.0-or-later
"""Two private buses with everything on them that tells of a lock, and a hand on each switch.

dbusmock plays the services, each in a process of its own: it is Debian's, and needs the
system's Python.  A program finds the buses through :attr:`Buses.environment`.
"""

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from jeepney import DBusAddress, HeaderFields, MessageType, new_method_call, new_signal
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection

SESSION_ID = "c1"
SCREEN_SAVERS = tuple(
    f"org.{desktop}.ScreenSaver" for desktop in ("freedesktop", "gnome", "xfce", "cinnamon", "mate")
)
_PYTHON = "/usr/bin/python3"
_MOCK = "org.freedesktop.DBus.Mock"
_LOGIN = "org.freedesktop.login1"
_LOGIN_PATH = "/org/freedesktop/login1"
_SESSION = "org.freedesktop.login1.Session"
_SESSION_PATH = f"{_LOGIN_PATH}/session/{SESSION_ID}"
_POWER = "org.freedesktop.UPower"
_POWER_PATH = "/org/freedesktop/UPower"
_MUTTER = "org.gnome.Mutter.IdleMonitor"
_MUTTER_PATH = "/org/gnome/Mutter/IdleMonitor/Core"
_PATIENCE = 20.0


def until(condition: Callable[[], Any]) -> bool:
    """Wait until ``condition`` holds; False where it did not come true."""
    deadline = monotonic() + _PATIENCE
    while not condition():
        if monotonic() > deadline:
            return False
        sleep(0.02)
    return True


class Bus:
    """One bus of the test's own, with a connection of the test to it."""

    def __init__(self, variable: str, folder: Path) -> None:
        self.variable = variable
        self.address = f"unix:path={folder / variable.split('_')[1].lower()}"
        self.revive()

    def revive(self) -> None:
        """Start the bus, also one that died, at the same address."""
        self._daemon = subprocess.Popen(
            [
                "dbus-daemon",
                "--session",
                "--nofork",
                "--print-address=1",
                "--address",
                self.address,
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._daemon.stdout is not None
        assert self._daemon.stdout.readline()
        self._services: list[subprocess.Popen[bytes]] = []
        self._connection = open_dbus_connection(self.address)

    def play(self, name: str, *arguments: str) -> None:
        """Start a service and wait until it has its name."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith("DBUS_")}
        environment[self.variable] = self.address
        self._services.append(
            subprocess.Popen(
                [_PYTHON, "-m", "dbusmock", *arguments],
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )
        assert until(lambda: self.has(name)), f"{name} did not come"

    def has(self, name: str) -> bool:
        """Tell whether somebody owns ``name``."""
        reply = self._connection.send_and_get_reply(message_bus.NameHasOwner(name))
        return bool(reply.body[0])

    def call(
        self, where: tuple[str, str, str], method: str, signature: str = "", *arguments: Any
    ) -> Any:
        """Call a method (of a bus name, path and interface), and return what it answers."""
        name, path, interface = where
        address = DBusAddress(path, bus_name=name, interface=interface)
        message = new_method_call(address, method, signature or None, arguments)
        reply = self._connection.send_and_get_reply(message, timeout=_PATIENCE)
        assert reply.header.message_type is MessageType.method_return, (
            reply.header.fields.get(HeaderFields.error_name),
            reply.body,
        )
        return reply.body[0] if reply.body else None

    def emit(self, where: tuple[str, str, str], member: str, *values: tuple[str, Any]) -> None:
        """Let a service send a signal; ``values`` are (signature, value)."""
        name, path, interface = where
        signature = "".join(kind for kind, _value in values)
        self.call(
            (name, path, _MOCK), "EmitSignal", "sssav", interface, member, signature, list(values)
        )

    def names(self) -> list[str]:
        """Return the unique names of all who are on the bus, ourselves left out."""
        everyone = self._connection.send_and_get_reply(message_bus.ListNames()).body[0]
        ours = self._connection.unique_name
        return [name for name in everyone if name.startswith(":") and name != ours]

    def pretend(self, name: str, path: str, member: str, value: tuple[str, Any]) -> None:
        """Send ``name``'s signal without being it: to all, and to each by its address."""
        signature, content = value
        for receiver in (None, *self.names()):
            message = new_signal(DBusAddress(path, interface=name), member, signature, (content,))
            if receiver is not None:
                message.header.fields[HeaderFields.destination] = receiver
            self._connection.send(message)

    def set(self, where: tuple[str, str, str], **properties: tuple[str, Any]) -> None:
        """Change properties of a service, which tells of it as services do."""
        name, path, interface = where
        self.call((name, path, _MOCK), "UpdateProperties", "sa{sv}", interface, properties)

    def stop_services(self) -> None:
        """End all that was played here."""
        for process in self._services:
            process.terminate()
            process.wait(10)
        self._services = []

    def die(self) -> None:
        """End the bus under everyone who is on it."""
        self._connection.close()
        self._daemon.terminate()
        self._daemon.wait(10)
        assert self._daemon.stdout is not None
        self._daemon.stdout.close()
        self.stop_services()


class Buses:
    """The session bus and the system bus of a made-up computer, and what happens to it."""

    def __init__(self, folder: Path) -> None:
        self.session = Bus("DBUS_SESSION_BUS_ADDRESS", folder)
        self.system = Bus("DBUS_SYSTEM_BUS_ADDRESS", folder)
        self._start_system()

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs to find these buses, and its session on them."""
        addresses = {bus.variable: bus.address for bus in (self.session, self.system)}
        return addresses | {"XDG_SESSION_ID": SESSION_ID}

    # Each of these is one way to lock.

    def lock_screen(self, name: str = "org.gnome.ScreenSaver", *, active: bool = True) -> None:
        """Let a screen saver say that it covers the screen."""
        where = (name, "/" + name.replace(".", "/"), name)
        if not self.session.has(name):
            self.session.play(name, "--session", *where)
        self.session.emit(where, "ActiveChanged", ("b", active))

    def lock_session(self, session: str = SESSION_ID) -> None:
        """Lock as ``loginctl lock-session`` does."""
        if session != SESSION_ID:
            self._mock_login("AddSession", "ssusb", session, "seat0", 4242, "else", False)
        self.system.call((_LOGIN, f"{_LOGIN_PATH}/session/{session}", _SESSION), "Lock")

    def hint_locked(self) -> None:
        """Let the desktop mark the session as locked."""
        self.system.set((_LOGIN, _SESSION_PATH, _SESSION), LockedHint=("b", True))

    def suspend(self) -> None:
        """Announce a sleep; logind goes on once :meth:`inhibitors` is empty."""
        self._sleep(going=True)

    def resume(self) -> None:
        """Say that the sleep is over."""
        self._sleep(going=False)

    def switch_user(self) -> None:
        """Let another user take the screen."""
        self.system.set((_LOGIN, _SESSION_PATH, _SESSION), Active=("b", False))

    def switch_back(self) -> None:
        """Give the screen back."""
        self.system.set((_LOGIN, _SESSION_PATH, _SESSION), Active=("b", True))

    def close_lid(self) -> None:
        """Close the lid."""
        self._lid(closed=True)

    def open_lid(self) -> None:
        """Open the lid."""
        self._lid(closed=False)

    def leave_unused(self, seconds: float) -> None:
        """Let Mutter say that nobody touched the computer for so long.

        A program listens to it only in a Wayland session: see :attr:`wayland`.
        """
        where = (_MUTTER, _MUTTER_PATH, _MUTTER)
        if not self.session.has(_MUTTER):
            self.session.play(_MUTTER, "--session", *where)
        answer = f"ret = {round(seconds * 1000)}"
        mock = (_MUTTER, _MUTTER_PATH, _MOCK)
        self.session.call(mock, "AddMethod", "sssss", _MUTTER, "GetIdletime", "", "t", answer)

    wayland = {"XDG_SESSION_TYPE": "wayland"}  # noqa: RUF012 - read only

    # What the computer sees of us.

    def inhibitors(self) -> list[tuple[str, str, str]]:
        """Return who holds up what, and in which mode."""
        manager = (_LOGIN, _LOGIN_PATH, f"{_LOGIN}.Manager")
        found = self.system.call(manager, "ListInhibitors")
        return [(what, who, mode) for what, who, _why, mode, _uid, _pid in found]

    def show_session(self) -> None:
        """Let logind know which of the user's sessions shows a desktop."""
        path = f"{_LOGIN_PATH}/user/{os.getuid()}"
        self._answer("GetUser", f"ret = '{path}'")  # the template's own fails at any number
        user = (_LOGIN, path, "org.freedesktop.DBus.Properties")
        shown = ("(so)", (SESSION_ID, _SESSION_PATH))
        self.system.call(user, "Set", "ssv", f"{_LOGIN}.User", "Display", shown)

    def know_process(self) -> None:
        """Let logind say that every process is in our session."""
        self._answer("GetSessionByPID", f"ret = '{_SESSION_PATH}'")

    def restart_system(self) -> None:
        """End the system's services, and start them anew on the same bus."""
        self.system.stop_services()
        self._start_system()

    def close(self) -> None:
        """End all of it."""
        self.session.die()
        self.system.die()

    def _answer(self, method: str, code: str) -> None:
        """Let logind's manager have a method from a number to an object."""
        arguments = (f"{_LOGIN}.Manager", method, "u", "o", code)
        self._mock_login("AddMethod", "sssss", *arguments)

    def _start_system(self) -> None:
        self.system.play(_LOGIN, "--template", "logind")
        self.system.play(_POWER, "--template", "upower")
        self._mock_login("AddSession", "ssusb", SESSION_ID, "seat0", os.getuid(), "somebody", True)

    def _sleep(self, *, going: bool) -> None:
        manager = (_LOGIN, _LOGIN_PATH, f"{_LOGIN}.Manager")
        self.system.emit(manager, "PrepareForSleep", ("b", going))

    def _lid(self, *, closed: bool) -> None:
        self.system.set((_POWER, _POWER_PATH, _POWER), LidIsClosed=("b", closed))

    def _mock_login(self, method: str, signature: str, *arguments: Any) -> None:
        self.system.call((_LOGIN, _LOGIN_PATH, _MOCK), method, signature, *arguments)


@contextmanager
def private_buses() -> Iterator[Buses]:
    """Run both buses while the block does."""
    # The path of a socket may not be long, which that of a test's folder can be.
    with tempfile.TemporaryDirectory(prefix="bus-") as folder:
        buses = Buses(Path(folder))
        try:
            yield buses
        finally:
            buses.close()
