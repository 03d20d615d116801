# SPDX-License-Identifier: GPL-3.0-or-later
"""What differs, sorted into the groups of its dialog."""

from strongroom.app.comparing import Comparison, Difference, ItemDifference
from strongroom.gui.models.compared import NOTHING, Compared
from strongroom.model.item import Overview


def differing(item_id: int, kind: Difference) -> ItemDifference:
    """Return an item that differs in that way."""
    here = Overview(kind="login", title=f"here {item_id}", created=1, modified=1)
    there = Overview(kind="login", title=f"there {item_id}", created=1, modified=1)
    return ItemDifference(
        item_id,
        kind,
        None if kind is Difference.ADDED else here,
        None if kind is Difference.REMOVED else there,
    )


def test_each_group_has_its_items_in_their_order_and_the_first_has_all() -> None:
    kinds = (Difference.REMOVED, Difference.ADDED, Difference.CHANGED, Difference.ADDED)
    items = tuple(differing(n, kind) for n, kind in enumerate(kinds, start=1))
    found = Compared.of(Comparison(items=items, same=5))
    assert found.groups == ([2, 4, 3, 1], [2, 4], [3], [1])
    assert found.takeable == {2, 3, 4}
    assert {n: one.title for n, one in found.shown.items()} == {
        1: "here 1",
        2: "there 2",
        3: "here 3",
        4: "there 4",
    }
    assert (found.same, found.folders) == (5, 0)


def test_nothing_differs() -> None:
    assert Compared.of(Comparison()) == NOTHING
