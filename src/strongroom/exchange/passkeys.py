# SPDX-License-Identifier: GPL-3.0-or-later
"""A passkey as fields of an item, the same for every format that carries one.

An item may have several: each begins with its ``passkey.rp``, and what follows up to the next
belongs to it.  The private key is kept as PKCS #8 in PEM, ids as base64url without padding
(W3C Web Authentication 3, section 4).
"""

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from strongroom.model.fields import Field, FieldKind
from strongroom.model.item import new_id

_ROLES = {
    "rp_id": ("passkey.rp", FieldKind.TEXT),
    "rp_name": ("passkey.rp_name", FieldKind.TEXT),
    "username": ("passkey.username", FieldKind.TEXT),
    "display_name": ("passkey.display_name", FieldKind.TEXT),
    "credential_id": ("passkey.credential", FieldKind.TEXT),
    "user_handle": ("passkey.user_handle", FieldKind.TEXT),
    "private_key": ("passkey.private", FieldKind.CONCEALED),
    "counter": ("passkey.counter", FieldKind.TEXT),
    "discoverable": ("passkey.discoverable", FieldKind.TEXT),
    "created": ("passkey.created", FieldKind.TEXT),
}
_NAMES = {role: name for name, (role, _kind) in _ROLES.items()}


@dataclass(frozen=True, slots=True)
class Passkey:
    """What a site's passkey is made of; "" where a file does not say."""

    rp_id: str
    rp_name: str = ""
    username: str = ""
    display_name: str = ""
    credential_id: str = ""
    user_handle: str = ""
    private_key: str = dataclasses.field(default="", repr=False)
    counter: str = ""
    discoverable: str = ""  # "true" or "false"
    created: str = ""  # ISO 8601


def passkey_fields(passkey: Passkey) -> tuple[Field, ...]:
    """Return the fields of a passkey; those it does not say are left out."""
    return tuple(
        Field(id=new_id(), role=role, kind=kind, value=value)
        for name, (role, kind) in _ROLES.items()
        if (value := getattr(passkey, name)) or name == "rp_id"
    )


def is_passkey_field(field: Field) -> bool:
    """Tell whether a field is a part of a passkey."""
    return field.role in _NAMES


def passkeys_of(content: Iterable[Field]) -> Iterator[Passkey]:
    """Yield the passkeys among the fields of an item."""
    found: Passkey | None = None
    for field in content:
        name = _NAMES.get(field.role)
        if name == "rp_id":
            if found is not None:
                yield found
            found = Passkey(field.value)
        elif name is not None and found is not None:
            found = dataclasses.replace(found, **{name: field.value})
    if found is not None:
        yield found


assert set(_ROLES) == {one.name for one in dataclasses.fields(Passkey)}  # noqa: S101 - one list, twice told
