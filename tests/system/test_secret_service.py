# SPDX-License-Identifier: GPL-3.0-or-later
"""What a Secret Service's refusals mean; a real gnome-keyring: tests/real."""

import socket
from typing import Any

import pytest
import secretstorage
from jeepney import Message, MessageType, new_error
from secretstorage.collection import DEFAULT_COLLECTION, SESSION_COLLECTION

from strongroom.errors import KeyringFailed
from strongroom.secret import SecretBytes
from strongroom.system.secret_service import SecretService

NONE_SUCH = (
    "org.freedesktop.DBus.Error.UnknownMethod",
    "org.freedesktop.DBus.Error.UnknownObject",
    "org.freedesktop.Secret.Error.NoSuchObject",
)
OTHERS = (
    "org.freedesktop.DBus.Error.Failed",
    "org.freedesktop.DBus.Error.AccessDenied",
    "org.freedesktop.DBus.Error.LimitsExceeded",
    "org.freedesktop.DBus.Error.NoReply",
)


class Bus:
    """A bus on which each collection's path answers with its own error."""

    def __init__(self, answers: dict[str, str]) -> None:
        self.sock = socket.socket()
        self.asked: list[str] = []
        self._answers = answers

    def send_and_get_reply(self, message: Message) -> Message:
        path = message.header.fields[1]
        self.asked.append(path)
        message.header.serial = 1
        answer = new_error(message, self._answers[path], "s", ("as it is",))
        assert answer.header.message_type is MessageType.error
        return answer

    def close(self) -> None:
        self.sock.close()


def service(monkeypatch: pytest.MonkeyPatch, session: str, default: str) -> tuple[Any, Bus]:
    bus = Bus({SESSION_COLLECTION: session, DEFAULT_COLLECTION: default})
    monkeypatch.setattr(secretstorage, "dbus_init", lambda: bus)
    return SecretService(lambda: None, lambda _cut: None), bus


@pytest.mark.parametrize("error", NONE_SUCH)
def test_what_is_not_there_holds_nothing(monkeypatch, error):
    asked, bus = service(monkeypatch, error, error)
    assert asked.ends_at_logout() is False
    assert asked.get("Strongroom", "a") is None
    assert bus.asked[-2:] == [SESSION_COLLECTION, DEFAULT_COLLECTION]


@pytest.mark.parametrize("error", OTHERS)
def test_a_failing_session_collection_is_never_replaced_by_the_lasting_one(monkeypatch, error):
    asked, bus = service(monkeypatch, error, NONE_SUCH[0])
    with SecretBytes(b"secret") as secret:
        for ask in (
            asked.ends_at_logout,
            lambda: asked.get("Strongroom", "a"),
            lambda: asked.drop("Strongroom", "a"),
            lambda: asked.put("Strongroom", "a", secret),
        ):
            with pytest.raises(KeyringFailed):
                ask()
    assert set(bus.asked) == {SESSION_COLLECTION}


@pytest.mark.parametrize("error", OTHERS)
def test_a_failing_lasting_collection_is_not_one_that_holds_nothing(monkeypatch, error):
    asked, _bus = service(monkeypatch, NONE_SUCH[1], error)
    for ask in (asked.get, asked.drop):
        with pytest.raises(KeyringFailed):
            ask("Strongroom", "a")
