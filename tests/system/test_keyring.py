# SPDX-License-Identifier: GPL-3.0-or-later
"""What the system's keyring does around whatever keyring there is; gnome-keyring: tests/real."""

import os
import subprocess
import sys
import threading
from typing import Any

import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked as BackendLocked
from keyring.errors import PasswordDeleteError
from tests.contracts.keyring import SECRET, KeyringContract, held, put

from strongroom.app.ports import Keyring
from strongroom.errors import (
    Cancelled,
    KeyringDismissed,
    KeyringFailed,
    KeyringLocked,
    KeyringSilent,
    NoKeyring,
)
from strongroom.secret import SecretBytes
from strongroom.system import keyring as module
from strongroom.system import secret_service
from strongroom.system.keyring import (
    QUESTION,
    SERVICE,
    Asking,
    BackendConversation,
    Conversation,
    CutWith,
    SystemKeyring,
    conversation_of,
)


class Backend(KeyringBackend):
    """A backend of the ``keyring`` package, as those of other platforms are."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.failure: Exception | None = None

    def get_password(self, service: str, username: str) -> str | None:
        self._fail()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._fail()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._fail()
        try:
            del self.kept[service, username]
        except KeyError:
            raise PasswordDeleteError from None

    def _fail(self) -> None:
        if self.failure is not None:
            raise self.failure


def over(backend: Backend, *, ends: bool = True) -> SystemKeyring:
    return SystemKeyring(lambda asking, _cut: BackendConversation(backend, asking, ends=ends))


class TestBackend(KeyringContract):
    @pytest.fixture
    def keyring(self) -> Keyring:
        return over(Backend())


def test_no_two_entries_of_a_backend_share_a_service():
    backend = Backend()
    keyring = over(backend)
    put(keyring, SECRET, "a")
    put(keyring, SECRET, "b")
    assert list(backend.kept) == [(f"{SERVICE}: a", "a"), (f"{SERVICE}: b", "b")]


def test_a_backend_that_lasts_says_so():
    assert over(Backend(), ends=False).ends_at_logout() is False


@pytest.mark.parametrize(
    ("failure", "kind"),
    [
        (BackendLocked("locked"), KeyringLocked),
        (PasswordDeleteError("it"), KeyringFailed),
        (OSError(5, "it"), KeyringFailed),
    ],
)
def test_what_a_backend_raises_is_said_in_our_words(failure, kind):
    backend = Backend()
    backend.failure = failure
    keyring = over(backend)
    for ask in (lambda: keyring.get("a"), lambda: put(keyring, SECRET), lambda: keyring.drop("a")):
        with pytest.raises(KeyringFailed) as caught:
            ask()
        assert type(caught.value) is kind
        assert caught.value.__cause__ is None
        assert str(caught.value) != "it"


class Slow:
    """A keyring that thinks, and may first say that it asks a person."""

    def __init__(self, asking: Asking, *, asks: bool) -> None:
        self.go_on = threading.Event()
        self.begun = threading.Event()
        self.got: list[bytes] = []
        self._asking = asking if asks else lambda: None

    def ends_at_logout(self) -> bool:
        return True

    def get(self, _service: str, _name: str) -> SecretBytes | None:
        self._think()
        return SecretBytes(SECRET)

    def put(self, _service: str, _name: str, secret: SecretBytes) -> None:
        self._think()
        self.got.append(bytes(secret.buffer))

    def drop(self, _service: str, _name: str) -> None:
        self._think()

    def _think(self) -> None:
        self._asking()
        self.begun.set()
        self.go_on.wait(QUESTION)


def slow(*, asks: bool = False, **more: Any) -> tuple[SystemKeyring, list[Slow]]:
    made: list[Slow] = []

    def converse(asking: Asking, _cut: CutWith) -> Conversation:
        made.append(Slow(asking, asks=asks))
        return made[-1]

    return SystemKeyring(converse, **more), made


def test_a_keyring_that_does_not_answer_is_given_up():
    keyring, made = slow(patience=0.1)
    with pytest.raises(KeyringSilent, match="did not answer"):
        keyring.get("a")
    made[0].go_on.set()


def test_a_question_has_more_time_but_not_for_ever():
    keyring, made = slow(asks=True, patience=0.05, question=0.4)

    def answer() -> None:
        made[0].go_on.set()

    threading.Timer(0.2, answer).start()
    assert held(keyring, "a") == SECRET
    keyring, made = slow(asks=True, patience=0.05, question=0.2)
    with pytest.raises(KeyringSilent):
        keyring.get("a")
    made[0].go_on.set()


def test_every_call_that_is_under_way_can_be_cancelled():
    keyring, made = slow()
    outcome: list[str] = []

    def get() -> None:
        try:
            keyring.get("a")
        except Cancelled:
            outcome.append("cancelled")

    threads = [threading.Thread(target=get) for _number in range(2)]
    for thread in threads:
        thread.start()
    while len(made) < 2 or not all(one.begun.wait(10) for one in made):
        pass
    keyring.cancel()
    for thread in threads:
        thread.join(10)
    assert outcome == ["cancelled", "cancelled"]
    for one in made:
        one.go_on.set()


def test_a_slow_keyring_still_gets_what_its_caller_has_zeroed():
    keyring, made = slow(patience=0.1)
    with SecretBytes(SECRET) as secret, pytest.raises(KeyringSilent):
        keyring.put("a", secret)
    made[0].go_on.set()
    while not made[0].got:
        pass
    assert made[0].got == [SECRET]


def test_each_platform_has_its_own_keyring_and_no_other_is_ever_taken():
    assert conversation_of("win32") is module._windows
    assert conversation_of("darwin") is module._macos
    assert conversation_of("linux") is module._linux


def nobody() -> None:
    """Ask nobody."""


def no_cut(_cut: object) -> None:
    """Break off nothing."""


@pytest.mark.parametrize("wallet", [None, "wallet"])
def test_kwallet_is_asked_where_there_is_no_secret_service(monkeypatch, wallet):
    def none(_self: object) -> bool:
        raise NoKeyring(str(wallet))

    monkeypatch.setattr(module, "find_spec", lambda _name: object())
    monkeypatch.setattr(secret_service.SecretService, "ends_at_logout", none)
    monkeypatch.setattr(module, "_kwallet", lambda _asking: wallet)
    found = module._linux(nobody, no_cut)
    assert found == wallet or isinstance(found, secret_service.SecretService)
    assert (found == wallet) is (wallet is not None)


def test_a_secret_service_goes_before_kwallet(monkeypatch):
    monkeypatch.setattr(module, "find_spec", lambda _name: object())
    monkeypatch.setattr(secret_service.SecretService, "ends_at_logout", lambda _self: True)
    assert isinstance(module._linux(nobody, no_cut), secret_service.SecretService)


def test_without_dbus_python_there_is_no_kwallet(monkeypatch):
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    assert module._kwallet(nobody) is None
    with pytest.raises(NoKeyring):
        SystemKeyring(conversation_of("linux")).get("a")


def test_a_dismissed_question_is_told_from_a_locked_keyring():
    assert not issubclass(KeyringDismissed, KeyringLocked)


def test_nothing_is_loaded_before_it_is_used():
    program = (
        "import sys\n"
        "from strongroom.system.keyring import SystemKeyring\n"
        "SystemKeyring().cancel()\n"
        "print([n for n in ('keyring', 'secretstorage', 'jeepney') if n in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path)),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n"
