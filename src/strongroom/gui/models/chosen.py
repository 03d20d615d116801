# SPDX-License-Identifier: GPL-3.0-or-later
"""What is selected in the list, as runs of rows: the same small cost for one and for all."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice

from strongroom.gui.models.items import ItemsModel
from strongroom.model.item import Overview

LOOKED_AT = 1000  # of more, the first ones speak for all

Run = tuple[int, int]  # first and last row


@dataclass(frozen=True, slots=True)
class Chosen:
    """Runs of selected rows, ascending, over the items shown at that moment."""

    items: ItemsModel
    runs: tuple[Run, ...] = ()

    def __len__(self) -> int:
        return sum(bottom - top + 1 for top, bottom in self.runs)

    def __iter__(self) -> Iterator[Overview]:
        rows = chain.from_iterable(range(top, bottom + 1) for top, bottom in self.runs)
        return map(self.items.overview, rows)

    @property
    def first(self) -> Overview | None:
        """The first of them, None where nothing is selected."""
        return self.items.overview(self.runs[0][0]) if self.runs else None

    @property
    def only(self) -> Overview | None:
        """The selected item, None where none or several are."""
        return self.first if len(self) == 1 else None

    @property
    def ids(self) -> list[int]:
        """The ids of all of them, in their order."""
        ids = self.items.ids
        return list(chain.from_iterable(ids[top : bottom + 1] for top, bottom in self.runs))

    @property
    def all_favourites(self) -> bool:
        """Whether they are favourites, as far as they are looked at."""
        return bool(self.runs) and all(item.favourite for item in islice(self, LOOKED_AT))


def runs_of(rows: list[int]) -> list[Run]:
    """Join rows, ascending, that follow one another: [1, 2, 5] is [(1, 2), (5, 5)]."""
    runs: list[Run] = []
    for row in rows:
        if runs and runs[-1][1] == row - 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs
