# SPDX-License-Identifier: GPL-3.0-or-later
"""Which file system a path lies on, as the kernel says it.

Linux lists them in /proc/self/mounts (proc_mounts(5); fstab(5) has its columns and says how
blanks are written).  Elsewhere there is no such list, and nothing is known.
"""

import re
from pathlib import Path, PurePosixPath
from typing import NamedTuple

_TABLE = Path("/proc/self/mounts")
_MOST = 4 << 20  # bytes of a table
_ESCAPED = re.compile(r"\\([0-7]{3})")
_COLUMNS = 4


class Mount(NamedTuple):
    """A file system: where it begins, what sort it is, and what it was made of."""

    point: PurePosixPath
    kind: str
    source: str


def mounts(table: Path = _TABLE) -> tuple[Mount, ...]:
    """Return what is mounted, in the order of mounting; nothing where nobody says."""
    try:
        with table.open("rb") as file:
            text = file.read(_MOST).decode("utf-8", "surrogateescape")
    except OSError:
        return ()
    rows = (line.split(" ") for line in text.splitlines())
    return tuple(
        Mount(PurePosixPath(_plain(row[1])), row[2], _plain(row[0]))
        for row in rows
        if len(row) >= _COLUMNS
    )


def mount_of(path: Path, mounted: tuple[Mount, ...]) -> Mount | None:
    """Return the file system that ``path``, absolute and without links, lies on."""
    best: Mount | None = None
    for mount in mounted:  # a later one hides an earlier one of the same place
        deeper = best is None or len(mount.point.parts) >= len(best.point.parts)
        if deeper and PurePosixPath(path).is_relative_to(mount.point):
            best = mount
    return best


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 8)), text)
