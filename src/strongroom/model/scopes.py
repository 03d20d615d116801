# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a search looks, and in what order a list without words stands."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from strongroom.model.item import Folder, Overview
from strongroom.model.tags import tag_key


class Place(StrEnum):
    """The kinds of place that a sidebar has."""

    ALL = "all"
    FAVOURITES = "favourites"
    RECENT = "recent"
    KIND = "kind"
    FOLDER = "folder"
    TAG = "tag"
    TRASH = "trash"


class Sort(StrEnum):
    """Orders of a list; times stand newest first, uses most first."""

    TITLE = "title"
    MODIFIED = "modified"
    CREATED = "created"
    RECENTLY_USED = "recently-used"
    MOST_USED = "most-used"


@dataclass(frozen=True, slots=True)
class Scope:
    """One place; ``value`` names the kind or tag, ``folder_id`` the folder."""

    place: Place = Place.ALL
    value: str = ""
    folder_id: int | None = None

    @classmethod
    def all(cls) -> "Scope":
        """Mean everything outside the trash."""
        return cls()

    @classmethod
    def favourites(cls) -> "Scope":
        """Mean the favourites."""
        return cls(Place.FAVOURITES)

    @classmethod
    def recent(cls) -> "Scope":
        """Mean what was used last on this machine."""
        return cls(Place.RECENT)

    @classmethod
    def kind(cls, kind: str) -> "Scope":
        """Mean the items of one kind."""
        return cls(Place.KIND, kind)

    @classmethod
    def folder(cls, folder_id: int) -> "Scope":
        """Mean the items in a folder and in those below it."""
        return cls(Place.FOLDER, folder_id=folder_id)

    @classmethod
    def tag(cls, tag: str) -> "Scope":
        """Mean the items with a tag."""
        return cls(Place.TAG, tag)

    @classmethod
    def trash(cls) -> "Scope":
        """Mean the trash."""
        return cls(Place.TRASH)


def holds(scope: Scope, folders: Mapping[int, Folder]) -> Callable[[Overview], bool] | None:
    """Return the test of a place by overview alone; None where every item passes.

    The trash and what was used last are told apart elsewhere: one is another set of items,
    the other is not in the overview.
    """
    if scope.place == Place.FAVOURITES:
        return lambda overview: overview.favourite
    if scope.place == Place.KIND:
        return lambda overview: overview.kind == scope.value
    if scope.place == Place.FOLDER:
        inside = subtree(folders, scope.folder_id)
        return lambda overview: overview.folder in inside
    if scope.place == Place.TAG:
        key = tag_key(scope.value)
        return lambda overview: key in map(tag_key, overview.tags)
    return None


def subtree(folders: Mapping[int, Folder], folder_id: int | None) -> frozenset[int | None]:
    """Return a folder's id and those of all folders below it."""
    below: dict[int | None, list[int]] = {}
    for number, folder in folders.items():
        below.setdefault(folder.parent, []).append(number)
    found: set[int | None] = set()
    waiting: Iterable[int | None] = [folder_id]
    while waiting:
        found.update(waiting)
        waiting = [child for one in waiting for child in below.get(one, ()) if child not in found]
    return frozenset(found)
