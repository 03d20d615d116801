# SPDX-License-Identifier: GPL-3.0-or-later
"""What the program and its decoder say to each other; all numbers little-endian.

The program sends one file (kind, length, bytes) and then asks for pages of it, each with the
largest width and height that it can use.  For each the decoder answers with a status, the
number of pages, width and height, and four bytes a point: red, green, blue, nothing.  A decoder
that could not give up what it can reach reads nothing and ends with ``UNCONFINED``.
"""

import struct
from enum import IntEnum
from typing import NamedTuple

FILE = struct.Struct("<BQ")  # kind, length
ASK = struct.Struct("<III")  # page from 0, most points across, most points down
ANSWER = struct.Struct("<BIII")  # status, pages, width, height

MOST_FILE = 64 << 20  # bytes
MOST_POINTS = 6_000_000  # of one answer: 24 MB
MOST_SIDE = 8192
MOST_PAGES = 1_000_000
UNCONFINED = 77  # the exit status
POINT = 4  # bytes


class Kind(IntEnum):
    """What kind of file it is."""

    PICTURE = 1
    PDF = 2


class Status(IntEnum):
    """How a page came out."""

    SHOWN = 0
    BROKEN = 1
    LOCKED = 2  # the PDF has a password of its own
    TOO_LARGE = 3
    UNSAFE = 4  # nobody sends it: the decoder ended as UNCONFINED


_SENT = frozenset(Status) - {Status.UNSAFE}


class Answer(NamedTuple):
    """The head of an answer."""

    status: Status
    pages: int
    width: int
    height: int

    @property
    def size(self) -> int:
        """How many bytes follow."""
        return self.width * self.height * POINT if self.status is Status.SHOWN else 0


def parse_answer(head: bytes) -> Answer | None:
    """Return what a head says, None where it is none that a decoder of ours sends."""
    status, pages, width, height = ANSWER.unpack(head)
    if status not in _SENT or pages > MOST_PAGES:
        return None
    if not (width <= MOST_SIDE and height <= MOST_SIDE):
        return None
    if width * height > MOST_POINTS or (status == Status.SHOWN and not (width and height)):
        return None
    return Answer(Status(status), pages, width, height)


def fitted(width: float, height: float, most_width: int, most_height: int) -> tuple[int, int]:
    """Return the largest size of that shape within what was asked for and what is allowed."""
    across = max(1, min(most_width, MOST_SIDE))
    down = max(1, min(most_height, MOST_SIDE))
    scale = min(across / width, down / height, (MOST_POINTS / (width * height)) ** 0.5)
    return max(1, int(width * scale)), max(1, int(height * scale))
