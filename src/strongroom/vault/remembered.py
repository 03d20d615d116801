# SPDX-License-Identifier: GPL-3.0-or-later
"""How a vault was last seen on this machine, and what that says about the file at hand.

A generation alone cannot tell a newer file from a fork, so every machine counts its own
saves in the sealed settings (``writers``).  What is remembered here is plain JSON and holds
no secret; it is written only after a COMMIT or a silent opening, and looking at an older
copy never lowers it.
"""

from collections.abc import Mapping
from contextlib import suppress
from enum import Enum, auto
from hashlib import sha256
from pathlib import Path

import msgspec

from strongroom.vault.places import own_folder, write_atomically
from strongroom.vault.regular import read_regular

WRITER_BYTES = 8
SPOILED = ".broken"


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """One state of a vault: enough to compare it with another, not to rebuild it.

    ``items`` is None where nobody has counted them.  ``at`` is when it was seen.  ``local``
    names the local key, which only a later vault of the same owner can list as retired; it
    is empty in what older versions remembered.
    """

    writers: dict[str, int]
    key_id: str
    header: str
    manifest: str
    items: int | None
    at: int
    local: str = ""


class Remembered(msgspec.Struct, frozen=True, kw_only=True):
    """What this machine knows of a vault: its last state, our writer id, retired keys."""

    seen: Seen
    writer: str
    retired: dict[str, int] = {}


class Age(Enum):
    """How a file stands to what is remembered."""

    SAME_OR_NEWER = auto()
    OLDER = auto()
    BOTH_CHANGED = auto()


def digest(stored: bytes) -> str:
    """Name a stored header, or a random key, by its SHA-256, which tells neither."""
    return sha256(stored).hexdigest()


def load(path: Path) -> Remembered | None:
    """Return what is remembered, None where nothing is or it cannot be read.

    A lost or broken file is the same as a new machine: a new writer id is taken.
    """
    try:
        return msgspec.json.decode(read_regular(path), type=Remembered)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def set_aside_spoiled(path: Path) -> bool:
    """Tell whether there is a memory that cannot be read, and move it out of the way.

    With it the protection against older copies is gone, which somebody has to be told.  Where
    the disk does not let us look there may be one.
    """
    if load(path) is not None or _is_missing(path):
        return False
    with suppress(OSError):
        path.replace(path.with_name(f"{path.name}{SPOILED}"))
    return True


def _is_missing(path: Path) -> bool:
    try:
        path.lstat()
    except OSError as error:
        return isinstance(error, FileNotFoundError)
    return False


def store(path: Path, remembered: Remembered) -> None:
    """Remember, and have it on the disk: a lost memory knows of no older vault.

    After a power cut it may be the memory before, to which the vault is newer: that is silent.

    Raises:
        OSError: the state folder cannot be written.
    """
    own_folder(path.parent)
    write_atomically(path, msgspec.json.encode(remembered), lasting=False)


def compare(remembered: Seen, found: Seen) -> Age:
    """Tell whether ``found`` has every save that ``remembered`` has.

    A version vector: greater or equal in every entry is newer, smaller or equal is older,
    anything else was saved on both sides (Parker et al., "Detection of Mutual
    Inconsistency in Distributed Systems", 1983).
    """
    if remembered.writers == found.writers:
        # One machine restored from an image of another writes under the same id.
        same = remembered.manifest == found.manifest
        return Age.SAME_OR_NEWER if same else Age.BOTH_CHANGED
    if _within(remembered.writers, found.writers):
        return Age.SAME_OR_NEWER
    if _within(found.writers, remembered.writers):
        return Age.OLDER
    return Age.BOTH_CHANGED


def _within(less: Mapping[str, int], more: Mapping[str, int]) -> bool:
    return all(saves <= more.get(writer, 0) for writer, saves in less.items())
