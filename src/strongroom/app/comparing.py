# SPDX-License-Identifier: GPL-3.0-or-later
"""The open vault beside a copy of it: what differs, and one pair of items when asked for.

Overviews are in memory on both sides.  Details are decrypted only where their tags do not
already say that they are the same, a few at a time, and none is kept.
"""

from collections.abc import Callable, Iterable, Iterator

from strongroom.app.session import Session
from strongroom.errors import NotFound
from strongroom.model.comparing import (
    Comparison,
    FolderDifference,
    ItemDifference,
    folder_differences,
    kind_of,
    same_details,
    same_overview,
)
from strongroom.model.differences import Difference
from strongroom.model.item import Details, Item
from strongroom.vault.check import STEP, Progress, no_progress
from strongroom.vault.copies import VaultCopy

__all__ = [
    "Comparison",
    "Difference",
    "FolderDifference",
    "ItemDifference",
    "VaultCopy",
    "beside",
    "compare",
    "pair",
]

Decrypted = Iterable[tuple[int, Details]]


def compare(session: Session, copy: VaultCopy, step: Progress = no_progress) -> Comparison:
    """Return what differs between the open vault (before) and ``copy`` (after).

    ``step`` is told how many details were compared, and of how many; what it raises ends it.

    Raises:
        VaultLocked: no vault is open.
        CannotOpen: one of the two is no longer what it was.
    """
    vault = session.vault
    here, there = vault.overviews(), copy.overviews()
    step(0, 0)
    differ = {
        item_id
        for item_id in here.keys() & there.keys()
        if not same_overview(here[item_id], there[item_id])
    }
    differ |= _other_details(session, copy, differ, step)
    differ |= here.keys() ^ there.keys()
    items = [
        ItemDifference(
            item_id,
            kind_of(here.get(item_id), there.get(item_id)),
            here.get(item_id),
            there.get(item_id),
        )
        for item_id in differ
    ]
    items.sort(key=_by_title)
    return Comparison(
        items=tuple(items),
        folders=folder_differences(vault.folders(), copy.folders()),
        same=len(here.keys() | there.keys()) - len(items),
    )


def pair(session: Session, copy: VaultCopy, item_id: int) -> tuple[Item | None, Item | None]:
    """Decrypt one item on both sides, None where it is not there; raises as above."""

    def found(look: Callable[[int], Item]) -> Item | None:
        try:
            return look(item_id)
        except NotFound:
            return None

    return found(session.vault.item), found(copy.item)


def beside(ours: Decrypted, theirs: Decrypted) -> Iterator[tuple[int, Details | None, Details]]:
    """Give the details of both sides, asked for by the same ids, item by item.

    None stands for those of an item that another program has deleted here meanwhile.
    """
    remaining = iter(ours)
    found = next(remaining, None)
    for item_id, there in theirs:
        here = None
        if found is not None and found[0] == item_id:
            here, found = found[1], next(remaining, None)
        yield item_id, here, there


def _other_details(session: Session, copy: VaultCopy, known: set[int], step: Progress) -> set[int]:
    """Return the items in both, ``known`` to differ aside, whose details are not the same."""
    ours, theirs = session.vault.details_tags(), copy.details_tags()
    doubtful = [
        item_id
        for item_id in ours.keys() & theirs.keys()
        if item_id not in known and not (copy.same_key and ours[item_id] == theirs[item_id])
    ]
    found: set[int] = set()
    both = beside(session.vault.details(doubtful), copy.details(doubtful))
    for done, (item_id, here, there) in enumerate(both):
        if done % STEP == 0:
            step(done, len(doubtful))
        if here is None or not same_details(here, there):
            found.add(item_id)
    step(len(doubtful), len(doubtful))
    return found


def _by_title(item: ItemDifference) -> tuple[str, int]:
    return item.shown.title.casefold(), item.item_id
