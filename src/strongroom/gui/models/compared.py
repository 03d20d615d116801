# SPDX-License-Identifier: GPL-3.0-or-later
"""A comparison sorted for a dialog: made on the worker, for at 100,000 items it takes a while.

The window only hands on what is here: a list of ids, a count, a set.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from strongroom.app.comparing import Comparison, Difference
from strongroom.model.item import Overview

# The groups after the first, which is all of them in this order.
ORDER = (Difference.ADDED, Difference.CHANGED, Difference.REMOVED)


@dataclass(frozen=True, slots=True)
class Compared:
    """The ids of what differs, group by group, and what to call each item by.

    ``takeable`` is on the other side, so that it can be taken from there.
    """

    groups: tuple[list[int], ...]
    shown: Mapping[int, Overview] = field(repr=False)
    takeable: frozenset[int]
    same: int
    folders: int

    @classmethod
    def of(cls, found: Comparison) -> "Compared":
        """Sort what was found."""
        sorted_ids: dict[Difference, list[int]] = {kind: [] for kind in ORDER}
        for item in found.items:
            sorted_ids[item.kind].append(item.item_id)
        groups = list(sorted_ids.values())
        return cls(
            groups=([item_id for group in groups for item_id in group], *groups),
            shown={item.item_id: item.shown for item in found.items},
            takeable=frozenset(item.item_id for item in found.items if item.after is not None),
            same=found.same,
            folders=len(found.folders),
        )


NOTHING = Compared(groups=([], [], [], []), shown={}, takeable=frozenset(), same=0, folders=0)
