# SPDX-License-Identifier: GPL-3.0-or-later
"""Who looked at what, when and through what: the list of it in this machine's sealed notes.

An entry never holds a value, only the label of the field.  Entries are kept as they were
written, so that a newer program's survive here and one that makes no sense hides no other.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress

import msgspec

MOST = 5_000  # entries; the oldest go first
MOST_LABEL = 80  # characters of a field's label


class Access(msgspec.Struct, frozen=True, array_like=True):
    """One thing that was done with an item, or with several at once where ``item`` is 0.

    ``act`` and ``through`` are words of ``app/access_log.py``; those of a newer program may
    be others.  ``field`` is a field's label, ``count`` how many items it was.
    """

    at: int
    item: int
    act: str
    through: str
    field: str = ""
    count: int = 1

    def __repr__(self) -> str:
        return f"Access(item={self.item}, at={self.at}, …)"


def written(access: Access) -> msgspec.Raw:
    """Return an entry as it is kept; a long label is cut."""
    short = msgspec.structs.replace(access, field=access.field[:MOST_LABEL])
    return msgspec.Raw(msgspec.json.encode(short))


def read_list(data: msgspec.Raw | None) -> list[msgspec.Raw]:
    """Return the entries of a list as it stands in the notes, none where it is no list."""
    if data is None:
        return []
    try:
        return msgspec.json.decode(data, type=list[msgspec.Raw])
    except msgspec.DecodeError:
        return []


def write_list(entries: Sequence[msgspec.Raw]) -> msgspec.Raw:
    """Return the newest entries as they stand in the notes."""
    return msgspec.Raw(b"[" + b",".join(bytes(one) for one in entries[-MOST:]) + b"]")


def understood(entries: Iterable[msgspec.Raw]) -> tuple[Access, ...]:
    """Return the entries that make sense, oldest first."""
    found: list[Access] = []
    for one in entries:
        with suppress(msgspec.DecodeError):
            found.append(msgspec.json.decode(one, type=Access))
    return tuple(sorted(found, key=lambda access: access.at))


def without(entries: Iterable[msgspec.Raw], item_id: int | None) -> list[msgspec.Raw]:
    """Return what stays where the entries of an item go, or all of them for None."""
    if item_id is None:
        return []
    return [one for one in entries if _item_of(one) != item_id]


def _item_of(entry: msgspec.Raw) -> int | None:
    """Return the item that an entry is about, one of a newer program too; None of no entry.

    Whatever else such an entry may say, the item stands in the second place.
    """
    with suppress(msgspec.DecodeError, IndexError):
        return msgspec.json.decode(msgspec.json.decode(entry, type=list[msgspec.Raw])[1], type=int)
    return None
