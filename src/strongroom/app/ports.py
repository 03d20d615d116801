# SPDX-License-Identifier: GPL-3.0-or-later
"""What the use cases need of the world, by shape: the only things that tests replace.

An adapter fits by having these methods; it imports nothing from here.  Every adapter and
every fake passes the same contract test (``tests/contracts``).
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeAlias

from strongroom.secret import SecretBytes

if TYPE_CHECKING:
    from strongroom.crypto.kdf import Argon2Cost

# What Argon2 costs for something new; asked at that moment, for measuring takes a while.
Cost: TypeAlias = Callable[[], "Argon2Cost"]


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

    def clear_selection(self) -> None:
        """Empty the selection that a middle click pastes, if this program has put it there.

        What another program selected is left alone; where there is no such thing, or this
        adapter never sets it, nothing happens.
        """
        ...


class LockSignals(Protocol):
    """What this computer tells of itself that can lock a vault.

    It listens on threads of its own; nothing here blocks, and nothing raises.
    """

    def start(self, tell: Callable[[str], None]) -> None:
        """Begin to listen.

        ``tell`` is called from any thread with the value of a ``LockReason``:
        "screen locked", "suspended", "user switched" or "lid closed".
        """
        ...

    def stop(self) -> None:
        """Cease to listen, and hold up no suspend any more."""
        ...

    def unused_seconds(self) -> float | None:
        """Return how long nobody has touched this computer; None where nobody can tell."""
        ...

    def let_sleep(self) -> None:
        """Say that the lock is done: a suspend that was held up for it may go on."""
        ...


class GlobalShortcut(Protocol):
    """The key of this desktop for quick access, wherever the focus is.

    It listens on a thread of its own; nothing here blocks, and nothing raises.
    """

    @property
    def state(self) -> str:
        """Whether the key works outside the window, in one sentence."""
        ...

    def start(self, tell: Callable[[str], None]) -> None:
        """Ask the desktop for the key.

        ``tell`` is called from any thread at each press, with the desktop's leave for a
        window to take the focus, or "".
        """
        ...

    def stop(self) -> None:
        """Listen no more."""
        ...


class Keyring(Protocol):
    """The keyring of the operating system: small secrets by name.

    Every method may take its time, and may raise a ``KeyringFailed``.
    """

    def ends_at_logout(self) -> bool:
        """Tell whether what is put there is gone when its owner logs out."""
        ...

    def put(self, name: str, secret: SecretBytes) -> None:
        """Keep ``secret``, which stays the caller's, under ``name``; one before is replaced."""
        ...

    def get(self, name: str) -> SecretBytes | None:
        """Return what is kept under ``name``, which the caller closes; None if nothing."""
        ...

    def drop(self, name: str) -> None:
        """Keep nothing under ``name``; that nothing was is no error."""
        ...

    def cancel(self) -> None:
        """End a call that is under way with ``Cancelled``; from any thread."""
        ...
