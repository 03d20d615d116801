# SPDX-License-Identifier: GPL-3.0-or-later
"""What search knows of items: what each is sorted by, and which texts are searched.

A copy of its own, so that a change can still be told from what was before it.
"""

from collections.abc import Callable, Mapping
from typing import Protocol

from strongroom.model.blocks import BETWEEN, FOLDER, TAGS, WEBSITES
from strongroom.model.folding import fold
from strongroom.model.item import Folder, Overview, folder_path
from strongroom.model.scopes import Sort

Key = tuple[int, str, int]


class Used(Protocol):
    """How often an item was used on this machine, and when last, in milliseconds."""

    @property
    def last_used(self) -> int:
        """The moment of the last use."""

    @property
    def times_used(self) -> int:
        """How many uses there were."""


class Library:
    """What every order and text is made of: overviews, folders and uses."""

    def __init__(
        self,
        overviews: Mapping[int, Overview],
        folders: Mapping[int, Folder],
        usage: Mapping[int, Used],
    ) -> None:
        self.overviews = dict(overviews)
        self.folders = dict(folders)
        self.usage = dict(usage)
        self._paths: dict[int, str] = {}

    def put(self, item_id: int, overview: Overview | None) -> None:
        """Take in what an item is now; None where it is gone."""
        if overview is None:
            self.overviews.pop(item_id, None)
        else:
            self.overviews[item_id] = overview

    def put_folder(self, folder_id: int, folder: Folder | None) -> None:
        """Take in what a folder is now; None where it is gone."""
        if folder is None:
            self.folders.pop(folder_id, None)
        else:
            self.folders[folder_id] = folder
        self._paths.clear()

    def key(self, sort: Sort) -> Callable[[int], Key]:
        """Return what an order sorts by: its own number, then the title, then the id."""
        number, overviews = self.number(sort), self.overviews
        return lambda item_id: (number(item_id), fold(overviews[item_id].title), item_id)

    def number(self, sort: Sort) -> Callable[[int], int]:
        """Return the number that an order sorts by, lowest for the newest and most used."""
        overviews, usage = self.overviews, self.usage
        numbers: dict[Sort, Callable[[int], int]] = {
            Sort.TITLE: lambda _id: 0,
            Sort.MODIFIED: lambda item_id: -overviews[item_id].modified,
            Sort.CREATED: lambda item_id: -overviews[item_id].created,
            Sort.RECENTLY_USED: lambda i: -usage[i].last_used if i in usage else 0,
            Sort.MOST_USED: lambda i: -usage[i].times_used if i in usage else 0,
        }
        return numbers[sort]

    def texts(self, item_id: int) -> tuple[str, str]:
        """Return an item's folded title and the rest of what is searched, parted."""
        seen = self.overviews[item_id]
        websites = f"{BETWEEN} ".join(map(site, seen.websites))
        tags = f"{BETWEEN} ".join(seen.tags)
        path = "" if seen.folder is None else self._path(seen.folder)
        rest = f"{seen.username}{WEBSITES} {websites}{TAGS} {tags}{FOLDER} {path}"
        return fold(seen.title), fold(rest)

    def _path(self, folder_id: int) -> str:
        if folder_id not in self._paths:
            self._paths[folder_id] = "/".join(folder_path(self.folders, folder_id))
        return self._paths[folder_id]


def site(website: str) -> str:
    """Return a website without the beginning that nearly all have in common."""
    lowered = website.lower().removeprefix("https://").removeprefix("http://")
    return lowered.removeprefix("www.")
