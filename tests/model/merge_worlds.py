# SPDX-License-Identifier: GPL-3.0-or-later
"""Vaults as plain values, grown by random edits from a common ancestor: what merges are tested on.

``merged`` does with a ``Merge`` what the program does with it, without a file or a key.
"""

from __future__ import annotations

from collections.abc import Iterator  # noqa: TC003 - a test, not a start
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from random import Random
from unittest.mock import patch

import msgspec
from hypothesis import strategies as st

from strongroom.model import attached, edits
from strongroom.model.fields import Field, FieldKind
from strongroom.model.item import Attachment, Content, Details, Folder, Item, Overview
from strongroom.model.merging.admission import Half, admitted, past_only
from strongroom.model.merging.merge import Merge, Merged, Outcome
from strongroom.model.merging.places import Lead

NAMES = ("Bank", "Mail", "Work", "work", "Shop")


@dataclass(frozen=True)
class World:
    """One copy of a vault, and how often each machine saved it."""

    items: dict[int, Item] = field(default_factory=dict)
    folders: dict[int, Folder] = field(default_factory=dict)
    tombstones: dict[int, int] = field(default_factory=dict)
    versions: dict[int, int] = field(default_factory=dict)  # that deleted items were in
    writers: dict[str, int] = field(default_factory=dict)
    clock: int = 1000

    @property
    def half(self) -> Half:
        overviews = {item_id: item.overview for item_id, item in self.items.items()}
        return Half(overviews, self.folders, self.tombstones, self.versions)

    @property
    def content(self) -> tuple[object, ...]:
        return self.items, self.folders, self.tombstones, self.versions


def lead_of(ours: World, theirs: World) -> Lead:
    if ours.writers == theirs.writers:
        return Lead.NEITHER
    if _within(theirs.writers, ours.writers):
        return Lead.OURS
    return Lead.THEIRS if _within(ours.writers, theirs.writers) else Lead.NEITHER


def _within(less: dict[str, int], more: dict[str, int]) -> bool:
    return all(saves <= more.get(writer, 0) for writer, saves in less.items())


def merged(
    ours: World,
    theirs: World,
    *,
    writer: str = "",
    lead: Lead | None = None,
    now: int | None = None,
) -> World:
    """Return what ``ours`` is once it has taken ``theirs`` in; ``writer`` saves it.

    ``now`` is given where the other copy is under another key, and nothing of it is counted.
    """
    admission, _refused = admitted(ours.half, theirs.half, now)
    if lead is None:
        lead = lead_of(ours, theirs) if now is None else Lead.NEITHER
    merge = Merge(ours.half, admission, lead, stranger=now is not None)
    items, graves = dict(ours.items), _Graves(dict(ours.tombstones), dict(ours.versions))
    for item_id in merge.pairs():
        there = theirs.items[item_id]
        there = Item(admission.overviews[item_id], there.details)
        if now is not None:
            there = Item(there.overview, past_only(there.details, now))
        _take(merge.pair(ours.items[item_id], there), item_id, items, graves)
    for ids, side in zip(merge.witnesses(), (ours, theirs), strict=True):
        for item_id in ids:
            merge.hear(item_id, side.items[item_id].details)
    for row_id, one in merge.others():
        source = theirs if one.outcome in {Outcome.NEW, Outcome.BACK} else ours
        if one.overview is not None:
            one = msgspec.structs.replace(one, details=source.items[row_id].details)  # noqa: PLW2901
        _take(one, row_id, items, graves)
    graves.tombstones.update(dict.fromkeys(merge.folders.dropped, 1))
    most = {
        w: max(ours.writers.get(w, 0), theirs.writers.get(w, 0))
        for w in {*ours.writers, *theirs.writers}
    }
    if writer:
        most[writer] = most.get(writer, 0) + 1
    clock = max(ours.clock, theirs.clock)
    if now is not None:
        most, clock = ours.writers, ours.clock
    folders = merge.folders.folders
    return World(items, folders, graves.tombstones, graves.versions, most, clock)


@dataclass
class _Graves:
    tombstones: dict[int, int]
    versions: dict[int, int]


def _take(one: Merged, row_id: int, items: dict[int, Item], graves: _Graves) -> None:
    graves.versions.pop(row_id, None)
    if one.deleted is not None:
        items.pop(row_id, None)
        graves.tombstones[row_id] = one.deleted
        if one.version is not None:
            graves.versions[row_id] = one.version
        return
    assert one.overview is not None
    assert one.details is not None
    graves.tombstones.pop(row_id, None)
    items[row_id] = Item(one.overview, one.details)
    if one.second is not None:
        items.setdefault(one.second.id, one.second)


# Growing


def _new_id() -> int:
    drawn: int = vars(edits)["new_id"]()
    return drawn


@contextmanager
def same_ids_again(seed: int) -> Iterator[None]:
    """Draw new ids from ``seed``, so that a failure can be seen a second time."""
    drawn = Random(seed)  # noqa: S311 - ids of a test
    with patch.object(edits, "new_id", lambda: drawn.getrandbits(63) or 1):
        yield


Step = tuple[str, int, int, int]

_DEEDS = (
    "add", "edit", "edit", "title", "field", "drop field", "move", "tag", "untag", "favourite",
    "trash", "restore", "attach", "add folder", "rename folder", "move folder", "undo",
    "remove file", "restore file", "rename file", "delete file",
)  # fmt: skip
_ENDINGS = ("delete", "delete folder")


def steps(*, endings: bool = True, most: int = 9) -> st.SearchStrategy[list[Step]]:
    """Give random edits: what is done, to which, with what, and how long after the one before."""
    deeds = _DEEDS + _ENDINGS if endings else _DEEDS
    small = st.integers(0, 7)
    return st.lists(
        st.tuples(st.sampled_from(deeds), small, small, st.integers(0, 2)), max_size=most
    )


def grown(world: World, path: list[Step], writer: str) -> World:
    """Return the vault after these edits, each saved by ``writer``."""
    for deed, which, what, later in path:
        world = replace(world, clock=world.clock + later)
        after = _done(world, deed, which, what)
        if after is not world:
            saves = after.writers | {writer: after.writers.get(writer, 0) + 1}
            world = replace(after, writers=saves)
    return world


def _done(world: World, deed: str, which: int, what: int) -> World:
    name = NAMES[what % len(NAMES)]
    folders = sorted(world.folders)
    folder_id = folders[which % len(folders)] if folders else None
    place = ([None, *folders])[what % (len(folders) + 1)]
    if deed == "add":
        made = edits.new_item(_content(name, what), world.clock)
        return replace(world, items=world.items | {made.id: made})
    if deed == "add folder":
        made_id = _new_id()
        return replace(
            world, folders=world.folders | {made_id: Folder(id=made_id, name=name, parent=place)}
        )
    if deed in {"rename folder", "move folder", "delete folder"}:
        return world if folder_id is None else _folder_done(world, deed, folder_id, name, place)
    if not world.items:
        return world
    item_id = sorted(world.items)[which % len(world.items)]
    return _item_done(world, deed, item_id, what, place)


def _content(name: str, what: int) -> Content:
    fields = [
        Field(id=0, role="username", value=f"user {what}"),
        Field(id=0, role="password", kind=FieldKind.CONCEALED, value=f"secret {what}"),
        Field(id=0, kind=FieldKind.WEBSITE, value="https://example.org"),
    ]
    return Content(kind="login", title=name, fields=tuple(fields))


def _folder_done(world: World, deed: str, folder_id: int, name: str, place: int | None) -> World:
    folder = world.folders[folder_id]
    if deed == "rename folder":
        return replace(
            world, folders=world.folders | {folder_id: msgspec.structs.replace(folder, name=name)}
        )
    if deed == "move folder":
        above = place
        while above is not None:
            if above == folder_id:
                return world
            above = world.folders[above].parent
        return replace(
            world,
            folders=world.folders | {folder_id: msgspec.structs.replace(folder, parent=place)},
        )
    up = folder.parent
    folders = {
        i: msgspec.structs.replace(f, parent=up) if f.parent == folder_id else f
        for i, f in world.folders.items()
        if i != folder_id
    }
    items = {
        i: Item(edits.moved(item.overview, up), item.details)
        if item.overview.folder == folder_id
        else item
        for i, item in world.items.items()
    }
    return replace(
        world, items=items, folders=folders, tombstones=world.tombstones | {folder_id: world.clock}
    )


def _item_done(world: World, deed: str, item_id: int, what: int, place: int | None) -> World:
    item = world.items[item_id]
    if deed == "delete":
        items = {i: other for i, other in world.items.items() if i != item_id}
        return replace(
            world,
            items=items,
            tombstones=world.tombstones | {item_id: world.clock},
            versions=world.versions | {item_id: item.details.version},
        )
    after = _edited(item, deed, what, place, world.clock)
    return world if after == item else replace(world, items=world.items | {item_id: after})


def _edited(item: Item, deed: str, what: int, place: int | None, now: int) -> Item:
    seen, fields = item.overview, list(item.fields)
    at = what % len(fields) if fields else 0
    if deed == "edit" and fields:
        fields[at] = msgspec.structs.replace(fields[at], value=f"{fields[at].value}{what}")
    elif deed == "field":
        fields.insert(at, Field(id=0, label=f"more {what}", value="x"))
    elif deed == "drop field" and fields:
        del fields[at]
    title = NAMES[what % len(NAMES)] if deed == "title" else seen.title
    if deed in {"edit", "field", "drop field", "title"}:
        content = msgspec.structs.replace(item.content(), title=title, fields=tuple(fields))
        return edits.revised(item, content, now, 3)
    if deed == "attach":
        one = Attachment(id=_new_id(), name=f"{what}.txt", size=what)
        return _with_files(seen, attached.with_added(item.details, [one]))
    if deed.endswith(" file"):
        held = item.details.attachments
        return _file_done(item, deed, held[what % len(held)].id, now) if held else item
    if deed == "undo" and item.details.history:
        before, *rest = item.details.history
        details = msgspec.structs.replace(
            item.details, version=before.id, fields=before.fields, history=tuple(rest)
        )
        return Item(msgspec.structs.replace(seen, title=before.title, modified=before.at), details)
    placed = {
        "move": lambda: edits.moved(seen, place),
        "tag": lambda: edits.tagged(seen, [NAMES[what % len(NAMES)]]),
        "untag": lambda: edits.tagged(seen, (), seen.tags[:1]),
        "favourite": lambda: edits.favoured(seen, not seen.favourite),
        "trash": lambda: edits.trashed(seen, now),
        "restore": lambda: edits.restored(seen),
    }
    return Item(placed[deed](), item.details) if deed in placed else item


def _file_done(item: Item, deed: str, file_id: int, now: int) -> Item:
    details = item.details
    after = {
        "remove file": lambda: attached.with_removed(details, file_id, now),
        "restore file": lambda: attached.with_restored(details, file_id, now),
        "rename file": lambda: attached.with_renamed(details, file_id, f"at {now}.txt", now),
        "delete file": lambda: attached.with_deleted(details, [file_id], now),
    }
    return _with_files(item.overview, after[deed]())


def _with_files(overview: Overview, details: Details) -> Item:
    return Item(attached.told(overview, details.attachments), details)


def crossed(world: World, of: World, which: int) -> World:
    """Return a copy in which an id of ``of`` is that of another sort of thing."""
    ids = sorted({*of.items, *of.folders, *of.versions})
    row_id = ids[which % len(ids)]
    world = replace(
        world,
        tombstones={i: at for i, at in world.tombstones.items() if i != row_id},
        versions={i: version for i, version in world.versions.items() if i != row_id},
    )
    if row_id in of.folders:
        content = _content("Crossed", which)
        made = edits.new_item(content, world.clock)
        overview = msgspec.structs.replace(made.overview, id=row_id)
        folders = {i: folder for i, folder in world.folders.items() if i != row_id}
        items = world.items | {row_id: Item(overview, made.details)}
        return replace(world, items=items, folders=folders)
    items = {i: item for i, item in world.items.items() if i != row_id}
    folder = Folder(id=row_id, name="Crossed")
    return replace(world, items=items, folders=world.folders | {row_id: folder})
