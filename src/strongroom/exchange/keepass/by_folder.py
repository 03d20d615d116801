# SPDX-License-Identifier: GPL-3.0-or-later
"""Items by the folder they lie in, in the order in which groups nest.

They come in any order and may be more than memory holds.  A first look weighs the folders;
then as many folders as there is room for are gathered in one look at all items, and a folder
that has no room alone is handed over as its items come.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from strongroom.exchange.outgoing import Outgoing, OutgoingItem
from strongroom.exchange.reading import Step
from strongroom.model.fields import Field

MOST_HELD = 48 << 20  # characters of items that are held at once
_FIELD_COSTS = 200  # as many characters does a field take beside its own
_ITEM_COSTS = 2000


@dataclass(frozen=True, slots=True)
class Where:
    """A group: a folder's path, and whether inside the trash."""

    path: tuple[str, ...]
    trash: bool = False

    def lies_in(self, other: "Where") -> bool:
        """Tell whether a group lies in another, at any depth."""
        if other == _ROOT:
            return self != _ROOT
        inside = self.path[: len(other.path)] == other.path
        return self.trash == other.trash and inside and self != other


_ROOT = Where(())


def where_of(item: OutgoingItem) -> Where:
    """Return the group that an item is written into."""
    return Where(item.path, item.overview.trashed is not None)


class Plan:
    """What a first look at all items finds out."""

    def __init__(self, outgoing: Outgoing) -> None:
        self.most_versions = 0
        self.latest = 0
        self.trash = False
        self.weights: dict[Where, int] = {_ROOT: 0}
        for path in outgoing.folders:
            self._known(Where(path))

    def look(self, item: OutgoingItem) -> None:
        """Take an item into account."""
        where = where_of(item)
        self.trash = self.trash or where.trash
        self.latest = max(self.latest, item.overview.modified, item.overview.trashed or 0)
        self.most_versions = max(self.most_versions, len(item.details.history))
        self._known(where)
        self.weights[where] += _weight(item)

    def groups(self) -> list[Where]:
        """Return the groups, each behind the one that it lies in, siblings as they came."""
        place = {where: number for number, where in enumerate(self.weights)}

        def order(where: Where) -> tuple[object, ...]:
            above = (Where(where.path[:length], where.trash) for length in range(len(where.path)))
            return (where.trash, *(place[one] for one in above), place[where])

        return sorted(self.weights, key=order)

    def _known(self, where: Where) -> None:
        for length in range(len(where.path) + 1):
            self.weights.setdefault(Where(where.path[:length], where.trash), 0)


def by_folder(
    outgoing: Outgoing, plan: Plan, step: Step
) -> Iterator[tuple[Where, Iterator[OutgoingItem]]]:
    """Yield every group with its items, in the order of :meth:`Plan.groups`."""
    for batch in _batches(plan):
        if len(batch) == 1:
            found = (item for item in outgoing.items() if where_of(item) == batch[0])
            yield batch[0], found if plan.weights[batch[0]] else iter(())
            continue
        held: dict[Where, list[OutgoingItem]] = {where: [] for where in batch}
        for item in outgoing.items():
            step()
            gathered = held.get(where_of(item))
            if gathered is not None:
                gathered.append(item)
        for where in batch:
            yield where, iter(held.pop(where))


def _batches(plan: Plan) -> Iterator[list[Where]]:
    """Yield the groups in order, as many together as there is room for."""
    batch: list[Where] = []
    weight = 0
    for where in plan.groups():
        weight += plan.weights[where]
        if batch and weight > MOST_HELD:
            yield batch
            batch, weight = [], plan.weights[where]
        batch.append(where)
    if batch:
        yield batch


def _weight(item: OutgoingItem) -> int:
    versions = sum(_weight_of(version.fields) for version in item.details.history)
    return _ITEM_COSTS + _weight_of(item.details.fields) + versions


def _weight_of(fields: tuple[Field, ...]) -> int:
    return sum(len(field.value) + _FIELD_COSTS for field in fields)
