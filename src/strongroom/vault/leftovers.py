# SPDX-License-Identifier: GPL-3.0-or-later
"""What programs that were killed left behind, taken away when the vault is next opened.

Only what is certainly ours goes: a regular file of this person's, of the exact name that we
give, and with the lock held that says nobody of this machine is at it.  The folder of the
vault may be another machine's too, which knows no such lock and may be filling its file just
now: there only what nobody has written for an hour is left over.  Files of the state folder
are written in a moment: one that is a minute old is nobody's any more.  A journal is no
left-over but evidence (``journal.py``).  Nothing here writes the vault, and nothing here is a
reason not to open it.
"""

import os
import re
import shutil
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from strongroom.vault import locking
from strongroom.vault.locking import LockTaken
from strongroom.vault.places import MARK, REKEY, UNFINISHED, VaultPlaces

_PRIVATE = re.compile(rf"([0-9a-f]{{32}})\.{MARK}")
_STATE = re.compile(rf".+\.{MARK}{re.escape(UNFINISHED)}")
_OLD_SECONDS = 60
_SHARED_SECONDS = 60 * 60


def clear(path: Path, places: VaultPlaces) -> None:
    """Take away what was left beside the vault at ``path``, and in the state folder.

    The caller holds no lock of the vault.  Where another program does, its files are not
    left over, and nothing is done.
    """
    with suppress(OSError, LockTaken):
        if any(_beside(path)):
            with locking.exclusive(places.lock_of(path), wait=False):
                clear_beside(path)
    with suppress(OSError):
        _clear_private(places)
    for folder in places.written_atomically:
        with suppress(OSError):
            _clear_old(folder)


def clear_beside(path: Path) -> None:
    """Take away files that were to take the place of ``path``; the caller holds its lock alone.

    One that was written within the hour stays: another machine may be at it.
    """
    with suppress(OSError):
        for file in _beside(path):
            file.unlink()


def _beside(path: Path) -> Iterator[Path]:
    endings = "|".join(map(re.escape, (REKEY, UNFINISHED)))
    ours = re.compile(rf"{re.escape(path.name)}\.{MARK}({endings})")
    return (
        file
        for file in path.parent.iterdir()
        if ours.fullmatch(file.name) and _is_ours(file) and is_old(file, _SHARED_SECONDS)
    )


def is_old(file: Path, seconds: float = _SHARED_SECONDS) -> bool:
    """Tell whether nobody has written the file for that long, an hour where others share it."""
    return time.time() - file.lstat().st_mtime > seconds


def _clear_private(places: VaultPlaces) -> None:
    """Take away private copies; each bears the name of the lock that is held over it."""
    for folder in places.recovering.iterdir():
        named = _PRIVATE.fullmatch(folder.name)
        if named is not None:
            with (
                suppress(OSError, LockTaken),
                locking.exclusive(places.lock_named(named[1]), wait=False),
            ):
                shutil.rmtree(folder)


def _clear_old(folder: Path) -> None:
    for file in folder.iterdir():
        ours = _STATE.fullmatch(file.name) and _is_ours(file)
        if ours and is_old(file, _OLD_SECONDS):
            file.unlink()


def _is_ours(file: Path) -> bool:
    seen = file.lstat()
    mine = not hasattr(os, "getuid") or seen.st_uid == os.getuid()
    return mine and stat.S_ISREG(seen.st_mode)
