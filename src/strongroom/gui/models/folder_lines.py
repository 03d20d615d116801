# SPDX-License-Identifier: GPL-3.0-or-later
"""The tree of folders as lines, each with how many items lie in it and below it.

A folder whose parent is gone stands at the root, and so does one of a ring, which a merge
of two copies can leave: it is shown rather than lost.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from strongroom.model.item import Folder
from strongroom.model.tags import tag_key


@dataclass(frozen=True, slots=True)
class FolderLine:
    """A folder as the sidebar shows it; ``count`` includes what lies in folders below."""

    id: int
    name: str
    parent: int | None
    depth: int
    count: int


_Place = tuple[Folder, int | None, int]  # a folder, its parent's id, its depth


def folder_lines(
    folders: Mapping[int, Folder], counts: Mapping[int | None, int]
) -> tuple[FolderLine, ...]:
    """Return all ``folders`` in the order of the tree, parents first and siblings by name.

    ``counts`` says how many items lie directly in each.
    """
    order = _in_order(folders)
    totals = {folder.id: counts.get(folder.id, 0) for folder, _parent, _depth in order}
    for folder, parent, _depth in reversed(order):
        if parent is not None:
            totals[parent] += totals[folder.id]
    return tuple(
        FolderLine(folder.id, folder.name, parent, depth, totals[folder.id])
        for folder, parent, depth in order
    )


def _in_order(folders: Mapping[int, Folder]) -> list[_Place]:
    by_name = sorted(folders.values(), key=lambda folder: (tag_key(folder.name), folder.id))
    children: dict[int | None, list[Folder]] = {}
    for folder in by_name:
        children.setdefault(folder.parent, []).append(folder)
    rooted = [folder for folder in by_name if folder.parent not in folders]
    order: list[_Place] = []
    placed: set[int] = set()
    for root in [*rooted, *by_name]:  # once all rooted trees are placed, only rings are left
        waiting: list[_Place] = [(root, None, 0)]
        while waiting:
            folder, parent, depth = waiting.pop()
            if folder.id not in placed:
                placed.add(folder.id)
                order.append((folder, parent, depth))
                below = children.get(folder.id, ())
                waiting.extend((child, folder.id, depth + 1) for child in reversed(below))
    return order
