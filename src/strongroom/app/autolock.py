# SPDX-License-Identifier: GPL-3.0-or-later
"""When a vault locks by itself: a pure rule, told the time by whoever owns the timer.

``now`` is seconds on a monotonic clock that counts suspended time.  Whatever a clock
does, the rule errs towards the lock: a clock that runs backwards is due at once, and
activity that comes after the time is over (the first key after the computer slept) does
not extend it.  Each reason has its setting, which is read at the moment it matters.

Two things are seen in the clocks alone, from one tick to the next:

* No tick for ``LONGEST_GAP``: the computer slept, or we did, and nobody told.  A busy or
  swapping computer misses ticks for seconds; a minute is the shortest time after which
  anybody can choose to lock, so no shorter sleep outruns a choice.
* Wall clock and monotonic clock part by ``LARGEST_STEP``: the clock was set, or the
  computer slept while the monotonic clock stood (a virtual machine, macOS).  Time servers
  slew, or step by less than a second in use (systemd-timesyncd from 0.4 s on, ntpd from
  0.128 s on), and a bad battery-backed clock is corrected by seconds after a sleep; a
  minute leaves all of that alone, and a step shorter than that outruns no choice either.
"""

from collections.abc import Callable

from strongroom.app.events import LockReason
from strongroom.app.settings import Settings

LONGEST_GAP = 60.0  # seconds between two ticks, which come twice a second
LARGEST_STEP = 60.0  # seconds of difference between the two clocks' strides

_FROM_THE_WORLD: dict[LockReason, Callable[[Settings], bool]] = {
    LockReason.SCREEN_LOCKED: lambda settings: settings.lock_on_screen_lock,
    LockReason.SUSPENDED: lambda settings: settings.lock_on_suspend,
    LockReason.USER_SWITCHED: lambda settings: settings.lock_on_user_switch,
    LockReason.LID_CLOSED: lambda settings: settings.lock_on_lid,
}


class AutoLock:
    """Counts from the last activity; the settings are read anew at every question."""

    def __init__(self, settings: Callable[[], Settings]) -> None:
        self._settings = settings
        self._last: float | None = None
        self._ticked = 0.0
        self._wall: float | None = None  # seconds, at the last tick
        self._sleep_announced = False

    def start(self, now: float) -> None:
        """Begin counting: a vault was unlocked."""
        self._last = self._ticked = now
        self._wall = None
        self._sleep_announced = False

    def stop(self) -> None:
        """Cease counting: the vault is locked."""
        self._last = None

    def activity(self, now: float) -> None:
        """Count anew, unless the time was already over."""
        if self._last is not None and self._due(now) is None:
            self._last = now

    def tick(
        self, now: float, *, wall_ms: int | None = None, unused_seconds: float | None = None
    ) -> LockReason | None:
        """Return the reason to lock now, None where there is none yet.

        ``wall_ms`` is the time of day, ``unused_seconds`` how long nobody has touched the
        computer, None where nobody can tell.
        """
        if self._last is None:
            return None
        reason = self._due(now) or self._stepped(now, wall_ms)
        self._ticked = now
        if wall_ms is not None:
            self._wall = wall_ms / 1000
        return reason or self._computer_unused(now, unused_seconds)

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

    def told(self, reason: str) -> LockReason | None:
        """Return the reason to lock because the computer told ``reason``, if chosen so.

        Whether a vault is open is not asked: one that is just being opened must not come.
        """
        known = next((known for known in _FROM_THE_WORLD if known == reason), None)
        if known is None:
            return None
        chosen = _FROM_THE_WORLD[known](self._settings())
        if known is LockReason.SUSPENDED and not chosen:
            self._sleep_announced = True
        return known if chosen else None

    def _due(self, now: float) -> LockReason | None:
        if self._last is None:
            return None
        if now < self._last or now < self._ticked:
            return LockReason.CLOCK_JUMPED
        if self.remaining(now) == 0.0:
            return LockReason.UNUSED
        slept = now - self._ticked >= LONGEST_GAP
        return LockReason.SUSPENDED if slept and self._settings().lock_on_suspend else None

    def _stepped(self, now: float, wall_ms: int | None) -> LockReason | None:
        if wall_ms is None or self._wall is None:
            return None
        step = (wall_ms / 1000 - self._wall) - (now - self._ticked)
        if abs(step) < LARGEST_STEP:
            return None
        # A sleep that was chosen not to lock may look like this, once.
        announced, self._sleep_announced = self._sleep_announced, False
        return None if announced and step > 0 else LockReason.CLOCK_JUMPED

    def _computer_unused(self, now: float, seconds: float | None) -> LockReason | None:
        minutes = self._settings().lock_computer_unused_minutes
        if minutes is None or seconds is None or self._last is None:
            return None
        # What was done in our own window is newer than an answer that was asked for before:
        # who came back and unlocked must not be shut out again.
        unused = min(seconds, now - self._last)
        return LockReason.COMPUTER_UNUSED if unused >= minutes * 60 else None
