# SPDX-License-Identifier: GPL-3.0-or-later
"""The only fakes there are: a clock that tests move, a clipboard nobody else has, a
keyring in memory, and a computer whose screen is locked and lid is closed by hand.

Each passes the same contract test as the real one (``tests/contracts``).
"""

import threading
from collections.abc import Callable

from strongroom.errors import Cancelled, KeyringFailed
from strongroom.secret import SecretBytes

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
    """Holds one text, or none; ``selected`` is text of ours that the mouse marked."""

    def __init__(self) -> None:
        self.text: str | None = None
        self.cleared = 0
        self.selected: str | None = None

    def set_secret(self, text: str) -> None:
        self.text = text

    def read(self) -> str | None:
        return self.text

    def clear(self) -> None:
        self.text = None
        self.cleared += 1

    def clear_selection(self) -> None:
        self.selected = None


class FakeLockSignals:
    """Tells what a test lets happen."""

    def __init__(self) -> None:
        self.unused: float | None = None
        self.sleeps_let = 0
        self._tell: Callable[[str], None] | None = None

    @property
    def listening(self) -> bool:
        return self._tell is not None

    def happen(self, reason: str) -> None:
        """Tell of ``reason``, as from the thread that hears of it."""
        if self._tell is not None:
            self._tell(reason)

    def start(self, tell: Callable[[str], None]) -> None:
        self._tell = tell

    def stop(self) -> None:
        self._tell = None

    def unused_seconds(self) -> float | None:
        return self.unused

    def let_sleep(self) -> None:
        self.sleeps_let += 1


class FakeKeyring:
    """Keeps what it is given in memory; a test can make it fail, or keep it thinking.

    ``asked`` names every call; ``before`` is called with its name and the secret's before
    it is done.
    """

    def __init__(self, *, ends_at_logout: bool = True) -> None:
        self.kept: dict[str, bytes] = {}
        self.failure: KeyringFailed | None = None
        self.asked: list[str] = []
        self.before: Callable[[str, str], None] = lambda _what, _name: None
        self._lasts = not ends_at_logout
        self._answered = threading.Event()
        self._answered.set()
        self._cancelled = False

    @property
    def calls(self) -> int:
        return len(self.asked)

    def ask(self) -> None:
        """Begin to ask the person something: no call returns before :meth:`answer`."""
        self._answered.clear()

    def answer(self) -> None:
        """Let the calls go on."""
        self._answered.set()

    def ends_at_logout(self) -> bool:
        self._think("ends_at_logout")
        return not self._lasts

    def put(self, name: str, secret: SecretBytes) -> None:
        self._think("put", name)
        self.kept[name] = bytes(secret.buffer)

    def get(self, name: str) -> SecretBytes | None:
        self._think("get", name)
        return SecretBytes(self.kept[name]) if name in self.kept else None

    def drop(self, name: str) -> None:
        self._think("drop", name)
        self.kept.pop(name, None)

    def cancel(self) -> None:
        if not self._answered.is_set():
            self._cancelled = True
            self._answered.set()

    def log_out(self) -> None:
        """Forget everything, as a session collection does."""
        self.kept.clear()

    def _think(self, what: str, name: str = "") -> None:
        self.asked.append(what)
        self.before(what, name)
        self._answered.wait()
        if self._cancelled:
            self._cancelled = False
            message = "Cancelled; nothing was changed."
            raise Cancelled(message)
        if self.failure is not None:
            raise self.failure
