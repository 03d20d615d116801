# SPDX-License-Identifier: GPL-3.0-or-later
"""The attachments of one item in two copies of a vault, brought together.

An attachment is in one of three states: there, removed, or deleted for good, which leaves its
id and the moment.  Where one copy *leads* (``places.Lead``) and knows the attachment, its
state stands.  Otherwise the state of the later change does, whichever it is: each change of
an attachment is later than the one before it, so only what two machines did apart is decided
by their clocks.  Of one moment a deletion stands before a removal, and that before its
presence; among names the greater.  What only one copy knows of is kept.

A stranger's copy changes nothing of an attachment that is known here; what else it has comes.
"""

from collections.abc import Iterable, Mapping
from itertools import chain

import msgspec

from strongroom.model.item import Attachment, Details, Item
from strongroom.model.merging.places import Lead

_Files = dict[int, Attachment]


def files_of(
    ours: Item, newer: Item, older: Item, lead: Lead, *, stranger: bool
) -> tuple[tuple[Attachment, ...], tuple[tuple[int, int], ...]]:
    """Return the attachments of both, and those that are deleted for good.

    What both have lies where it lies in ``ours``.
    """
    theirs = older if ours is newer else newer
    trusted = ours if stranger or lead is Lead.OURS else theirs if lead is Lead.THEIRS else None
    here, there = _named(ours.details.attachments), _named(theirs.details.attachments)
    if trusted is not None:
        first, second = (ours, theirs) if trusted is ours else (theirs, ours)
        dropped = _known_first(first.details, second.details)
        standing = {**_named(second.details.attachments), **_named(first.details.attachments)}
    else:
        dropped = _latest(chain(ours.details.dropped, theirs.details.dropped))
        standing = {**there, **here}
        standing |= {i: max(here[i], there[i], key=_rank) for i in here.keys() & there.keys()}
        dropped = {i: at for i, at in dropped.items() if not _outlives(standing.get(i), at)}
    placed = (
        _lying_as(standing[attachment_id], here.get(attachment_id))
        for attachment_id in _order(newer, older)
        if attachment_id not in dropped
    )
    return tuple(placed), tuple(sorted(dropped.items()))


def _named(attachments: Iterable[Attachment]) -> _Files:
    return {one.id: one for one in attachments}


def _known_first(first: Details, second: Details) -> dict[int, int]:
    """Return what is deleted, where ``first`` is believed in all that it knows of."""
    there = {one.id for one in first.attachments}
    return {i: at for i, at in second.dropped if i not in there} | dict(first.dropped)


def _latest(dropped: Iterable[tuple[int, int]]) -> dict[int, int]:
    return dict(sorted(dropped))  # of one id twice, the later moment comes last


def _outlives(one: Attachment | None, deleted: int) -> bool:
    return one is not None and one.changed > deleted


def _rank(one: Attachment) -> tuple[int, bool, int, str]:
    return one.changed, one.removed is not None, one.removed or 0, one.name


def _lying_as(one: Attachment, here: Attachment | None) -> Attachment:
    """Return an attachment with the parts that it has in our file, if it is there."""
    return one if here is None else msgspec.structs.replace(one, size=here.size, parts=here.parts)


def _order(newer: Item, older: Item) -> Iterable[int]:
    first, second = (_named(side.details.attachments) for side in (newer, older))
    if first.keys() <= second.keys() and (first.keys() < second.keys() or [*first] < [*second]):
        first, second = second, first
    return _joined(first, second)


def _joined(first: Mapping[int, Attachment], second: Mapping[int, Attachment]) -> dict[int, None]:
    return dict.fromkeys(chain(first, second))
