# SPDX-License-Identifier: GPL-3.0-or-later
"""How long nobody has touched the computer: the last answer of whoever can tell.

One thread asks, any other reads.  An answer is not carried on by the clock, or a person
who just came back would count as away; one that was not renewed is no answer any more.
"""

import time
from collections.abc import Callable

_MISSES = 4  # polls without an answer after which nobody is known to answer


class Unused:
    """Holds the last answer."""

    def __init__(self, poll_seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.poll_seconds = poll_seconds
        self._clock = clock
        self._last: tuple[float, float] | None = None  # the answer, and when it was given

    def answer(self, seconds: float) -> None:
        """Take an answer; from the thread that asks."""
        self._last = (seconds, self._clock())

    def forget(self) -> None:
        """Nobody answers any more."""
        self._last = None

    def seconds(self) -> float | None:
        """Return the last answer; None where there is none, or only an old one."""
        last = self._last
        if last is None:
            return None
        seconds, given = last
        return seconds if self._clock() - given <= _MISSES * self.poll_seconds else None
