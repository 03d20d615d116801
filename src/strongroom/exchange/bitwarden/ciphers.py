# SPDX-License-Identifier: GPL-3.0-or-later
"""One of our items as Bitwarden's importer takes it.

Sources: ``cipher.export.ts`` and ``ssh-key.export.ts`` of bitwarden/clients (one SSH key
without its private half, its public half or its fingerprint makes the importer refuse the
whole file, so such an item goes as a note).  A field that Bitwarden has no key for becomes a
custom field of its label, hidden where it is a secret.
"""

import base64
import hashlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from strongroom.exchange.bitwarden import limits, own, passkeys
from strongroom.exchange.bitwarden.earlier import Earlier
from strongroom.exchange.bitwarden.moments import iso
from strongroom.exchange.bitwarden.own import Place
from strongroom.exchange.bitwarden.returning import Returning, linked_id
from strongroom.exchange.bitwarden.tables import (
    REGULAR_EXPRESSION,
    SHAPES,
    CipherType,
    FieldType,
)
from strongroom.exchange.encoded import strictly64
from strongroom.exchange.outgoing import OutgoingItem
from strongroom.exchange.passkeys import is_passkey_field, passkeys_of
from strongroom.exchange.steam import as_bitwarden_reads
from strongroom.model.fields import Field, ItemKind, Role, label_of
from strongroom.model.item import first_value
from strongroom.texts import _

_LOGINS = frozenset({ItemKind.LOGIN, ItemKind.PASSWORD, ItemKind.WIFI, ItemKind.API_KEY})
_TYPES: dict[str, CipherType] = {
    ItemKind.NOTE: CipherType.NOTE,
    ItemKind.DOCUMENT: CipherType.NOTE,
    ItemKind.CARD: CipherType.CARD,
    ItemKind.IDENTITY: CipherType.IDENTITY,
    ItemKind.SSH_KEY: CipherType.SSH_KEY,
    **dict.fromkeys(_LOGINS, CipherType.LOGIN),
}
# Kinds that Bitwarden has too; an item of another is a login or a note there.
SAME_KINDS = frozenset({
    ItemKind.LOGIN, ItemKind.NOTE, ItemKind.CARD, ItemKind.IDENTITY, ItemKind.SSH_KEY
})  # fmt: skip
_LOGIN_ROLES = (Role.USERNAME, Role.PASSWORD, Role.OTP, Role.WEBSITE)
_CARD = {"card.holder": "cardholderName", "card.number": "number", "card.code": "code"}
_IDENTITY = {
    "identity.email": "email",
    "identity.phone": "phone",
    "identity.street": "address1",
    "identity.postcode": "postalCode",
    "identity.city": "city",
    "identity.country": "country",
    "identity.document": "passportNumber",
    Role.USERNAME: "username",
}


@dataclass(slots=True)
class Written:
    """What became of an item: the object to write, and what Bitwarden has no place for."""

    cipher: dict[str, Any]
    other_kind: bool = False
    other_versions: bool = False
    other_tags: bool = False
    other_passkeys: bool = False
    other_names: bool = False
    too_long: bool = False

    def __repr__(self) -> str:
        return "Written(…)"


def written(item: OutgoingItem, folder: str | None) -> Written:
    """Return an item as Bitwarden's, in the folder of that id."""
    maker = _Maker(item, folder)
    cipher = maker.make()
    history = Earlier.of(item)
    cipher["passwordHistory"] = history.kept() or None
    cipher[own.KEY] = own.written(item, cipher, maker.places)
    return Written(
        cipher,
        other_kind=item.overview.kind not in SAME_KINDS or maker.type != _type_of(item),
        other_versions=history.tells_more(item),
        other_tags=bool(maker.tags),
        other_passkeys=maker.other_passkeys,
        other_names=maker.renames,
        too_long=limits.is_too_long(cipher),
    )


@dataclass(slots=True)
class _Maker:
    item: OutgoingItem
    folder: str | None
    places: dict[int, Place] = field(default_factory=dict)  # of fields' values, by their number
    taken: set[int] = field(default_factory=set)
    returning: Returning = field(init=False)
    type: CipherType = CipherType.NOTE
    other_passkeys: bool = False
    tags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.returning = Returning(self.fields)

    @property
    def fields(self) -> tuple[Field, ...]:
        return self.item.details.fields

    @property
    def renames(self) -> bool:
        """Tell whether a field with a name of its own stands where Bitwarden has another."""
        return any(
            self.fields[number].role
            and self.fields[number].label
            and self.places.get(number, ("",))[0] != "fields"
            for number in self.taken
        )

    def make(self) -> dict[str, Any]:
        """Return the object, but for earlier passwords and our own key."""
        seen = self.item.overview
        self.type = _type_of(self.item)
        inside = self._inside()
        cipher = {
            "passwordHistory": None,
            "revisionDate": iso(seen.modified),
            "creationDate": iso(seen.created),
            "deletedDate": None if seen.trashed is None else iso(seen.trashed),
            "id": str(uuid.uuid4()),
            "organizationId": None,
            "folderId": self.folder,
            "type": int(self.type),
            "reprompt": int(self._asks_again()),
            "name": seen.title,
            "notes": self._take(Role.NOTES, "notes"),
            "favorite": seen.favourite,
            **inside,
            "collectionIds": None,
        }
        self.tags = seen.tags
        if archived := self.returning.archived():
            number, cipher["archivedDate"] = archived
            self.taken.add(number)
            self.tags = tuple(tag for tag in seen.tags if tag != _("archived"))
        cipher["fields"] = self._custom_fields()
        return cipher

    def _asks_again(self) -> bool:
        number = self.returning.saying(_("asks for the master password again"), _("yes"))
        if number is not None:
            self.taken.add(number)
        return number is not None

    def _inside(self) -> dict[str, Any]:
        if self.type == CipherType.SSH_KEY:
            if key := self._ssh_key():
                return {"sshKey": key}
            self.type = CipherType.NOTE
        if self.type == CipherType.LOGIN:
            return {"login": self._login()}
        if self.type == CipherType.CARD:
            return {"card": self._card()}
        if self.type == CipherType.IDENTITY:
            return {"identity": self._identity()}
        return {"secureNote": {"type": 0}}

    def _login(self) -> dict[str, Any]:
        return {
            "uris": list(self._uris()),
            "username": self._take(Role.USERNAME, "login", "username"),
            "password": self._take(Role.PASSWORD, "login", "password"),
            "totp": self._totp(),
            "fido2Credentials": self._passkeys(),
        }

    def _uris(self) -> Iterator[dict[str, Any]]:
        count = 0
        for number, one in enumerate(self.fields):
            if one.role == Role.WEBSITE and one.value:
                self._put(number, ("login", "uris", count, "uri"))
                count += 1
                match = self.returning.match(one.value)
                if match is not None:
                    self.taken.add(match[1])
                yield {"match": match and match[0], "uri": one.value}
        for number in self.returning.expressions():
            self._put(number, ("login", "uris", count, "uri"))
            count += 1
            yield {"match": REGULAR_EXPRESSION, "uri": self.fields[number].value}

    def _totp(self) -> str | None:
        """Return the one-time password; Steam's way is told by another link there."""
        number = self._first(Role.OTP)
        if number is None:
            return None
        value = self.fields[number].value
        read = as_bitwarden_reads(value)
        if read == value:
            return self._take(Role.OTP, "login", "totp")
        self.taken.add(number)
        return read

    def _passkeys(self) -> list[dict[str, Any]]:
        numbers = [n for n, one in enumerate(self.fields) if is_passkey_field(one)]
        found = [passkeys.written(one) for one in passkeys_of(self.fields)]
        if None in found or any(self.fields[number].label for number in numbers):
            self.other_passkeys = True
            return []
        if found:
            self.taken.update(numbers)
        return [one for one in found if one is not None]

    def _card(self) -> dict[str, Any]:
        card: dict[str, Any] = {key: self._take(role, "card", key) for role, key in _CARD.items()}
        card |= {"brand": None, "expMonth": None, "expYear": None}
        number = self._first("card.expires")
        if number is not None:
            year, dash, month = self.fields[number].value.partition("-")
            if dash and year.isdecimal() and month.isdecimal():
                self.taken.add(number)
                card |= {"expMonth": str(int(month)), "expYear": year}
        else:
            card |= {"expMonth": self._return(_("month of expiry"), "card", "expMonth"),
                     "expYear": self._return(_("year of expiry"), "card", "expYear")}  # fmt: skip
        return card | self._returned(CipherType.CARD)

    def _identity(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            key: self._take(role, "identity", key) for role, key in _IDENTITY.items()
        }
        number = self._first("identity.name")
        if number is not None:
            name = self.fields[number].value
            first, space, last = name.rpartition(" ")
            if f"{first.strip()}{space}{last.strip()}" == name:
                self.taken.add(number)
                first, _space, middle = (
                    first.partition(" ") if first.count(" ") == 1 else (first, "", "")
                )
                found |= {"firstName": first or last or None, "middleName": middle or None,
                          "lastName": last if space else None}  # fmt: skip
        return found | self._returned(CipherType.IDENTITY)

    def _ssh_key(self) -> dict[str, Any] | None:
        private, public = self._first("ssh.private"), self._first("ssh.public")
        if private is None or public is None:
            return None
        fingerprint = _fingerprint(self.fields[public].value)
        if fingerprint is None or not self.fields[private].value.strip():
            return None
        said = self.returning.saying(_("fingerprint"), fingerprint)
        if said is not None:
            self.taken.add(said)
        return {
            "privateKey": self._take("ssh.private", "sshKey", "privateKey"),
            "publicKey": self._take("ssh.public", "sshKey", "publicKey"),
            "keyFingerprint": fingerprint,
        }

    def _returned(self, kind: CipherType) -> dict[str, Any]:
        found = {}
        for number, key in self.returning.values(kind):
            self._put(number, (SHAPES[kind].key, key))
            found[key] = self.fields[number].value
        return found

    def _return(self, label: str, *place: str) -> str | None:
        number = self.returning.named(label)
        if number is None:
            return None
        self._put(number, place)
        return self.fields[number].value

    def _custom_fields(self) -> list[dict[str, Any]]:
        """Return all that has no other place; empty fields of a role go without saying."""
        found: list[dict[str, Any]] = []
        for number, one in enumerate(self.fields):
            if number in self.taken or (one.role and not one.value):
                continue
            linked = linked_id(one, self.type)
            if linked is not None:
                found.append(_custom(one.label, None, FieldType.LINKED, linked))
                continue
            self._put(number, ("fields", len(found), "value"))
            kind = FieldType.HIDDEN if one.concealed else FieldType.TEXT
            found.append(_custom(label_of(one), one.value, kind))
        if self.tags:
            found.append(_custom(_("tags"), ", ".join(self.tags), FieldType.TEXT))
        return found

    def _first(self, role: str) -> int | None:
        """Return the number of the first field of a role that says something.

        One of another name is taken where no other is: what fills in a page counts more there.
        """
        found = [n for n, one in enumerate(self.fields) if one.role == role and one.value]
        return min(found, key=lambda number: bool(self.fields[number].label), default=None)

    def _take(self, role: str, *place: str) -> str | None:
        number = self._first(role)
        if number is None:
            return None
        self._put(number, place)
        return self.fields[number].value

    def _put(self, number: int, place: Place) -> None:
        self.taken.add(number)
        self.places[number] = place


def _type_of(item: OutgoingItem) -> CipherType:
    known = _TYPES.get(item.overview.kind)
    if known is not None:
        return known
    says_login = any(first_value(item.details.fields, role) for role in _LOGIN_ROLES)
    return CipherType.LOGIN if says_login else CipherType.NOTE


def _custom(
    name: str, value: str | None, kind: FieldType, linked: int | None = None
) -> dict[str, Any]:
    return {"name": name, "value": value, "type": int(kind), "linkedId": linked}


def _fingerprint(public: str) -> str | None:
    """Return the SHA-256 of a public key as OpenSSH writes it, None for no such key."""
    parts = public.split()
    blob = strictly64(parts[1]) if len(parts) > 1 else None
    if not blob:
        return None
    digest = base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")
    return f"SHA256:{digest}"
