# SPDX-License-Identifier: GPL-3.0-or-later
"""Two copies of a vault that went separate ways, brought together; a pure function.

The laws, which tests state as properties:

- nothing is lost: each side's present state of every item is present afterwards or in its
  history, or is an item of its own where the history has no room; every version and every
  attachment of either side is kept, but for what was deleted for good after its last edit;
- commutative: what comes out is the same whichever side is ours, ties included;
- idempotent: merging what came out with either side again changes nothing;
- associative as far as that says which states are kept.  Which of three values stands can
  depend on the order, because a field is compared with the newest common version.

A history is not cut to its length here: it is the union of both, within the bytes that a
row holds, and the next edit cuts it.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum

import msgspec

from strongroom.model.changes import UNDONE
from strongroom.model.edits import MAX_HISTORY
from strongroom.model.item import (
    Attachment,
    Content,
    Details,
    Folder,
    Item,
    Overview,
    Version,
    overview_of,
)
from strongroom.model.merging.folders import FolderMerge, merge_folders
from strongroom.model.merging.places import Lead, merged_folder, merged_tags, merged_trash
from strongroom.model.merging.states import (
    Said,
    common_version,
    is_ahead,
    mixed,
    named_after,
    newer_first,
    said,
    same_state,
    version_of,
)
from strongroom.model.rules import MAX_CONTENT, MAX_FIELDS, MAX_OVERVIEW

_MAX_DETAILS = 15 << 20  # bytes of JSON; the row holds 16 MiB
_MAX_PLACES = 48 << 10  # bytes of the overview's JSON that tags, folder and times can take
_encode = msgspec.json.Encoder().encode


class Outcome(StrEnum):
    """What becomes of an item, seen from the vault that takes the other copy in."""

    SAME = "same"
    NEW = "new"
    UPDATED = "updated"
    COMBINED = "combined"
    BOTH = "both"
    PLACED = "placed"
    DELETED = "deleted"
    KEPT = "kept"  # deleted in the copy, and edited here later
    BACK = "back"  # deleted here, and edited in the copy later
    GONE = "gone"  # deleted here after its last edit in the copy, or known here as deleted only


class Half(msgspec.Struct, frozen=True):
    """One of two copies, without details: its items, folders and when things were deleted."""

    overviews: Mapping[int, Overview]
    folders: Mapping[int, Folder]
    tombstones: Mapping[int, int]


class Merged(msgspec.Struct, frozen=True):
    """What becomes of one id: an item, or a tombstone of the moment ``deleted``.

    ``details`` None are those that the item has, in the copy where it comes from there.
    ``second`` is an item of its own for a state that the history has no room for.
    """

    outcome: Outcome
    overview: Overview | None = None
    details: Details | None = None
    deleted: int | None = None
    second: Item | None = None

    def __repr__(self) -> str:
        return f"Merged({self.outcome.value})"


class Merge:
    """Two halves, and what becomes of everything in either."""

    def __init__(self, ours: Half, theirs: Half, lead: Lead = Lead.NEITHER) -> None:
        """Judge what needs no item; ``lead`` says which half has every save of the other."""
        self.ours = ours
        self.theirs = theirs
        self.lead = lead
        deleted = (*ours.tombstones.items(), *theirs.tombstones.items())
        gone = {row_id for row_id, at in deleted if at != UNDONE}
        if lead is not Lead.NEITHER:
            gone -= (ours if lead is Lead.OURS else theirs).folders.keys()
        self.folders: FolderMerge = merge_folders(ours.folders, theirs.folders, gone, lead)

    def pairs(self) -> list[int]:
        """Return the ids of the items that both have, which :meth:`pair` merges."""
        return sorted(self.ours.overviews.keys() & self.theirs.overviews.keys())

    def others(self) -> Iterator[tuple[int, Merged]]:
        """Give what becomes of every other id but the folders': no details are needed."""
        ours, theirs = self.ours, self.theirs
        buried = {*ours.tombstones, *theirs.tombstones} - self.folders.folders.keys()
        for row_id in sorted(buried):
            yield row_id, self._buried(row_id)
        for item_id in sorted(ours.overviews.keys() - theirs.overviews.keys() - buried):
            yield item_id, self._here(Outcome.SAME, ours.overviews[item_id])
        for item_id in sorted(theirs.overviews.keys() - ours.overviews.keys() - buried):
            yield item_id, self._there(Outcome.NEW, theirs.overviews[item_id])

    def pair(self, ours: Item, theirs: Item) -> Merged:
        """Return what two copies of one item make."""
        newer, older = newer_first(ours, theirs)
        present = _present(newer, older)
        details = _details(ours, present, newer, older)
        second = None
        if len(_encode(details)) > _MAX_DETAILS:
            present, second = _Present.of(newer), _apart(older)
            attachments = _attachments(ours, newer, older)
            details = msgspec.structs.replace(newer.details, attachments=attachments)
        overview = _overview(present, ours, theirs, self)
        outcome = _outcome(ours, theirs, Item(overview, details), second)
        return Merged(outcome, overview, details, second=second)

    def placed(self, overview: Overview) -> Overview:
        """Return the overview where its folder's contents lie from now on."""
        place = self.folders.place(overview.folder)
        if place == overview.folder:
            return overview
        return msgspec.structs.replace(overview, folder=place)

    def _buried(self, row_id: int) -> Merged:
        """Return what becomes of an id that a side has deleted."""
        here, there = self.ours.tombstones.get(row_id), self.theirs.tombstones.get(row_id)
        deleted = max(moment for moment in (here, there) if moment is not None)
        ours, theirs = self.ours.overviews.get(row_id), self.theirs.overviews.get(row_id)
        if ours is not None:
            if self._outlives(ours, deleted, Lead.OURS):
                return self._here(Outcome.KEPT, ours)
            return Merged(Outcome.DELETED, deleted=deleted)
        if theirs is not None and self._outlives(theirs, deleted, Lead.THEIRS):
            return self._there(Outcome.BACK, theirs)
        return Merged(Outcome.SAME if here == deleted else Outcome.GONE, deleted=deleted)

    def _outlives(self, overview: Overview, deleted: int, side: Lead) -> bool:
        """Tell whether an item outlives the other side's tombstone: a later edit does.

        A half that leads knew the other's state when it deleted the item or brought it back.
        """
        if self.lead is Lead.NEITHER or (self.lead is not side and deleted == UNDONE):
            return overview.modified > deleted
        return self.lead is side

    def _here(self, outcome: Outcome, overview: Overview) -> Merged:
        after = self.placed(overview)
        if outcome is Outcome.SAME and after != overview:
            outcome = Outcome.PLACED
        return Merged(outcome, after)

    def _there(self, outcome: Outcome, overview: Overview) -> Merged:
        return Merged(outcome, self.placed(overview))


class _Present(msgspec.Struct, frozen=True):
    """The state that will be: what it says, its version, and the side that it is of, if any."""

    content: Said
    version: int
    side: Item | None = None

    @classmethod
    def of(cls, item: Item) -> "_Present":
        return cls(said(item), item.details.version, item)


def _present(newer: Item, older: Item) -> _Present:
    if same_state(newer, older) or is_ahead(newer, older):
        return _Present.of(newer)
    base = common_version(newer, older)
    content = None if base is None else mixed(base, newer, older)
    if content is None or content == said(newer) or not _fits(content):
        return _Present.of(newer)
    if content == said(older):
        return _Present.of(older)
    versions = (newer.details.version, older.details.version)
    return _Present(content, named_after(versions, content))


def _fits(content: Said) -> bool:
    kind, title, fields = content
    if len(fields) > MAX_FIELDS or len(_encode(fields)) > MAX_CONTENT:
        return False
    plain = Content(kind=kind, title=title, fields=fields)
    overview = overview_of(plain, item_id=0, created=0, modified=0)
    return len(_encode(overview)) <= MAX_OVERVIEW - _MAX_PLACES


def _details(ours: Item, present: _Present, newer: Item, older: Item) -> Details:
    return Details(
        version=present.version,
        fields=present.content[2],
        history=_history(present, newer, older),
        attachments=_attachments(ours, newer, older),
    )


def _history(present: _Present, newer: Item, older: Item) -> tuple[Version, ...]:
    """Return the versions of both sides, newest first, with the states that are no more."""
    sides = (older, newer)
    left = [version_of(side, present.version) for side in sides if not _is_present(side, present)]
    found = {version.id: version for version in left}
    found |= {version.id: version for side in sides for version in side.details.history}
    found.pop(present.version, None)
    whole = [h for h in (s.details.history for s in sides) if {v.id for v in h} == found.keys()]
    if whole:
        return max(whole, key=_encode)
    return _within_bytes(found, {version.id for version in left})


def _is_present(side: Item, present: _Present) -> bool:
    return side.details.version == present.version and said(side) == present.content


def _within_bytes(versions: Mapping[int, Version], needed: set[int]) -> tuple[Version, ...]:
    """Return the newest versions that fit a row; those that are needed come before any."""
    room = MAX_HISTORY - sum(len(_encode(versions[version_id])) for version_id in needed)
    kept: list[Version] = []
    for version in sorted(versions.values(), key=lambda v: (v.at, v.id), reverse=True):
        if version.id not in needed:
            room -= len(_encode(version))
        if version.id in needed or room >= 0:
            kept.append(version)
    return tuple(kept)


def _attachments(ours: Item, newer: Item, older: Item) -> tuple[Attachment, ...]:
    """Return the attachments of both; one that both have is ours, for it lies here already."""
    first, second = ({a.id: a for a in side.details.attachments} for side in (newer, older))
    if first.keys() <= second.keys() and (first.keys() < second.keys() or [*first] < [*second]):
        first, second = second, first
    own = {attachment.id: attachment for attachment in ours.details.attachments}
    return tuple(own.get(one.id, one) for one in {**first, **second}.values())


def _apart(item: Item) -> Item:
    """Return a state as an item of its own, without the attachments: the other has them."""
    seen = item.overview
    item_id = named_after((seen.id, item.details.version), said(item))
    return Item(
        msgspec.structs.replace(seen, id=item_id),
        msgspec.structs.replace(item.details, attachments=()),
    )


def _overview(present: _Present, ours: Item, theirs: Item, merge: Merge) -> Overview:
    a, b = merge.placed(ours.overview), merge.placed(theirs.overview)
    places = _led(a if merge.lead is Lead.OURS else b)
    if merge.lead is Lead.NEITHER:
        places = {
            "folder": merged_folder(ours, theirs, a.folder, b.folder),
            "tags": merged_tags(a.tags, b.tags),
            "favourite": a.favourite or b.favourite,
            "trashed": merged_trash(a, b),
        }
    times = {"created": min(a.created, b.created), "modified": max(a.modified, b.modified)}
    overview = msgspec.structs.replace(_described(present, ours.id), **times, **places)
    if len(_encode(overview)) <= MAX_OVERVIEW:
        return overview
    return msgspec.structs.replace(overview, tags=_described(present, ours.id).tags)


def _led(overview: Overview) -> dict[str, object]:
    return {key: getattr(overview, key) for key in ("folder", "tags", "favourite", "trashed")}


def _described(present: _Present, item_id: int) -> Overview:
    if present.side is not None:
        return present.side.overview
    kind, title, fields = present.content
    content = Content(kind=kind, title=title, fields=fields)
    return overview_of(content, item_id=item_id, created=0, modified=0)


def _outcome(ours: Item, theirs: Item, item: Item, second: Item | None) -> Outcome:
    if second is not None:
        return Outcome.BOTH
    if item == ours:
        return Outcome.SAME
    if item.details == ours.details:
        return Outcome.PLACED
    version = item.details.version
    if version not in {ours.details.version, theirs.details.version}:
        return Outcome.COMBINED
    if is_ahead(theirs, ours):
        return Outcome.UPDATED
    return Outcome.COMBINED if same_state(ours, theirs) or is_ahead(ours, theirs) else Outcome.BOTH
