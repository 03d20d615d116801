# SPDX-License-Identifier: GPL-3.0-or-later
"""What this computer tells of itself that can lock a vault, on each system its own way.

Nothing here decides whether to lock: ``app/autolock.py`` does, by the settings.
"""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from strongroom.system.lock_signals.reasons import Tell

# Seconds between two questions how long the computer is unused; the shortest time that can
# be chosen is a minute.
POLL_SECONDS = 5.0


class _Listener(Protocol):
    def start(self, tell: "Tell") -> None: ...
    def stop(self) -> None: ...
    def unused_seconds(self) -> float | None: ...
    def let_sleep(self) -> None: ...


class SystemLockSignals:
    """Those of the system that we run on; where it is unknown here, nothing is ever told."""

    def __init__(self, poll_seconds: float = POLL_SECONDS) -> None:
        self._listener = _listener(poll_seconds)

    def start(self, tell: Callable[[str], None]) -> None:
        """Begin to listen; ``tell`` is called from any thread with what happened."""
        if self._listener is not None:
            self._listener.start(tell)

    def stop(self) -> None:
        """Cease to listen, and hold up no suspend any more; for good."""
        if self._listener is not None:
            self._listener.stop()

    def unused_seconds(self) -> float | None:
        """Return how long nobody has touched this computer; None where nobody can tell."""
        return None if self._listener is None else self._listener.unused_seconds()

    def let_sleep(self) -> None:
        """Say that the lock is done: a suspend that was held up for it may go on."""
        if self._listener is not None:
            self._listener.let_sleep()


def _listener(poll_seconds: float) -> _Listener | None:
    # Each is loaded only on its own system: the others' libraries are not there.
    platform: str = sys.platform
    if platform == "linux":
        from strongroom.system.lock_signals.linux import LinuxLockSignals  # noqa: PLC0415

        return LinuxLockSignals(poll_seconds)
    if platform == "win32":
        from strongroom.system.lock_signals.windows import WindowsLockSignals  # noqa: PLC0415

        return WindowsLockSignals()
    if platform == "darwin":
        from strongroom.system.lock_signals.macos import MacLockSignals  # noqa: PLC0415

        return MacLockSignals()
    return None
