# SPDX-License-Identifier: GPL-3.0-or-later
"""What reading another program's file gives: items, and what could not be read."""

from collections.abc import Callable
from dataclasses import dataclass

from strongroom.model.item import Content

Step = Callable[[], None]  # called at each row; what it raises ends the reading


def no_step() -> None:
    """Go on."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that did not come: the line it starts on (from 1), and why, in one sentence."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The items of a file, in its order, and the rows that could not be read."""

    contents: tuple[Content, ...]
    problems: tuple[Problem, ...] = ()

    def __repr__(self) -> str:
        return f"Reading({len(self.contents)} items, {len(self.problems)} problems)"
