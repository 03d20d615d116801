# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop of the test's own: an X server, a window manager, an empty home."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from tests.real.signals import Buses, private_buses

# Without key repeat: on a busy machine a key would be held for long enough to come twice.
_SERVER = ("Xvfb", "-r")
_ATTEMPTS = 5  # xdotool fails where another window goes while it looks at all of them


@pytest.fixture(scope="session", autouse=True)
def heard_signals() -> None:
    """Let the programs hear what a run in the background, or under nohup, was told to ignore."""
    for number in (signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, lambda _number, _frame: None)


class Desktop:
    """Where a program is started, and how it is seen and typed into from outside."""

    def __init__(self, environment: dict[str, str], home: Path) -> None:
        self.environment = environment
        self.home = home

    def run(self, *command: str) -> str:
        """Run a program to its end and return what it printed."""
        ended = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=60, check=True
        )
        return ended.stdout

    def start(self, *command: str) -> subprocess.Popen[str]:
        """Start a program that stays."""
        return subprocess.Popen(
            command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def wait_for_window(self, name: str) -> str:
        """Wait until a window of that name is shown and has the focus; return its number."""
        search = ("xdotool", "search", "--sync", "--onlyvisible", "--name", name)
        for _attempt in range(_ATTEMPTS):
            with suppress(subprocess.CalledProcessError):
                number = self.run(*search).split()[-1]
                self.run("xdotool", "windowactivate", "--sync", number)
                return number
        message = f"waited in vain for a window named {name}"
        raise TimeoutError(message)

    def keys(self, *keys: str) -> None:
        """Press keys, by X's names for them."""
        self.run("xdotool", "key", "--clearmodifiers", *keys)

    def type(self, text: str) -> None:
        """Type a text."""
        self.run("xdotool", "type", "--clearmodifiers", "--delay", "15", text)


@pytest.fixture
def display(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An X server of the test's own, which programs that are started find by themselves."""
    with subprocess.Popen(
        [*_SERVER, "-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        assert server.stdout is not None
        name = ":" + server.stdout.readline().strip()
        monkeypatch.setenv("DISPLAY", name)
        monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
        yield name
        server.terminate()


@pytest.fixture
def desktop(display: str, tmp_path: Path) -> Iterator[Desktop]:
    """That X server with openbox on it, and folders of the test's own."""
    home = tmp_path / "home"
    runtime = tmp_path / "run"
    for folder in (home, runtime):
        folder.mkdir(mode=0o700)
    # Nor may a program find the buses of whoever runs the tests: it would hold up their sleep.
    others = ("XDG_", "QT_", "WAYLAND_", "DBUS_")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(others)}
    environment = kept | {
        "DISPLAY": display,
        "HOME": str(home),
        "DBUS_SESSION_BUS_ADDRESS": f"unix:path={runtime / 'no-session-bus'}",
        "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={runtime / 'no-system-bus'}",
        "XDG_RUNTIME_DIR": str(runtime),
        "QT_QPA_PLATFORM": "xcb",
    }
    manager = subprocess.Popen(
        [shutil.which("openbox") or "openbox"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield Desktop(environment, home)
    finally:
        manager.terminate()
        manager.wait()


@pytest.fixture
def buses() -> Iterator[Buses]:
    """Buses of the test's own; ``desktop.environment |= buses.environment`` puts it on them."""
    with private_buses() as made:
        yield made
