# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether standard input holds more than was read of it, without waiting for anything.

A pipe that nobody ends may stay silent for ever, so that only what has come by now counts.
It is read byte by byte up to the first that is no white space, and no copy of it is kept.
What Windows does is written from its documentation, and untried.
"""

import os
import sys

_WHITE = b" \t\r\n\v\f"
# A stream of empty lines may have no end.
_FURTHEST = 64 * 1024


def left_over(descriptor: int) -> bool:
    """Whether anything but white space has come by ``descriptor`` and is still unread.

    White space in front of it is taken; so is one byte more.
    """
    try:
        for _place in range(_FURTHEST):
            if not _has_come(descriptor):
                return False
            byte = os.read(descriptor, 1)
            if not byte or byte not in _WHITE:
                return bool(byte)
    except OSError:  # what cannot be read holds nothing
        return False
    return False


if sys.platform == "win32":  # pragma: no cover - only there
    import _winapi
    import msvcrt
    import stat

    def _has_come(descriptor: int) -> bool:
        """Whether a read would not wait: a file never does, a pipe tells what is in it."""
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            return True
        return _winapi.PeekNamedPipe(msvcrt.get_osfhandle(descriptor))[0] != 0

else:
    import select

    def _has_come(descriptor: int) -> bool:
        """Whether a read would not wait, for a byte or for the end."""
        return bool(select.select([descriptor], [], [], 0)[0])
