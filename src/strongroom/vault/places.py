# SPDX-License-Identifier: GPL-3.0-or-later
"""Where this machine keeps what belongs to a vault and never lies beside it.

Everything here can be lost without losing an item: a new writer id is taken, and what was
used last is forgotten.  Folders are the person's own (0700), files 0600.
"""

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

import msgspec

_OWNER_ONLY = 0o700
_FILE_OWNER_ONLY = 0o600


class VaultPlaces(msgspec.Struct, frozen=True):
    """The folder of this machine's own state, made when it is first needed."""

    state: Path

    def lock_of(self, path: Path) -> Path:
        """Return the lock file for the vault at ``path``, whose symlinks are resolved.

        The lock is named for the path and not for the vault, because it is taken before
        a byte of the file is believed.
        """
        name = sha256(os.fsencode(path)).hexdigest()[:32]
        return self._folder("locks") / f"{name}.lock"

    def remembered(self, vault_id: bytes) -> Path:
        """Return where it is kept how the vault was last seen here."""
        return self._folder("seen") / f"{vault_id.hex()}.json"

    def notes(self, vault_id: bytes) -> Path:
        """Return where this machine's sealed notes on the vault lie."""
        return self._folder("notes") / f"{vault_id.hex()}.sealed"

    @contextmanager
    def private(self) -> Iterator[Path]:
        """Lend an empty folder that nobody else may enter, and remove it afterwards."""
        with tempfile.TemporaryDirectory(dir=self._folder("recovering")) as name:
            yield Path(name)

    def _folder(self, name: str) -> Path:
        folder = self.state / name
        if not folder.is_dir():
            self.state.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
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
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
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


def sync_folder(folder: Path) -> None:
    """Make a rename in ``folder`` last through a power cut, where the system can."""
    with suppress(OSError):  # Windows cannot open a folder, some network disks not sync one
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
