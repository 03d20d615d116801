# SPDX-License-Identifier: GPL-3.0-or-later
"""Where this machine keeps what belongs to a vault and never lies beside it.

Everything here can be lost without losing an item: a new writer id is taken, and what was
used last is forgotten.  Folders are the person's own (0700), files 0600.  Asking where a
memory lies touches no disk: its folder is made by what writes it, and missing it is no memory.
"""

import os
import re
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

import msgspec

from strongroom.vault.regular import read_regular

_ID_MOST = 64  # a vault's id has 32 digits
# How files end that are to take the place of another, and are left over by a kill: after
# its name, a dot, and a mark of eight digits (as a pattern).
MARK = "[0-9a-f]{8}"
REKEY = ".rekey"
UNFINISHED = ".new"
PART = ".part"
_ENDING = re.compile(rf"(?<=.)\.{MARK}({'|'.join(map(re.escape, (REKEY, UNFINISHED, PART)))})\Z")
_OWNER_ONLY = 0o700
_FILE_OWNER_ONLY = 0o600


class VaultPlaces(msgspec.Struct, frozen=True):
    """The folder of this machine's own state, made when something is first put there."""

    state: Path

    def lock_of(self, path: Path) -> Path:
        """Return the lock file for the vault at ``path``, whose symlinks are resolved.

        The lock is named for the path and not for the vault, because it is taken before
        a byte of the file is believed.

        Raises:
            OSError: the folder of locks is not there, and cannot be made.
        """
        return self.lock_named(_name_of(path))

    def lock_named(self, name: str) -> Path:
        """Return the lock file of that name, which is 32 hexadecimal digits.

        Raises:
            OSError: the folder of locks is not there, and cannot be made.
        """
        return own_folder(self.state / "locks") / f"{name}.lock"

    def remembered(self, vault_id: bytes) -> Path:
        """Return where it is kept how the vault was last seen here."""
        return self._seen / f"{vault_id.hex()}.json"

    def notes(self, vault_id: bytes) -> Path:
        """Return where this machine's sealed notes on the vault lie."""
        return self._notes / f"{vault_id.hex()}.sealed"

    def id_of(self, path: Path) -> bytes | None:
        """Return the id of the vault that was last opened at ``path``, None if that is not known.

        The symlinks of ``path`` are resolved.
        """
        try:
            return bytes.fromhex(read_regular(self._id_file(path), _ID_MOST).decode("ascii"))
        except (OSError, ValueError):
            return None

    def keep_id_of(self, path: Path, vault_id: bytes) -> None:
        """Keep which vault lies at ``path``; that it cannot be kept is no reason to fail."""
        with suppress(OSError):
            if self.id_of(path) != vault_id:
                own_folder(self._seen)
                write_atomically(self._id_file(path), vault_id.hex().encode(), lasting=False)

    def knows(self, vault_id: bytes) -> bool:
        """Tell whether the vault of that id was ever opened here, as far as that can be seen."""
        return os.path.exists(self.remembered(vault_id))  # noqa: PTH110 - it never raises

    def _id_file(self, path: Path) -> Path:
        # In the folder of memories, and like a lock named for the path, which it does not tell.
        return self._seen / f"{_name_of(path)}.id"

    def verdicts(self, folder: Path) -> Path:
        """Return where it is kept what came of looking through the backups in ``folder``."""
        return self._backups / f"{_name_of(folder)}.json"

    @contextmanager
    def private(self, path: Path) -> Iterator[Path]:
        """Lend an empty folder that nobody else may enter, and remove it afterwards.

        The caller holds the lock of ``path`` alone, by which a folder that was left over is
        told from one that is in use.

        Raises:
            OSError: it cannot be made.
        """
        folder = own_folder(self.recovering) / f"{_name_of(path)}.{secrets.token_hex(4)}"
        folder.mkdir(mode=_OWNER_ONLY)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    @property
    def recovering(self) -> Path:
        """The folder of all private folders, which need not be there."""
        return self.state / "recovering"

    @property
    def written_atomically(self) -> tuple[Path, ...]:
        """Folders in which ``write_atomically`` may have been cut short; they need not be there."""
        return self._seen, self._notes, self._backups

    @property
    def _seen(self) -> Path:
        return self.state / "seen"

    @property
    def _notes(self) -> Path:
        return self.state / "notes"

    @property
    def _backups(self) -> Path:
        return self.state / "backups"


def own_folder(folder: Path) -> Path:
    """Return a folder of the state folder, which is made where it is not there.

    Raises:
        OSError: it is not there, and cannot be made.
    """
    if not folder.is_dir():
        folder.parent.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
        folder.mkdir(mode=_OWNER_ONLY, exist_ok=True)
    return folder


def create_private(path: Path) -> BinaryIO:
    """Create a file that only its owner may read from its first byte on.

    Raises:
        FileExistsError: there is one already, or a link of that name.
        OSError: it cannot be made.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags, _FILE_OWNER_ONLY), "w+b")


def write_atomically(path: Path, data: bytes, *, lasting: bool = True) -> None:
    """Put ``data`` at ``path`` as a whole or not at all, and wait until the disk has it.

    Without that wait a power cut may leave neither the old nor the new but an empty file.
    With ``lasting`` off it may leave the old one, which then costs one wait less.

    Raises:
        OSError: nothing has changed.
    """
    fresh = unfinished(path)
    try:
        with create_private(fresh) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, path)  # noqa: PTH105 - the name of what it does
    except BaseException:
        with suppress(OSError):
            fresh.unlink()
        raise
    if lasting:
        sync_folder(path.parent)


def unfinished(path: Path, ending: str = UNFINISHED) -> Path:
    """Return the name of a file that is to take the place of ``path`` once it is whole."""
    return path.with_name(f"{path.name}.{secrets.token_hex(4)}{ending}")


def finished(path: Path) -> Path:
    """Return the name that an unfinished file is to take; that of any other is its own."""
    name = _ENDING.sub("", path.name)
    return path if name == path.name else path.with_name(name)


def put_new(fresh: Path, path: Path) -> None:
    """Give a finished file its name, where no other file bears it yet.

    The name is claimed by an empty file first, because a rename would take the place of a
    file that another program has just made there.

    Raises:
        FileExistsError: there is a file of that name, and it is not ``was_cut_short``.
        OSError: nothing has changed.
    """
    try:
        create_private(path).close()
    except FileExistsError:
        if not was_cut_short(path):
            raise
    try:
        os.replace(fresh, path)  # noqa: PTH105 - the name of what it does
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise
    sync_folder(path.parent)


def was_cut_short(path: Path) -> bool:
    """Tell whether ``path`` is empty, as ``put_new`` leaves it where it is killed midway."""
    seen = path.lstat()
    return stat.S_ISREG(seen.st_mode) and seen.st_size == 0


def _name_of(path: Path) -> str:
    return sha256(os.fsencode(path)).hexdigest()[:32]


def sync_folder(folder: Path) -> None:
    """Make a rename in ``folder`` last through a power cut, where the system can."""
    with suppress(OSError):  # Windows cannot open a folder, some network disks not sync one
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
