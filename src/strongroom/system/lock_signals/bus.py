# SPDX-License-Identifier: GPL-3.0-or-later
"""One D-Bus, read by one thread of its own; what happens there is handled on that thread.

A signal counts only if it comes from whoever owns its service's well-known name just then.
The match rules ask the bus for no others, but anyone may send us one directly, so the
sender is compared here too.  What goes wrong with one message ends with that message.  A bus
that is not there, or goes away, ends the thread and nothing else; one that is to be kept is
connected to again, after a pause that grows.
"""

import socket
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from threading import Event
from typing import Any

from jeepney import DBusAddress, HeaderFields, Message, MessageType, new_method_call
from jeepney.bus_messages import DBus, MatchRule, message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection

Body = Sequence[Any]
Heard = Callable[[Body], None]
Work = Callable[[], None]

SESSION = "SESSION"
SYSTEM = "SYSTEM"
_BUS = DBus.interface
_CONNECT_SECONDS = 10.0
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 60.0


@dataclass(frozen=True, slots=True)
class Signal:
    """A kind of signal; without a path it may come from any object of its service."""

    service: str
    interface: str
    member: str
    path: str | None = None


@dataclass(slots=True)
class _Every:
    seconds: float
    work: Work
    due: float = 0.0


class Bus:
    """A connection, and what to do at what comes over it."""

    def __init__(self, which: str) -> None:
        self._which = which
        self._connection: DBusConnection | None = None
        self._over = Event()
        self._forget()

    def _forget(self) -> None:
        self._heard: list[tuple[Signal, Heard]] = []
        self._owners: dict[str, str] = {}
        self._appeared: dict[str, Work] = {}
        self._waiting: dict[int, tuple[Heard, Work]] = {}
        self._every: list[_Every] = []

    def run(self, begin: Work) -> float | None:
        """Connect, ``begin``, and handle what comes until :meth:`stop` or the bus's end.

        Return how many seconds the connection stood, None where there was none.
        """
        began = None
        # A bus can be absent, have an address that makes no sense, refuse, go away, and say
        # what nobody can read: each ends this connection, and none is for anybody to mend.
        with suppress(Exception):
            self._connection = open_dbus_connection(
                self._which, enable_fds=self._which == SYSTEM, auth_timeout=_CONNECT_SECONDS
            )
            began = time.monotonic()
            self._forget()
            try:
                begin()
                while not self._over.is_set():
                    self._turn()
            finally:
                self._connection.close()
        return None if began is None else time.monotonic() - began

    def keep(self, begin: Work) -> None:
        """Run until :meth:`stop`: where a bus that was there ends, connect to it anew."""
        stood, pause = self.run(begin), _FIRST_PAUSE
        if stood is None:
            return  # this computer has no such bus
        while not self._over.wait(pause):
            stood = self.run(begin)
            steady = stood is not None and stood > _LONGEST_PAUSE
            pause = _FIRST_PAUSE if steady else min(2 * pause, _LONGEST_PAUSE)

    def stop(self) -> None:
        """End the thread soon; from any thread."""
        self._over.set()
        connection = self._connection
        if connection is not None:
            with suppress(OSError):  # closed already
                connection.sock.shutdown(socket.SHUT_RDWR)

    # On the bus's thread

    def watch(self, service: str, appeared: Work | None = None) -> None:
        """Learn who owns ``service``, now and later; ``appeared`` is called at each new owner."""
        if appeared is not None:
            self._appeared[service] = appeared
        rule = MatchRule(type="signal", sender=_BUS, interface=_BUS, member="NameOwnerChanged")
        rule.add_arg_condition(0, service)
        self._send(message_bus.AddMatch(rule), _ignore, _nothing)
        self._send(
            message_bus.GetNameOwner(service),
            lambda body: self._owned(service, body[0]),
            _nothing,
        )

    def owned(self, service: str) -> bool:
        """Tell whether somebody owns ``service``, which is watched."""
        return bool(self._owners.get(service))

    def listen(self, signal: Signal, heard: Heard) -> None:
        """Call ``heard`` with the body of each such signal; :meth:`watch` its service first."""
        rule = MatchRule(
            type="signal",
            sender=signal.service,
            interface=signal.interface,
            member=signal.member,
            path=signal.path,
        )
        self._heard.append((signal, heard))
        self._send(message_bus.AddMatch(rule), _ignore, _nothing)

    def call(
        self,
        where: tuple[str, str, str],
        method: str,
        arguments: tuple[str, tuple[Any, ...]],
        answered: Heard,
        refused: Work | None = None,
    ) -> None:
        """Call a method of (service, path, interface); one of the two is called later."""
        service, path, interface = where
        signature, values = arguments
        address = DBusAddress(path, bus_name=service, interface=interface)
        message = new_method_call(address, method, signature or None, values)
        self._send(message, answered, refused or _nothing)

    def every(self, seconds: float, work: Work) -> None:
        """Call ``work`` now and again."""
        self._every.append(_Every(seconds, work))

    def _send(self, message: Message, answered: Heard, refused: Work) -> None:
        connection = self._connection
        if connection is None:
            return
        serial = next(connection.outgoing_serial)
        self._waiting[serial] = (answered, refused)
        connection.send(message, serial=serial)

    def _turn(self) -> None:
        now = time.monotonic()
        for entry in self._every:
            if now >= entry.due:
                entry.due = now + entry.seconds
                with suppress(Exception):
                    entry.work()
        due = min((entry.due for entry in self._every), default=None)
        connection = self._connection
        if connection is None:
            return
        with suppress(TimeoutError):
            message = connection.receive(timeout=None if due is None else max(0.0, due - now))
            # A service may answer in another shape than its documentation says, and what is
            # done about it may fail; the next message is to be heard all the same.
            with suppress(Exception):
                self._take(message)

    def _take(self, message: Message) -> None:
        kind = message.header.message_type
        if kind is MessageType.signal:
            self._take_signal(message)
        elif kind in {MessageType.method_return, MessageType.error}:
            serial = message.header.fields.get(HeaderFields.reply_serial, -1)
            answered, refused = self._waiting.pop(serial, (_ignore, _nothing))
            if kind is MessageType.method_return:
                answered(message.body)
            else:
                refused()

    def _take_signal(self, message: Message) -> None:
        fields = message.header.fields
        sender = fields.get(HeaderFields.sender)
        interface = fields.get(HeaderFields.interface)
        member = fields.get(HeaderFields.member)
        if sender == _BUS:  # the bus itself sets this: nobody else can
            if member == "NameOwnerChanged":
                service, _before, owner = message.body
                self._owned(service, owner)
            return
        for signal, heard in tuple(self._heard):
            if (
                self._owners.get(signal.service) == sender
                and (signal.interface, signal.member) == (interface, member)
                and signal.path in {None, fields.get(HeaderFields.path)}
            ):
                heard(message.body)

    def _owned(self, service: str, owner: str) -> None:
        known = self._owners.get(service)
        self._owners[service] = owner
        if owner and owner != known and service in self._appeared:
            self._appeared[service]()


def properties_changed(service: str, path: str) -> Signal:
    """Return the signal that tells of changed properties of an object."""
    return Signal(service, "org.freedesktop.DBus.Properties", "PropertiesChanged", path)


def new_value(body: Body, interface: str, name: str) -> object:
    """Return what property ``name`` became, by the body of such a signal; None if untouched."""
    match body:
        case (str(changed_of), dict(changed), *_invalidated) if changed_of == interface:
            _signature, value = changed.get(name, ("", None))
            return value
    return None


def _ignore(_body: Body) -> None:
    """Do nothing with an answer."""


def _nothing() -> None:
    """Do nothing at a refusal."""
