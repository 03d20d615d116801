# SPDX-License-Identifier: GPL-3.0-or-later
"""Work that may wait for somebody else, beside the worker that has the vault.

A keyring may ask its person a question and take two minutes; neither the window nor a save
waits for it.  Each piece of work has a thread of its own and touches nothing of the vault.
Results and errors go the ways of :mod:`strongroom.gui.delivery`.
"""

import threading
from collections.abc import Callable
from functools import cache
from typing import TypeVar

from strongroom.gui.delivery import Delivery, Failed

T = TypeVar("T")


@cache
def beside() -> "Aside":
    """Return the one that lives as long as the process, for widgets, which come and go."""
    return Aside()


class Aside(Delivery):
    """Runs work on threads of its own, and delivers here; ``idle`` when all has come."""

    def run(self, work: Callable[[], T], done: Callable[[T], None], failed: Failed) -> None:
        """Run ``work`` on a thread, then ``done`` or ``failed`` here."""
        self._expect()
        arguments = (work, done, failed)
        threading.Thread(target=self._work, args=arguments, name="aside", daemon=True).start()

    def close(self) -> None:
        """Deliver nothing more; who has work under way has told it to end."""
        if not self._closed:
            self._end()
