# SPDX-License-Identifier: GPL-3.0-or-later
"""What is selected in the list, as runs of rows: the same small cost for one and for all."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice

from strongroom.gui.models.items import ItemsModel
from strongroom.model.item import Overview

LOOKED_AT = 1000  # of more, the first ones speak for all
_NEAR = 2000  # rows that another program may add above what is in sight

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


def known_runs(before: list[int], now: list[int]) -> list[Run]:
    """Return the runs of those of ``now`` that were there ``before``: all that was selected."""
    old = frozenset(before)
    runs: list[Run] = []
    start = 0
    for row in [row for row, item in enumerate(now) if item not in old]:
        if row > start:
            runs.append((start, row - 1))
        start = row + 1
    if start < len(now):
        runs.append((start, len(now) - 1))
    return runs


def moved_by(seen: Mapping[int, int], now: list[int]) -> int:
    """Return by how many rows most of the items in sight have moved, 0 where no such many did.

    ``seen`` gives their former rows.  They are looked for near those: to go through a long
    list would take longer than a frame.
    """
    steps: Counter[int] = Counter()
    for item, row in seen.items():
        with suppress(ValueError):
            steps[now.index(item, max(0, row - _NEAR), row + _NEAR) - row] += 1
    step, count = steps.most_common(1)[0] if steps else (0, 0)
    return step if 2 * count > len(seen) else 0
