# SPDX-License-Identifier: GPL-3.0-or-later
"""The tray and second starts on a real desktop: a panel, a window manager, real processes."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.app.worlds import PASSWORD, new_unlock
from tests.real.conftest import Desktop
from tests.real.screen import Screen
from tests.real.signals import Bus, Buses
from tests.real.waiting import comes_true

from strongroom.app.places import Places
from strongroom.app.session import Session
from strongroom.crypto.kdf import CHEAPEST
from strongroom.gui.theme import LIGHT
from strongroom.system.clock import SystemClock

pytestmark = pytest.mark.real("Xvfb", "openbox", "xdotool", "trayer")

PROGRAM = "import sys; from strongroom.gui.launch import run; sys.exit(run())"
OTHER = """
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
window = QWidget()
window.setWindowTitle("Another program")
window.showMaximized()
app.exec()
"""
PANEL = (0, 0, 40, 32)  # one icon wide
ICON = ("16", "16")
LOCK, HIDE = 2, 3  # entries of the menu


class Person:
    """Somebody at that desktop, with a vault, and a panel with a tray on it."""

    def __init__(self, desktop: Desktop, *, panel: bool = True) -> None:
        self.desktop = desktop
        self.home = desktop.home
        self.screen = Screen(desktop.environment["DISPLAY"])
        self.started: list[subprocess.Popen[str]] = []
        self.panel = self.open_panel() if panel else None

    def open_panel(self) -> subprocess.Popen[str]:
        panel = self.desktop.start(
            *("trayer", "--edge", "top", "--align", "left", "--widthtype", "request"),
            *("--height", "32", "--expand", "false", "--SetDockType", "true"),
        )
        self.started.append(panel)
        return panel

    def make_vault(self, name: str) -> Path:
        path = self.home / "Documents" / f"{name}.strongroom"
        path.parent.mkdir(exist_ok=True)
        places = Places(
            config=self.home / "nowhere", state=self.home / "nowhere", documents=path.parent
        )
        session = Session(places, SystemClock(), lambda: CHEAPEST)
        session.create(path, name, new_unlock())
        session.lock()
        return path

    def choose(self, **settings: object) -> None:
        folder = self.home / ".config" / "strongroom"
        folder.mkdir(parents=True)
        (folder / "settings.json").write_text(json.dumps(settings))

    def start(self, *words: str) -> subprocess.Popen[str]:
        program = self.desktop.start(sys.executable, "-c", PROGRAM, *words)
        self.started.append(program)
        return program

    def start_again(self, *words: str, **environment: str) -> None:
        """Start the program once more; it ends at once, and has nothing to say."""
        ended = subprocess.run(
            [sys.executable, "-c", PROGRAM, *words],
            env=self.desktop.environment | environment,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")

    def windows(self) -> list[str]:
        """Return the windows that are to be seen."""
        return self._seen("--name", "^Strongroom$")

    def _seen(self, *which: str) -> list[str]:
        found = subprocess.run(
            ["xdotool", "search", "--onlyvisible", *which],
            env=self.desktop.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return found.stdout.split()

    def sees_window(self) -> bool:
        return comes_true(lambda: len(self.windows()) == 1)

    def sees_no_window(self) -> bool:
        return comes_true(lambda: not self.windows())

    def sees_another_window(self, before: list[str]) -> bool:
        """Wait until the process was replaced, and its window with it."""
        return comes_true(lambda: len(self.windows()) == 1 and self.windows() != before)

    def has_in_front(self, name: str) -> bool:
        def in_front() -> bool:
            found = subprocess.run(
                ["xdotool", "getactivewindow", "getwindowname"],
                env=self.desktop.environment,
                capture_output=True,
                text=True,
                check=False,
            )
            return found.stdout.strip() == name

        return comes_true(in_front)

    def ink(self) -> int:
        """Return how much of the panel has the icon's colour."""
        return self.screen.count(LIGHT.tray, *PANEL)

    def sees_shut_icon(self) -> bool:
        return comes_true(lambda: self.ink() > 150)

    def sees_open_icon(self) -> bool:
        return comes_true(lambda: 20 < self.ink() < 150)

    def click_icon(self, button: str = "1") -> None:
        self.desktop.run("xdotool", "mousemove", *ICON, "click", button)

    def choose_in_menu(self, number: int) -> None:
        """Open the icon's menu, and press keys once it is to be seen."""
        program = str(self.started[-1].pid)
        before = set(self._seen("--pid", program))

        def clicked() -> bool:
            """A panel that is still taking the icon in hands no click on."""
            self.click_icon("3")
            return comes_true(lambda: set(self._seen("--pid", program)) - before != set(), 5)

        assert comes_true(clicked)
        self.desktop.keys(*["Down"] * number, "Return")

    def unlock(self) -> None:
        self.desktop.wait_for_window("^Strongroom$")
        self.desktop.type(PASSWORD)
        self.desktop.keys("Return")

    def leave(self) -> None:
        for program in reversed(self.started):
            program.kill()
            program.communicate()
        self.screen.close()

    def last_opened(self) -> str:
        state = self.home / ".local" / "state" / "strongroom" / "state.json"
        recent = json.loads(state.read_text()).get("recent_vaults", []) if state.exists() else []
        return str(recent[0]["path"]) if recent else ""


@pytest.fixture
def person(desktop: Desktop) -> Iterator[Person]:
    made = Person(desktop)
    yield made
    made.leave()


def test_the_menu_locks_and_the_icon_comes_back(person: Person) -> None:
    program = person.start(str(person.make_vault("Personal")))
    assert person.sees_window()
    assert person.sees_shut_icon()
    person.unlock()
    assert person.sees_open_icon()
    window = person.windows()
    person.choose_in_menu(LOCK)
    assert person.sees_another_window(window)
    assert person.sees_shut_icon()
    assert program.poll() is None
    person.start_again()  # the process that took its place hears it
    person.unlock()
    assert person.sees_open_icon()


def test_closed_to_the_tray_and_back(person: Person) -> None:
    person.choose(close_to_tray=True)
    program = person.start(str(person.make_vault("Personal")))
    assert person.sees_window()
    assert person.sees_shut_icon()
    person.unlock()
    assert person.sees_open_icon()
    person.desktop.keys("alt+F4")
    assert person.sees_no_window()
    person.click_icon()
    assert person.sees_window()
    assert person.has_in_front("Strongroom")
    person.choose_in_menu(HIDE)
    assert person.sees_no_window()
    person.start_again()
    assert person.sees_window()
    assert person.ink() < 150  # it was open all the time
    person.desktop.keys("ctrl+q")
    assert program.wait(timeout=30) == 0


def test_locked_in_the_tray_it_stays_there(person: Person) -> None:
    person.choose(close_to_tray=True)
    person.start(str(person.make_vault("Personal")))
    assert person.sees_window()
    person.unlock()
    assert person.sees_open_icon()
    person.desktop.keys("alt+F4")
    assert person.sees_no_window()
    person.choose_in_menu(LOCK)
    assert person.sees_shut_icon()
    person.start_again("--minimised")  # it answers, so it stands again
    assert not person.windows()
    assert person.sees_shut_icon()  # the new one, once the panel has taken it in
    person.click_icon()
    assert person.sees_window()


def test_a_window_in_a_tray_that_dies_comes_back(person: Person) -> None:
    person.choose(close_to_tray=True)
    person.start(str(person.make_vault("Personal")))
    assert person.sees_window()
    assert person.sees_shut_icon()
    person.click_icon()
    assert person.sees_no_window()
    assert person.panel is not None
    person.panel.kill()
    assert person.sees_window()
    person.open_panel()
    assert person.sees_shut_icon()


def test_it_starts_in_the_tray(person: Person) -> None:
    person.start("--minimised", str(person.make_vault("Personal")))
    assert person.sees_shut_icon()
    assert not person.windows()
    person.click_icon()
    assert person.sees_window()


def test_a_second_start_raises_the_first_and_passes_on_a_vault(person: Person) -> None:
    work = person.make_vault("Work")
    program = person.start(str(person.make_vault("Personal")))
    person.unlock()
    assert comes_true(lambda: "Personal" in person.last_opened())
    person.started.append(person.desktop.start(sys.executable, "-c", OTHER))
    person.desktop.wait_for_window("Another program")
    assert person.has_in_front("Another program")
    person.desktop.keys("a")  # it is what they work with now
    window = person.windows()
    person.start_again(str(work), DESKTOP_STARTUP_ID="panel-1-host_TIME1")
    assert person.has_in_front("Strongroom")
    assert person.sees_another_window(window)
    assert person.has_in_front("Strongroom")
    person.unlock()
    assert comes_true(lambda: person.last_opened() == str(work))
    assert program.poll() is None


def test_of_two_starts_at_once_one_window_comes(person: Person) -> None:
    vault = str(person.make_vault("Personal"))
    programs = [person.start(vault) for _number in range(3)]
    assert comes_true(lambda: sum(program.poll() == 0 for program in programs) == 2)
    assert person.sees_window()
    assert sum(program.poll() is None for program in programs) == 1


def test_a_start_while_the_first_quits_is_not_lost(person: Person) -> None:
    vault = str(person.make_vault("Personal"))
    program = person.start(vault)
    person.unlock()
    assert person.sees_open_icon()
    os.kill(program.pid, signal.SIGTERM)
    second = person.start(vault)
    assert program.wait(timeout=30) == 0
    assert person.sees_window()
    assert second.poll() is None


# A tray on D-Bus, as KDE and GNOME's extension have it

WATCHER = ("org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher")
MENU = ("/MenuBar", "com.canonical.dbusmenu")


class Tray:
    """A desktop's tray on D-Bus, played: it knows who registered, and drives their menu."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        name, path = WATCHER
        bus.play(name, "--session", name, path, name)
        mock = (name, path, "org.freedesktop.DBus.Mock")
        there = ("b", True)
        bus.call(mock, "AddProperty", "ssv", name, "IsStatusNotifierHostRegistered", there)
        bus.call(mock, "AddMethod", "sssss", name, "RegisterStatusNotifierItem", "s", "", "")

    def items(self) -> list[str]:
        """Return the names of those who registered and are there."""
        name, path = WATCHER
        mock = (name, path, "org.freedesktop.DBus.Mock")
        calls = self._bus.call(mock, "GetMethodCalls", "s", "RegisterStatusNotifierItem")
        return [found for _when, [(_kind, found)] in calls if self._bus.has(found)]

    def entries(self) -> dict[str, int]:
        """Return the entries of the menu that can be chosen, and their numbers."""
        [item] = self.items()
        path, interface = MENU
        self._bus.call((item, path, interface), "AboutToShow", "i", 0)
        known = (list(range(1, 200)), ["label", "enabled"])
        found = self._bus.call((item, path, interface), "GetGroupProperties", "aias", *known)
        return {
            properties["label"][1]: number
            for number, properties in found
            if properties.get("enabled", ("b", True))[1] and properties.get("label")
        }

    def choose(self, label: str) -> None:
        """Click an entry."""
        [item] = self.items()
        path, interface = MENU
        number = self.entries()[label]
        self._bus.call((item, path, interface), "Event", "isvu", number, "clicked", ("i", 0), 0)

    def click(self) -> None:
        """Click the icon."""
        [item] = self.items()
        where = (item, "/StatusNotifierItem", "org.kde.StatusNotifierItem")
        self._bus.call(where, "Activate", "ii", 0, 0)


@pytest.fixture
def guest(desktop: Desktop, buses: Buses) -> Iterator[Person]:
    """Somebody whose panel is on D-Bus."""
    desktop.environment.update(buses.environment)
    made = Person(desktop, panel=False)
    yield made
    made.leave()


@pytest.mark.real("Xvfb", "openbox", "xdotool", "dbus-daemon")
def test_a_tray_on_the_bus(guest: Person, buses: Buses) -> None:
    tray = Tray(buses.session)
    guest.choose(close_to_tray=True)
    guest.start(str(guest.make_vault("Personal")))
    assert guest.sees_window()
    assert comes_true(lambda: bool(tray.items()))
    assert "Lock" not in tray.entries()
    guest.unlock()
    assert comes_true(lambda: "Lock" in tray.entries())
    tray.click()
    assert guest.sees_no_window()
    assert "Show Strongroom" in tray.entries()
    before = tray.items()
    tray.choose("Lock")
    assert comes_true(lambda: bool(tray.items()) and tray.items() != before)
    guest.start_again("--minimised")
    assert not guest.windows()
    tray.choose("Show Strongroom")
    assert guest.sees_window()
    tray.click()
    assert guest.sees_no_window()
    buses.session.stop_services()
    assert guest.sees_window()
