# SPDX-License-Identifier: GPL-3.0-or-later
"""What the use cases need of the world, by shape: the only things that tests replace.

An adapter fits by having these methods; it imports nothing from here.  Every adapter and
every fake passes the same contract test (``tests/contracts``).
"""

from typing import Protocol


class Clock(Protocol):
    """Two times: one for people and files, one for deadlines."""

    def now_ms(self) -> int:
        """Return milliseconds since 1970-01-01T00:00Z; it jumps when the clock is set."""
        ...

    def monotonic(self) -> float:
        """Return seconds since some start, never backwards, counting suspended time."""
        ...


class Clipboard(Protocol):
    """The clipboard of this desktop.

    Every method may raise a ``StrongroomError`` where the desktop refuses.
    """

    def set_secret(self, text: str) -> None:
        """Put ``text`` there, marked as a secret where the desktop has such a mark."""
        ...

    def read(self) -> str | None:
        """Return the text that is there, None where there is none.

        None never stands for what could not be read: that raises.
        """
        ...

    def clear(self) -> None:
        """Leave the clipboard empty."""
        ...
