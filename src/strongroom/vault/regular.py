# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading of small files of this machine's own: no pipe is waited for, and no flood is read."""

import errno
import os
import stat
from pathlib import Path

# How to open what may be no regular file: opening a pipe would wait for whoever writes into it.
LOOK = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
MOST = 16 * 1024 * 1024  # bytes; ours stay far below


class NotOurs(OSError):
    """What bears the name of a file of ours is none of ours."""


class TooLong(NotOurs):
    """The file has more bytes than ours can have."""


def read_regular(path: Path, most: int = MOST) -> bytes:
    """Return what is in the file.

    Raises:
        NotOurs: it is a pipe, a device or a folder.
        TooLong: it has more than ``most`` bytes.
        OSError: it cannot be read, or is not there.
    """
    descriptor = os.open(path, LOOK)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise NotOurs(errno.EINVAL, os.strerror(errno.EINVAL), str(path))
        data = bytearray()
        while chunk := os.read(descriptor, most + 1 - len(data)):
            data += chunk
            if len(data) > most:
                raise TooLong(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
        return bytes(data)
    finally:
        os.close(descriptor)
