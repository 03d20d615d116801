# SPDX-License-Identifier: GPL-3.0-or-later
"""What passes between two programs of one person: a JSON object on a line, 64 KiB at most.

Whatever comes in may be anything; what is no such object is None, and nobody is told why.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, Protocol

LONGEST = 64 * 1024  # bytes, the end of the line counted
END = b"\n"

Message = dict[str, Any]


class Request(Protocol):
    """A message that came, and the way back; to be answered once, from any thread."""

    @property
    def message(self) -> Message:
        """What was said."""

    def answer(self, message: Mapping[str, Any]) -> None:
        """Say something back and hang up; that nobody hears it any more is no error."""


Tell = Callable[[Request], None]


def encode(message: Mapping[str, Any]) -> bytes:
    """Return the line that says ``message``; paths that are no UTF-8 survive it.

    Raises:
        ValueError: it would be too long.
    """
    line = json.dumps(message).encode("ascii") + END
    if len(line) > LONGEST:
        raise ValueError(len(line))
    return line


def decode(line: bytes) -> Message | None:
    """Return what a line says, None where it is no message."""
    if len(line) > LONGEST or not line.endswith(END):
        return None
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
