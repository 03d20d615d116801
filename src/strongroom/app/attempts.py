# SPDX-License-Identifier: GPL-3.0-or-later
"""How long to wait after wrong passwords: after five in a row 1 to 30 seconds.

It keeps a person (or a child at the desk) from hammering at the window.  Whoever has the
file needs no window; what slows them is Argon2.
"""

import msgspec

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
