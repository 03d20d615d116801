# SPDX-License-Identifier: GPL-3.0-or-later
"""What KeePass has no place for, in an entry's ``CustomData`` under ``Strongroom/Item``.

It is small JSON, and only what reading the entry without it would not give: the kind, what
each string is and their order, tags with a comma, moments to the millisecond, names of files
in order.  It never repeats a value but that of a one-time password which was kept in another
spelling.  Whatever another program changes in the entry itself wins: each part counts only as
long as it agrees with what stands there.
"""

import json

import msgspec

from strongroom.model.characters import fits_line
from strongroom.model.fields import ItemKind
from strongroom.model.rules import MAX_FIELDS, MAX_KIND, MAX_LABEL

_MOST = 1 << 20  # characters; an item of 500 fields with long labels has 300,000


class Slot(msgspec.Struct, frozen=True, array_like=True):
    """One field: what it is, and the name of its string, "" for a field without a value.

    ``was`` is the value of a one-time password that the string spells as a link.
    """

    role: str
    kind: str
    label: str = ""
    key: str = ""
    was: str = ""

    def __repr__(self) -> str:
        return f"Slot({self.key!r}, …)"


class OwnData(msgspec.Struct, frozen=True, omit_defaults=True):
    """An item's rest.  ``at`` is when it was made, changed and thrown away, in milliseconds."""

    kind: str = ItemKind.LOGIN
    fields: tuple[Slot, ...] | None = None
    tags: tuple[str, ...] | None = None
    favourite: bool = False  # where ``tags`` says so too
    at: tuple[int, int, int] = (0, 0, 0)
    files: tuple[tuple[str, str], ...] = ()  # the name in the entry, and ours

    def __repr__(self) -> str:
        return "OwnData(…)"


_NOTHING = OwnData()


def packed(data: OwnData) -> str:
    """Return the JSON of it in ASCII, "" where there is nothing to say."""
    if data == _NOTHING:
        return ""
    text = msgspec.json.encode(data).decode()
    if text.isascii():
        return text
    return json.dumps(msgspec.to_builtins(data), separators=(",", ":"))


def unpacked(text: str) -> OwnData | None:
    """Read it back, None where it is not there or not as we write it."""
    if not 0 < len(text) <= _MOST:
        return None
    try:
        data = msgspec.json.decode(text, type=OwnData)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    slots = data.fields or ()
    words = (data.kind, *(slot.role for slot in slots), *(slot.kind for slot in slots))
    fit = len(slots) <= MAX_FIELDS and all(fits_line(word, MAX_KIND) for word in words)
    return data if fit and all(fits_line(slot.label, MAX_LABEL) for slot in slots) else None
