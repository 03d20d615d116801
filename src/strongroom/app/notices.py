# SPDX-License-Identifier: GPL-3.0-or-later
"""Who wants to be told of what happens inside the use cases, and is told at once.

Only use cases follow one another this way (the search index follows changes, undo follows
the keys); front ends get return values and events.
"""

from collections.abc import Callable
from typing import Generic, ParamSpec

P = ParamSpec("P")


class Notice(Generic[P]):
    """One thing that happens, and those who follow it, in the order in which they came."""

    def __init__(self) -> None:
        self._followers: list[Callable[P, None]] = []

    def follow(self, tell: Callable[P, None]) -> None:
        """Call ``tell`` whenever it happens."""
        self._followers.append(tell)

    def tell(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Say that it happened."""
        for follower in self._followers:
            follower(*args, **kwargs)
