# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags as KeePass writes them: one text, apart by semicolons, commas or tabs.

A favourite has a tag of its own there, which KeePass and the importers of KeePassXC set.
"""

from collections.abc import Iterable

from strongroom.exchange.keepass.names import FAVOURITE_TAG, TAGS_APART
from strongroom.model.tags import tag_key, unique_tags

_FAVOURITE = tag_key(FAVOURITE_TAG)


def tags_of(text: str) -> tuple[tuple[str, ...], bool]:
    """Return the tags of a text, each once, and whether the entry is a favourite."""
    if not text:
        return (), False
    tags = unique_tags(tag for part in TAGS_APART.split(text) if (tag := part.strip()))
    others = tuple(tag for tag in tags if tag_key(tag) != _FAVOURITE)
    return others, len(others) < len(tags)


def tags_text(tags: Iterable[str], *, favourite: bool) -> str:
    """Return tags as one text; what would part one in two becomes a space."""
    plain = (" ".join(TAGS_APART.sub(" ", tag).split()) for tag in tags)
    marked = (FAVOURITE_TAG,) if favourite else ()
    return ";".join((*marked, *(tag for tag in plain if tag)))
