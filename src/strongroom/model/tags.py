# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags: their NFC text, equal by case-fold.

``Work`` and ``WORK`` are one tag, shown as it was written first.
"""

import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable

from strongroom.errors import InvalidInput
from strongroom.model.characters import check_line, check_unbroken
from strongroom.model.item import Overview
from strongroom.texts import _

MAX_TAG = 100  # characters
MAX_TAGS = 100  # on one item


def tag_key(tag: str) -> str:
    """Return what two spellings of one tag have in common (Unicode, D145)."""
    if tag.isascii():
        return tag.lower()
    decomposed = unicodedata.normalize("NFD", tag)
    return unicodedata.normalize("NFD", decomposed.casefold())


def clean_tag(text: str) -> str:
    """Return a tag as it is kept: NFC, without spaces around it.

    Raises:
        InvalidInput: empty, longer than ``MAX_TAG`` characters, or with control characters.
    """
    check_unbroken(text, _("tag"))
    tag = unicodedata.normalize("NFC", text).strip()
    if not tag:
        raise InvalidInput(_("The tag is empty: type its name."))
    check_line(tag, _("tag"), MAX_TAG)
    return tag


def clean_tags(texts: Iterable[str]) -> tuple[str, ...]:
    """Return tags as they are kept, in their order, each once.

    Raises:
        InvalidInput: one of them is refused, or there are more than ``MAX_TAGS``.
    """
    tags = unique_tags(clean_tag(text) for text in texts)
    if len(tags) > MAX_TAGS:
        sentence = _("There are {count} tags on one item: keep {limit} at most.")
        raise InvalidInput(sentence.format(count=len(tags), limit=MAX_TAGS))
    return tags


def unique_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Return each tag once, in the spelling that comes first."""
    first: dict[str, str] = {}
    for tag in tags:
        first.setdefault(tag_key(tag), tag)
    return tuple(first.values())


def with_tags(
    tags: Iterable[str], add: Iterable[str] = (), remove: Iterable[str] = ()
) -> tuple[str, ...]:
    """Return ``tags`` without those of ``remove`` and with those of ``add`` at the end."""
    gone = {tag_key(tag) for tag in remove}
    return unique_tags([*(tag for tag in tags if tag_key(tag) not in gone), *add])


def renamed_tag(tags: Iterable[str], old: str, new: str) -> tuple[str, ...]:
    """Return ``tags`` with ``new`` in the place of ``old``; two that become one merge."""
    key = tag_key(old)
    return unique_tags(new if tag_key(tag) == key else tag for tag in tags)


def tag_counts(overviews: Iterable[Overview]) -> dict[str, int]:
    """Count the items of each tag outside the trash, in the spelling most of them have.

    Sorted by name, as a sidebar shows them.
    """
    spellings: dict[str, Counter[str]] = {}
    for overview in overviews:
        if overview.trashed is None:
            for tag in overview.tags:
                spellings.setdefault(tag_key(tag), Counter())[tag] += 1
    found = {key: spellings[key] for key in sorted(spellings)}
    return {_commonest(count): count.total() for count in found.values()}


def completions(typed: str, tags: Collection[str], limit: int = 8) -> list[str]:
    """Return the tags that continue what was typed, those that begin with it first."""
    key = tag_key(typed.strip())
    starting = [tag for tag in tags if tag_key(tag).startswith(key)]
    inside = [tag for tag in tags if key in tag_key(tag)[1:] and tag not in starting]
    return (starting + inside)[:limit]


def _commonest(spellings: Counter[str]) -> str:
    return min(spellings, key=lambda tag: (-spellings[tag], tag))
