# SPDX-License-Identifier: GPL-3.0-or-later
"""What came of looking through a backup, remembered on this machine for as long as it lies there.

To verify a large backup takes a second, and there are ten of them each time that the oldest
is to go.  A verdict stands for the very file that was looked at: device, inode, size, and the
times of its last change, of which nobody can set back the last one.  What is remembered is
plain, holds no secret, and can be lost: then the files are looked through once more.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

import msgspec

from strongroom.vault.places import own_folder, write_atomically
from strongroom.vault.regular import read_regular


class BackupState(StrEnum):
    """What is known of a backup."""

    GOOD = "good"
    DAMAGED = "damaged"
    NEWER = "newer version"
    OTHER_KEY = "other key"  # locked with a password that was changed since
    UNKNOWN = "unknown"  # nobody has looked with the key


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What came of verifying a file; which state of the vault it holds, where it is good.

    ``generation`` is the one that its manifest was made with, ``head`` names header and
    manifest, which no two states share.
    """

    state: BackupState
    generation: int = 0
    head: str = ""


class _Kept(msgspec.Struct, frozen=True):
    file: tuple[int, ...]
    verdict: Verdict


class _Memory(msgspec.Struct, frozen=True):
    key_id: str = ""
    by_name: dict[str, _Kept] = {}


class Verdicts:
    """The verdicts on the files of one folder, under one key."""

    def __init__(self, memory: Path, key_id: bytes) -> None:
        """Read what is remembered; what was found under another key counts for nothing."""
        self._memory = memory
        self._key_id = key_id.hex()
        self._before = _read(memory, self._key_id)
        self._now: dict[str, _Kept] = {}

    def known(self, path: Path) -> Verdict | None:
        """Return the verdict on the very file that lies at ``path``, None where there is none."""
        kept = self._before.get(path.name)
        if kept is None or kept.file != _identity(path):
            return None
        self._now[path.name] = kept
        return kept.verdict

    def find(self, path: Path, judge: Callable[[Path], Verdict]) -> Verdict:
        """Judge the file at ``path``, and remember what came of it."""
        file = _identity(path)  # before: what takes its place meanwhile is another
        verdict = judge(path)
        if file is not None:
            self._now[path.name] = _Kept(file, verdict)
        return verdict

    def store(self) -> None:
        """Remember what was asked for, and nothing else; that it cannot be is no harm."""
        if self._now != self._before:
            with suppress(OSError):
                own_folder(self._memory.parent)
                write_atomically(
                    self._memory,
                    msgspec.json.encode(_Memory(self._key_id, self._now)),
                    lasting=False,
                )


def _read(memory: Path, key_id: str) -> dict[str, _Kept]:
    try:
        found = msgspec.json.decode(read_regular(memory), type=_Memory)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return {}
    return found.by_name if found.key_id == key_id else {}


def _identity(path: Path) -> tuple[int, ...] | None:
    try:
        seen = os.lstat(path)
    except OSError:
        return None
    return (seen.st_dev, seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns)
