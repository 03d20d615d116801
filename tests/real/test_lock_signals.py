# SPDX-License-Identifier: GPL-3.0-or-later
"""What locks the vault, heard over real buses and from a real X server.

The services are played; the buses, the messages and the X server are as everywhere.
"""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest
from tests.real.conftest import Desktop
from tests.real.signals import SCREEN_SAVERS, Buses, until
from tests.real.test_first_run import PASSWORD, last_opened, start, vault
from tests.real.waiting import comes_true

from strongroom.app.events import LockReason
from strongroom.app.items import Items
from strongroom.app.places import Places
from strongroom.app.session import Session
from strongroom.crypto.kdf import CHEAPEST
from strongroom.model.credentials import Credentials, NewUnlock
from strongroom.secret import SecretBytes
from strongroom.system.clock import SystemClock
from strongroom.system.lock_signals import SystemLockSignals

pytestmark = pytest.mark.real("dbus-daemon")

POLL = 0.1
SCREEN_LOCKED = LockReason.SCREEN_LOCKED.value
SUSPENDED = LockReason.SUSPENDED.value
SWITCHED = LockReason.USER_SWITCHED.value
LID_CLOSED = LockReason.LID_CLOSED.value
DELAY = ("sleep", "Strongroom", "delay")
KDE = "org.freedesktop.ScreenSaver"


class Ears:
    """The real adapter on the test's buses, and all that it told."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.signals = SystemLockSignals(POLL)

    def start(self) -> None:
        self.signals.start(self.told.append)

    def unused(self, condition: Callable[[float], bool]) -> bool:
        """Wait until the time without input is as wanted."""

        def holds() -> bool:
            seconds = self.signals.unused_seconds()
            return seconds is not None and condition(seconds)

        return until(holds)


def live_threads() -> list[str]:
    return [t.name for t in threading.enumerate() if t.name == "lock signals"]


@pytest.fixture(autouse=True)
def no_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the desktop that the tests run on."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "XDG_SESSION_TYPE", "XDG_SESSION_ID"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def on_buses(buses: Buses, monkeypatch: pytest.MonkeyPatch) -> Buses:
    """Those buses, in the environment."""
    for name, value in buses.environment.items():
        monkeypatch.setenv(name, value)
    return buses


@pytest.fixture
def ears() -> Iterator[Ears]:
    made = Ears()
    yield made
    made.signals.stop()
    assert until(lambda: not live_threads())


@pytest.fixture
def hearing(on_buses: Buses, ears: Ears) -> Ears:
    """The adapter, once it listens to both buses."""
    ears.start()
    assert until(on_buses.inhibitors)  # the last that is done on the system bus
    probe = SCREEN_SAVERS[-1]  # asked for last on the session bus
    while not ears.told:
        on_buses.lock_screen(probe)

    def all_probes_came() -> bool:
        before = len(ears.told)
        sleep(0.1)
        return len(ears.told) == before

    assert until(all_probes_came)
    ears.told.clear()
    return ears


# The session bus


@pytest.mark.parametrize("name", SCREEN_SAVERS)
def test_each_desktop_s_screen_saver_is_heard(on_buses: Buses, hearing: Ears, name: str) -> None:
    on_buses.lock_screen(name, active=False)
    on_buses.lock_screen(name)
    assert until(lambda: hearing.told)
    on_buses.lock_screen(name, active=False)
    on_buses.close_lid()
    assert until(lambda: LID_CLOSED in hearing.told)
    assert hearing.told == [SCREEN_LOCKED, LID_CLOSED]


def test_who_does_not_own_the_name_is_not_heard(on_buses: Buses, hearing: Ears) -> None:
    gnome = "org.gnome.ScreenSaver"
    on_buses.lock_screen(gnome, active=False)  # the true one is there
    on_buses.session.pretend(gnome, "/org/gnome/ScreenSaver", "ActiveChanged", ("b", True))
    on_buses.session.pretend("org.mate.ScreenSaver", "/", "ActiveChanged", ("b", True))
    login = "org.freedesktop.login1"
    on_buses.system.pretend(
        f"{login}.Manager", "/org/freedesktop/login1", "PrepareForSleep", ("b", True)
    )
    # The probe's owner is another process, so what came before was seen by now.
    on_buses.lock_screen(SCREEN_SAVERS[0])
    on_buses.close_lid()
    assert until(lambda: len(hearing.told) == 2)
    assert sorted(hearing.told) == sorted([SCREEN_LOCKED, LID_CLOSED])


def test_a_service_that_talks_nonsense_does_no_harm(on_buses: Buses, hearing: Ears) -> None:
    gnome = ("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver")
    on_buses.lock_screen(active=False)
    on_buses.session.emit(gnome, "ActiveChanged")
    on_buses.session.emit(gnome, "ActiveChanged", ("s", "yes"))
    on_buses.lock_screen()
    assert until(lambda: hearing.told)
    assert hearing.told == [SCREEN_LOCKED]


# The system bus


def test_our_session_alone_is_heard(on_buses: Buses, hearing: Ears) -> None:
    on_buses.lock_session("c2")
    on_buses.lock_session()
    assert until(lambda: hearing.told)
    on_buses.hint_locked()
    assert until(lambda: len(hearing.told) == 2)
    on_buses.switch_user()
    on_buses.switch_back()
    on_buses.close_lid()
    on_buses.open_lid()
    assert until(lambda: len(hearing.told) == 4)
    assert hearing.told == [SCREEN_LOCKED, SCREEN_LOCKED, SWITCHED, LID_CLOSED]


def without_a_name(buses: Buses, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_SESSION_ID")
    buses.know_process()


def without_a_session_of_the_process(buses: Buses, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_SESSION_ID")
    buses.show_session()


def with_a_stale_name(buses: Buses, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_SESSION_ID", "")
    buses.show_session()


@pytest.mark.parametrize(
    "arranged", [without_a_name, without_a_session_of_the_process, with_a_stale_name]
)
def test_our_session_is_found_however_we_were_started(
    on_buses: Buses,
    ears: Ears,
    monkeypatch: pytest.MonkeyPatch,
    arranged: Callable[[Buses, pytest.MonkeyPatch], None],
) -> None:
    arranged(on_buses, monkeypatch)
    ears.start()
    assert until(on_buses.inhibitors)
    on_buses.lock_session()
    assert until(lambda: ears.told == [SCREEN_LOCKED])


def test_without_any_session_a_sleep_is_still_heard(
    on_buses: Buses, ears: Ears, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_SESSION_ID")
    ears.start()
    assert until(on_buses.inhibitors)
    on_buses.suspend()
    assert until(lambda: ears.told == [SUSPENDED])


def test_a_sleep_is_held_up_until_it_is_let_and_the_next_one_too(
    on_buses: Buses, hearing: Ears
) -> None:
    for _ in range(2):
        assert on_buses.inhibitors() == [DELAY]
        hearing.told.clear()
        on_buses.suspend()
        assert until(lambda: hearing.told == [SUSPENDED])
        assert on_buses.inhibitors() == [DELAY]
        hearing.signals.let_sleep()
        assert until(lambda: on_buses.inhibitors() == [])
        on_buses.resume()
        assert until(on_buses.inhibitors)


def test_a_sleep_that_nobody_let_leaves_one_hold_and_not_two(
    on_buses: Buses, hearing: Ears
) -> None:
    on_buses.suspend()
    assert until(lambda: hearing.told == [SUSPENDED])
    on_buses.resume()  # logind waits for five seconds at most

    def let() -> bool:
        assert len(on_buses.inhibitors()) <= len([DELAY, "and the one that is being replaced"])
        hearing.signals.let_sleep()  # the new one may have come only now
        return on_buses.inhibitors() == []

    assert until(let)


def test_a_program_that_we_start_holds_nothing_up(on_buses: Buses, hearing: Ears) -> None:
    with subprocess.Popen(["sleep", "60"], close_fds=False) as child:
        hearing.signals.let_sleep()
        assert until(lambda: on_buses.inhibitors() == [])
        assert child.poll() is None
        child.terminate()


def test_nothing_is_held_up_after_the_end(on_buses: Buses, hearing: Ears) -> None:
    hearing.signals.stop()
    assert until(lambda: on_buses.inhibitors() == [])
    on_buses.resume()
    on_buses.suspend()
    assert hearing.told == []


def test_services_that_start_anew_are_heard(on_buses: Buses, hearing: Ears) -> None:
    on_buses.restart_system()
    assert until(lambda: on_buses.inhibitors() == [DELAY])
    on_buses.lock_session()
    on_buses.close_lid()
    assert until(lambda: hearing.told == [SCREEN_LOCKED, LID_CLOSED])


# Buses that are not there


def test_a_bus_that_goes_away_does_no_harm(on_buses: Buses, hearing: Ears) -> None:
    on_buses.session.die()
    on_buses.lock_session()
    assert until(lambda: hearing.told == [SCREEN_LOCKED])  # the other one is heard still
    on_buses.system.die()
    hearing.signals.let_sleep()
    assert hearing.signals.unused_seconds() is None
    hearing.signals.stop()  # nor is anybody waiting for a bus after that
    assert until(lambda: not live_threads())


def test_a_bus_that_comes_back_is_heard_again(on_buses: Buses, hearing: Ears) -> None:
    on_buses.session.die()
    on_buses.session.revive()
    on_buses.lock_screen(active=False)

    def heard() -> bool:
        on_buses.lock_screen()
        return SCREEN_LOCKED in hearing.told

    assert until(heard)


def test_one_message_that_cannot_be_handled_is_not_the_last(
    on_buses: Buses, ears: Ears, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_descriptor: int, _inheritable: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "set_inheritable", refuse)  # what a sleep is held up with
    ears.start()
    assert until(on_buses.inhibitors)
    on_buses.suspend()
    on_buses.lock_session()
    assert until(lambda: ears.told == [SUSPENDED, SCREEN_LOCKED])


@pytest.mark.parametrize("address", ["", "nonsense", "tcp:host=localhost", "unix:path=/nowhere"])
def test_where_there_is_no_bus_nothing_is_told(
    ears: Ears, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address or "unix:path=/nowhere")
    ears.start()
    assert until(lambda: not live_threads())
    assert ears.told == []
    assert ears.signals.unused_seconds() is None


def test_a_bus_that_never_answers_holds_up_nobody(
    ears: Ears, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = str(tmp_path / "mute")[-90:]
    with socket.socket(socket.AF_UNIX) as mute:
        mute.bind("\0" + path)
        mute.listen()
        for name in ("SESSION", "SYSTEM"):
            monkeypatch.setenv(f"DBUS_{name}_BUS_ADDRESS", f"unix:abstract={path}")
        began = monotonic()
        ears.start()
        assert ears.signals.unused_seconds() is None
        ears.signals.let_sleep()
        ears.signals.stop()
        assert monotonic() - began < 1
    # What was connecting notices as the socket is gone.


# The computer unused


@pytest.mark.real("Xvfb", "xdotool")
def test_an_x_server_tells_and_a_movement_is_seen(
    on_buses: Buses, display: str, ears: Ears
) -> None:
    on_buses.leave_unused(10_000)  # nobody asks further away
    ears.start()
    assert ears.unused(lambda seconds: 1.0 < seconds < 100)
    subprocess.run(["xdotool", "mousemove", "50", "60"], check=True)
    assert ears.unused(lambda seconds: seconds < 1.0)
    assert ears.unused(lambda seconds: seconds > 1.0)
    assert display == os.environ["DISPLAY"]


@pytest.mark.real("Xvfb")
def test_an_x_server_that_is_gone_tells_nothing_and_ends_nothing(
    on_buses: Buses, ears: Ears, monkeypatch: pytest.MonkeyPatch
) -> None:
    with subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-nolisten", "tcp"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        assert server.stdout is not None
        monkeypatch.setenv("DISPLAY", ":" + server.stdout.readline().strip())
        ears.start()
        assert ears.unused(lambda _seconds: True)
        server.terminate()
    assert until(lambda: ears.signals.unused_seconds() is None)
    on_buses.leave_unused(300)  # then those further away are asked
    assert ears.unused(lambda seconds: seconds == 300)


@pytest.mark.real("Xvfb")
@pytest.mark.usefixtures("display")
def test_under_wayland_the_compositor_is_asked_and_no_x_server(
    on_buses: Buses, ears: Ears, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in on_buses.wayland.items():
        monkeypatch.setenv(name, value)
    on_buses.leave_unused(900)
    ears.start()
    assert ears.unused(lambda seconds: seconds == 900)
    on_buses.leave_unused(0.25)
    assert ears.unused(lambda seconds: seconds == 0.25)


def kde_says(buses: Buses, milliseconds: int) -> None:
    path = "/org/freedesktop/ScreenSaver"
    if not buses.session.has(KDE):
        buses.session.play(KDE, "--session", KDE, path, KDE)
    mock = (KDE, path, "org.freedesktop.DBus.Mock")
    arguments = (KDE, "GetSessionIdleTime", "", "u", f"ret = {milliseconds}")
    buses.session.call(mock, "AddMethod", "sssss", *arguments)


def test_kde_is_believed_once_it_counted(on_buses: Buses, ears: Ears) -> None:
    kde_says(on_buses, 0)
    ears.start()
    assert until(on_buses.inhibitors)
    assert ears.signals.unused_seconds() is None  # it may say so for ever
    kde_says(on_buses, 61_000)
    assert ears.unused(lambda seconds: seconds == 61)
    kde_says(on_buses, 0)
    assert ears.unused(lambda seconds: seconds == 0)


def test_who_stops_answering_is_not_believed_any_longer(on_buses: Buses, ears: Ears) -> None:
    on_buses.leave_unused(900)
    ears.start()
    assert ears.unused(lambda seconds: seconds == 900)
    on_buses.session.stop_services()
    assert until(lambda: ears.signals.unused_seconds() is None)


# The window


@pytest.mark.real("Xvfb", "openbox", "xdotool")
def test_the_real_window_locks_before_the_computer_sleeps(desktop: Desktop, buses: Buses) -> None:
    desktop.environment.update(buses.environment)
    made = session_on(desktop)
    made.create(vault(desktop), "Personal", NewUnlock(SecretBytes(PASSWORD.encode())))
    made.lock()
    before = last_opened(desktop)
    program = start(desktop)
    desktop.type(PASSWORD)
    desktop.keys("Return")
    assert comes_true(lambda: last_opened(desktop) > before)
    assert until(lambda: rests(program))  # the page of the vault is there
    assert until(lambda: buses.inhibitors() == [DELAY])
    desktop.keys("ctrl+n")
    desktop.type("Half-typed")
    assert until(lambda: rests(program))

    buses.suspend()
    assert until(lambda: buses.inhibitors() == [])  # which says that the lock is done
    assert drafts(desktop) == ["Half-typed"]
    assert until(lambda: rests(program))
    created = last_opened(desktop)
    desktop.type(PASSWORD)  # in an open vault it would go on with the title
    desktop.keys("Return")
    assert comes_true(lambda: last_opened(desktop) > created)
    program.terminate()
    said, _nothing = program.communicate(timeout=30)
    assert said == ""


def rests(program: subprocess.Popen[str]) -> bool:
    """Tell whether the program did nothing worth counting for a while."""

    def ticks() -> int:
        after_name = Path(f"/proc/{program.pid}/stat").read_text().rpartition(")")[2].split()
        return int(after_name[11]) + int(after_name[12])

    before = ticks()
    sleep(0.4)
    return ticks() - before <= 2


def session_on(desktop: Desktop) -> Session:
    """Return a session of the test's own, on that machine."""
    state = desktop.home / ".local" / "state" / "strongroom"
    documents = desktop.home / "Documents"
    places = Places(config=state, state=state, documents=documents)
    return Session(places, SystemClock(), lambda: CHEAPEST)


def drafts(desktop: Desktop) -> list[str]:
    """Open that vault, and return the titles of what is kept as drafts."""
    session = session_on(desktop)
    session.unlock(vault(desktop), Credentials(password=SecretBytes(PASSWORD.encode())))
    found = [draft.content.title for draft in Items(session).drafts()]
    session.lock()
    return found


def test_what_speaks_d_bus_is_not_loaded_by_the_window_s_start() -> None:
    code = (
        "import sys; from strongroom.system.lock_signals import SystemLockSignals;"
        "SystemLockSignals(); print('jeepney' in sys.modules, 'ctypes' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["False", "False"]
