# SPDX-License-Identifier: GPL-3.0-or-later
"""One item as an entry of a KeePass database, with its history inside."""

import hashlib
import os
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from strongroom.exchange.days import noon_of
from strongroom.exchange.keepass import names
from strongroom.exchange.keepass.document import Text
from strongroom.exchange.keepass.own_data import OwnData, Slot, packed
from strongroom.exchange.keepass.pool import Pool
from strongroom.exchange.keepass.strings import strings_of
from strongroom.exchange.keepass.tags import tags_of, tags_text
from strongroom.exchange.keepass.times import text_of
from strongroom.exchange.keepass.xml_out import XmlOut, writable
from strongroom.exchange.outgoing import OutgoingItem
from strongroom.model.attachment_names import unused
from strongroom.model.fields import Field
from strongroom.model.item import Version
from strongroom.texts import _


@dataclass(frozen=True, slots=True)
class _State:
    """An item as it is, or as it was."""

    title: str
    fields: Sequence[Field]
    created: int
    modified: int
    moved: int
    tags: str = ""
    files: Sequence["_File"] = ()


def write_entry(xml: XmlOut, item: OutgoingItem, pool: Pool) -> None:
    """Write an item."""
    seen = item.overview
    uuid, icon = entry_uuid(seen.id), str(names.ICONS.get(seen.kind, 0))
    tags = tags_text(seen.tags, favourite=seen.favourite)
    files = _files(item, pool)
    moved = seen.modified if seen.trashed is None else seen.trashed
    now = _State(seen.title, item.details.fields, seen.created, seen.modified, moved, tags, files)
    xml.open("Entry")
    _own(xml, _own_data(item, _state(xml, uuid, icon, now), now))
    if item.details.history:
        xml.open("History")
        for version in reversed(item.details.history):
            _version(xml, uuid, icon, version, seen.created)
        xml.close("History")
    xml.close("Entry")


def _own_data(item: OutgoingItem, slots: tuple[Slot, ...] | None, now: _State) -> OwnData:
    """Return what of an item the rest of its entry does not say."""
    seen = item.overview
    # Several tags may be put into another order by the other program.
    told = tags_of(now.tags) == (seen.tags, seen.favourite) and len(seen.tags) <= 1
    return OwnData(
        kind=seen.kind,
        fields=slots,
        tags=None if told else seen.tags,
        favourite=seen.favourite and not told,
        at=_exact(seen.created, seen.modified, seen.trashed or 0),
        files=_ours(now.files),
    )


def entry_uuid(item_id: int) -> str:
    """Return an entry's UUID: the same in every export, so that copies can be merged there."""
    said = f"strongroom item {item_id}".encode() if item_id else os.urandom(16)
    return b64encode(hashlib.sha256(said).digest()[:16]).decode()


def _version(xml: XmlOut, uuid: str, icon: str, version: Version, created: int) -> None:
    at = version.at
    before = _State(version.title, version.fields, min(created, at), at, at)
    xml.open("Entry")
    slots = _state(xml, uuid, icon, before)
    _own(xml, OwnData(fields=slots, at=_exact(0, at, 0)))
    xml.close("Entry")


def _state(xml: XmlOut, uuid: str, icon: str, state: _State) -> tuple[Slot, ...] | None:
    """Write what an entry and its earlier states have alike; return what it does not say."""
    texts, slots = strings_of(state.title, state.fields)
    elsewhere = {text.key: text.value for text in texts if text.key.startswith("\0")}
    xml.text("UUID", uuid)
    xml.text("IconID", icon)
    xml.text("OverrideURL", elsewhere.get(names.OVERRIDE_URL, ""))
    xml.text("Tags", writable(state.tags))
    _times(xml, state, elsewhere.get(names.EXPIRES, ""))
    for text in texts:
        if not text.key.startswith("\0"):
            _string(xml, text)
    for file in state.files:
        xml.open("Binary")
        xml.text("Key", file.key)
        xml.raw(f'<Value Ref="{file.place}"/>\n')
        xml.close("Binary")
    _auto_type(xml, elsewhere)
    return slots


def _times(xml: XmlOut, state: _State, expires: str) -> None:
    until = noon_of(expires) if expires else None
    xml.open("Times")
    xml.text("LastModificationTime", text_of(state.modified))
    xml.text("CreationTime", text_of(state.created))
    xml.text("LastAccessTime", text_of(state.modified))
    xml.text("ExpiryTime", text_of(state.modified if until is None else until))
    xml.text("Expires", str(until is not None))
    xml.text("UsageCount", "0")
    xml.text("LocationChanged", text_of(state.moved))
    xml.close("Times")


def _string(xml: XmlOut, text: Text) -> None:
    xml.open("String")
    xml.text("Key", text.key)
    if text.hidden:
        xml.protected("Value", text.value)
    else:
        xml.text("Value", text.value)
    xml.close("String")


def _auto_type(xml: XmlOut, elsewhere: dict[str, str]) -> None:
    xml.open("AutoType")
    xml.text("Enabled", str(elsewhere.get(names.NO_TYPING, "") != "false"))
    xml.text("DataTransferObfuscation", "0")
    xml.text("DefaultSequence", elsewhere.get(names.SEQUENCE, ""))
    for key, value in elsewhere.items():
        if key.startswith(names.WINDOW):
            window, _line, keys = value.partition("\n")
            xml.open("Association")
            xml.text("Window", window)
            xml.text("KeystrokeSequence", keys)
            xml.close("Association")
    xml.close("AutoType")


def _own(xml: XmlOut, own: OwnData) -> None:
    text = packed(own)
    if text:
        xml.open("CustomData")
        xml.open("Item")
        xml.text("Key", names.OWN_DATA)
        xml.text("Value", text)
        xml.close("Item")
        xml.close("CustomData")


def _exact(*moments: int) -> tuple[int, int, int]:
    """Return moments to the millisecond, noughts where seconds say it all."""
    created, modified, trashed = moments
    return (created, modified, trashed) if any(at % 1000 for at in moments) else (0, 0, 0)


# Attachments


@dataclass(frozen=True, slots=True)
class _File:
    """An attachment: its name in the entry, ours, and its place among all."""

    key: str
    name: str
    place: int


def _files(item: OutgoingItem, pool: Pool) -> list[_File]:
    """Return the attachments of an item, each under a name of its own."""
    found: list[_File] = []
    taken: set[str] = set()
    for number, file in enumerate(item.attachments):
        place = pool.place(item, number)
        if place is not None:
            key = unused(writable(file.name) or _("file"), taken)
            taken.add(key)
            found.append(_File(key, file.name, place))
    return found


def _ours(files: Sequence[_File]) -> tuple[tuple[str, str], ...]:
    """Return the names and order of attachments, () where the other program keeps them."""
    keys = [file.key for file in files]
    if keys == sorted(keys) and all(file.key == file.name for file in files):
        return ()
    return tuple((file.key, file.name) for file in files)
