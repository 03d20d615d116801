# SPDX-License-Identifier: GPL-3.0-or-later
"""A session bus of the test's own, gnome-keyring on it, and those who play its neighbours.

Nothing is started on this bus by asking for its name, so what is not started is not there.
"""

import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Self

import secretstorage
from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    message_bus,
    new_error,
    new_method_call,
    new_method_return,
)
from jeepney.io.blocking import DBusConnection, Proxy, open_dbus_connection

SECRETS = "org.freedesktop.secrets"
PROMPTER = "org.gnome.keyring.SystemPrompter"
_PROMPTER_INTERFACE = "org.gnome.keyring.internal.Prompter"
_PASSWORD = "keyring password"
_PATIENCE = 20.0
_CONFIG = """<busconfig><type>session</type><listen>unix:dir={folder}</listen>
<auth>EXTERNAL</auth><policy context="default"><allow send_destination="*" eavesdrop="true"/>
<allow eavesdrop="true"/><allow own="*"/></policy></busconfig>"""


def until(condition: Callable[[], Any]) -> bool:
    """Wait until ``condition`` holds; False where it did not come true."""
    deadline = time.monotonic() + _PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


class PrivateBus:
    """The bus, from ``with`` to its end; ``home`` is where the keyring's files would lie."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "keyring-home"
        self.home.mkdir(mode=0o700)
        sockets = folder / "bus"
        sockets.mkdir(mode=0o700)
        config = folder / "bus.conf"
        config.write_text(_CONFIG.format(folder=sockets))
        self._environment = {
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "HOME": str(self.home),
            "XDG_RUNTIME_DIR": str(sockets),
        }
        self._bus = subprocess.Popen(
            [
                *("dbus-run-session", f"--config-file={config}", "--"),
                *("sh", "-c", "echo $DBUS_SESSION_BUS_ADDRESS; exec cat"),
            ],
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._bus.stdout is not None
        self.address = self._bus.stdout.readline().strip()
        self._environment["DBUS_SESSION_BUS_ADDRESS"] = self.address
        self._daemon: subprocess.Popen[str] | None = None
        self._players: list[Player] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        for player in self._players:
            player.end()
        self.stop_keyring()
        self._bus.communicate("")  # it ends with its input

    def connect(self) -> DBusConnection:
        """Return a connection of the test's own."""
        return open_dbus_connection(self.address)

    def start_keyring(self) -> None:
        """Start gnome-keyring with its login keyring open, and wait until it answers."""
        self._daemon = subprocess.Popen(
            ["gnome-keyring-daemon", "--unlock", "--foreground", "--components=secrets"],
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._daemon.stdin is not None
        self._daemon.stdin.write(_PASSWORD)
        self._daemon.stdin.close()
        assert until(self._has_default)

    def stop_keyring(self) -> None:
        """End gnome-keyring as a log-out does."""
        daemon, self._daemon = self._daemon, None
        if daemon is not None:
            daemon.terminate()
            daemon.wait(_PATIENCE)

    def lock_default(self) -> None:
        """Lock the lasting collection."""
        with closing(self.connect()) as bus:
            secretstorage.Collection(bus).lock()

    def files(self) -> list[Path]:
        """Return everything that the keyring has written."""
        return [path for path in self.home.rglob("*") if path.is_file()]

    def play(self, name: str, answer: "Answer") -> "Player":
        """Own ``name`` on the bus, and answer each call with ``answer``."""
        player = Player(self.connect(), name, answer)
        self._players.append(player)
        return player

    def _has_default(self) -> bool:
        with suppress(secretstorage.SecretStorageException), closing(self.connect()) as bus:
            return bool(secretstorage.Collection(bus).get_label())
        return False


Answer = Callable[["Player", Message], None]


class Player:
    """Somebody with a name on the bus; ``calls`` are the names of methods called."""

    def __init__(self, bus: DBusConnection, name: str, answer: Answer) -> None:
        self.bus = bus
        self.calls: list[str] = []
        self._answer = answer
        assert Proxy(message_bus, bus).RequestName(name) == (1,)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Leave the bus."""
        with suppress(OSError):
            self.bus.sock.shutdown(2)
        self._thread.join(_PATIENCE)
        self.bus.close()

    def _run(self) -> None:
        with suppress(OSError):
            while True:
                message = self.bus.receive()
                if message.header.message_type == MessageType.method_call:
                    self.calls.append(message.header.fields[HeaderFields.member])
                    self._answer(self, message)


def silence(_player: Player, _message: Message) -> None:
    """Answer nothing, ever."""


def refusing(error: str) -> Answer:
    """Answer every call with an error of that name."""

    def refuse(player: Player, message: Message) -> None:
        player.bus.send(new_error(message, error, "s", ("no",)))

    return refuse


def dismissing(player: Player, message: Message) -> None:
    """Play gnome-keyring's prompter for a person who closes every question."""
    _prompt(player, message, close=True)


def leaving_open(player: Player, message: Message) -> None:
    """Play gnome-keyring's prompter for a person who went away."""
    _prompt(player, message, close=False)


def _prompt(player: Player, message: Message, *, close: bool) -> None:
    fields = message.header.fields
    player.bus.send(new_method_return(message))
    member = fields[HeaderFields.member]
    back = DBusAddress(
        message.body[0], fields[HeaderFields.sender], f"{_PROMPTER_INTERFACE}.Callback"
    )
    if member == "BeginPrompting":
        player.bus.send(new_method_call(back, "PromptReady", "sa{sv}s", ("", {}, "")))
    elif member == "PerformPrompt" and close:
        player.bus.send(new_method_call(back, "PromptReady", "sa{sv}s", ("no", {}, "")))
    elif member == "StopPrompting":
        player.bus.send(new_method_call(back, "PromptDone"))
