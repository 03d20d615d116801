# SPDX-License-Identifier: GPL-3.0-or-later
"""Two folder trees made one: no folder twice in one place, and none inside itself.

A folder has no times.  So a fixed rule decides between two names or two places; a folder
that either side deleted is gone, and what lies in it moves to where it was, as a deletion
moves it.  Two folders of one name in one place, which two machines made for the same thing,
become one.
"""

from collections.abc import Collection, Mapping

import msgspec

from strongroom.model.item import Folder
from strongroom.model.merging.places import Lead
from strongroom.model.tags import tag_key


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
) -> FolderMerge:
    """Return one tree for both; ``gone`` are the ids that either side has deleted."""
    if lead is Lead.THEIRS:
        ours, theirs, lead = theirs, ours, Lead.OURS
    leads = lead is Lead.OURS
    joined = {
        folder_id: _joined(ours.get(folder_id), theirs.get(folder_id), leads=leads)
        for folder_id in sorted({*ours, *theirs})
    }
    _open_rings(joined)
    return _settled(joined, gone)


def _joined(a: Folder | None, b: Folder | None, *, leads: bool) -> Folder:
    if a is None or b is None or leads:
        one = a or b
        assert one is not None  # noqa: S101 - the id is one of theirs
        return one
    parents = [parent for parent in (a.parent, b.parent) if parent is not None]
    return Folder(id=a.id, name=max(a.name, b.name), parent=max(parents, default=None))


def _open_rings(folders: dict[int, Folder]) -> None:
    """Take each ring apart at its least id, and every parent away that there is not."""
    for folder_id in sorted(folders):
        above, seen = folders[folder_id].parent, {folder_id}
        while above in folders and above not in seen:
            seen.add(above)
            above = folders[above].parent
        if above == folder_id or folders[folder_id].parent not in folders:
            folders[folder_id] = msgspec.structs.replace(folders[folder_id], parent=None)


def _settled(joined: Mapping[int, Folder], gone: Collection[int]) -> FolderMerge:
    made: dict[int, Folder] = {}
    places: dict[int, int | None] = {}
    dropped: set[int] = set()
    named: dict[tuple[int | None, str], int] = {}
    for _depth, is_gone, folder_id in sorted(
        (_depth_of(joined, folder_id), folder_id in gone, folder_id) for folder_id in joined
    ):
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


def _depth_of(folders: Mapping[int, Folder], folder_id: int) -> int:
    depth, above = 0, folders[folder_id].parent
    while above is not None:
        depth, above = depth + 1, folders[above].parent
    return depth
