# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a new vault lies when nobody says: the documents folder, and the vault's name.

The file's name is good on every system, so that a vault can be carried to another one.
"""

import re
from pathlib import Path

SUFFIX = ".strongroom"

_LONGEST = 200  # bytes of UTF-8; file systems stop at 255, and a suffix and a number follow
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


def file_name(name: str) -> str:
    """Return the file name for a vault called ``name``, suffix and all."""
    stem = _FORBIDDEN.sub("-", name).strip(" .")
    stem = stem.encode()[:_LONGEST].decode(errors="ignore").strip(" .")
    if _DEVICES.fullmatch(stem):  # names that Windows keeps for itself
        stem = f"{stem}-"
    return (stem or "Vault") + SUFFIX


def suggested_path(documents: Path, name: str) -> Path:
    """Return the path for a vault called ``name``, whether or not something is there."""
    return documents / file_name(name)


def free_path(documents: Path, name: str) -> Path:
    """Return :func:`suggested_path`, with a number behind the name where it is taken."""
    path = first = suggested_path(documents, name)
    number = 1
    while path.exists() and not was_cut_short(path):
        number += 1
        path = first.with_name(f"{first.stem} {number}{SUFFIX}")
    return path


def was_cut_short(path: Path) -> bool:
    """Tell whether the file is empty, as making a vault leaves it where it is killed midway."""
    return path.is_file() and path.stat().st_size == 0


def with_suffix(path: Path) -> Path:
    """Return ``path`` as a vault's file is named, for one that a person typed."""
    return path if path.name.endswith(SUFFIX) else path.with_name(path.name + SUFFIX)
