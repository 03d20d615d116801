# SPDX-License-Identifier: GPL-3.0-or-later
"""An item in its two parts, and the pure function from one to the other.

``Overview`` is what lists and searches need and is in memory while a vault is open.
``Item`` adds the details, decrypted only when it is looked at.  ``Content`` is what a
person edits: it has no id and no times.  Moments are milliseconds since
1970-01-01T00:00Z; ids are random 63-bit integers.
"""

import secrets
from collections.abc import Iterable, Mapping

import msgspec

from strongroom.model.fields import Field, FieldKind, Role, template_of
from strongroom.model.numbers import ID_BITS, Id, Moment, Size

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ID_CHARACTERS = 13  # 5 bits each, so 65 bits hold 63
_CARD_EXPIRES = "card.expires"
_NO_SECRETS = frozenset(FieldKind) - {
    FieldKind.CONCEALED
}  # of a one-time password it is told apart


class Overview(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """The part of an item that lists and searches need."""

    id: Id = 0
    kind: str
    title: str
    username: str = ""
    websites: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    folder: Id | None = None
    favourite: bool = False
    created: Moment
    modified: Moment
    trashed: Moment | None = None
    expires: str = ""
    has_otp: bool = False
    has_secret: bool = False
    has_attachment: bool = False
    file_removed: Moment | None = None


class Folder(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A place for items; folders nest, and an item lies in one at most."""

    id: Id = 0
    name: str
    parent: Id | None = None


class Version(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One earlier state of an item.  ``at`` is when that state was saved."""

    id: Id
    at: Moment
    title: str
    fields: tuple[Field, ...] = ()

    def __repr__(self) -> str:
        return f"Version(id={self.id}, at={self.at}, …)"


class Attachment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file that belongs to an item: its name, its size in bytes, and where it lies.

    ``parts`` lists, in order, the id and the seal's tag of each row that holds a piece.
    ``removed`` is since when it is kept only to be brought back, None where it is not;
    ``changed`` when it was last renamed, removed or brought back, 0 for never.
    """

    id: Id
    name: str
    size: Size
    parts: tuple[tuple[Id, bytes], ...] = ()
    removed: Moment | None = None
    changed: Moment = 0

    def __repr__(self) -> str:
        return f"Attachment(id={self.id}, size={self.size}, …)"


class Details(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The part that is decrypted only when it is looked at.

    ``version`` names the present state; ``history`` holds earlier ones, newest first.
    ``attachments`` holds those that were removed too: whoever shows them or takes them
    elsewhere asks :func:`strongroom.model.attached.present`.  ``dropped`` are those that
    were deleted for good, and when.
    """

    version: Id
    fields: tuple[Field, ...] = ()
    history: tuple[Version, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    dropped: tuple[tuple[Id, Moment], ...] = ()

    def __repr__(self) -> str:
        return f"Details(version={self.version}, …)"


class Item(msgspec.Struct, frozen=True):
    """An overview with its details."""

    overview: Overview
    details: Details

    def __repr__(self) -> str:
        return f"Item(id={self.overview.id}, …)"

    @property
    def id(self) -> int:
        """The item's id."""
        return self.overview.id

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields of the present state, in the person's order."""
        return self.details.fields

    def content(self) -> "Content":
        """Return what an editor starts from."""
        seen = self.overview
        return Content(
            kind=seen.kind,
            title=seen.title,
            fields=self.fields,
            tags=seen.tags,
            folder=seen.folder,
            favourite=seen.favourite,
        )


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """What a person edits, or an import brings: an item without id and times.

    ``created`` and ``modified`` are only set by imports that know them.
    """

    kind: str
    title: str
    fields: tuple[Field, ...] = ()
    tags: tuple[str, ...] = ()
    folder: int | None = None
    favourite: bool = False
    created: int | None = None
    modified: int | None = None

    def __repr__(self) -> str:
        return f"Content(kind={self.kind!r}, …)"


def new_id() -> int:
    """Return a random id: insertion order is hidden, and two machines do not collide."""
    return secrets.randbits(ID_BITS) or 1


def id_text(number: int) -> str:
    """Write an id as 13 Crockford base32 characters, the form that people and JSON see."""
    return "".join(_CROCKFORD[number >> shift & 31] for shift in range(60, -1, -5))


def id_of_text(text: str) -> int | None:
    """Read an id back, in either case and with O, I and L forgiven; None if it is none."""
    canonical = text.upper().translate({ord("O"): "0", ord("I"): "1", ord("L"): "1"})
    if len(canonical) != ID_CHARACTERS or any(c not in _CROCKFORD for c in canonical):
        return None
    number = 0
    for character in canonical:
        number = number << 5 | _CROCKFORD.index(character)
    return number if 0 < number < 1 << ID_BITS else None


def overview_of(
    content: Content, *, item_id: int, created: int, modified: int, trashed: int | None = None
) -> Overview:
    """Return the overview that an item of this content has."""
    filled = [field for field in content.fields if field.value]
    kinds = {field.kind for field in filled}
    return Overview(
        id=item_id,
        kind=content.kind,
        title=content.title,
        username=summary(content.kind, filled),
        websites=tuple([f.value for f in filled if f.kind == FieldKind.WEBSITE]),
        tags=content.tags,
        folder=content.folder,
        favourite=content.favourite,
        created=created,
        modified=modified,
        trashed=trashed,
        expires=first_value(filled, Role.EXPIRES) or first_value(filled, _CARD_EXPIRES),
        has_otp=FieldKind.OTP in kinds,
        has_secret=not kinds <= _NO_SECRETS,
    )


def has_expired(overview: Overview, today: str) -> bool:
    """Tell whether an item's last day, or last month, lies before ``today``, YYYY-MM-DD."""
    return "" < overview.expires < today[: len(overview.expires)]


def first_value(fields: Iterable[Field], role: str) -> str:
    """Return the first value of that role, "" where there is none."""
    for field in fields:  # a loop of its own: an import asks this a hundred thousand times
        if field.role == role and field.value:
            return field.value
    return ""


def summary(kind: str, filled: Iterable[Field]) -> str:
    """Return what stands below the title in a list: a login's username, a card's holder."""
    filled = tuple(filled)
    for role in template_of(kind).summary:
        value = first_value(filled, role)
        if value:
            return value
    return ""


def folder_path(folders: Mapping[int, Folder], folder_id: int | None) -> tuple[str, ...]:
    """Return the names from the root down to a folder.

    A parent that does not exist ends the path, and so does a ring, which a merge of two
    copies can leave: a folder is then shown at the root rather than lost.
    """
    names: list[str] = []
    seen: set[int] = set()
    while folder_id is not None and folder_id in folders and folder_id not in seen:
        seen.add(folder_id)
        names.append(folders[folder_id].name)
        folder_id = folders[folder_id].parent
    return tuple(reversed(names))
