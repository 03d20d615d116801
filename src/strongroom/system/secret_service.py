# SPDX-License-Identifier: GPL-3.0-or-later
"""The Secret Service of a Linux desktop: gnome-keyring, KeePassXC, oo7, KWallet from 5.97 on.

What is put there goes into the *session* collection, which gnome-keyring and oo7 keep in
the memory of their daemon alone and which therefore ends with the log-in; only where there
is none (the specification knows of none), into the default collection, which lasts.  An
entry bears the attributes that the ``keyring`` package would give it, so ``keyring`` and
Seahorse find it.  ``secretstorage``, which that package itself speaks through, is used
directly: importing it takes 20 ms instead of 140, it says when a question is about to be
asked, and it takes bytes.  On the bus it encrypts where the service can, and sends in the
clear where the service says that it cannot.  It copies what it is given into ``bytes`` of
its own, which nobody can zero; whoever could read those could ask the service.

Only a service that says "there is no such object" has none.  Whatever else it answers is a
failure: never a reason to use the lasting collection, or to believe that nothing is kept.

Imported only when a keyring is really used.
"""

import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress

import secretstorage
from jeepney import DBusErrorResponse
from jeepney.io.blocking import DBusConnection
from secretstorage.collection import DEFAULT_COLLECTION, SESSION_COLLECTION

from strongroom.errors import KeyringDismissed, KeyringFailed, KeyringLocked, NoKeyring
from strongroom.secret import SecretBytes
from strongroom.texts import _

_APPLICATION = "Python keyring library"
_NO_SUCH_OBJECT = (
    "org.freedesktop.DBus.Error.UnknownMethod",
    "org.freedesktop.DBus.Error.UnknownObject",
    "org.freedesktop.Secret.Error.NoSuchObject",
)


class SecretService:
    """One conversation with the service.

    ``asking`` is called before a question to the person may open; ``cut_with`` is given
    what breaks the conversation off, from any thread.  A question of the service that is
    open then stays so until the person closes it: the specification's ``Dismiss`` is not
    sent, because it ends gnome-keyring 42 itself, and all that its session collection held.
    """

    def __init__(
        self, asking: Callable[[], None], cut_with: Callable[[Callable[[], None]], None]
    ) -> None:
        self._asking = asking
        self._cut_with = cut_with

    def ends_at_logout(self) -> bool:
        """Tell whether there is a session collection."""
        with self._bus() as bus:
            return _session_collection(bus) is not None

    def put(self, service: str, name: str, secret: SecretBytes) -> None:
        """Keep ``secret`` under both names."""
        with self._bus() as bus:
            collection = _session_collection(bus)
            if collection is None:
                self._asking()
                collection = secretstorage.get_default_collection(bus)
            self._unlock(collection)
            collection.create_item(
                f"{service}: {name}",
                _attributes(service, name) | {"application": _APPLICATION},
                bytes(secret.buffer),
                replace=True,
            )

    def get(self, service: str, name: str) -> SecretBytes | None:
        """Return what is kept under both names."""
        with self._bus() as bus:
            collection = _collection(bus)
            if collection is None:
                return None
            self._unlock(collection)
            item = _item(collection, service, name)
            if item is None:
                return None
            self._unlock(item)  # KeePassXC locks single items, and asks
            return SecretBytes(item.get_secret())

    def drop(self, service: str, name: str) -> None:
        """Keep nothing under both names.  Nobody is asked to unlock what is to go."""
        with self._bus() as bus:
            collection = _collection(bus)
            item = None if collection is None else _item(collection, service, name)
            if item is not None:
                item.delete()

    def _unlock(self, locked: secretstorage.Collection | secretstorage.Item) -> None:
        if not locked.is_locked():
            return
        self._asking()
        if locked.unlock():
            raise secretstorage.PromptDismissedException
        if locked.is_locked():
            raise secretstorage.LockedException

    def _bus(self) -> AbstractContextManager[DBusConnection]:
        return bus_of(self._cut_with)


@contextmanager
def bus_of(cut_with: Callable[[Callable[[], None]], None]) -> Iterator[DBusConnection]:
    """Connect to the service, and say in our words what goes wrong."""
    try:
        bus = secretstorage.dbus_init()
        try:
            cut_with(lambda: _cut(bus.sock))
            yield bus
        finally:
            bus.close()
    except secretstorage.PromptDismissedException:
        raise KeyringDismissed(
            _("The question of this computer's keyring was closed without an answer.")
        ) from None
    except secretstorage.LockedException:
        raise KeyringLocked(_("The keyring of this computer is locked.")) from None
    except (secretstorage.SecretServiceNotAvailableException, OSError):
        raise NoKeyring(_("No keyring can be reached on this computer.")) from None
    except (secretstorage.SecretStorageException, DBusErrorResponse):
        raise KeyringFailed(
            _("The keyring of this computer refused what was asked of it.")
        ) from None


def _session_collection(bus: DBusConnection) -> secretstorage.Collection | None:
    return _existing(bus, SESSION_COLLECTION)


def _collection(bus: DBusConnection) -> secretstorage.Collection | None:
    """Return the session collection, else the default one, else None; none is made."""
    return _session_collection(bus) or _existing(bus, DEFAULT_COLLECTION)


def _existing(bus: DBusConnection, path: str) -> secretstorage.Collection | None:
    try:
        return secretstorage.Collection(bus, path)
    except secretstorage.ItemNotFoundException:
        return None
    except DBusErrorResponse as error:  # which of them the library translates is its version's
        if error.name in _NO_SUCH_OBJECT:
            return None
        raise


def _item(
    collection: secretstorage.Collection, service: str, name: str
) -> secretstorage.Item | None:
    return next(collection.search_items(_attributes(service, name)), None)


def _attributes(service: str, name: str) -> dict[str, str]:
    return {"service": service, "username": name}


def _cut(bus: socket.socket) -> None:
    """End whatever is waiting for the bus; closing alone would not wake it."""
    with suppress(OSError):
        bus.shutdown(socket.SHUT_RDWR)
