# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands at a row that differs, by what two states are laid beside each other for.

The same difference is one thing in a history and another before a merge: "removed" is only
said of what is gone, and where it is known what becomes of a row, that is said.
"""

from collections.abc import Callable
from dataclasses import dataclass

from strongroom.gui.pages.paired import Pair
from strongroom.model.differences import Difference
from strongroom.texts import _

Mark = tuple[str, str]  # a word and its tone


@dataclass(frozen=True, slots=True)
class Marks:
    """``of_row`` is asked for the row of a pair that stands at the left, or at the right.

    ``titles`` are said under the titles of both sides where they differ.
    """

    of_row: Callable[[Pair, bool], Mark]
    titles: tuple[str, str]


def of_history() -> Marks:
    """Return the marks for two versions, the older one at the left."""
    words = {
        Difference.ADDED: (_("added"), "accent"),
        Difference.REMOVED: (_("removed"), "danger"),
        Difference.CHANGED: (_("changed"), "warning"),
    }
    titles = (_("title changed"), _("title changed"))
    return Marks(lambda pair, _left: words[pair.kind or Difference.CHANGED], titles)


def of_comparison() -> Marks:
    """Return the marks for two states of which neither comes after the other."""
    differs, alone = (_("differs"), "warning"), (_("only here"), "accent")
    titles = (_("title differs"), _("title differs"))
    return Marks(lambda pair, _left: differs if pair.kind is Difference.CHANGED else alone, titles)


def of_taking(*, theirs: bool) -> Marks:
    """Return the marks for a merge that takes one side whole: the right one, or the left."""
    past = (_("goes to history"), "muted")
    won = (_("taken"), "accent") if theirs else (_("kept"), "accent")
    sides = (past, won) if theirs else (won, past)
    titles = [_("this title goes to history"), _("this title stays")]
    if not theirs:
        titles.reverse()
    return Marks(lambda _pair, left: sides[0] if left else sides[1], (titles[0], titles[1]))
