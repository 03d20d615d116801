# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the slot files of quick unlock and of grants lie, and which of them are stale.

They lie in the folder that log-out empties; where the system has none, in the state folder,
and then belong to the log-in that they name.  A file is named for its vault's path, so that
asking after one costs one look.  The keyring's entry has the same name.

Ending waits for nobody, not for the lock that an arming holds while its keyring thinks
either.  So what is being armed lies beside (``.arming``) until the keyring has its half,
and is then renamed; whoever ends it, in whatever program, takes that away too, and the
rename fails.  Whose entry is not known to be gone leaves an empty note (``.ended``), and
the next arming asks for that once more.

A window asks before it has loaded a vault's cryptography, a terminal at each verb.  So what
a file says of itself is read here, believed for show only, and without any of that;
``vault/quick_slot.py`` reads the slot itself.
"""

import errno
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

import msgspec

from strongroom.app.places import Places
from strongroom.errors import Damaged, NotWritable
from strongroom.system.login import LogIn
from strongroom.texts import _

if TYPE_CHECKING:
    from strongroom.vault.quick_slot import QuickSlot

_OWNER_ONLY = 0o700
_OWNER_ONLY_FILE = 0o600
_ENDING = ".slot"
_ARMING = ".arming"
_ENDED = ".ended"
_ENDINGS = (_ENDING, _ARMING, _ENDED)
_CODE_BYTES = 32  # what vouches for the rest, before it
_MOST = 8 * 1024
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
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

    def begin(self, slot: "QuickSlot") -> Path:
        """Lay ``slot`` beside its place, for :meth:`put_in_place`.

        Raises:
            NotWritable: it cannot be written.
        """
        from strongroom.vault.places import write_atomically  # noqa: PLC0415 - as said above

        beside = self._folder / f"{self.name(Path(slot.path))}.{token_hex(4)}{_ARMING}"
        try:
            self._make_folder()
            write_atomically(beside, slot.build(), lasting=False)
        except OSError:
            raise _unwritable(self._folder) from None
        return beside

    def put_in_place(self, beside: Path, slot: "QuickSlot") -> bool:
        """Let what lies ``beside`` be the slot; False where it was ended meanwhile.

        Raises:
            NotWritable: it cannot be written.
        """
        path = Path(slot.path)
        try:
            beside.replace(self.file(path))
        except FileNotFoundError:
            return False
        except OSError:
            raise _unwritable(self._folder) from None
        self.touch(path, slot.made_ms)
        return True

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

    def there(self, path: Path) -> bool:
        """Tell whether the vault has a slot file; it is not read."""
        return self.file(path).exists()

    def remove(self, path: Path) -> list[str]:
        """Take the vault's slot file away; return the name that its entry has, if it has one."""
        return self._remove(self.name(path))

    def names(self) -> list[str]:
        """Return the names of all slots there are, stale ones too."""
        return self._names(_ENDING)

    def remove_all(self) -> list[str]:
        """Take every slot file away, and return the names that their entries have."""
        return [name for each in self._all_names() for name in self._remove(each)]

    def orphans(self, names: Iterable[str]) -> list[str]:
        """Return those of ``names`` that have no slot file, or none any more."""
        return [name for name in names if not self._of(name, _ENDING).exists()]

    def dropped(self, name: str) -> None:
        """Note that the keyring holds nothing under ``name``."""
        _unlink(self._of(name, _ENDED))

    def sweep(self, now_ms: int) -> list[str]:
        """Take stale and broken files away; return which names the keyring should not have."""
        for file in [*self._all(_ENDING), *self._all(_ARMING)]:
            seen = _glimpse(file)
            if seen is None or self._stale(seen, now_ms):
                self._note(file.name.partition(".")[0])
                _unlink(file)
        return self.orphans(self._names(_ENDED))

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold every other program off reading, counting and writing back meanwhile.

        Raises:
            NotWritable: another program did that all the while, or there is no place for the lock.
        """
        from strongroom.vault import locking  # noqa: PLC0415 - as said above

        lock = self._folder / f"{self._kind}.lock"
        try:
            self._make_folder()
            with locking.exclusive(lock):
                yield
        except locking.LockTaken:
            raise NotWritable(
                _(
                    "Another Strongroom is busy with quick unlock, or was stopped in it; "
                    "end that program, or unlock with the master password."
                )
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

    def _remove(self, name: str) -> list[str]:
        # What is being armed goes first: were it renamed in between, it still goes as a slot.
        there = [*self._all(_ARMING, name), *self._all(_ENDING, name)]
        if there:
            self._note(name)
        for file in there:
            _unlink(file)
        _unlink(self._of(name, _ENDING))
        return [name] if there or self._of(name, _ENDED).exists() else []

    def _note(self, name: str) -> None:
        with suppress(OSError):
            self._of(name, _ENDED).touch(_OWNER_ONLY_FILE)

    def _of(self, name: str, ending: str) -> Path:
        return self._folder / (name + ending)

    def _all_names(self) -> list[str]:
        return sorted({name for ending in _ENDINGS for name in self._names(ending)})

    def _names(self, ending: str) -> list[str]:
        return [file.name.partition(".")[0] for file in self._all(ending)]

    def _all(self, ending: str, name: str = "") -> list[Path]:
        with suppress(OSError):
            return sorted(self._folder.glob(f"{name or self._kind + '-'}*{ending}"))
        return []

    def _make_folder(self) -> None:
        self._folder.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)


def real(path: Path) -> Path:
    """Return the path that every way to name the vault leads to; never raises."""
    return Path(os.path.realpath(path))


def _read(file: Path) -> bytes:
    # A pipe, a device or a link in its place is never waited for, nor followed.
    with open(os.open(file, _FLAGS), "rb") as opened:  # noqa: PTH123 - a descriptor
        if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
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
