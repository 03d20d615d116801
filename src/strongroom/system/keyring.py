# SPDX-License-Identifier: GPL-3.0-or-later
"""The keyring of the operating system, with a time limit on every call.

Linux: the Secret Service (``secret_service.py``), else KWallet.  Windows: the Credential
Locker, for this log-in alone (``CRED_PERSIST_SESSION``).  macOS: the Keychain, which lasts.
The last three go through the ``keyring`` package's own backends, were written from its
source and documentation, and are untried.  No other backend is ever taken, whatever
``keyringrc.cfg`` names: some of them keep plain text.

These libraries take and give strings and ``bytes``, which nobody can zero.  They live for
the length of one call; what this class takes and gives is a ``SecretBytes``.

A call is given up after a few seconds, but a question that the keyring asks the person may
stay open for two minutes.  Nothing of ``keyring`` is imported before it is used: a terminal
that needs no keyring does not pay for it.
"""

import sys
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING, Protocol, TypeVar

from strongroom.errors import KeyringFailed, KeyringLocked, KeyringSilent, NoKeyring
from strongroom.secret import SecretBytes
from strongroom.system.patience import Call, OutOfPatience
from strongroom.texts import _

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

SERVICE = "Strongroom"
PATIENCE = 5.0  # seconds, where no question is open
QUESTION = 120.0  # seconds that the keyring's own question may stay open

Asking = Callable[[], None]
CutWith = Callable[[Callable[[], None]], None]


class Conversation(Protocol):
    """What one kind of keyring can be asked, by service and name."""

    def ends_at_logout(self) -> bool:
        """Tell whether what is put there is gone at log-out."""
        ...

    def put(self, service: str, name: str, secret: SecretBytes) -> None:
        """Keep ``secret``."""
        ...

    def get(self, service: str, name: str) -> SecretBytes | None:
        """Return what is kept."""
        ...

    def drop(self, service: str, name: str) -> None:
        """Keep it no longer."""
        ...


Converse = Callable[[Asking, CutWith], Conversation]


class SystemKeyring:
    """The keyring that this computer has; looked for anew at each call."""

    def __init__(
        self,
        converse: Converse | None = None,
        *,
        patience: float = PATIENCE,
        question: float = QUESTION,
    ) -> None:
        self._converse = converse or conversation_of(sys.platform)
        self._patience = patience
        self._question = question
        self._calls: set[Call[SecretBytes | None]] = set()

    def ends_at_logout(self) -> bool:
        """Tell whether what is put there is gone when its owner logs out.

        Raises:
            KeyringFailed: in one of its kinds.
            Cancelled: :meth:`cancel` was called.
        """
        answers: list[bool] = []
        self._ask(lambda keyring: answers.append(keyring.ends_at_logout()))
        return answers[0]

    def put(self, name: str, secret: SecretBytes) -> None:
        """Keep ``secret`` under ``name``; raises as :meth:`ends_at_logout`."""
        ours = secret.copy()  # the caller may zero theirs while a slow call still runs

        def put(keyring: Conversation) -> None:
            with ours:
                keyring.put(SERVICE, name, ours)

        self._ask(put)

    def get(self, name: str) -> SecretBytes | None:
        """Return what is kept under ``name``; raises as :meth:`ends_at_logout`."""
        return self._ask(lambda keyring: keyring.get(SERVICE, name))

    def drop(self, name: str) -> None:
        """Keep nothing under ``name``; raises as :meth:`ends_at_logout`."""
        self._ask(lambda keyring: keyring.drop(SERVICE, name))

    def cancel(self) -> None:
        """End every call that is under way with ``Cancelled``; from any thread."""
        for call in tuple(self._calls):
            call.cancel()

    def _ask(self, ask: Callable[[Conversation], SecretBytes | None]) -> SecretBytes | None:
        def work(call: Call[SecretBytes | None]) -> SecretBytes | None:
            keyring = self._converse(lambda: call.allow(self._question), call.cut_with)
            return ask(keyring)

        call = Call(work, dispose=_close)
        self._calls.add(call)
        try:
            return call.run(self._patience)
        except OutOfPatience:
            raise KeyringSilent(_("The keyring of this computer did not answer.")) from None
        finally:
            self._calls.discard(call)


def conversation_of(platform: str) -> Converse:
    """Return how to speak to the keyring of ``platform`` (``sys.platform``)."""
    if platform == "win32":
        return _windows
    if platform == "darwin":
        return _macos
    return _linux


class BackendConversation:
    """One of the ``keyring`` package's backends; ``asking`` is called at each turn.

    They do not tell when a question is open, so that any call may take a question's time.
    """

    def __init__(self, backend: "KeyringBackend", asking: Asking, *, ends: bool) -> None:
        self._backend = backend
        self._asking = asking
        self._ends = ends

    def ends_at_logout(self) -> bool:
        """Tell what is known of the backend."""
        return self._ends

    def put(self, service: str, name: str, secret: SecretBytes) -> None:
        """Keep ``secret``, as a string: the backend takes nothing else."""
        self._do(lambda: self._backend.set_password(_full(service, name), name, secret.text()))

    def get(self, service: str, name: str) -> SecretBytes | None:
        """Return what is kept."""
        found = self._do(lambda: self._backend.get_password(_full(service, name), name))
        return None if found is None else SecretBytes.of_text(found)

    def drop(self, service: str, name: str) -> None:
        """Keep it no longer.  A backend fails at deleting what is not there, too."""
        if self._do(lambda: self._backend.get_password(_full(service, name), name)) is not None:
            self._do(lambda: self._backend.delete_password(_full(service, name), name))

    def _do(self, ask: Callable[[], T]) -> T:
        from keyring.errors import (  # noqa: PLC0415 - start-up time
            KeyringLocked as Locked,
        )

        self._asking()
        try:
            return ask()
        except Locked:
            raise KeyringLocked(_("The keyring of this computer is locked.")) from None
        # Each backend raises what its platform's library raises; none of that is our bug.
        except Exception:  # noqa: BLE001
            raise KeyringFailed(
                _("The keyring of this computer refused what was asked of it.")
            ) from None


def _linux(asking: Asking, cut_with: CutWith) -> Conversation:
    from strongroom.system.secret_service import SecretService  # noqa: PLC0415 - start-up time

    service = SecretService(asking, cut_with)
    if find_spec("dbus") is None:  # without dbus-python there is no way to KWallet's own bus name
        return service
    try:
        service.ends_at_logout()
    except NoKeyring:
        return _kwallet(asking) or service
    return service


def _kwallet(asking: Asking) -> Conversation | None:
    """Return KWallet where dbus-python is there to reach it.

    An entry of it lasts until it is dropped, whoever logs in.
    """
    with suppress(Exception):  # whatever its import or the bus raises: there is none
        from keyring.backends.kwallet import DBusKeyring  # noqa: PLC0415 - start-up time

        if DBusKeyring.viable:
            return BackendConversation(_made(DBusKeyring), asking, ends=False)
    return None


def _windows(asking: Asking, _cut_with: CutWith) -> Conversation:
    from keyring.backends.Windows import WinVaultKeyring  # noqa: PLC0415 - start-up time

    backend = _made(WinVaultKeyring)
    backend.persist = "session"  # type: ignore[attr-defined]
    return BackendConversation(backend, asking, ends=True)


def _macos(asking: Asking, _cut_with: CutWith) -> Conversation:
    from keyring.backends.macOS import Keyring  # noqa: PLC0415 - start-up time

    return BackendConversation(_made(Keyring), asking, ends=False)


def _made(backend: "Callable[[], KeyringBackend]") -> "KeyringBackend":
    return backend()


def _full(service: str, name: str) -> str:
    """Name an entry so that no two share a service, which Windows would move about."""
    return f"{service}: {name}"


def _close(secret: SecretBytes | None) -> None:
    if secret is not None:
        secret.close()
