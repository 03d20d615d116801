# SPDX-License-Identifier: GPL-3.0-or-later
"""What of another copy a merge may look at: one id is one thing, and a stranger has no clock.

An id is drawn at random and says nothing of its row's sort, so a copy could give an item's
id to a folder and have the one take the other's place.  Ids are judged before anything is
merged: where both sides have one id for two sorts of things, the copy's row stays out.

A copy under another key was written by whoever knows a password that opens it.  Its moments
are believed up to now and no further, and what it deleted is no reason to bury anything here:
the most that it can do is to throw an item into the trash, out of which it is taken again.
Under the vault's own key moments stand as they are, future ones too: the clocks of two
machines differ, and the two would never come to rest if each corrected the other.
"""

from collections.abc import Collection, Mapping
from typing import TypeVar

import msgspec

from strongroom.model.changes import UNDONE
from strongroom.model.item import Attachment, Details, Folder, Overview, Version

T = TypeVar("T")


class Half(msgspec.Struct, frozen=True):
    """One of two copies, without details: its items, folders and when things were deleted.

    ``versions`` are those that deleted items were in, where a tombstone tells; ``others``
    are the ids of rows that only a newer version knows.
    """

    overviews: Mapping[int, Overview]
    folders: Mapping[int, Folder]
    tombstones: Mapping[int, int]
    versions: Mapping[int, int] = {}
    others: Collection[int] = frozenset()


def admitted(ours: Half, theirs: Half, now: int | None) -> tuple[Half, int]:
    """Return what of ``theirs`` may come, and how many rows are refused.

    ``now`` is given where the copy is under another key.
    """
    items = {
        item_id for item_id in theirs.overviews if item_id in ours.folders or item_id in ours.others
    }
    folders = {
        folder_id
        for folder_id in theirs.folders
        if folder_id in ours.overviews or folder_id in ours.others or folder_id in ours.versions
    }
    buried = {
        row_id
        for row_id in theirs.tombstones
        if row_id in ours.others or (row_id in ours.folders and row_id in theirs.versions)
    }
    refused = len(items) + len(folders) + len(buried)
    if refused:
        theirs = msgspec.structs.replace(
            theirs,
            overviews=_without(theirs.overviews, items),
            folders=_without(theirs.folders, folders),
            tombstones=_without(theirs.tombstones, buried),
        )
    return (theirs if now is None else _of_a_stranger(ours, theirs, now)), refused


def _without(rows: Mapping[int, T], ids: Collection[int]) -> dict[int, T]:
    return {row_id: row for row_id, row in rows.items() if row_id not in ids}


def _of_a_stranger(ours: Half, theirs: Half, now: int) -> Half:
    overviews = {item_id: _up_to(seen, now) for item_id, seen in theirs.overviews.items()}
    tombstones = {
        row_id: min(at, now)
        for row_id, at in theirs.tombstones.items()
        if row_id in ours.overviews and at != UNDONE
    }
    return msgspec.structs.replace(theirs, overviews=overviews, tombstones=tombstones)


def _up_to(seen: Overview, now: int) -> Overview:
    if max(seen.created, seen.modified, seen.trashed or 0) <= now:
        return seen
    trashed = None if seen.trashed is None else min(seen.trashed, now)
    return msgspec.structs.replace(
        seen, created=min(seen.created, now), modified=min(seen.modified, now), trashed=trashed
    )


def past_only(details: Details, now: int) -> Details:
    """Return the details of such a copy with no moment later than ``now``.

    What it says that was deleted is left out: it has no say in that.
    """
    return msgspec.structs.replace(
        details,
        history=tuple(_version_up_to(version, now) for version in details.history),
        attachments=tuple(_file_up_to(one, now) for one in details.attachments),
        dropped=(),
    )


def _version_up_to(version: Version, now: int) -> Version:
    return version if version.at <= now else msgspec.structs.replace(version, at=now)


def _file_up_to(one: Attachment, now: int) -> Attachment:
    removed = None if one.removed is None else min(one.removed, now)
    return msgspec.structs.replace(one, removed=removed, changed=min(one.changed, now))
