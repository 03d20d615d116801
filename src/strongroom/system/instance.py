# SPDX-License-Identifier: GPL-3.0-or-later
"""One window for one person: how a program that is started finds the one that runs.

The first program listens at a private place, those started later speak to it there, and
the terminal asks it to lock.  No secret ever passes.  Whoever is at the other end has to be
the same user: the folder is closed to others, and the system is asked who it is.

Linux and macOS: a Unix socket (``instance_socket.py``; macOS is untried).  Windows: a named
pipe (``instance_pipe.py``, untried), because Python has no Unix sockets there.
"""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from strongroom.system.instance_messages import Message, Request, Tell

if sys.platform == "win32":
    from strongroom.system import instance_pipe as _way
else:
    from strongroom.system import instance_socket as _way

__all__ = ["PATIENCE", "Listening", "Message", "Request", "Tell", "adopt", "listen", "send"]

# A window that starts, or comes back after a lock, answers within a second or two even on a
# slow machine; a person who waits longer than this believes that nothing happened.
PATIENCE = 8.0


class Listening(Protocol):
    """The first program's end."""

    def fileno(self) -> int:
        """Return the descriptor to hand to a process that takes this one's place; -1 if none."""

    def serve(self, tell: Tell) -> None:
        """Begin to answer: ``tell`` is called on a thread of its own for each message."""

    def close(self) -> None:
        """Listen no more; whoever waits for an answer turns to the next who listens."""


def listen(folder: Path) -> Listening | None:
    """Become the first program of ``folder``; None where another one is.

    Of two that do this in the same moment exactly one becomes it, and what a program that
    died has left behind is replaced.

    Raises:
        OSError: no place to listen at can be made there.
    """
    return _way.listen(folder)


def adopt(descriptor: int, folder: Path) -> Listening:
    """Go on listening in the place of the process that handed over ``descriptor``.

    Raises:
        OSError: it is none that listens.
    """
    return _way.adopt(descriptor, folder)


def send(folder: Path, message: Mapping[str, Any], *, patience: float = PATIENCE) -> Message | None:
    """Say something to the first program and return its answer; None where there is none.

    A program that quits or is replaced before it has answered is not the one that was
    meant: the next is asked, and if nobody takes its place there is none.

    Raises:
        TimeoutError: there is one, and it said nothing for ``patience`` seconds.
    """
    return _way.send(folder, message, patience)
