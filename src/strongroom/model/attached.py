# SPDX-License-Identifier: GPL-3.0-or-later
"""An item's attachments as they come and go, each change a pure function over its details.

One that is removed stays where it lies, sealed, for as long as the trash keeps things: taking
that back moves no byte, whatever its size.  What is deleted for good leaves its id and the
moment behind, so that no merge brings it back.

Each change of an attachment makes its ``changed`` greater: of two states of one attachment,
in two copies of the vault, the later is the one that came of the other.
"""

from collections.abc import Iterable

import msgspec

from strongroom.errors import NotFound
from strongroom.model.item import Attachment, Details, Overview
from strongroom.model.numbers import LAST_MOMENT
from strongroom.texts import _


def present(details: Details) -> tuple[Attachment, ...]:
    """Return the attachments that were not removed."""
    return tuple(one for one in details.attachments if one.removed is None)


def removed(details: Details) -> tuple[Attachment, ...]:
    """Return those that were removed and can be brought back, the latest first."""
    gone = [one for one in details.attachments if one.removed is not None]
    return tuple(sorted(gone, key=lambda one: one.removed or 0, reverse=True))


def find(details: Details, attachment_id: int) -> Attachment:
    """Return an attachment, a removed one too.

    Raises:
        NotFound: there is none of that id.
    """
    for one in details.attachments:
        if one.id == attachment_id:
            return one
    raise NotFound(_("This attachment no longer exists."))


def with_added(details: Details, added: Iterable[Attachment]) -> Details:
    """Return the details with more attachments, behind those that are there."""
    return msgspec.structs.replace(details, attachments=(*details.attachments, *added))


def with_removed(details: Details, attachment_id: int, now: int) -> Details:
    """Return the details with an attachment removed; one that is removed keeps its day."""
    one = find(details, attachment_id)
    if one.removed is not None:
        return details
    return _with(details, msgspec.structs.replace(one, removed=now), now)


def with_restored(details: Details, attachment_id: int, now: int) -> Details:
    """Return the details with an attachment that was removed back among the others."""
    one = find(details, attachment_id)
    if one.removed is None:
        return details
    return _with(details, msgspec.structs.replace(one, removed=None), now)


def with_renamed(details: Details, attachment_id: int, name: str, now: int) -> Details:
    """Return the details with an attachment of another name; ``name`` is clean already."""
    one = find(details, attachment_id)
    if one.name == name:
        return details
    return _with(details, msgspec.structs.replace(one, name=name), now)


def with_deleted(details: Details, ids: Iterable[int], now: int) -> Details:
    """Return the details without some attachments, which are deleted for good.

    Raises:
        NotFound: there is none of such an id.
    """
    gone = {attachment_id: find(details, attachment_id) for attachment_id in ids}
    dropped = dict(details.dropped) | {i: later(one, now) for i, one in gone.items()}
    return msgspec.structs.replace(
        details,
        attachments=tuple(one for one in details.attachments if one.id not in gone),
        dropped=tuple(sorted(dropped.items())),
    )


def without_old(details: Details, since: int, now: int) -> Details:
    """Return the details without what was removed at ``since`` or before it."""
    old = [one.id for one in removed(details) if one.removed is not None and one.removed <= since]
    return with_deleted(details, old, now) if old else details


def told(overview: Overview, attachments: Iterable[Attachment]) -> Overview:
    """Return an overview that says of an item's attachments what they are."""
    moments = [one.removed for one in attachments]
    has_attachment = None in moments
    file_removed = min((at for at in moments if at is not None), default=None)
    if (overview.has_attachment, overview.file_removed) == (has_attachment, file_removed):
        return overview
    return msgspec.structs.replace(
        overview, has_attachment=has_attachment, file_removed=file_removed
    )


def said_of_files(overview: Overview, of: Overview) -> Overview:
    """Return an overview that says of the attachments what ``of`` says."""
    if (overview.has_attachment, overview.file_removed) == (of.has_attachment, of.file_removed):
        return overview
    return msgspec.structs.replace(
        overview, has_attachment=of.has_attachment, file_removed=of.file_removed
    )


def later(one: Attachment, now: int) -> int:
    """Return a moment after its last change, also where a clock stands wrong."""
    return max(now, min(one.changed + 1, LAST_MOMENT))


def _with(details: Details, changed: Attachment, now: int) -> Details:
    after = msgspec.structs.replace(changed, changed=later(changed, now))
    attachments = (after if one.id == after.id else one for one in details.attachments)
    return msgspec.structs.replace(details, attachments=tuple(attachments))
