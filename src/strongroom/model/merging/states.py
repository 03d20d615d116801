# SPDX-License-Identifier: GPL-3.0-or-later
"""What two states of one item make together, field by field against their common version.

A state is named by its version id, and a history names those that led to it.  So one state
is either known to the other, which then is ahead, or the two parted at the newest version
that both histories hold.  What only one side changed since is taken; where both changed the
same field, the newer state's value stands.  Whose state is newer is the same question from
either side, and what is newly made is named by what it is made of: two machines that merge
the same copies make the same state.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

import msgspec

from strongroom.model.fields import Field
from strongroom.model.item import Content, Item, Version
from strongroom.model.numbers import ID_BITS
from strongroom.model.rules import MAX_FIELDS
from strongroom.model.three_way import join

_LABEL = b"strongroom/1/merge"
_encode = msgspec.json.Encoder().encode

Said = tuple[str, str, tuple[Field, ...]]


def said(item: Item) -> Said:
    """Return what an item *is*: its kind, title and fields."""
    return item.overview.kind, item.overview.title, item.fields


def same_state(a: Item, b: Item) -> bool:
    """Tell whether both are in one state: the same version that says the same."""
    return a.details.version == b.details.version and said(a) == said(b)


def is_ahead(a: Item, b: Item) -> bool:
    """Tell whether ``a`` came from the state that ``b`` is in."""
    return _knows(a, b) and not _knows(b, a)


def _knows(a: Item, b: Item) -> bool:
    version = b.details.version
    return version != 0 and any(known.id == version for known in a.details.history)


def newer_first(a: Item, b: Item) -> tuple[Item, Item]:
    """Return both, first the one whose state stands where they contradict each other.

    That is the one ahead, else the one that was modified later; ties are broken by what
    neither side can choose for itself, in the same way whichever is named first.
    """
    if is_ahead(a, b):
        return a, b
    if is_ahead(b, a):
        return b, a
    return (a, b) if _rank(a) >= _rank(b) else (b, a)


def _rank(item: Item) -> tuple[int, int, bytes, bytes, list[int]]:
    seen, details = item.overview, item.details
    attached = [attachment.id for attachment in details.attachments]
    return seen.modified, details.version, _encode(said(item)), _encode(seen), attached


def common_version(a: Item, b: Item) -> Version | None:
    """Return the newest version in both histories, None where they share none."""
    known = {version.id for version in b.details.history if version.id}
    shared = [version for version in a.details.history if version.id in known]
    return max(shared, key=lambda version: (version.at, version.id), default=None)


def mixed(base: Version, newer: Item, older: Item) -> Said | None:
    """Return what both sides' changes since ``base`` make; None where that cannot be told.

    The kind is the newer one's, for a version does not say it.
    """
    fields = mixed_fields(base.fields, newer.fields, older.fields)
    if fields is None:
        return None
    title = newer.overview.title
    if title == base.title:
        title = older.overview.title
    return newer.overview.kind, title, fields


def mixed_fields(
    base: Sequence[Field], newer: Sequence[Field], older: Sequence[Field]
) -> tuple[Field, ...] | None:
    """Return the fields of both sides; None where ids do not tell fields apart, or too many.

    Clashes are decided for the newer side, but a field that one side took away and the other
    changed stays: a change is never lost to a deletion.
    """
    if not all(_told_apart(fields) for fields in (base, newer, older)):
        return None
    joined = join(_of(base), theirs=_of(older), mine=_of(newer))
    taken_away = [n for n, clash in enumerate(joined.clashes) if clash.mine is None]
    return joined.content(theirs=taken_away).fields


def _told_apart(fields: Sequence[Field]) -> bool:
    ids = {field.id for field in fields}
    return len(ids) == len(fields) <= MAX_FIELDS and 0 not in ids


def _of(fields: Sequence[Field]) -> Content:
    return Content(kind="", title="", fields=tuple(fields))


def version_of(item: Item, taken: int) -> Version:
    """Return an item's state for a history whose present state is the version ``taken``.

    A state that has no name, or one that is taken by another, is named by what it says.
    """
    number = item.details.version
    if number in {0, taken}:
        number = named_after((number,), said(item))
    seen = item.overview
    return Version(id=number, at=seen.modified, title=seen.title, fields=item.fields)


def named_after(versions: Iterable[int], content: Said) -> int:
    """Return the id of a state that was made out of ``versions``: a hash, as good as random."""
    made_of = b"".join(version.to_bytes(8) for version in sorted(versions))
    digest = sha256(_LABEL + made_of + _encode(content)).digest()
    return int.from_bytes(digest[:8]) >> (64 - ID_BITS) or 1
