# SPDX-License-Identifier: GPL-3.0-or-later
"""The clipboard's one owner: what is put there, until when, and whether it is still ours.

Only a keyed digest of the copy is kept, under a random key of this process, so that the
text itself is on the clipboard and nowhere else.  What another program has put there
since is left alone.  Used from the thread that may touch the clipboard.

X11 and most Wayland desktops have a second clipboard, the selection, which a middle click
pastes.  Nothing is ever copied there, but the toolkit puts there what a person marks with
the mouse, a note or a key that is open among it.  So whenever the clipboard is cleared, and
at every lock and quit, a selection of our own windows is cleared too, whatever its text.
"""

import hashlib
import hmac
import os
from collections.abc import Callable
from dataclasses import dataclass

from strongroom.app.events import ClipboardCleared, Emit, Event, Locked, ignore
from strongroom.app.ports import Clipboard, Clock
from strongroom.secret import SecretBytes


@dataclass(frozen=True, slots=True)
class _Copy:
    label: str
    digest: bytes
    deadline: float | None  # on the monotonic clock, None for never


class Clipping:
    """Copies secrets, and clears them after their time, at lock and at quit."""

    def __init__(
        self,
        clipboard: Clipboard,
        clock: Clock,
        seconds: Callable[[], int | None],
        emit: Emit = ignore,
    ) -> None:
        self._clipboard = clipboard
        self._clock = clock
        self._seconds = seconds
        self._emit = emit
        self._key = os.urandom(32)
        self._copy: _Copy | None = None

    def copy(self, secret: SecretBytes | str, label: str) -> int | None:
        """Put ``secret`` on the clipboard; a copy made before is replaced, its time too.

        Returns the seconds until it is cleared, None for never.  ``label`` names the copy
        for people ("password").  A ``SecretBytes`` is closed here, whatever happens.
        """
        text = _taken(secret)
        seconds = self._seconds()
        self._clipboard.set_secret(text)
        deadline = None if seconds is None else self._clock.monotonic() + seconds
        self._copy = _Copy(label, self._digest(text), deadline)
        return seconds

    def remaining(self) -> float | None:
        """Return the seconds left of the present copy; None where nothing runs out."""
        if self._copy is None or self._copy.deadline is None:
            return None
        return max(0.0, self._copy.deadline - self._clock.monotonic())

    @property
    def label(self) -> str | None:
        """What the present copy is called, None where there is none."""
        return self._copy.label if self._copy else None

    def tick(self) -> None:
        """Clear the copy if its time is over.  The front end calls this now and then."""
        if self.remaining() == 0.0:
            self.clear_now()

    def clear_now(self) -> None:
        """Clear the clipboard if it still holds our copy, and a selection of our windows.

        Safe to call at any time.

        Where the desktop refuses, also to tell what it holds, its error passes and the next
        call tries again.
        """
        self._clipboard.clear_selection()
        if self._copy is not None:
            self._end(self._copy, by_us=self._holds(self._copy))

    def clear_unseen(self) -> None:
        """Clear the clipboard without looking: for the last moment, where it cannot be read.

        Losing what somebody else copied meanwhile is better than leaving a secret there.
        An error of the desktop passes as in :meth:`clear_now`.
        """
        self._clipboard.clear_selection()
        if self._copy is not None:
            self._end(self._copy, by_us=True)

    def hear(self, event: Event) -> None:
        """Clear at a lock.  The receiver of events passes them on to here."""
        if isinstance(event, Locked):
            self.clear_now()

    def _end(self, copy: _Copy, *, by_us: bool) -> None:
        if by_us:
            self._clipboard.clear()
        self._copy = None
        self._emit(ClipboardCleared(copy.label, by_us))

    def _holds(self, copy: _Copy) -> bool:
        text = self._clipboard.read()
        return text is not None and hmac.compare_digest(self._digest(text), copy.digest)

    def _digest(self, text: str) -> bytes:
        # Surrogates can come from other programs; they only have to compare as different.
        data = text.encode("utf-8", "surrogatepass")
        return hmac.new(self._key, data, hashlib.sha256).digest()


def _taken(secret: SecretBytes | str) -> str:
    if isinstance(secret, str):
        return secret
    with secret:
        return secret.text()
