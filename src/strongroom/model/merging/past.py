# SPDX-License-Identifier: GPL-3.0-or-later
"""What a merge keeps of both sides beside the state that stands: their pasts."""

from collections.abc import Mapping

import msgspec

from strongroom.model import attached
from strongroom.model.edits import MAX_HISTORY
from strongroom.model.item import Item, Version
from strongroom.model.merging.present import Present
from strongroom.model.merging.states import named_after, said, version_of

_encode = msgspec.json.Encoder().encode


def history_of(
    present: Present, newer: Item, older: Item, trusted: Item | None
) -> tuple[Version, ...]:
    """Return the versions of both sides, newest first, with the states that are no more.

    What both tell of one version is the same, unless the other than ``trusted`` lies.
    """
    sides = (newer, older) if trusted is older else (older, newer)
    left = [version_of(side, present.version) for side in sides if not present.is_of(side)]
    found = {version.id: version for version in left}
    found |= {version.id: version for side in sides for version in side.details.history}
    found.pop(present.version, None)
    believed = sides if trusted is None else (trusted,)
    whole = [s.details.history for s in believed if _ids(s.details.history) == found.keys()]
    if whole:
        return max(whole, key=_encode)
    return _within_bytes(found, {version.id for version in left})


def _ids(history: tuple[Version, ...]) -> set[int]:
    return {version.id for version in history}


def _within_bytes(versions: Mapping[int, Version], needed: set[int]) -> tuple[Version, ...]:
    """Return the newest versions that fit a row; those that are needed come before any."""
    room = MAX_HISTORY - sum(len(_encode(versions[version_id])) for version_id in needed)
    kept: list[Version] = []
    for version in sorted(versions.values(), key=lambda v: (v.at, v.id), reverse=True):
        if version.id not in needed:
            room -= len(_encode(version))
        if version.id in needed or room >= 0:
            kept.append(version)
    return tuple(kept)


def apart(item: Item) -> Item:
    """Return a state as an item of its own, without the attachments: the other has them."""
    seen = item.overview
    item_id = named_after((seen.id, item.details.version), said(item))
    return Item(
        attached.told(msgspec.structs.replace(seen, id=item_id), ()),
        msgspec.structs.replace(item.details, attachments=(), dropped=()),
    )
