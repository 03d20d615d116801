# SPDX-License-Identifier: GPL-3.0-or-later
"""Work over many blocks that a newer keystroke can stop."""

from collections.abc import Callable, Iterator, Sequence

from strongroom.errors import Cancelled
from strongroom.model.blocks import Block
from strongroom.texts import _

Cancel = Callable[[], bool]


def never() -> bool:
    """Go on: for whoever has no reason to stop."""
    return False


class Watched:
    """Blocks, loaded, any number of times, until someone says to stop."""

    def __init__(self, blocks: Sequence[Block], cancelled: Cancel) -> None:
        self._blocks = blocks
        self._cancelled = cancelled

    def __len__(self) -> int:
        return len(self._blocks)

    def __iter__(self) -> Iterator[Block]:
        for block in self._blocks:
            if self._cancelled():
                raise Cancelled(_("The search was stopped."))
            yield block.load()
