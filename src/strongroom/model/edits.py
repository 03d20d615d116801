# SPDX-License-Identifier: GPL-3.0-or-later
"""Every edit of an item as a pure function: the old state in, the new state out.

Title, kind and fields are what an item *is*: changing one of them makes a new version, puts
the one before into the history and moves ``modified``.  Folder, tags, favourite and trash are
where it lies: changing them touches the overview alone, so the details need not be decrypted.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import msgspec

from strongroom.errors import NotFound
from strongroom.model.attached import said_of_files
from strongroom.model.item import Content, Details, Item, Overview, Version, new_id, overview_of
from strongroom.model.tags import MAX_TAGS, renamed_tag, unique_tags, with_tags
from strongroom.texts import _

if TYPE_CHECKING:
    from strongroom.model.fields import Field

HISTORY_LENGTH = 20  # versions, where the vault does not say otherwise
MAX_HISTORY = 10 << 20  # bytes of JSON: with the present state it fits a row of 16 MiB


def new_item(content: Content, now: int) -> Item:
    """Return a new item; an import's own times are kept where it knows them.

    One that has not come yet ends now: what was saved then would be later than every deletion,
    and come back from another machine for ever.
    """
    created = now if content.created is None else min(content.created, now)
    modified = created if content.modified is None else min(content.modified, now)
    modified = max(created, modified)
    content = _with_own_ids(content)
    overview = overview_of(content, item_id=new_id(), created=created, modified=modified)
    return Item(overview, Details(version=new_id(), fields=content.fields))


def past_only(history: Iterable[Version], now: int) -> Iterator[Version]:
    """Give another program's earlier versions, none of a time that has not come yet."""
    for version in history:
        yield version if version.at <= now else msgspec.structs.replace(version, at=now)


def revised(item: Item, content: Content, now: int, history_length: int = HISTORY_LENGTH) -> Item:
    """Return ``item`` with new content, the same object where nothing changes.

    ``history_length`` is in versions, 0 for none; the oldest go first, also where the
    history outgrows its row.
    """
    content = _with_own_ids(content)
    if content == item.content():
        return item
    seen = item.overview
    anew = _is_new_version(item, content)
    overview = overview_of(
        content,
        item_id=seen.id,
        created=seen.created,
        modified=max(now, seen.modified) if anew else seen.modified,
        trashed=seen.trashed,
    )
    overview = said_of_files(overview, seen)
    if not anew:
        return Item(overview, item.details)
    history = bounded_history((_version_of(item), *item.details.history), history_length)
    # Replaced, not made anew: an edit of the fields leaves the attachments where they are.
    details = msgspec.structs.replace(
        item.details, version=new_id(), fields=content.fields, history=history
    )
    return Item(overview, details)


def joined(
    item: Item,
    content: Content,
    history: Iterable[Version],
    now: int,
    history_length: int = HISTORY_LENGTH,
) -> tuple[Item, int]:
    """Return ``item`` with another program's state of it taken in, and the versions left out.

    The state that was saved last stands and the other goes into the history, whatever has to
    go from there for it, with the other program's own ``history``; where ``content`` does not
    say when, the item's stands.  Tags come together; folder and trash stay.
    """
    content = _with_own_ids(content)
    seen = item.overview
    said = content.modified or content.created or 0
    theirs = min(said, now)
    other = Version(id=new_id(), at=theirs, title=content.title, fields=content.fields)
    newer = said > seen.modified
    stands, gives_way = (content, _version_of(item)) if newer else (item.content(), other)
    past = past_only(history, now)
    states = tuple(_earlier_states((gives_way, *item.details.history, *past), stands))
    first = bounded_history(states, max(1, history_length))
    kept = tuple(sorted(first, key=lambda one: one.at, reverse=True))
    overview = overview_of(
        msgspec.structs.replace(
            stands,
            tags=unique_tags((*seen.tags, *content.tags))[:MAX_TAGS],
            folder=seen.folder,
            favourite=seen.favourite or content.favourite,
        ),
        item_id=seen.id,
        created=min(seen.created, content.created or seen.created),
        modified=max(seen.modified, theirs),
        trashed=seen.trashed,
    )
    details = msgspec.structs.replace(
        item.details, version=new_id(), fields=stands.fields, history=kept
    )
    return Item(overview, details), len(states) - len(kept)


def duplicate(item: Item, title: str, now: int) -> Item:
    """Return a second item of the same content under ``title``, without its history."""
    return new_item(msgspec.structs.replace(item.content(), title=title), now)


def earlier_content(item: Item, version_id: int) -> Content:
    """Return the content that brings back a version; to be saved like any other edit.

    Raises:
        NotFound: the history holds no such version.
    """
    for version in item.details.history:
        if version.id == version_id:
            return msgspec.structs.replace(
                item.content(), title=version.title, fields=version.fields
            )
    raise NotFound(_("This earlier version is no longer kept."))


def bounded_history(versions: Iterable[Version], length: int) -> tuple[Version, ...]:
    """Return the newest versions, at most ``length`` of them and ``MAX_HISTORY`` bytes."""
    kept: list[Version] = []
    room = MAX_HISTORY
    for version in versions:
        room -= len(msgspec.json.encode(version))
        if len(kept) >= length or room < 0:
            break
        kept.append(version)
    return tuple(kept)


def favoured(overview: Overview, on: bool) -> Overview:  # noqa: FBT001 - a state, not an option
    """Return the overview as a favourite, or as none."""
    return msgspec.structs.replace(overview, favourite=on)


def moved(overview: Overview, folder: int | None) -> Overview:
    """Return the overview in another folder; None is outside of all."""
    return msgspec.structs.replace(overview, folder=folder)


def tagged(overview: Overview, add: Iterable[str] = (), remove: Iterable[str] = ()) -> Overview:
    """Return the overview with tags added and removed; ``add`` is clean already."""
    return msgspec.structs.replace(overview, tags=with_tags(overview.tags, add, remove))


def retagged(overview: Overview, old: str, new: str) -> Overview:
    """Return the overview with one tag renamed; ``new`` is clean already."""
    return msgspec.structs.replace(overview, tags=renamed_tag(overview.tags, old, new))


def trashed(overview: Overview, now: int) -> Overview:
    """Return the overview in the trash; one that lies there keeps its day."""
    if overview.trashed is not None:
        return overview
    return msgspec.structs.replace(overview, trashed=now)


def restored(overview: Overview) -> Overview:
    """Return the overview outside the trash."""
    return msgspec.structs.replace(overview, trashed=None)


def _earlier_states(versions: Iterable[Version], stands: Content) -> Iterable[Version]:
    """Return versions, the first first and then the newest, each state once, but what stands."""
    seen = {_state(stands.title, stands.fields)}
    first, *others = versions
    for version in (first, *sorted(others, key=lambda one: one.at, reverse=True)):
        state = _state(version.title, version.fields)
        if state not in seen:
            seen.add(state)
            yield version


def _state(title: str, fields: "Iterable[Field]") -> object:
    return title, tuple((f.role, f.kind, f.label, f.value) for f in fields)


def _with_own_ids(content: Content) -> Content:
    """Give an id to each field that has none, or one that another field has before it."""
    seen: set[int] = {0}
    fields: list[Field] = []
    for field in content.fields:
        own = msgspec.structs.replace(field, id=new_id()) if field.id in seen else field
        seen.add(own.id)
        fields.append(own)
    return msgspec.structs.replace(content, fields=tuple(fields))


def _is_new_version(item: Item, content: Content) -> bool:
    seen = item.overview
    return (content.kind, content.title, content.fields) != (seen.kind, seen.title, item.fields)


def _version_of(item: Item) -> Version:
    seen = item.overview
    return Version(id=item.details.version, at=seen.modified, title=seen.title, fields=item.fields)
