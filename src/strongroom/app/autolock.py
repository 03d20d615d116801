# SPDX-License-Identifier: GPL-3.0-or-later
"""When an unused vault locks: a pure rule, told the time by whoever owns the timer.

``now`` is seconds on a monotonic clock that counts suspended time.  Whatever a clock
does, the rule errs towards the lock: a clock that runs backwards is due at once, and
activity that comes after the time is over (the first key after the computer slept) does
not extend it.
"""

from collections.abc import Callable

from strongroom.app.events import LockReason
from strongroom.app.settings import Settings


class AutoLock:
    """Counts from the last activity; the settings are read anew at every question."""

    def __init__(self, settings: Callable[[], Settings]) -> None:
        self._settings = settings
        self._last: float | None = None

    def start(self, now: float) -> None:
        """Begin counting: a vault was unlocked."""
        self._last = now

    def stop(self) -> None:
        """Cease counting: the vault is locked."""
        self._last = None

    def activity(self, now: float) -> None:
        """Count anew, unless the time was already over."""
        if self._last is not None and self.tick(now) is None:
            self._last = now

    def tick(self, now: float) -> LockReason | None:
        """Return the reason to lock now, None where there is none yet."""
        return LockReason.UNUSED if self.remaining(now) == 0.0 else None

    def remaining(self, now: float) -> float | None:
        """Return the seconds until the lock; None where it will not come by itself."""
        minutes = self._settings().lock_after_minutes
        if self._last is None or minutes is None:
            return None
        if now < self._last:
            return 0.0
        return max(0.0, self._last + minutes * 60 - now)

    def minimised(self) -> LockReason | None:
        """Return the reason to lock because the window was minimised, if chosen so."""
        chosen = self._last is not None and self._settings().lock_on_minimise
        return LockReason.MINIMISED if chosen else None
