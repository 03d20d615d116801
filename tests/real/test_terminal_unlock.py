# SPDX-License-Identifier: GPL-3.0-or-later
"""The real terminal program with a real gnome-keyring: grants, PINs, and locking."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
import secretstorage
from secretstorage.exceptions import ItemNotFoundException
from tests.cli.conftest import PASSWORD, AtTerminal, World
from tests.fakes import FakeClock
from tests.real.keyrings import SECRETS, PrivateBus, silence, until
from tests.real.waiting import comes_true

from strongroom.app.first_window import DONE
from strongroom.system import instance
from strongroom.system.clock import SystemClock
from strongroom.system.keyring import SERVICE, SystemKeyring

pytestmark = pytest.mark.real("dbus-run-session", "gnome-keyring-daemon")

PIN = "260413"
MASTER = "Master password of Personal: "
ASKS_PIN = "PIN of Personal: "


class Home(World):
    """A machine with a session bus, whose programs find its keyring."""

    address = ""

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | {"DBUS_SESSION_BUS_ADDRESS": self.address}


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PrivateBus]:
    with PrivateBus(tmp_path) as bus:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
        yield bus


@pytest.fixture
def home(tmp_path: Path, bus: PrivateBus) -> Home:
    """A machine with a vault of one item, and gnome-keyring."""
    bus.start_keyring()
    root = tmp_path / "home"
    home = Home(root, keyring=SystemKeyring())
    home.address = bus.address
    home.runtime.mkdir(mode=0o700, parents=True)
    home.make_vault()
    assert home.run("add", "GitHub", "--username", "alice").code == 0
    return home


Sit = Callable[..., AtTerminal]


@pytest.fixture
def sit(home: Home) -> Iterator[Sit]:
    started: list[AtTerminal] = []

    def start(*arguments: str) -> AtTerminal:
        started.append(AtTerminal(home, arguments))
        return started[-1]

    yield start
    for at in started:
        at.close()


def kept(bus: PrivateBus) -> int:
    """Return how many secrets of ours the keyring holds."""
    found: list[int] = []

    def asked() -> bool:
        """On a busy machine the daemon answers before it has put up what it offers."""
        with closing(bus.connect()) as connection, suppress(ItemNotFoundException):
            found.append(len(list(secretstorage.search_items(connection, {"service": SERVICE}))))
        return bool(found)

    assert comes_true(asked)
    return found[0]


def test_unlock_list_lock_list(home, bus, sit):
    at = sit("unlock")
    at.expect(MASTER)
    at.type(PASSWORD + "\n")
    at.expect("asks for nothing until")
    assert at.finish() == 0
    assert kept(bus) == 1
    at = sit("list")
    assert at.finish() == 0
    assert at.transcript == "GitHub  alice\r\n"
    done = home.script("list", given="")
    assert (done.code, done.out, done.err) == (0, "GitHub\talice\n", "")
    at = sit("lock")
    assert at.finish() == 0
    assert at.transcript == "No window is open.\r\nEnded 1 grant.\r\n"
    assert kept(bus) == 0
    at = sit("list")
    at.expect(MASTER)
    at.type("\x04")
    assert at.finish() == 21


def test_a_grant_ends_after_its_time(home):
    home.clock = FakeClock(SystemClock().now_ms(), SystemClock().monotonic())
    assert home.run("unlock").code == 0
    home.clock.forward(seconds=599)
    assert home.run("list", given="").code == 0
    home.clock.forward(seconds=599)
    assert home.run("list", given="").code == 0, "counted from its last use"
    home.clock.forward(seconds=600)
    assert home.run("list", given="").code == 3


def test_a_restart_of_the_keyring_ends_it(home, bus):
    assert home.script("unlock").code == 0
    bus.stop_keyring()
    bus.start_keyring()
    done = home.script("list")
    assert (done.code, done.out) == (0, "GitHub\talice\n")
    assert done.err == "The grant has ended; unlock again.\n"


def test_a_pin_chosen_in_the_window(home, sit):
    home.choose_quick_unlock(PIN)
    at = sit("list")
    at.expect(ASKS_PIN)
    assert not at.echoes
    at.type(PIN + "\n")
    at.expect("GitHub  alice\r\n")
    assert at.finish() == 0
    assert PIN not in at.transcript
    at = sit("list")
    at.expect(ASKS_PIN)
    at.type("9999\n")
    at.expect("The PIN is wrong; 4 more tries, then the master password is asked for.")
    at.expect(ASKS_PIN)
    at.type("not a pin\n")
    at.expect("The master password is wrong.")
    at.expect(ASKS_PIN)
    at.type(PASSWORD + "\n")
    at.expect("GitHub  alice\r\n")
    assert at.finish() == 0


def test_five_wrong_pins(home, bus, sit):
    home.choose_quick_unlock(PIN)
    at = sit("list")
    for left in ("4 more tries", "3 more tries", "2 more tries"):
        at.expect(ASKS_PIN)
        at.type("9999\n")
        at.expect(left)
    assert at.finish() == 6
    at = sit("list")
    at.expect(ASKS_PIN)
    at.type("9999\n")
    at.expect("one more try")
    at.expect(ASKS_PIN)
    at.type("9999\n")
    at.expect("that was the last try; unlock with the master password")
    at.expect(MASTER)
    at.type(PASSWORD + "\n")
    at.expect("GitHub  alice\r\n")
    assert at.finish() == 0
    assert kept(bus) == 0


def test_a_pin_that_has_ended_gives_way_to_the_master_password(home, bus, sit):
    home.choose_quick_unlock(PIN)
    bus.stop_keyring()
    bus.start_keyring()
    at = sit("list")
    at.expect(ASKS_PIN)
    at.type(PIN + "\n")
    at.expect("Quick unlock has ended: the keyring holds nothing of it")
    at.expect(MASTER)
    at.type(PASSWORD + "\n")
    at.expect("GitHub  alice\r\n")
    assert at.finish() == 0
    assert "is wrong" not in at.transcript, "nobody typed anything wrong"


def test_a_click_and_forgetting(home, bus, sit):
    home.choose_quick_unlock(None)
    at = sit("list")
    assert at.finish() == 0
    assert at.transcript == "GitHub  alice\r\n"
    at = sit("lock", "--forget")
    assert at.finish() == 0
    assert kept(bus) == 0
    at = sit("list")
    at.expect(MASTER)
    at.type(PASSWORD + "\n")
    assert at.finish() == 0


def test_a_script_with_and_without_the_master_password(home):
    assert home.script("unlock").code == 0
    word = secrets.token_hex(8)
    for given in (f"{PASSWORD}\n{word}\n", f"{word}\n"):
        title = f"New {len(given)}"
        assert home.script("add", title, "--password-prompt", given=given).code == 0
        shown = home.script("show", title, "--field", "password", given="")
        assert shown.out == f"{word}\n"


def test_a_silent_keyring_can_be_walked_away_from(home, bus, sit):
    assert home.script("unlock").code == 0
    bus.stop_keyring()
    silent = bus.play(SECRETS, silence)
    at = sit("list")
    assert until(lambda: silent.calls)
    at.type("\x03")
    assert at.finish() == 130
    assert at.transcript == "^C\r\nCancelled.\r\n"


def test_a_silent_keyring_leaves_the_master_password(home, bus):
    assert home.script("unlock").code == 0
    bus.stop_keyring()
    bus.play(SECRETS, silence)
    done = home.script("list")
    assert (done.code, done.out) == (0, "GitHub\talice\n")
    assert done.err == "This computer's keyring does not answer; unlock with the master password.\n"
    home.keyring = SystemKeyring(patience=0.5)  # one wait at its whole length shows enough
    done = home.run("lock", given="")
    assert (done.code, done.out) == (0, "No window is open.\nEnded 1 grant.\n")


def test_lock_reaches_whoever_listens(home):
    assert home.script("unlock").code == 0
    said = []

    def hear(request):
        said.append(request.message)
        request.answer(DONE)

    window = instance.listen(home.places.slots)
    assert window is not None
    with closing(window):
        window.serve(hear)
        done = home.script("lock", given="")
    assert (done.code, done.out) == (0, "Locked the window.\nEnded 1 grant.\n")
    assert said == [{"lock": True}]


def test_no_keyring_at_all(home, bus, sit):
    bus.stop_keyring()
    at = sit("unlock")
    assert at.finish() == 23
    assert at.transcript.startswith("strongroom-cli: No keyring can be reached")
    assert at.transcript.count("\n") == 1
    assert home.script("list").code == 0
