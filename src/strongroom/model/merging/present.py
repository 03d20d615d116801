# SPDX-License-Identifier: GPL-3.0-or-later
"""Which state an item is in after a merge: one side's, or a mixture of both since they parted.

A mixture is made only where a common version tells who changed what, and where it fits a row.
"""

from collections.abc import Collection

import msgspec

from strongroom.model.fields import Field, FieldKind
from strongroom.model.item import Content, Item, Overview, overview_of
from strongroom.model.merging.places import Lead
from strongroom.model.merging.states import (
    Said,
    common_version,
    is_ahead,
    mixed,
    named_after,
    said,
    same_state,
)
from strongroom.model.rules import MAX_CONTENT, MAX_FIELDS, MAX_OVERVIEW

_MAX_PLACES = 48 << 10  # bytes of the overview's JSON that tags, folder and times can take
_encode = msgspec.json.Encoder().encode


class Present(msgspec.Struct, frozen=True):
    """The state that will be: what it says, its version, and the side that it is of, if any."""

    content: Said
    version: int
    side: Item | None = None

    @classmethod
    def of(cls, item: Item) -> "Present":
        """Return the state that one side is in."""
        return cls(said(item), item.details.version, item)

    def is_of(self, side: Item) -> bool:
        """Tell whether that side is in this state already."""
        return side.details.version == self.version and said(side) == self.content

    def described(self, item_id: int) -> Overview:
        """Return an overview of it: its side's, or one without times and places."""
        if self.side is not None:
            return self.side.overview
        kind, title, fields = self.content
        content = Content(kind=kind, title=title, fields=fields)
        return overview_of(content, item_id=item_id, created=0, modified=0)


def present_of(newer: Item, older: Item, lead: Lead, *, stranger: bool) -> Present:
    """Return the state that two make; ``newer`` is the one that stands where they clash.

    Of a ``stranger`` no mixture is taken that sends a secret to another website.
    """
    if lead is not Lead.NEITHER or same_state(newer, older) or is_ahead(newer, older):
        return Present.of(newer)
    base = common_version(newer, older)
    content = None if base is None else mixed(base, newer, older)
    if content is None or content == said(newer) or not _fits(content):
        return Present.of(newer)
    if content == said(older):
        return Present.of(older)
    if stranger and _leads_astray(content, newer, older):
        return Present.of(newer)
    versions = (newer.details.version, older.details.version)
    return Present(content, named_after(versions, content))


def _leads_astray(content: Said, newer: Item, older: Item) -> bool:
    """Tell whether a mixture sends one side's secrets to the other side's websites."""
    sides = _parts(newer.fields), _parts(older.fields)
    (sites, secrets), (other_sites, other_secrets) = sides
    return sites != other_sites and secrets != other_secrets and _parts(content[2]) not in sides


def _parts(fields: Collection[Field]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the websites, and everything that is concealed or makes one-time passwords."""
    websites = {field.value for field in fields if field.kind == FieldKind.WEBSITE}
    secrets = {field.value for field in fields if field.concealed or field.kind == FieldKind.OTP}
    return frozenset(websites - {""}), frozenset(secrets - {""})


def _fits(content: Said) -> bool:
    kind, title, fields = content
    if len(fields) > MAX_FIELDS or len(_encode(fields)) > MAX_CONTENT:
        return False
    plain = Content(kind=kind, title=title, fields=fields)
    overview = overview_of(plain, item_id=0, created=0, modified=0)
    return len(_encode(overview)) <= MAX_OVERVIEW - _MAX_PLACES
