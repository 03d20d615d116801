# SPDX-License-Identifier: GPL-3.0-or-later
"""Backups as files: where they lie, what they are called, and what they tell without a key.

A name carries the moment with its distance from UTC, so that it sorts, survives being
copied, and is read by people as the time on their own clock.  A name proves nothing: a
file counts as a backup of a vault only if it is a vault's file that bears that vault's id.
"""

import os
import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from strongroom.errors import CannotOpen
from strongroom.vault.access import looking
from strongroom.vault.header import Header
from strongroom.vault.leftovers import is_old
from strongroom.vault.manifest import StoredManifest
from strongroom.vault.places import MARK, PART
from strongroom.vault.standing import read_head

SUFFIX = ".strongroom"
_MOMENT = "%Y-%m-%d %H.%M.%S%z"
_NAME = re.compile(
    rf".+ (\d{{4}}-\d\d-\d\d \d\d\.\d\d\.\d\d[+-]\d{{4}})(?: \((\d{{1,6}})\))?{re.escape(SUFFIX)}",
    re.DOTALL,
)
_LEFT_OVER = re.compile(rf"{_NAME.pattern}\.{MARK}{re.escape(PART)}", re.DOTALL)
_ID_SHOWN = 8  # hexadecimal digits of a vault's id in the name of a folder


class BackupFile(msgspec.Struct, frozen=True, order=True):
    """A file that is named like a backup; they sort by when they were made."""

    made_ms: int
    number: int  # of several in one second
    path: Path


class Clear(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup tells without a key.  ``items`` are counted by their details.

    ``methods`` are the ids of its unlock methods: a re-key makes all of them anew.
    """

    vault_id: bytes
    methods: frozenset[bytes]
    header: bytes
    manifest: bytes
    generation: int
    items: int
    size: int


# Where they lie, and what they are called


def folder_beside(vault: Path) -> Path:
    """Return the folder beside a vault that its backups lie in, and no other vault's."""
    return vault.with_name(f"{_called(vault)} backups")


def folder_within(chosen: Path, vault: Path, vault_id: bytes) -> Path:
    """Return the folder of one vault's backups within one that a person chose for all."""
    return chosen / f"{_called(vault)} backups {vault_id.hex()[:_ID_SHOWN]}"


def folders_within(chosen: Path, vault: Path) -> list[Path]:
    """Return the folders there that may be this vault's, whose id cannot be read."""
    ours = re.compile(rf"{re.escape(_called(vault))} backups [0-9a-f]{{{_ID_SHOWN}}}")
    try:
        return sorted(folder for folder in chosen.iterdir() if ours.fullmatch(folder.name))
    except OSError:
        return []


def free_name(folder: Path, vault: Path, now_ms: int) -> Path:
    """Return a path in ``folder`` that nothing has, for a backup that is made now."""
    moment = datetime.fromtimestamp(now_ms / 1000, UTC).astimezone().strftime(_MOMENT)
    stem = f"{_called(vault)} {moment}"
    path, number = folder / f"{stem}{SUFFIX}", 1
    while os.path.lexists(path):
        number += 1
        path = folder / f"{stem} ({number}){SUFFIX}"
    return path


def named_like_backups(folder: Path) -> list[BackupFile]:
    """Return the plain files in ``folder`` that are named like backups, newest first.

    A folder that is not there, or cannot be read, has none.
    """
    return sorted(_named_like_backups(folder), reverse=True)


def remove_left_overs(folder: Path) -> None:
    """Remove what backups that were cut short left there; the caller holds its lock.

    One that was written within the hour stays: another machine may be at it.
    """
    for path in _plain_files(folder):
        if _LEFT_OVER.fullmatch(path.name):
            with suppress(OSError):
                if is_old(path):
                    path.unlink()


def _called(vault: Path) -> str:
    return vault.stem if vault.suffix == SUFFIX else vault.name


def _named_like_backups(folder: Path) -> Iterator[BackupFile]:
    for path in _plain_files(folder):
        found = _NAME.fullmatch(path.name)
        if found:
            with suppress(ValueError, OverflowError):  # the 31st of February
                made = datetime.strptime(found[1], _MOMENT).timestamp()  # noqa: DTZ007 - %z is in it
                yield BackupFile(round(made * 1000), int(found[2] or 1), path)


def _plain_files(folder: Path) -> Iterator[Path]:
    """Give the files in ``folder``, and no links, pipes or folders: opening those is a trap."""
    try:
        there = list(folder.iterdir())
    except OSError:
        return
    for path in there:
        with suppress(OSError):
            if stat.S_ISREG(path.lstat().st_mode):
                yield path


# What they tell without a key


def glance(path: Path) -> Clear:
    """Read what is in the clear; no journal is looked at, and no lock is taken.

    Raises:
        CannotOpen: in every kind that takes no key to find out.
    """
    with looking(path) as connection:
        header, manifest = read_head(connection)
        count: int = connection.execute("SELECT count(*) FROM details").fetchone()[0]
        size = path.stat().st_size
    known = Header.parse(header)
    return Clear(
        vault_id=known.vault_id,
        methods=frozenset(slot.id for slot in known.slots),
        header=header,
        manifest=manifest,
        generation=StoredManifest.parse(manifest).generation,
        items=count,
        size=size,
    )


def header_at(path: Path) -> Header | None:
    """Return the header of a vault's file, None where it cannot be read."""
    try:
        with looking(path) as connection:
            return Header.parse(read_head(connection)[0])
    except CannotOpen:
        return None


def looks_whole(path: Path) -> bool:
    """Tell whether SQLite finds nothing wrong in the whole structure of the file."""
    try:
        with looking(path) as connection:
            Header.parse(read_head(connection)[0])
            found = connection.execute("PRAGMA quick_check(1)").fetchone()
            return bool(found == ("ok",))
    except CannotOpen:
        return False
