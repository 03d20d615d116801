# SPDX-License-Identifier: GPL-3.0-or-later
"""How long to wait after wrong passwords: after five in a row 1 to 30 seconds.

It keeps a person (or a child at the desk) from hammering at the window.  Whoever has the
file needs no window; what slows them is Argon2.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from strongroom.app.ports import Clock
from strongroom.errors import MustWait, WrongKey
from strongroom.texts import ngettext

FREE = 4  # the fifth failure is the first that makes one wait
WAITS = (1.0, 2.0, 4.0, 8.0, 16.0, 30.0)  # seconds; the last one stays


class Attempts(msgspec.Struct, frozen=True):
    """Failures in a row, and when the last one was, in seconds of a monotonic clock."""

    failures: int = 0
    last: float = 0.0

    def failed(self, now: float) -> "Attempts":
        """Return the state after another failure."""
        return Attempts(self.failures + 1, now)

    def wait(self, now: float) -> float:
        """Return the seconds until the next try is taken, 0.0 for at once."""
        over = self.failures - FREE
        if over <= 0:
            return 0.0
        pause = WAITS[min(over, len(WAITS)) - 1]
        # A clock that ran backwards must not lengthen the wait beyond one full pause.
        return min(pause, max(0.0, self.last + pause - now))


class Tries:
    """The attempts on each vault, in this process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._made: dict[Path, Attempts] = {}

    def wait(self, path: Path) -> float:
        """Return the seconds until another password for ``path`` is taken, 0.0 for none."""
        return self._made.get(path.absolute(), Attempts()).wait(self._clock.monotonic())

    @contextmanager
    def counted(self, path: Path) -> Iterator[None]:
        """Count a wrong key, and forget all of them after a right one.

        Raises:
            MustWait: too many were wrong in a row; ``.seconds`` are left.
        """
        seconds = self.wait(path)
        if seconds > 0:
            raise MustWait(_wait_sentence(seconds), seconds=seconds)
        key = path.absolute()
        try:
            yield
        except WrongKey:
            before = self._made.get(key, Attempts())
            self._made[key] = before.failed(self._clock.monotonic())
            raise
        self._made.pop(key, None)


def _wait_sentence(seconds: float) -> str:
    whole = max(1, round(seconds))
    text = ngettext(
        "Too many wrong passwords in a row; try again in a second.",
        "Too many wrong passwords in a row; try again in {seconds} seconds.",
        whole,
    )
    return text.format(seconds=whole)
