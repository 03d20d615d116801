# SPDX-License-Identifier: GPL-3.0-or-later
"""Quick unlock's half in a real gnome-keyring, and what becomes of it when that fails."""

import binascii
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import secretstorage
from keyring.backends.SecretService import Keyring as SecretServiceBackend
from tests.app.worlds import PASSWORD, World, new_unlock, with_password
from tests.contracts.keyring import SECRET, held, put
from tests.real.keyrings import (
    PROMPTER,
    SECRETS,
    PrivateBus,
    dismissing,
    leaving_open,
    refusing,
    silence,
    until,
)

from strongroom.app.grants import Grants
from strongroom.app.quick_unlock import QuickUnlock
from strongroom.crypto.kdf import CHEAPEST
from strongroom.errors import (
    Cancelled,
    KeyringDismissed,
    KeyringFailed,
    KeyringSilent,
    NoKeyring,
    QuickUnlockOver,
    WrongPin,
)
from strongroom.secret import SecretBytes
from strongroom.system import secret_service
from strongroom.system.keyring import SERVICE, SystemKeyring

pytestmark = pytest.mark.real("dbus-run-session", "gnome-keyring-daemon")

PIN = b"260413"


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PrivateBus]:
    with PrivateBus(tmp_path) as bus:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
        yield bus


@pytest.fixture
def only_lasting(monkeypatch: pytest.MonkeyPatch) -> None:
    """A service that knows of no session collection, as the specification does not."""
    monkeypatch.setattr(secret_service, "_session_collection", lambda _bus: None)


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path)
    session = world.session()
    session.create(world.path, "Personal", new_unlock())
    session.lock()
    return world


def quick_of(world: World, keyring: SystemKeyring | None = None) -> QuickUnlock:
    keyring = keyring or SystemKeyring(patience=2.0)
    return QuickUnlock(world.session(), keyring, lambda: CHEAPEST, lambda: 12)


def armed(world: World, pin: bytes | None = PIN) -> QuickUnlock:
    quick = quick_of(world)
    quick._session.unlock(world.path, with_password())
    secret = None if pin is None else SecretBytes(pin)
    quick.choose(with_password(), secret).finish()
    quick._session.lock()
    return quick


def test_it_lies_in_the_session_collection_and_reaches_no_file(bus):
    bus.start_keyring()
    keyring = SystemKeyring()
    before = {path: path.read_bytes() for path in bus.files()}
    put(keyring, SECRET)
    with closing(bus.connect()) as connection:
        attributes = {"service": SERVICE}
        session = secretstorage.Collection(
            connection, "/org/freedesktop/secrets/collection/session"
        )
        lasting = secretstorage.Collection(connection)
        assert [item.get_secret() for item in session.search_items(attributes)] == [SECRET]
        assert list(lasting.search_items(attributes)) == []
    assert {path: path.read_bytes() for path in bus.files()} == before
    assert before, "the daemon has files, and they are looked at"
    assert not any(SECRET in data or SERVICE.encode() in data for data in before.values())


def test_the_keyring_package_finds_it(bus):
    bus.start_keyring()
    put(SystemKeyring(), SECRET, "quick-1")
    backend = SecretServiceBackend()
    session = "/org/freedesktop/secrets/collection/session"
    backend.preferred_collection = session  # type: ignore[attr-defined]
    assert backend.get_password(SERVICE, "quick-1") == SECRET.decode()


def test_a_restart_of_the_daemon_ends_quick_unlock(bus, world):
    bus.start_keyring()
    quick = armed(world)
    quick.unlock(world.path, SecretBytes(PIN))
    quick._session.lock()
    bus.stop_keyring()
    bus.start_keyring()
    with pytest.raises(QuickUnlockOver, match="holds nothing"):
        quick.unlock(world.path, SecretBytes(PIN))
    assert quick.offer(world.path) is None
    quick._session.unlock(world.path, with_password())


def test_by_pin_by_click_and_by_grant(bus, world):
    bus.start_keyring()
    quick = armed(world)
    with pytest.raises(WrongPin) as caught:
        quick.unlock(world.path, SecretBytes(b"9999"))
    assert caught.value.left == 4
    quick.unlock(world.path, SecretBytes(PIN), keep_key=True)
    grants = Grants(quick._session, SystemKeyring(), lambda: 10)
    grants.open().finish()
    quick._session.lock()
    grants.unlock(world.path)
    grants.end(None)
    quick._session.lock()
    with pytest.raises(QuickUnlockOver):
        grants.unlock(world.path)
    click = armed(world, pin=None)
    click.unlock(world.path, None)


def test_five_wrong_pins_leave_nothing_in_the_keyring(bus, world):
    bus.start_keyring()
    quick = armed(world)
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(WrongPin) as caught:
            quick.unlock(world.path, SecretBytes(b"9999"))
        assert caught.value.left == left
    with closing(bus.connect()) as connection:
        assert list(secretstorage.search_items(connection, {"service": SERVICE})) == []
    with pytest.raises(QuickUnlockOver):
        quick.unlock(world.path, SecretBytes(PIN))


def test_other_bytes_in_the_keyring_end_it(bus, world):
    bus.start_keyring()
    quick = armed(world)
    with closing(bus.connect()) as connection:
        (item,) = secretstorage.search_items(connection, {"service": SERVICE})
        kept = item.get_secret()
        lie = binascii.hexlify(bytes(32))
        item.set_secret(lie + kept[64:])
    with pytest.raises(QuickUnlockOver, match="other bytes"):
        quick.unlock(world.path, SecretBytes(PIN))
    quick._session.unlock(world.path, with_password(PASSWORD))


@pytest.mark.usefixtures("only_lasting")
def test_without_a_session_collection_the_lasting_one_is_named_as_such(bus):
    bus.start_keyring()
    keyring = SystemKeyring()
    assert keyring.ends_at_logout() is False
    put(keyring, SECRET)
    assert held(keyring) == SECRET
    keyring.drop("quick-0123456789abcdef")
    assert held(keyring) is None


@pytest.mark.usefixtures("only_lasting")
def test_a_question_that_is_closed(bus, world):
    bus.start_keyring()
    quick = armed(world)
    bus.lock_default()
    person = bus.play(PROMPTER, dismissing)
    with pytest.raises(KeyringDismissed, match="closed without an answer; unlock with the master"):
        quick.unlock(world.path, SecretBytes(PIN))
    assert "PerformPrompt" in person.calls
    assert quick.offer(world.path) is not None, "it can be tried again"
    quick._session.unlock(world.path, with_password())
    arming = quick_of(world)
    arming._session.unlock(world.path, with_password(), keep_key=True)
    prepared = arming.arm()
    assert prepared is not None
    with pytest.raises(KeyringDismissed, match="Quick unlock is off"):
        prepared.finish()


@pytest.mark.usefixtures("only_lasting")
def test_a_question_may_stay_open_longer_than_a_call_and_can_be_walked_away_from(bus, world):
    bus.start_keyring()
    armed(world)
    bus.lock_default()
    person = bus.play(PROMPTER, leaving_open)
    quick = quick_of(world, SystemKeyring(patience=0.5))
    outcome: list[BaseException] = []

    def unlock() -> None:
        try:
            quick.unlock(world.path, SecretBytes(PIN))
        except Cancelled as error:
            outcome.append(error)

    waiting = threading.Thread(target=unlock)
    waiting.start()
    assert until(lambda: "PerformPrompt" in person.calls)
    waiting.join(1.0)
    assert waiting.is_alive(), "the question is still open"
    started = time.monotonic()
    quick.cancel()
    waiting.join(10)
    assert outcome
    assert time.monotonic() - started < 0.5
    quick._session.unlock(world.path, with_password())


def test_dropping_from_a_locked_collection_asks_nobody(bus, monkeypatch):
    bus.start_keyring()
    monkeypatch.setattr(secret_service, "_session_collection", lambda _bus: None)
    keyring = SystemKeyring(patience=1.0)
    put(keyring, SECRET)
    bus.lock_default()
    person = bus.play(PROMPTER, leaving_open)
    with pytest.raises(Exception, match="keyring of this computer is locked"):
        keyring.drop("quick-0123456789abcdef")
    assert person.calls == []


def test_a_keyring_that_never_answers(bus, world):
    silent = bus.play(SECRETS, silence)
    started = time.monotonic()
    with pytest.raises(KeyringSilent):
        SystemKeyring(patience=0.5).get("quick-1")
    assert time.monotonic() - started < 2.0
    assert silent.calls
    quick = quick_of(world, SystemKeyring(patience=0.5))
    quick._session.unlock(world.path, with_password())
    arming = quick.choose(with_password(), SecretBytes(PIN))
    with pytest.raises(KeyringSilent, match="does not answer"):
        arming.finish()
    assert quick.offer(world.path) is None


def test_a_keyring_that_refuses_everything(bus):
    bus.play(SECRETS, refusing("org.freedesktop.DBus.Error.AccessDenied"))
    with pytest.raises(KeyringFailed, match="refused") as caught:
        SystemKeyring().get("quick-1")
    assert type(caught.value) is KeyringFailed


def test_a_keyring_that_has_no_collection_holds_nothing(bus):
    bus.play(SECRETS, refusing("org.freedesktop.DBus.Error.UnknownObject"))
    keyring = SystemKeyring()
    assert keyring.get("quick-1") is None
    keyring.drop("quick-1")
    assert keyring.ends_at_logout() is False


@pytest.mark.usefixtures("bus")
def test_no_keyring_on_the_bus(world):
    quick = quick_of(world)
    quick._session.unlock(world.path, with_password())
    with pytest.raises(NoKeyring, match="no keyring can be reached"):
        quick.choose(with_password(), SecretBytes(PIN)).finish()


@pytest.mark.parametrize("address", [None, "unix:path=/nonexistent/bus", "nonsense"])
def test_no_bus_at_all(monkeypatch, address):
    if address is None:
        monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    else:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    with pytest.raises(NoKeyring, match="No keyring can be reached"):
        SystemKeyring().get("quick-1")
