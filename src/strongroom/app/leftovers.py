# SPDX-License-Identifier: GPL-3.0-or-later
"""What a program that was killed left in the program's own folders, and among the backups.

Beside the vault the vault package cleans by itself (``vault/leftovers.py``).  Small files
are written in a moment, so that one of an unfinished name which is a minute old is nobody's
any more; a backup takes longer, is told by the lock of its folder, and is an hour old: another
machine, which shares the folder, knows no lock of ours.
"""

import re
import stat
import time
from contextlib import suppress
from pathlib import Path

from strongroom.app.places import Places
from strongroom.vault import locking
from strongroom.vault.backups import files as backup_files
from strongroom.vault.locking import LockTaken
from strongroom.vault.places import VaultPlaces

_UNFINISHED = re.compile(r"\..+\.json\.[0-9a-f]{12}|(quick|grant)-.+\.[0-9a-f]{8}\.new")
_OLD_SECONDS = 60


def clear(places: Places, backups: Path) -> None:
    """Take away what is certainly left over; nothing here is a reason not to open a vault."""
    for folder in {places.config, places.state, places.slots}:
        with suppress(OSError):
            _clear_old(folder)
    with suppress(OSError, LockTaken):
        _clear_backups(VaultPlaces(state=places.state), backups)


def _clear_old(folder: Path) -> None:
    for file in folder.iterdir():
        seen = file.lstat()
        old = time.time() - seen.st_mtime > _OLD_SECONDS
        if old and _UNFINISHED.fullmatch(file.name) and stat.S_ISREG(seen.st_mode):
            file.unlink()


def _clear_backups(places: VaultPlaces, folder: Path) -> None:
    if folder.is_dir():
        with locking.exclusive(places.lock_of(folder.resolve()), wait=False):
            backup_files.remove_left_overs(folder)
