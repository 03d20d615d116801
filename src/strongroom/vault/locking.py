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
_SHORTEST_PAUSE = 0.002
_LONGEST_PAUSE = 0.03
_TURN = ".turn"
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
        _wait(lambda: _try_reserved(file.fileno()), time.monotonic() + WAIT_SECONDS, _eager)


@contextmanager
def _held(lock: Path, *, alone: bool, patience: float) -> Iterator[None]:
    """Wait for the turn, then for the lock; whoever comes after that waits for the next turn.

    Without turns a program that saves again and again has the lock back before any other
    looks, and readers without end keep every writer out.
    """
    until = time.monotonic() + patience
    # The files stay behind on purpose: removing one would let two programs lock two files.
    with _opened(lock) as descriptor:
        with _opened(lock.with_suffix(_TURN)) as turn:
            _wait(lambda: _try_lock(turn, alone=True), until)
            _wait(lambda: _try_lock(descriptor, alone=alone), until, _eager)
        yield


@contextmanager
def _opened(file: Path) -> Iterator[int]:
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _patient(waited: float) -> float:
    """Return the pause before the next look: the longer one has waited, the shorter."""
    return max(_SHORTEST_PAUSE, _LONGEST_PAUSE * (1 - waited))


def _eager(_waited: float) -> float:
    """Return the pause of the one whose turn it is, and whom the others wait for."""
    return _SHORTEST_PAUSE


def _wait(
    attempt: Callable[[], None], until: float, pause: Callable[[float], float] = _patient
) -> None:
    began = time.monotonic()
    while True:
        try:
            attempt()
        except (BlockingIOError, PermissionError):  # flock says the one, Windows the other
            now = time.monotonic()
            if now >= until:
                raise LockTaken from None
            time.sleep(pause(now - began))
        else:
            return
