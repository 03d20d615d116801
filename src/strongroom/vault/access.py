# SPDX-License-Identifier: GPL-3.0-or-later
"""The one way to read a vault's file: lock, look beside it, look at its head, then SQLite.

Where something lies beside the file it is judged first, with the lock held alone, and then
everything begins again.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from strongroom.errors import CannotOpen, Unreadable
from strongroom.texts import _
from strongroom.vault import journal, locking, store
from strongroom.vault.failures import (
    LeftBehind,
    busy_opening,
    unsure,
    when_opening,
)
from strongroom.vault.journal import Soundness
from strongroom.vault.places import VaultPlaces

T = TypeVar("T")

# How often a look is begun again because the file changed under it.
TRIES = 5


@contextmanager
def looking(path: Path) -> Iterator[sqlite3.Connection]:
    """Lend a connection to a file that nobody here writes; what lies beside it is left alone.

    No lock is taken, and no byte is believed before the first ones were looked at, raw.

    Raises:
        CannotOpen: in every kind that takes no key to find out, for what is done inside too.
    """
    with when_opening(path):
        store.look(path)
        with store.reading(path, alone=True) as connection:
            yield connection


class Access:
    """Reads one file; what was found beside it and put right is told in ``notices``."""

    def __init__(
        self, path: Path, places: VaultPlaces, examine: Callable[[Path], Soundness]
    ) -> None:
        """Resolve ``path``; ``examine`` verifies a file down to its last row.

        Raises:
            Unreadable: no file can have that name.
        """
        self.file = resolved(path)
        self.notices: list[str] = []
        self.places = places
        self._examine = examine

    @property
    def lock(self) -> Path:
        """The lock file that goes with the vault's file."""
        return self.places.lock_of(self.file)

    def read(self, work: Callable[[sqlite3.Connection], T]) -> tuple[T, store.Fingerprint]:
        """Return what ``work`` makes of the file, and which state of the file it saw.

        Raises:
            CannotOpen: in every kind that does not take a key to find out, and whatever
                ``work`` raises.
        """
        for _attempt in range(TRIES):
            try:
                with when_opening(self.file):
                    return self._read_once(work)
            except LeftBehind:
                self._settle_alone()
        raise busy_opening(self.file)

    def settle(self) -> None:
        """Judge what lies beside the file; the caller holds the lock alone."""
        self.notices += journal.settle(self.file, self.places, self._examine)

    def decide(self, before: tuple[bytes, bytes], after: tuple[bytes, bytes]) -> bool:
        """Tell whether the file is in the state ``after`` a save whose end failed.

        Where it can still be ``before`` it is made to be.  The caller holds the lock alone.

        Raises:
            NotWritable: the disk does not let us see.
        """
        try:
            with when_opening(self.file):
                return journal.decide(self.file, self.places, self._examine, before, after)
        except (CannotOpen, LeftBehind):
            raise unsure(self.file) from None

    def _read_once(self, work: Callable[[sqlite3.Connection], T]) -> tuple[T, store.Fingerprint]:
        with locking.shared(self.lock):
            if journal.companions(self.file):
                raise LeftBehind
            # Before the connection: a file that is replaced in between then looks changed
            # at the next look, never unchanged.
            seen = store.look_whole(self.file)
            with store.reading(self.file) as connection:
                return work(connection), seen

    def _settle_alone(self) -> None:
        # Where something is saved meanwhile, it is judged again by the next attempt.
        with suppress(LeftBehind), when_opening(self.file), locking.exclusive(self.lock):
            store.look(self.file)
            self.settle()


def resolved(path: Path) -> Path:
    """Return where the file really lies, its symlinks followed.

    Raises:
        Unreadable: no file can have that name.
    """
    try:
        return Path(os.path.realpath(path))
    except ValueError:  # a NUL in it
        raise Unreadable(_("No file can have this name; choose another.")) from None
