# SPDX-License-Identifier: GPL-3.0-or-later
"""The clock on the wall, and one that only goes forward."""

import time

# Linux alone has it, and stops its plain monotonic clock in suspend.
_BOOTTIME: int | None = getattr(time, "CLOCK_BOOTTIME", None)


class SystemClock:
    """The machine's own time."""

    def now_ms(self) -> int:
        """Return the moment in milliseconds since 1970-01-01T00:00Z."""
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        """Return seconds that never go back and, on Linux, go on while the machine sleeps.

        Deadlines are kept in it: a laptop closed for an hour must find its vault locked.
        On macOS and Windows Python's own monotonic clock is the nearest there is.
        """
        if _BOOTTIME is not None:
            return time.clock_gettime(_BOOTTIME)
        return time.monotonic()
