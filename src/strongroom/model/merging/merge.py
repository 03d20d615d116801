# SPDX-License-Identifier: GPL-3.0-or-later
"""Two copies of a vault that went separate ways, brought together; a pure function.

A copy under another key, a stranger's for all that it proves, is judged more strictly
(``admission``): its deletions only throw into the trash, its times end now, and no item is
made of one side's websites and the other's passwords.

The laws, which tests state as properties, for copies under one key:

- nothing is lost: each side's present state of every item is present afterwards or in its
  history, or is an item of its own where the history has no room; every version and every
  attachment of either side is kept, but for what was deleted for good after its last edit,
  or in the very state that it is in (``files`` has the law of attachments);
- commutative: what comes out is the same whichever side is ours, ties included;
- idempotent: merging what came out with either side again changes nothing;
- associative as far as that says which states are kept.  Which of three values stands can
  depend on the order, because a field is compared with the newest common version.

A history is not cut to its length here: it is the union of both, within the bytes that a
row holds, and the next edit cuts it.
"""

from collections.abc import Iterator
from enum import StrEnum

import msgspec

from strongroom.model import attached
from strongroom.model.changes import UNDONE
from strongroom.model.fields import Field
from strongroom.model.item import Content, Details, Item, Overview, overview_of
from strongroom.model.merging.admission import Half
from strongroom.model.merging.files import files_of
from strongroom.model.merging.folders import FolderMerge, Step, merge_folders, no_step
from strongroom.model.merging.past import apart, history_of
from strongroom.model.merging.places import Lead, merged_folder, merged_tags, merged_trash
from strongroom.model.merging.present import Present, present_of
from strongroom.model.merging.states import is_ahead, newer_first, same_state
from strongroom.model.rules import MAX_OVERVIEW

__all__ = ["Half", "Merge", "Merged", "Outcome", "truthful"]

_MAX_DETAILS = 15 << 20  # bytes of JSON; the row holds 16 MiB
_REPEATED = ("username", "websites", "expires", "has_otp", "has_secret")
_encode = msgspec.json.Encoder().encode


class Outcome(StrEnum):
    """What becomes of an item, seen from the vault that takes the other copy in."""

    SAME = "same"
    NEW = "new"
    UPDATED = "updated"
    COMBINED = "combined"
    BOTH = "both"
    PAST = "past"  # nothing but earlier states for its history
    PLACED = "placed"
    DELETED = "deleted"
    THROWN = "thrown"  # deleted in a copy under another key: it goes into the trash
    KEPT = "kept"  # deleted in the copy, and edited here later
    BACK = "back"  # deleted here, and edited in the copy later
    GONE = "gone"  # deleted here after its last edit in the copy, or known here as deleted only


class Merged(msgspec.Struct, frozen=True):
    """What becomes of one id: an item, or a tombstone of the moment ``deleted``.

    ``version`` is the one that was deleted, where the tombstone tells.
    ``details`` None are those that the item has, in the copy where it comes from there.
    ``second`` is an item of its own for a state that the history has no room for.
    """

    outcome: Outcome
    overview: Overview | None = None
    details: Details | None = None
    deleted: int | None = None
    version: int | None = None
    second: Item | None = None

    def __repr__(self) -> str:
        return f"Merged({self.outcome.value})"


class Merge:
    """Two halves, and what becomes of everything in either."""

    def __init__(
        self,
        ours: Half,
        theirs: Half,
        lead: Lead = Lead.NEITHER,
        *,
        stranger: bool = False,
        step: Step = no_step,
    ) -> None:
        """Judge what needs no item; ``lead`` says which half has every save of the other.

        ``theirs`` is what was admitted; a ``stranger`` wrote it where its key is another.
        ``step`` is told of folders; what it raises ends it.
        """
        self.ours = ours
        self.theirs = theirs
        self.lead = lead
        self.stranger = stranger
        self._verdicts: dict[int, bool] = {}
        deleted = (*ours.tombstones.items(), *(() if stranger else theirs.tombstones.items()))
        gone = {row_id for row_id, at in deleted if at != UNDONE}
        if lead is not Lead.NEITHER:
            gone -= (ours if lead is Lead.OURS else theirs).folders.keys()
        self.folders: FolderMerge = merge_folders(ours.folders, theirs.folders, gone, lead, step)

    def pairs(self) -> list[int]:
        """Return the ids of the items that both have, which :meth:`pair` merges."""
        return sorted(self.ours.overviews.keys() & self.theirs.overviews.keys())

    def witnesses(self) -> tuple[list[int], list[int]]:
        """Return our items and theirs whose details say what their deletion has not seen.

        Each is deleted on the other side, by a tombstone that tells the version.  :meth:`hear`
        takes the details; without them the times decide.
        """
        if self.lead is not Lead.NEITHER:
            return [], []
        return (
            sorted(self.theirs.versions.keys() & self.ours.overviews.keys()),
            sorted(self.ours.versions.keys() & self.theirs.overviews.keys()),
        )

    def hear(self, item_id: int, details: Details) -> None:
        """Judge such an item by its versions: what went on from the deleted one lives on."""
        here = self.ours.versions.get(item_id)
        version = self.theirs.versions[item_id] if here is None else here
        if details.version == version:
            self._verdicts[item_id] = False
        elif any(known.id == version for known in details.history):
            self._verdicts[item_id] = True

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
        """Return what two copies of one item make.

        Where one half leads, its state came of the other's, whatever that says: it stands.
        """
        newer, older = newer_first(ours, theirs)
        if self.lead is not Lead.NEITHER:
            newer, older = (ours, theirs) if self.lead is Lead.OURS else (theirs, ours)
        present = present_of(newer, older, self.lead, stranger=self.stranger)
        attachments, dropped = files_of(ours, newer, older, self.lead, stranger=self.stranger)
        details = Details(
            version=present.version,
            fields=present.content[2],
            history=history_of(present, newer, older, ours if self.stranger else None),
            attachments=attachments,
            dropped=dropped,
        )
        second = None
        if len(_encode(details)) > _MAX_DETAILS:
            present, second = Present.of(newer), apart(older)
            details = msgspec.structs.replace(
                newer.details, attachments=attachments, dropped=dropped
            )
        overview = attached.told(_overview(present, ours, theirs, self), attachments)
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
            if self.stranger:
                return self._thrown(ours, deleted)
            return Merged(
                Outcome.DELETED, deleted=deleted, version=self.theirs.versions.get(row_id)
            )
        if theirs is not None and self._outlives(theirs, deleted, Lead.THEIRS):
            return self._there(Outcome.BACK, theirs)
        version = self._version_of(row_id, here, there)
        same = here == deleted and version == self.ours.versions.get(row_id)
        return Merged(Outcome.SAME if same else Outcome.GONE, deleted=deleted, version=version)

    def _version_of(self, row_id: int, here: int | None, there: int | None) -> int | None:
        """Return the version that the later of two tombstones tells."""
        ours, theirs = self.ours.versions.get(row_id), self.theirs.versions.get(row_id)
        if here == there:
            return max(ours or 0, theirs or 0) or None
        later_here = there is None or (here is not None and here > there)
        return ours if later_here else theirs

    def _thrown(self, overview: Overview, deleted: int) -> Merged:
        if overview.trashed is not None:
            return self._here(Outcome.SAME, overview)
        return self._here(Outcome.THROWN, msgspec.structs.replace(overview, trashed=deleted))

    def _outlives(self, overview: Overview, deleted: int, side: Lead) -> bool:
        """Tell whether an item outlives the other side's tombstone: a later edit does.

        A half that leads knew the other's state when it deleted the item or brought it back.
        """
        if self.lead is Lead.NEITHER and overview.id in self._verdicts:
            return self._verdicts[overview.id]
        if self.lead is Lead.NEITHER or (self.lead is not side and deleted == UNDONE):
            # A stranger's later moment ended now, which may be that of the deletion.
            ended = self.stranger and side is Lead.THEIRS and overview.modified == deleted
            return overview.modified > deleted or ended
        return self.lead is side

    def _here(self, outcome: Outcome, overview: Overview) -> Merged:
        after = self.placed(overview)
        if outcome is Outcome.SAME and after != overview:
            outcome = Outcome.PLACED
        return Merged(outcome, after)

    def _there(self, outcome: Outcome, overview: Overview) -> Merged:
        return Merged(outcome, self.placed(overview))


def _overview(present: Present, ours: Item, theirs: Item, merge: Merge) -> Overview:
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
    if merge.lead is not Lead.NEITHER:
        times["modified"] = (a if merge.lead is Lead.OURS else b).modified
    described = present.described(ours.id)
    if merge.stranger:
        places, times = _unlike_a_stranger(ours, theirs, places, times)
        described = truthful(described, present.content[2])
    overview = msgspec.structs.replace(described, **times, **places)
    if len(_encode(overview)) <= MAX_OVERVIEW:
        return overview
    return msgspec.structs.replace(overview, tags=present.described(ours.id).tags)


def truthful(overview: Overview, fields: tuple[Field, ...]) -> Overview:
    """Return an overview that says of ``fields`` what they hold, whatever it said before."""
    content = Content(kind=overview.kind, title=overview.title, fields=fields)
    told = overview_of(content, item_id=overview.id, created=0, modified=0)
    repeated = {key: getattr(told, key) for key in _REPEATED}
    return msgspec.structs.replace(overview, **repeated)


def _unlike_a_stranger(
    ours: Item, theirs: Item, places: dict[str, object], times: dict[str, int]
) -> tuple[dict[str, object], dict[str, int]]:
    """Keep our moments: each look at a copy ends its times anew, and would move ours on.

    What holds its state already has met its last edit: that takes it out of the trash no more.
    """
    seen = ours.overview
    known = same_state(ours, theirs) or is_ahead(ours, theirs)
    if seen.trashed is not None and (known or places["trashed"] is not None):
        places = places | {"trashed": seen.trashed}
    times = times | {"created": seen.created}
    if known:
        times = times | {"modified": seen.modified}
    return places, times


def _led(overview: Overview) -> dict[str, object]:
    return {key: getattr(overview, key) for key in ("folder", "tags", "favourite", "trashed")}


def _outcome(ours: Item, theirs: Item, item: Item, second: Item | None) -> Outcome:
    if second is not None:
        return Outcome.BOTH
    if item == ours:
        return Outcome.SAME
    if item.details == ours.details:
        return Outcome.PLACED
    if _is_older(item, ours):
        return Outcome.PAST
    known = {ours.details.version, theirs.details.version}
    if item.details.version in known and is_ahead(theirs, ours):
        return Outcome.UPDATED
    apart = not same_state(ours, theirs) and not is_ahead(ours, theirs)
    return Outcome.BOTH if item.details.version in known and apart else Outcome.COMBINED


def _is_older(item: Item, ours: Item) -> bool:
    """Tell whether ``item`` is ours with more of its past."""
    details = msgspec.structs.replace(ours.details, history=item.details.history)
    return item == Item(ours.overview, details)
