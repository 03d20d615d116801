# SPDX-License-Identifier: GPL-3.0-or-later
"""What half an item becomes in the new vault: an item that nothing will fill in.

An overview without its details, and details without theirs, are genuine and may be of
different times.  Each becomes an item of its own, in a folder that says what it is, with
its websites as plain text: no program matches it with a site.
"""

from collections.abc import Iterable

import msgspec

from strongroom.model.fields import Field, FieldKind, ItemKind, Role
from strongroom.model.item import Content, Details, Overview, Version, new_id, overview_of
from strongroom.texts import N_, _

FOLDER = N_("Salvaged, incomplete")


def of_overview(overview: Overview, *, item_id: int, folder: int) -> tuple[Overview, Details]:
    """Return the item that tells what an overview says."""
    values = [("username", overview.username), *(("website", site) for site in overview.websites)]
    names = {"username": _("username"), "website": _("website")}
    fields = tuple(
        Field(id=new_id(), label=names[name], value=value) for name, value in values if value
    )
    content = Content(
        kind=ItemKind.NOTE,
        title=_("{title} (its details are lost)").format(title=overview.title),
        fields=fields,
        tags=overview.tags,
        folder=folder,
    )
    made = overview_of(
        content,
        item_id=item_id,
        created=overview.created,
        modified=overview.modified,
        trashed=overview.trashed,
    )
    return made, Details(version=new_id(), fields=fields)


def of_details(
    details: Details, known: Overview | None, *, item_id: int, folder: int, now: int
) -> tuple[Overview, Details]:
    """Return the item that details are by themselves; ``known`` lends its title and kind."""
    plain = msgspec.structs.replace(
        details,
        fields=tuple(_plain(details.fields)),
        history=tuple(_plain_version(one) for one in details.history),
    )
    content = Content(
        kind=_kind(details) if known is None else known.kind,
        title=_("{title} (found apart)").format(title=_title(details, known)),
        fields=plain.fields,
        folder=folder,
    )
    at = max((one.at for one in details.history), default=now)
    return overview_of(content, item_id=item_id, created=at, modified=at), plain


def _title(details: Details, known: Overview | None) -> str:
    if known is not None:
        return known.title
    return next((one.title for one in details.history if one.title), _("Item without its title"))


def _kind(details: Details) -> str:
    roles = {field.role for field in details.fields}
    return ItemKind.LOGIN if Role.PASSWORD in roles else ItemKind.NOTE


def _plain_version(version: Version) -> Version:
    return msgspec.structs.replace(version, fields=tuple(_plain(version.fields)))


def _plain(fields: Iterable[Field]) -> Iterable[Field]:
    for field in fields:
        if field.kind == FieldKind.WEBSITE or field.role == Role.WEBSITE:
            label = field.label or _("website")
            yield msgspec.structs.replace(field, role=Role.CUSTOM, kind=FieldKind.TEXT, label=label)
        else:
            yield field
