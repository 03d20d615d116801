# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the slot files of quick unlock and of grants lie, and which of them are stale.

They lie in the folder that log-out empties; where the system has none, in the state folder,
and then belong to the log-in that they name.  A file is named for its vault's path, so that
asking after one costs one look.  The keyring's entry has the same name.

A window asks before it has loaded a vault's cryptography, a terminal at each verb.  So what
a file says of itself is read here, believed for show only, and without any of that;
``vault/quick_slot.py`` reads the slot itself.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from strongroom.app.places import Places
from strongroom.errors import Damaged, KeyringSilent, NotWritable
from strongroom.system.login import LogIn
from strongroom.texts import _

if TYPE_CHECKING:
    from strongroom.vault.quick_slot import QuickSlot

_OWNER_ONLY = 0o700
_ENDING = ".slot"
_CODE_BYTES = 32  # what vouches for the rest, before it
_MOST = 8 * 1024
_PASSWORD = 1  # the factor's number in a slot


class _Factor(msgspec.Struct, frozen=True):
    type: int


class _Slot(msgspec.Struct, frozen=True):
    factors: tuple[_Factor, ...]


class Glimpse(msgspec.Struct, frozen=True):
    """What a slot file says of itself, which anybody may have written."""

    path: bytes
    login: str
    until: int
    slot: _Slot

    @property
    def by_pin(self) -> bool:
        """Whether it wants a PIN."""
        return _Factor(_PASSWORD) in self.slot.factors


class QuickFiles:
    """The slot files of one ``kind``: "quick" or "grant"."""

    def __init__(self, kind: str, places: Places, login: Callable[[], LogIn]) -> None:
        self._kind = kind
        self._login = login
        self.emptied_at_logout = places.runtime is not None
        self._folder = places.slots

    def name(self, path: Path) -> str:
        """Return the name of the vault's slot, on the disk and in the keyring."""
        return f"{self._kind}-{sha256(os.fsencode(real(path))).hexdigest()[:32]}"

    def file(self, path: Path) -> Path:
        """Return where the vault's slot file lies, if there is one."""
        return self._folder / (self.name(path) + _ENDING)

    def glimpse(self, path: Path, now_ms: int) -> Glimpse | None:
        """Look at the vault's slot; None where there is none, or none in force any more."""
        seen = _glimpse(self.file(path))
        if seen is None or seen.path != os.fsencode(real(path)) or self._stale(seen, now_ms):
            return None
        return seen

    def find(self, path: Path, now_ms: int) -> "QuickSlot | None":
        """Return the vault's slot; None where :meth:`glimpse` sees none, or it is broken."""
        from strongroom.vault.quick_slot import QuickSlot  # noqa: PLC0415 - as said above

        if self.glimpse(path, now_ms) is None:
            return None
        try:
            return QuickSlot.parse(_read(self.file(path)))
        except (OSError, Damaged):
            return None

    def write(self, slot: "QuickSlot") -> None:
        """Keep ``slot`` instead of the one before.

        Raises:
            NotWritable: it cannot be written.
        """
        from strongroom.vault.places import write_atomically  # noqa: PLC0415 - as said above

        try:
            self._make_folder()
            write_atomically(self.file(Path(slot.path)), slot.build(), lasting=False)
            self.touch(Path(slot.path), slot.made_ms)
        except OSError:
            raise _unwritable(self._folder) from None

    def touch(self, path: Path, now_ms: int) -> None:
        """Note at the file itself that it was used just now; for show, as all it says."""
        with suppress(OSError):
            os.utime(self.file(path), ns=(now_ms * 1_000_000, now_ms * 1_000_000))

    def touched_ms(self, path: Path) -> int | None:
        """Return when the file was written or last touched; None where there is none."""
        try:
            return self.file(path).stat().st_mtime_ns // 1_000_000
        except OSError:
            return None

    def remove(self, path: Path) -> None:
        """Take the vault's slot file away."""
        _unlink(self.file(path))

    def names(self) -> list[str]:
        """Return the names of all slots there are, stale ones too."""
        return [file.name.removesuffix(_ENDING) for file in self._all()]

    def remove_all(self) -> None:
        """Take every slot file away."""
        for file in self._all():
            _unlink(file)

    def sweep(self, now_ms: int) -> list[str]:
        """Take stale and broken files away, and return their names in the keyring."""
        swept: list[str] = []
        for file in self._all():
            seen = _glimpse(file)
            if seen is None or self._stale(seen, now_ms):
                _unlink(file)
                swept.append(file.name.removesuffix(_ENDING))
        return swept

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold every other program off reading, counting and writing back meanwhile.

        Raises:
            KeyringSilent: another program did that all the while.
            NotWritable: there is no place for the lock.
        """
        from strongroom.vault import locking  # noqa: PLC0415 - as said above

        lock = self._folder / f"{self._kind}.lock"
        try:
            self._make_folder()
            with locking.exclusive(lock):
                yield
        except locking.LockTaken:
            raise KeyringSilent(
                _("Another Strongroom is waiting for the keyring; try again in a moment.")
            ) from None
        except OSError:
            raise _unwritable(self._folder) from None

    def login_text(self) -> str:
        """Return the log-in as a slot names it."""
        return " ".join(self._login())

    def _stale(self, seen: Glimpse, now_ms: int) -> bool:
        here, there = self.login_text(), seen.login
        if self.emptied_at_logout:  # a log-in by SSH is another one, and shares the folder
            here, there = here.partition(" ")[0], there.partition(" ")[0]
        return here != there or now_ms >= seen.until

    def _all(self) -> list[Path]:
        with suppress(OSError):
            return sorted(self._folder.glob(f"{self._kind}-*{_ENDING}"))
        return []

    def _make_folder(self) -> None:
        self._folder.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)


def real(path: Path) -> Path:
    """Return the path that every way to name the vault leads to; never raises."""
    return Path(os.path.realpath(path))


def _read(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(_MOST + 1)


def _glimpse(file: Path) -> Glimpse | None:
    try:
        return msgspec.json.decode(_read(file)[_CODE_BYTES:], type=Glimpse)
    except (OSError, msgspec.DecodeError):
        return None


def _unlink(file: Path) -> None:
    with suppress(OSError):
        file.unlink(missing_ok=True)


def _unwritable(folder: Path) -> NotWritable:
    text = _("“{path}” cannot be written, so quick unlock cannot be used; check its permissions.")
    return NotWritable(text.format(path=folder))
