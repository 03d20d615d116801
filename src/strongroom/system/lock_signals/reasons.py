# SPDX-License-Identifier: GPL-3.0-or-later
"""What is told, by the values of ``app/events.py``'s LockReason (a test compares them)."""

from collections.abc import Callable

SCREEN_LOCKED = "screen locked"
SUSPENDED = "suspended"
USER_SWITCHED = "user switched"
LID_CLOSED = "lid closed"

Tell = Callable[[str], None]
