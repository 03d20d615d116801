# SPDX-License-Identifier: GPL-3.0-or-later
"""What readers of typed fields share: each role is given once, and nothing is passed over.

A role of an item (its password, a card's number) has one value; what a file says of it after
the first becomes a field of its own, under the label that the file gives.
"""

import base64
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, BinaryIO

from strongroom.errors import CannotImport
from strongroom.exchange.builder import EntryBuilder
from strongroom.exchange.encoded import strictly64
from strongroom.exchange.json_text import number_at, text_at, too_deep
from strongroom.exchange.lean_json import Far
from strongroom.exchange.reading import Step
from strongroom.exchange.unknown_keys import keep_unknown, objects_of
from strongroom.model.fields import ROLE_LABELS, Field, FieldKind, Role
from strongroom.texts import _

DEEPEST = 50  # folders in folders: what lies deeper is one name
_BASE64 = re.compile(r"[A-Za-z0-9+/]*={0,2}")
_BLANK = re.compile(r"\s+")
_PART = 1 << 20  # characters of Base64 that are decoded at a time, a multiple of 4


class Filling:
    """Fills the fields of one entry."""

    def __init__(self, builder: EntryBuilder) -> None:
        self.builder = builder
        self._given: set[str] = set()

    def given(self, role: str) -> bool:
        """Tell whether a role has its value."""
        return role in self._given

    def claim(self, role: str) -> None:
        """Say that a role, or a group of them, has its value."""
        self._given.add(role)

    def once(self, role: str, value: str, label: str = "", *, own: str = "") -> None:
        """Give a role its value, under its ``own`` label where it has one; a further value
        becomes a field of the label.
        """  # noqa: D205 - one sentence
        if not value:
            return
        kind = ROLE_KINDS.get(role, FieldKind.CONCEALED)
        if role not in self._given:
            self._given.add(role)
            self.builder.add(kind, value, role=role, label=own)
        else:
            self.builder.add(kind, value, label=label or own or _(ROLE_LABELS.get(role, role)))

    def website(self, value: str, label: str = "") -> None:
        """Add a website, once."""
        if value.strip() and value not in self._given:
            self._given.add(value)
            self.builder.add(FieldKind.WEBSITE, value, role=Role.WEBSITE, label=label)

    def otp(self, value: str, label: str = "") -> None:
        """Add a one-time password: the first in its role."""
        if not value:
            return
        if Role.OTP in self._given:
            label = label or _(ROLE_LABELS[Role.OTP])
            self.builder.add(FieldKind.OTP, value, label=label)
        else:
            self._given.add(Role.OTP)
            self.builder.add(FieldKind.OTP, value, role=Role.OTP, label=label)

    def custom(self, kind: str, value: str, label: str) -> None:
        """Add a custom field."""
        self.builder.add(kind, value, label=label)

    def fields(self, fields: Iterator[Field] | Sequence[Field]) -> None:
        """Add fields that are made already."""
        for field in fields:
            self.builder.field(field)

    def rest(self, found: Mapping[str, Any], known: Collection[str], prefix: str = "") -> None:
        """Keep what a reader does not know, hidden, since it may be a secret."""
        keep_unknown(self.builder, found, known, prefix)

    def objects(self, value: object, *keys: str) -> Iterator[Mapping[str, Any]]:
        """Yield the objects of the list at a path of keys; what else it holds is told."""
        return objects_of(self.builder, value, *keys)

    def place(self, paths: Sequence[Sequence[str]]) -> None:
        """Put the entry into the first of several folders; the others become tags."""
        folders = [path for path in paths if path]
        if folders:
            self.builder.path = tuple(folders[0])
        if len(folders) > 1:
            self.builder.tags.extend("/".join(path) for path in folders[1:])
            sentence = _("It lay in {count} folders: it comes into one, the others are tags.")
            self.builder.lose(sentence.format(count=len(folders)))

    def base64(self, name: str, text: str) -> None:
        """Attach a file that is written in Base64; what is none is kept as it stands."""
        packed = _BLANK.sub("", text)
        bare = packed.rstrip("=")
        if len(bare) % 4 == 1 or not _BASE64.fullmatch(packed):
            self.builder.lose(
                _("“{name}” is a broken file: its text is kept as it stands.").format(name=name)
            )
            self.builder.concealed(name, text)
            return
        self.builder.attach(name, len(bare) * 3 // 4, partial(_decoded, bare))

    def far_base64(self, name: str, far: Far, file: BinaryIO, step: Step) -> None:
        """Attach a file that is written in Base64 and stays where it is until it is wanted."""
        size = 0
        try:
            for chunk in _decoded_far(far, file):
                step()
                size += len(chunk)
        except CannotImport:
            sentence = _("“{name}” is a broken file, and too large to keep as it stands.")
            self.builder.lose(sentence.format(name=name))
            return
        self.builder.attach(name, size, partial(_decoded_far, far, file), far.start)


# What the roles of all templates hold, in whichever kind of item they stand.
ROLE_KINDS: Mapping[str, str] = {
    Role.USERNAME: FieldKind.TEXT,
    Role.WEBSITE: FieldKind.WEBSITE,
    Role.OTP: FieldKind.OTP,
    Role.NOTES: FieldKind.NOTE,
    Role.EXPIRES: FieldKind.DATE,
    "card.holder": FieldKind.TEXT,
    "card.expires": FieldKind.MONTH,
    "identity.name": FieldKind.TEXT,
    "identity.email": FieldKind.EMAIL,
    "identity.phone": FieldKind.PHONE,
    "identity.birthday": FieldKind.DATE,
    "identity.street": FieldKind.TEXT,
    "identity.postcode": FieldKind.TEXT,
    "identity.city": FieldKind.TEXT,
    "identity.country": FieldKind.TEXT,
    "ssh.host": FieldKind.TEXT,
    "ssh.public": FieldKind.TEXT,
    "wifi.ssid": FieldKind.TEXT,
    "wifi.security": FieldKind.TEXT,
}


def climbed(uid: str, names: Mapping[str, tuple[str, str]]) -> list[str]:
    """Return the names of a folder and those that it lies in, outermost first.

    ``names`` has the name of each folder, and the id of the one around it; a chain that leads
    back into itself ends there, and what lies deeper than ``DEEPEST`` loses its outermost.
    """
    found: list[str] = []
    seen: set[str] = set()
    while uid in names and uid not in seen and len(found) < DEEPEST:
        seen.add(uid)
        name, uid = names[uid]
        found.append(name)
    return found[::-1]


def keys(names: str) -> frozenset[str]:
    """Return the names in a text, which blanks divide: the keys that a reader knows."""
    return frozenset(names.split())


def flag_at(value: object, *path: str) -> bool:
    """Tell whether a number other than 0, or a truth, stands at a path of keys."""
    return text_at(value, *path) == "true" or bool(number_at(value, *path))


def written(value: object) -> str:
    """Return a value of JSON as text.

    Raises:
        CannotImport: it is nested deeper than any export is.
    """
    if isinstance(value, str):
        return value
    try:
        return json.dumps(value, ensure_ascii=False)
    except RecursionError:
        raise too_deep() from None


def labelled(section: str, label: str) -> str:
    """Return the label of a field that stands in a section of that title."""
    return f"{section}: {label}" if section.strip() and label.strip() else section or label


def _decoded(bare: str) -> Iterator[bytes]:
    for start in range(0, len(bare), _PART):
        part = bare[start : start + _PART]
        yield base64.b64decode(part + "=" * (-len(part) % 4))


def _decoded_far(far: Far, file: BinaryIO) -> Iterator[bytes]:
    left = b""
    for text in far.texts(file):
        packed = left + text.encode("ascii", "replace").translate(None, b" \t\r\n=")
        whole = len(packed) - len(packed) % 4
        left = packed[whole:]
        yield _strictly(packed[:whole])
    if left:
        yield _strictly(left + b"=" * (-len(left) % 4))


def _strictly(packed: bytes) -> bytes:
    data = strictly64(packed)
    if data is None:
        raise CannotImport(_("A file in the export is broken: export it again."))
    return data
