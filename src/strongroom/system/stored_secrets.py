# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that the Secret Service of this desktop keeps, for whoever moves it elsewhere.

GNOME Keyring, KWallet (from 5.97 on) and KeePassXC answer alike.  A locked collection is
opened by a question of the service's own; one that is not opened gives nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import secretstorage

from strongroom.system.secret_service import bus_of

_SESSION = "/org/freedesktop/secrets/collection/session"


@dataclass(frozen=True, slots=True)
class StoredSecret:
    """One entry: moments in seconds since 1970."""

    collection: str
    label: str
    attributes: dict[str, str] = field(repr=False)
    secret: bytes = field(repr=False)
    created: int = 0
    modified: int = 0


def stored_secrets(step: Callable[[], None]) -> Iterator[StoredSecret | str]:
    """Yield all entries; a text instead is the name of a collection that stayed locked.

    What ends with the log-in is left out: it is no place of keeping.  What ``step`` raises ends
    it between two entries.

    Raises:
        NoKeyring: none can be reached.
        KeyringFailed: it refused.
    """
    with bus_of(lambda _cut: None) as bus:
        for collection in secretstorage.get_all_collections(bus):
            step()
            if collection.collection_path == _SESSION:
                continue
            label = str(collection.get_label())
            if collection.is_locked() and (collection.unlock() or collection.is_locked()):
                yield label
                continue
            for item in collection.get_all_items():
                step()
                if item.is_locked() and (item.unlock() or item.is_locked()):
                    yield f"{label}: {item.get_label()}"
                    continue
                yield StoredSecret(
                    collection=label,
                    label=str(item.get_label()),
                    attributes={str(k): str(v) for k, v in item.get_attributes().items()},
                    secret=bytes(item.get_secret()),
                    created=int(item.get_created()),
                    modified=int(item.get_modified()),
                )
