# SPDX-License-Identifier: GPL-3.0-or-later
"""The desktop's key against a portal that dbusmock plays on a bus of the test's own."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from queue import Queue

import pytest
from tests.real.signals import Bus, until

from strongroom.system.global_shortcut import PATH, PORTAL, SHORTCUTS, PortalShortcut

pytestmark = pytest.mark.real("dbus-daemon")

MOCK = "org.freedesktop.DBus.Mock"
SESSION = "/org/freedesktop/portal/desktop/session/1_1/strongroom1"
WORKS = "Quick access works with Ctrl+Shift+Space in every program."
OTHERWISE = (
    "Outside this window: bind a key to “strongroom --quick-access” in your desktop's settings."
)

# What the portal's answer is, as Python that dbusmock runs; then the response is sent.
RESPOND = """
import dbus
ret = dbus.ObjectPath(self.path + "/request/" + {token})
self.EmitSignalDetailed(
    "org.freedesktop.portal.Request", "Response", "ua{{sv}}",
    [dbus.UInt32({code}), dbus.Dictionary({results}, signature="sv")], {{"path": str(ret)}},
)
"""


class Portal:
    """A portal, and a press of the key."""

    def __init__(self, bus: Bus) -> None:
        self.bus = bus
        bus.play(PORTAL, "--session", PORTAL, PATH, SHORTCUTS)
        self.answer("CreateSession", "a{sv}", f'{{"session_handle": "{SESSION}"}}', "args[0]")
        about = '{"trigger_description": dbus.String("Ctrl+Shift+Space", variant_level=1)}'
        bound = f'{{"shortcuts": dbus.Array([("quick-access", {about})], signature="(sa{{sv}})")}}'
        self.answer("BindShortcuts", "oa(sa{sv})sa{sv}", bound, "args[3]")

    def answer(
        self, method: str, signature: str, results: str, options: str, code: int = 0
    ) -> None:
        token = f'str({options}["handle_token"])'
        body = RESPOND.format(token=token, results=results, code=code)
        self.add(method, signature, body)

    def add(self, method: str, signature: str, body: str) -> None:
        where = (PORTAL, PATH, MOCK)
        self.bus.call(where, "AddMethod", "sssss", SHORTCUTS, method, signature, "o", body)

    def press(self, name: str = "quick-access", session: str = SESSION, token: str = "") -> None:
        options = {"activation_token": ("s", token)} if token else {}
        self.bus.emit(
            (PORTAL, PATH, SHORTCUTS),
            "Activated",
            ("o", session),
            ("s", name),
            ("t", 1234),
            ("a{sv}", options),
        )

    def calls(self, method: str) -> list[list[object]]:
        got = self.bus.call((PORTAL, PATH, MOCK), "GetMethodCalls", "s", method)
        return [[value for _kind, value in arguments] for _time, arguments in got]


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bus]:
    with tempfile.TemporaryDirectory(prefix="bus-") as folder:
        made = Bus("DBUS_SESSION_BUS_ADDRESS", Path(folder))
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", made.address)
        yield made
        made.die()


@pytest.fixture
def shortcut() -> Iterator[PortalShortcut]:
    made = PortalShortcut()
    yield made
    made.stop()


@pytest.fixture
def presses() -> "Queue[str]":
    return Queue()


def test_the_key_is_bound_and_each_press_is_told(
    bus: Bus, shortcut: PortalShortcut, presses: "Queue[str]"
) -> None:
    portal = Portal(bus)
    assert shortcut.state == OTHERWISE
    shortcut.start(presses.put)
    assert until(lambda: shortcut.works), portal.calls("BindShortcuts")
    assert shortcut.state == WORKS
    session, shortcuts, parent, _options = portal.calls("BindShortcuts")[0]
    assert (session, parent) == (SESSION, "")
    assert "CTRL+SHIFT+space" in repr(shortcuts)
    portal.press(name="another")
    portal.press(session=SESSION + "2")
    portal.press(token="leave")
    assert presses.get(timeout=20) == "leave"
    portal.press()
    assert presses.get(timeout=20) == ""
    assert presses.empty()


def test_what_another_program_sends_is_no_press(
    bus: Bus, shortcut: PortalShortcut, presses: "Queue[str]"
) -> None:
    portal = Portal(bus)
    shortcut.start(presses.put)
    assert until(lambda: shortcut.works)
    other = "org.example.Other"
    bus.play(other, "--session", other, PATH, SHORTCUTS)
    bus.emit(
        (other, PATH, SHORTCUTS),
        "Activated",
        ("o", SESSION),
        ("s", "quick-access"),
        ("t", 1),
        ("a{sv}", {}),
    )
    portal.press(token="real")
    assert presses.get(timeout=20) == "real"


def test_without_a_portal_it_gives_up_quietly(
    bus: Bus, shortcut: PortalShortcut, presses: "Queue[str]"
) -> None:
    assert not bus.has(PORTAL)
    shortcut.start(presses.put)
    assert shortcut.state == OTHERWISE
    assert not shortcut.works


@pytest.mark.parametrize("refusing", ["the session", "the key", "the person", "none bound"])
def test_a_portal_that_refuses_is_no_trouble(
    bus: Bus, shortcut: PortalShortcut, presses: "Queue[str]", refusing: str
) -> None:
    portal = Portal(bus)
    error = (
        'raise dbus.exceptions.DBusException("no", name="org.freedesktop.DBus.Error.AccessDenied")'
    )
    last = "BindShortcuts"
    if refusing == "the session":
        last = "CreateSession"
        portal.add("CreateSession", "a{sv}", error)
    elif refusing == "the key":
        portal.add("BindShortcuts", "oa(sa{sv})sa{sv}", error)
    elif refusing == "the person":
        portal.answer("BindShortcuts", "oa(sa{sv})sa{sv}", "{}", "args[3]", code=1)
    else:
        portal.answer("BindShortcuts", "oa(sa{sv})sa{sv}", "{}", "args[3]")
    shortcut.start(presses.put)
    assert until(lambda: portal.calls(last))
    if last == "BindShortcuts":
        portal.press(token="after the answer")
        assert presses.get(timeout=20) == "after the answer"
    assert not shortcut.works
    assert shortcut.state == OTHERWISE


def test_the_key_is_gone_with_its_session(
    bus: Bus, shortcut: PortalShortcut, presses: "Queue[str]"
) -> None:
    Portal(bus)
    shortcut.start(presses.put)
    assert until(lambda: shortcut.works)
    bus.emit((PORTAL, PATH, "org.freedesktop.portal.Session"), "Closed", ("a{sv}", {}))
    assert until(lambda: not shortcut.works)
    assert shortcut.state == OTHERWISE


def test_a_bus_that_dies_ends_it(bus: Bus, shortcut: PortalShortcut, presses: "Queue[str]") -> None:
    Portal(bus)
    shortcut.start(presses.put)
    assert until(lambda: shortcut.works)
    shortcut.stop()
    assert until(lambda: not shortcut.works)


@pytest.mark.usefixtures("shortcut")
def test_a_bus_that_is_not_there_is_no_trouble(
    monkeypatch: pytest.MonkeyPatch, shortcut: PortalShortcut, presses: "Queue[str]"
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
    shortcut.start(presses.put)
    assert shortcut.state == OTHERWISE
