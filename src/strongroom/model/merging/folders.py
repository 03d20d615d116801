# SPDX-License-Identifier: GPL-3.0-or-later
"""Two folder trees made one: no folder twice in one place, and none inside itself.

A folder has no times.  So a fixed rule decides between two names or two places; a folder
that either side deleted is gone, and what lies in it moves to where it was, as a deletion
moves it.  Two folders of one name in one place, which two machines made for the same thing,
become one.

A copy can hold any number of folders, in any depth.  Each is walked over once, in steps that
can be cancelled, and what would lie deeper than ``MOST_DEEP`` begins at the top again.
"""

from collections.abc import Callable, Collection, Mapping

import msgspec

from strongroom.model.item import Folder
from strongroom.model.merging.places import Lead
from strongroom.model.tags import tag_key

MOST_DEEP = 1000
_STEP = 256  # folders between two looks at whether all of it is still wanted

Step = Callable[[int, int], None]


def no_step(_done: int, _total: int) -> None:
    """Take no notice."""


class FolderMerge(msgspec.Struct, frozen=True):
    """The folders that there will be, where each of the others' contents goes, what ends.

    ``dropped`` are folders that become part of another of their name.
    """

    folders: dict[int, Folder]
    places: dict[int, int | None]
    dropped: frozenset[int]

    def place(self, folder: int | None) -> int | None:
        """Return where something that lay in ``folder`` lies from now on."""
        return None if folder is None else self.places.get(folder, folder)


def merge_folders(
    ours: Mapping[int, Folder],
    theirs: Mapping[int, Folder],
    gone: Collection[int],
    lead: Lead = Lead.NEITHER,
    step: Step = no_step,
) -> FolderMerge:
    """Return one tree for both; ``gone`` are the ids that either side has deleted.

    ``step`` is told how many folders were placed, and of how many; what it raises ends it.
    """
    if lead is Lead.THEIRS:
        ours, theirs, lead = theirs, ours, Lead.OURS
    leads = lead is Lead.OURS
    joined = {
        folder_id: _joined(ours.get(folder_id), theirs.get(folder_id), leads=leads)
        for folder_id in sorted({*ours, *theirs})
    }
    return _settled(joined, _depths(joined, step), gone, step)


def _joined(a: Folder | None, b: Folder | None, *, leads: bool) -> Folder:
    if a is None or b is None or leads:
        one = a or b
        assert one is not None  # noqa: S101 - the id is one of theirs
        return one
    parents = [parent for parent in (a.parent, b.parent) if parent is not None]
    return Folder(id=a.id, name=max(a.name, b.name), parent=max(parents, default=None))


def _depths(folders: dict[int, Folder], step: Step) -> dict[int, int]:
    """Return how deep each folder lies, having made a tree of them.

    Each ring is taken apart at its least id, every parent away that there is not, and what
    would lie too deep lies at the top.
    """
    depths: dict[int, int] = {}
    for folder_id in sorted(folders):
        way, above = [folder_id], folders[folder_id].parent
        on_the_way = {folder_id: 0}
        while above in folders and above not in depths and above not in on_the_way:
            on_the_way[above] = len(way)
            way.append(above)
            above = folders[above].parent
        if above in on_the_way:
            start = on_the_way[above]
            turn = way.index(min(way[start:])) + 1
            folders[way[turn - 1]] = _at_top(folders[way[turn - 1]])
            # The ring is a line from here on: behind its least id comes what that lay in.
            way = [*way[:start], *way[turn:], *way[start:turn]]
        _measure(way, folders, depths, step)
    return depths


def _measure(
    way: list[int], folders: dict[int, Folder], depths: dict[int, int], step: Step
) -> None:
    for folder_id in reversed(way):
        above = folders[folder_id].parent
        depth = 0 if above not in depths else depths[above] + 1
        if above is not None and not 0 < depth < MOST_DEEP:
            folders[folder_id], depth = _at_top(folders[folder_id]), 0
        depths[folder_id] = depth
        if len(depths) % _STEP == 0:
            step(len(depths), len(folders))


def _at_top(folder: Folder) -> Folder:
    return msgspec.structs.replace(folder, parent=None)


def _settled(
    joined: Mapping[int, Folder],
    depths: Mapping[int, int],
    gone: Collection[int],
    step: Step,
) -> FolderMerge:
    made: dict[int, Folder] = {}
    places: dict[int, int | None] = {}
    dropped: set[int] = set()
    named: dict[tuple[int | None, str], int] = {}
    order = sorted((depths[folder_id], folder_id in gone, folder_id) for folder_id in joined)
    for done, (_depth, is_gone, folder_id) in enumerate(order):
        if done % _STEP == 0:
            step(done, len(order))
        folder = joined[folder_id]
        parent = None if folder.parent is None else places[folder.parent]
        key = (parent, tag_key(folder.name))
        if is_gone:
            places[folder_id] = named.get(key, parent)
        elif key in named:
            places[folder_id] = named[key]
            dropped.add(folder_id)
        else:
            named[key] = places[folder_id] = folder_id
            made[folder_id] = Folder(id=folder_id, name=folder.name, parent=parent)
    return FolderMerge(made, places, frozenset(dropped))
