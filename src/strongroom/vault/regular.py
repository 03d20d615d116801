# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that are regular ones, and which one it is: no pipe is waited for, no flood is read."""

import errno
import os
import stat
from pathlib import Path

# How to open what may be no regular file: opening a pipe would wait for whoever writes into it.
LOOK = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
MOST = 16 * 1024 * 1024  # bytes; ours stay far below


class NotOurs(OSError):
    """What bears the name of a file is none that is taken for one: a pipe, a device, a folder."""


class TooLong(NotOurs):
    """The file has more bytes than ours can have."""


def open_regular(path: Path) -> int:
    """Return a descriptor of the file, to read from.

    Raises:
        NotOurs: it is a pipe, a device or a folder.
        OSError: it cannot be read, or is not there.
    """
    # Looked at before it is opened, too: to open a device can do something.
    if not stat.S_ISREG(os.stat(path).st_mode):  # noqa: PTH116 - looked at as it is opened
        raise _no_file(path)
    descriptor = os.open(path, LOOK)
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    raise _no_file(path)


def identity(seen: os.stat_result) -> tuple[int, int, int, int]:
    """Return which file it is and in what state: its place on its disk, length and last change."""
    return seen.st_dev, seen.st_ino, seen.st_size, seen.st_mtime_ns


def read_regular(path: Path, most: int = MOST) -> bytes:
    """Return what is in the file.

    Raises:
        NotOurs: it is a pipe, a device or a folder.
        TooLong: it has more than ``most`` bytes.
        OSError: it cannot be read, or is not there.
    """
    descriptor = open_regular(path)
    try:
        data = bytearray()
        while chunk := os.read(descriptor, most + 1 - len(data)):
            data += chunk
            if len(data) > most:
                raise TooLong(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
        return bytes(data)
    finally:
        os.close(descriptor)


def _no_file(path: Path) -> NotOurs:
    return NotOurs(errno.EINVAL, os.strerror(errno.EINVAL), str(path))
