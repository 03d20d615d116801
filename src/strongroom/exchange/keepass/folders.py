# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the groups of a KeePass database are among our folders, and which are in its bin.

The group that holds all others is no folder.  What lies in the recycle bin lies in the trash:
its folder is the one it lay in before, where the file says that, else its place in the bin.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from strongroom.exchange.builder import clean_path
from strongroom.exchange.keepass.document import Document, KeeEntry, KeeGroup

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A group as a folder: its path, whether in the trash, and the tags that it lends."""

    path: Path = ()
    trash: bool = False
    tags: str = ""


class Folders:
    """The places of all groups."""

    def __init__(self, document: Document) -> None:
        self._bin = document.bin
        self._by_uuid: dict[str, KeeGroup] = {}
        for group in document.groups:
            if group.uuid:
                self._by_uuid.setdefault(group.uuid, group)
        self._places: dict[int, Place] = {}
        # A group stands after the one it lies in, so each is placed in one step.
        for group in document.groups:
            self._places[id(group)] = self._place(group)
        # Where it lay before may stand anywhere, but never in the bin.
        for group in document.groups:
            self._moved(group)
        self._groups = document.groups

    def of(self, entry: KeeEntry) -> Place:
        """Return the place of an entry."""
        if entry.group is None:
            return Place()
        place = self._places[id(entry.group)]
        directly = place.trash and entry.group.uuid == self._bin
        before = self._before(entry.previous) if directly else None
        return place if before is None else Place(before.path, trash=True, tags=before.tags)

    def of_group(self, group: KeeGroup) -> Place:
        """Return the place of a group."""
        return self._places[id(group)]

    def empty(self, filled: Iterable[Path]) -> tuple[Path, ...]:
        """Return the paths of folders with nothing in them, neither an entry nor a folder."""
        seen = {path[:length] for path in filled for length in range(len(path) + 1)}
        paths = {p.path for g in self._groups if not (p := self._places[id(g)]).trash}
        above = {path[:-1] for path in paths}
        return tuple(sorted(path for path in paths - seen if path not in above))

    def _place(self, group: KeeGroup) -> Place:
        if group.parent is None:
            return Place(tags=group.tags)
        above = self._places[id(group.parent)]
        tags = f"{above.tags};{group.tags}" if above.tags else group.tags
        if self._bin and group.uuid == self._bin and not above.trash:
            return Place((), trash=True)
        return Place((*above.path, *clean_path((group.name,))), above.trash, tags)

    def _before(self, uuid: str) -> Place | None:
        group = self._by_uuid.get(uuid) if uuid else None
        place = None if group is None else self._places[id(group)]
        return None if place is None or place.trash else place

    def _moved(self, group: KeeGroup) -> None:
        """Place a group of the bin under the one it lay in before, if that is known."""
        place = self._places[id(group)]
        if not place.trash or group.parent is None or group.uuid == self._bin:
            return
        before = None
        if group.parent.uuid == self._bin:
            before = self._before(group.previous)
        above = before or self._places[id(group.parent)]
        path = (*above.path, *clean_path((group.name,)))
        self._places[id(group)] = Place(path, trash=True, tags=place.tags)
