# SPDX-License-Identifier: GPL-3.0-or-later
"""How far a long piece of work is, on one line that is redrawn and then gone."""

from types import TracebackType
from typing import Self

from strongroom.cli.terminal import Terminal

_WHOLE = 100


class Percent:
    """Redraws a percentage on a terminal, each time that it has changed.

    ``sentence`` holds ``{percent}``; ``before`` is shown while nobody knows how much there is
    to do.  To be used in a ``with``, whose end leaves the line as if nothing had been shown on
    it.
    """

    def __init__(self, terminal: Terminal, sentence: str, before: str = "") -> None:
        self._terminal = terminal
        self._sentence = sentence
        self._before = before
        self._shown = 0
        self._drawn = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._drawn:
            self._terminal.redraw("")

    def __call__(self, done: int, total: int) -> None:
        """Show how many of how many are done, where somebody watches."""
        if self._before and not total:
            if self._terminal.watched and not self._drawn:
                self._drawn = True
                self._terminal.redraw(self._before)
            return
        percent = done * _WHOLE // max(total, 1)
        if self._terminal.watched and percent != self._shown:
            self._shown, self._drawn = percent, True
            self._terminal.redraw(self._sentence.format(percent=percent))
