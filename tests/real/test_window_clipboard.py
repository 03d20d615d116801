# SPDX-License-Identifier: GPL-3.0-or-later
"""From the palette of the real program to the real clipboard, and off it again.

A process that ends takes its X selection along, so what is looked for here is a copy that
somebody else has taken over meanwhile, as clipboard managers do: only clearing ends that.
"""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress

import pytest
from tests.app.worlds import PASSWORD, login, new_unlock
from tests.real.conftest import Desktop
from tests.real.screen import FIELD, MATCH, NEW_ITEM, Place, Screen
from tests.real.waiting import comes_true

from strongroom.app.items import Items
from strongroom.app.places import Places
from strongroom.app.session import Session
from strongroom.crypto.kdf import CHEAPEST
from strongroom.gui.theme import LIGHT
from strongroom.system.clock import SystemClock

pytestmark = pytest.mark.real("Xvfb", "openbox", "xdotool", "xclip")

PROGRAM = "import sys; from strongroom.gui.launch import run; sys.exit(run())"
SECRET = "hunter-pässwörd-2"
LONG = 600


class Window:
    """The program on a desktop with a vault of one item, and what others see of it."""

    def __init__(self, desktop: Desktop) -> None:
        self.desktop = desktop
        self.vault = desktop.home / "Personal.strongroom"
        self._others: list[subprocess.Popen[bytes]] = []
        home = desktop.home
        self.config = home / ".config" / "strongroom"
        self.state = home / ".local" / "state" / "strongroom"
        places = Places(config=self.config, state=self.state, documents=home)
        session = Session(places, SystemClock(), lambda: CHEAPEST)
        session.create(self.vault, "Personal", new_unlock())
        Items(session).add(login("GitHub", username="alice", password=SECRET))
        session.lock()
        self.before = self.last_opened()

    def last_opened(self) -> int:
        recent = json.loads((self.state / "state.json").read_text())["recent_vaults"]
        return int(recent[0]["opened"])

    def start(self, seconds: int) -> None:
        """Start it with a time for copies, and unlock."""
        self.config.mkdir(parents=True, exist_ok=True)
        (self.config / "settings.json").write_text(json.dumps({"clear_clipboard_seconds": seconds}))
        self.program = self.desktop.start(sys.executable, "-c", PROGRAM, str(self.vault))
        self.number = self.desktop.wait_for_window("Strongroom")
        # A window is there before its field takes keys, and the vault is open before the window
        # hears of it: keys go to what is seen.
        assert self.shows(FIELD, 40)
        self.desktop.type(PASSWORD)
        self.desktop.keys("Return")
        assert comes_true(lambda: self.last_opened() > self.before)
        assert self.shows(NEW_ITEM, 40)

    def shows(self, place: Place, points: int) -> bool:
        """Wait until so many points of a place have the colour of what is meant now."""
        with closing(Screen(self.desktop.environment["DISPLAY"])) as screen:
            return comes_true(lambda: screen.count(LIGHT.accent, *place) > points)

    def copy(self) -> None:
        """Copy the password by the palette."""
        self.desktop.keys("ctrl+shift+space")
        self.desktop.wait_for_window("Quick access")
        self.desktop.type("git")
        assert self.shows(MATCH, 5)
        self.desktop.keys("Return")
        assert comes_true(lambda: self.seen() == SECRET)

    def seen(self, *more: str, selection: str = "clipboard") -> str:
        """What another program reads there."""
        got = subprocess.run(
            ["xclip", "-selection", selection, "-o", *more],
            env=self.desktop.environment,
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
        return got.stdout

    def hold(self, text: str) -> None:
        """Let another program have ``text`` there."""
        other = subprocess.Popen(
            ["xclip", "-selection", "clipboard", "-i", "-quiet"],
            env=self.desktop.environment,
            stdin=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert other.stdin is not None
        other.stdin.write(text.encode())
        other.stdin.close()
        self._others.append(other)
        assert comes_true(lambda: "x-kde-passwordManagerHint" not in self.seen("-t", "TARGETS"))
        assert self.seen() == text

    def end(self, how: str) -> None:
        """Let the copy's life end."""
        if how == "lock":
            self.activate()
            self.desktop.keys("ctrl+l")
        elif how == "quit":
            self.activate()
            self.desktop.keys("ctrl+q")
        elif how != "time":
            self.program.send_signal(signal.Signals[how])

    def activate(self) -> None:
        self.desktop.run("xdotool", "windowactivate", "--sync", self.number)

    def close(self) -> None:
        """End all of it; what is about to take its own place may miss a first polite kill."""
        for _attempt in range(5):
            if self.program.poll() is None:
                self.program.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self.program.communicate(timeout=5)
                break
        for other in self._others:
            other.terminate()
            other.wait(10)


@pytest.fixture
def window(desktop: Desktop) -> Iterator[Window]:
    made = Window(desktop)
    yield made
    made.close()


@pytest.mark.parametrize("how", ["time", "lock", "quit", "SIGTERM", "SIGINT", "SIGHUP"])
def test_a_copy_is_marked_and_cleared_whoever_holds_it(window: Window, how: str) -> None:
    window.start(seconds=4 if how == "time" else LONG)
    window.copy()
    if how == "time":
        assert "x-kde-passwordManagerHint" in window.seen("-t", "TARGETS")
    window.hold(SECRET)
    window.end(how)
    assert comes_true(lambda: window.seen() == "")


@pytest.mark.parametrize("how", ["SIGTERM", "quit"])
def test_what_another_program_copied_since_is_left_alone(window: Window, how: str) -> None:
    window.start(seconds=LONG)
    window.copy()
    window.hold("a shopping list")
    window.end(how)
    window.program.wait(30)
    assert window.seen() == "a shopping list"


def test_what_the_mouse_marked_is_cleared_with_the_copy(window: Window) -> None:
    window.start(seconds=5)
    window.activate()
    window.desktop.keys("ctrl+f")
    window.desktop.type("github")
    window.desktop.run("xdotool", "mousemove", "--window", window.number, "280", "30")
    window.desktop.run("xdotool", "click", "--repeat", "2", "--delay", "40", "1")
    assert comes_true(lambda: window.seen(selection="primary") == "github")
    window.copy()
    assert comes_true(lambda: window.seen() == "")
    assert comes_true(lambda: window.seen(selection="primary") == "")
