# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with an edit, and at which field: one sentence each.

The rules are the model's; here a refusal finds its place.
"""

from dataclasses import dataclass, field

import msgspec

from strongroom.errors import InvalidInput
from strongroom.model.item import Content
from strongroom.model.rules import check_content, clean_title


@dataclass(frozen=True, slots=True)
class Refusals:
    """Sentences: for the title, for fields by their id, and for the item as a whole."""

    title: str = ""
    fields: dict[int, str] = field(default_factory=dict)
    whole: str = ""

    def __bool__(self) -> bool:
        return bool(self.title or self.fields or self.whole)


def refusals_of(content: Content, before: Content | None) -> Refusals:
    """Judge an edit of ``before``, None for a new item."""
    title = _refusal_of_title(content.title)
    fields: dict[int, str] = {}
    for edited in content.fields:
        alone = msgspec.structs.replace(content, title="-", fields=(edited,), tags=())
        if sentence := _refusal(alone, before):
            fields[edited.id] = sentence
    if title or fields:
        return Refusals(title, fields)
    return Refusals(whole=_refusal(content, before))


def _refusal_of_title(title: str) -> str:
    try:
        clean_title(title)
    except InvalidInput as error:
        return str(error)
    return ""


def _refusal(content: Content, before: Content | None) -> str:
    try:
        check_content(content, before)
    except InvalidInput as error:
        return str(error)
    return ""
