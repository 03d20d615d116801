# SPDX-License-Identifier: GPL-3.0-or-later
"""The attachments of a database that is written: each content once, however often it is used.

Two are the same where the vault keeps them in the same rows, or where their size and then
their hash is the same: only what shares its size with another is read for that.
"""

import hashlib
from collections.abc import Iterator

from strongroom.exchange.kdbx.database import NewBinary
from strongroom.exchange.kdbx.writing import MOST_BINARY
from strongroom.exchange.outgoing import OutgoingItem
from strongroom.exchange.reading import Attached, Chunks, Step
from strongroom.texts import _

_Key = tuple[int, int]  # an item's id, and which of its attachments


class Pool:
    """The attachments of all items."""

    def __init__(self) -> None:
        self._files: dict[_Key, Attached] = {}
        self._same: dict[object, _Key] = {}
        self._like: dict[_Key, _Key] = {}  # the one that is written for it
        self._places: dict[_Key, int] = {}
        self._losses: list[str] = []
        self.binaries: list[NewBinary] = []

    def look(self, item: OutgoingItem) -> None:
        """Take the attachments of an item into account."""
        for number, file in enumerate(item.attachments):
            key = (item.overview.id, number)
            if file.size > MOST_BINARY:
                sentence = _("“{title}”: the attachment “{name}” is too large for KeePass.")
                self._losses.append(sentence.format(title=item.overview.title, name=file.name))
                continue
            kept = item.details.attachments
            rows = kept[number].parts if number < len(kept) else ()
            first = self._same.setdefault(rows or key, key)
            self._like[key] = first
            if first == key:
                self._files[key] = file

    def settle(self, step: Step) -> None:
        """Find what is the same, and give each its place."""
        by_size: dict[int, list[_Key]] = {}
        for key, file in self._files.items():
            by_size.setdefault(file.size, []).append(key)
        again: dict[_Key, _Key] = {}
        for keys in by_size.values():
            first: dict[bytes, _Key] = {}
            for key in keys if len(keys) > 1 else ():
                same = first.setdefault(_hash(self._files[key], step), key)
                if same != key:
                    again[key] = same
        for key in again:
            del self._files[key]
        for key, file in self._files.items():
            self._places[key] = len(self.binaries)
            self.binaries.append(NewBinary(file.size, _reader(file, step)))
        self._like = {key: again.get(first, first) for key, first in self._like.items()}

    def place(self, item: OutgoingItem, number: int) -> int | None:
        """Return the place of an item's attachment, None for one that is not written."""
        like = self._like.get((item.overview.id, number))
        return None if like is None else self._places.get(like)

    def losses(self) -> tuple[str, ...]:
        """Say which attachments are not written."""
        return tuple(self._losses)


def _hash(file: Attached, step: Step) -> bytes:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        step()
        digest.update(chunk)
    return digest.digest()


def _reader(file: Attached, step: Step) -> Chunks:
    def chunks() -> Iterator[bytes]:
        for chunk in file.chunks():
            step()
            yield chunk

    return chunks
