# SPDX-License-Identifier: GPL-3.0-or-later
"""The only fakes there are: a clock that tests move, and a clipboard nobody else has.

Each passes the same contract test as the real one (``tests/contracts``).
"""

START_MS = 1_700_000_000_000


class FakeClock:
    """Stands still until a test moves it."""

    def __init__(self, now_ms: int = START_MS, monotonic: float = 1000.0) -> None:
        self._now_ms = now_ms
        self._monotonic = monotonic

    def now_ms(self) -> int:
        return self._now_ms

    def monotonic(self) -> float:
        return self._monotonic

    def forward(self, *, seconds: float = 0, days: float = 0) -> None:
        """Let time pass on both clocks."""
        seconds += days * 86_400
        self._monotonic += seconds
        self._now_ms += round(seconds * 1000)

    def set_wall(self, now_ms: int) -> None:
        """Set the wall clock, as a person or a time server does."""
        self._now_ms = now_ms


class FakeClipboard:
    """Holds one text, or none."""

    def __init__(self) -> None:
        self.text: str | None = None
        self.cleared = 0

    def set_secret(self, text: str) -> None:
        self.text = text

    def read(self) -> str | None:
        return self.text

    def clear(self) -> None:
        self.text = None
        self.cleared += 1
