# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds up a suspend until the vault is locked: a descriptor that logind waits for.

It is not inherited by a program that replaces this one, so that a replacement lets go too.
"""

import os
from threading import Lock


class Inhibitor:
    """Holds at most one such descriptor; from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._descriptor: int | None = None
        self._over = False

    def hold(self, descriptor: int) -> None:
        """Take ``descriptor``, and close one that was held before."""
        os.set_inheritable(descriptor, False)
        with self._lock:
            self._close()
            self._descriptor = descriptor
            if self._over:
                self._close()

    def release(self) -> None:
        """Let the computer sleep."""
        with self._lock:
            self._close()

    def end(self) -> None:
        """Let the computer sleep, and hold nothing any more."""
        with self._lock:
            self._over = True
            self._close()

    def _close(self) -> None:
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)
