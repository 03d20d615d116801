# SPDX-License-Identifier: GPL-3.0-or-later
"""Where an item lies after a merge: folder, tags, favourite and trash of both sides.

None of these is in a history, so no common version says who changed it.  Where one copy
has every save of the other (it *leads*), its places stand.  Otherwise what was given is
kept: a folder before none, the tags of both, a favourite.  The trash holds what was thrown
away after its last edit, and gives back what the other side edited later.
"""

from enum import Enum, auto

from strongroom.model.item import Item, Overview
from strongroom.model.merging.states import newer_first
from strongroom.model.tags import MAX_TAGS, tag_key, unique_tags


class Lead(Enum):
    """Which of two copies has every save of the other."""

    OURS = auto()
    THEIRS = auto()
    NEITHER = auto()


def merged_folder(ours: Item, theirs: Item, a: int | None, b: int | None) -> int | None:
    """Return the folder of two, where they differ; ``a`` and ``b`` are where each would lie."""
    if a is None or b is None:
        return b if a is None else a
    if ours.details.version == theirs.details.version:
        return max(a, b)
    return a if newer_first(ours, theirs)[0] is ours else b


def merged_tags(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[str, ...]:
    """Return the tags of both; where that were too many for an item, those of one of them."""
    ours, theirs = {tag_key(tag) for tag in a}, {tag_key(tag) for tag in b}
    first, second = max(a, b), min(a, b)
    if ours == theirs:
        return first
    if ours <= theirs or theirs <= ours:
        return b if ours < theirs else a
    both = unique_tags((*first, *second))
    return both if len(both) <= MAX_TAGS else first


def merged_trash(a: Overview, b: Overview) -> int | None:
    """Return since when the item lies in the trash, None where it does not."""
    if a.trashed is not None and b.trashed is not None:
        return max(a.trashed, b.trashed)
    thrown, other = (a, b) if a.trashed is not None else (b, a)
    if thrown.trashed is None or other.modified > thrown.trashed:
        return None
    return thrown.trashed
