# SPDX-License-Identifier: GPL-3.0-or-later
"""One program of this machine saves at a time, and none judges a journal meanwhile.

The lock is a file in the state folder, not the vault itself: it holds while the vault is
replaced by rename, and no descriptor of the vault is opened for it (closing one would drop
SQLite's own POSIX locks).  Reading shares it, saving has it alone.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

WAIT_SECONDS = 5.0
_FIRST_PAUSE = 0.002
_LONGEST_PAUSE = 0.05
# What a SQLite connection locks from BEGIN IMMEDIATE on (its os.h, RESERVED_BYTE).
_RESERVED_BYTE = 0x4000_0001

if sys.platform == "win32":  # pragma: no cover - tried on that system only
    import msvcrt

    def _try_lock(descriptor: int, *, alone: bool) -> None:  # noqa: ARG001 - it cannot share
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

    def _try_reserved(descriptor: int) -> None:
        # SQLite's locks are mandatory here: what a save has open cannot be renamed anyway.
        del descriptor

else:
    import fcntl

    def _try_lock(descriptor: int, *, alone: bool) -> None:
        kind = fcntl.LOCK_EX if alone else fcntl.LOCK_SH
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)

    def _try_reserved(descriptor: int) -> None:
        fcntl.lockf(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB, 1, _RESERVED_BYTE)


class LockTaken(Exception):
    """Another program held the lock for as long as we waited."""


@contextmanager
def shared(lock: Path) -> Iterator[None]:
    """Hold the lock together with other readers.

    Raises:
        LockTaken: someone was saving all the while.
        OSError: the lock file cannot be made.
    """
    with _held(lock, alone=False, patience=WAIT_SECONDS):
        yield


@contextmanager
def exclusive(lock: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold the lock alone; without ``wait`` there is one try only.

    Raises:
        LockTaken: someone was reading or saving all the while.
        OSError: the lock file cannot be made.
    """
    with _held(lock, alone=True, patience=WAIT_SECONDS if wait else 0):
        yield


def wait_for_saver(path: Path) -> None:
    """Wait until no SQLite connection, of whatever program or machine, is saving to ``path``.

    Another person on this machine, or another machine, has another state folder and so
    another lock file.  No connection of ours may be open.

    Raises:
        LockTaken: someone was saving all the while.
        OSError: the file cannot be opened.
    """
    with path.open("rb", buffering=0) as file:
        _wait(lambda: _try_reserved(file.fileno()), WAIT_SECONDS)


@contextmanager
def _held(lock: Path, *, alone: bool, patience: float) -> Iterator[None]:
    # The file stays behind on purpose: removing it would let two programs lock two files.
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _wait(lambda: _try_lock(descriptor, alone=alone), patience)
        yield
    finally:
        os.close(descriptor)


def _wait(attempt: Callable[[], None], patience: float) -> None:
    until = time.monotonic() + patience
    pause = _FIRST_PAUSE
    while True:
        try:
            attempt()
        except (BlockingIOError, PermissionError):  # flock says the one, Windows the other
            if time.monotonic() >= until:
                raise LockTaken from None
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
        else:
            return
