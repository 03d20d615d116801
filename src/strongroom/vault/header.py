# SPDX-License-Identifier: GPL-3.0-or-later
"""The header: the vault's id and its unlock methods, readable by anyone, checked twice.

Its own SHA-256 tells damage before anything is derived.  It does not tell an alteration:
that does the manifest, which covers these bytes, once the vault is open.
"""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Annotated

import msgspec

from strongroom.crypto.keys import VAULT_ID_BYTES
from strongroom.errors import InvalidInput
from strongroom.texts import _
from strongroom.vault import strict_json
from strongroom.vault.slot import Slot, damaged_header, hexadecimal

HEADER_MOST = 64 * 1024
MOST_SLOTS = 16
_DIGEST_BYTES = 32


class _HeaderJson(msgspec.Struct, frozen=True):
    vault: Annotated[str, hexadecimal(VAULT_ID_BYTES)]
    slots: Annotated[list[msgspec.Raw], msgspec.Meta(min_length=1, max_length=MOST_SLOTS)]


@dataclass(frozen=True, slots=True)
class Header:
    """The vault's 16-byte id and its unlock methods, in the order they are tried.

    ``others`` keeps the JSON of keys that a newer version added.
    """

    vault_id: bytes
    slots: tuple[Slot, ...]
    others: dict[str, msgspec.Raw] = field(default_factory=dict, repr=False)

    @classmethod
    def parse(cls, stored: bytes) -> "Header":
        """Read a header as it is stored: its SHA-256, then its JSON.

        Raises:
            Damaged: it is not what was written, or asks for what the format forbids.
        """
        digest, text = stored[:_DIGEST_BYTES], stored[_DIGEST_BYTES:]
        if len(stored) > HEADER_MOST or not hmac.compare_digest(digest, sha256(text).digest()):
            raise damaged_header()
        try:
            strict_json.loads(text)
            known = msgspec.json.decode(text, type=_HeaderJson)
            others = msgspec.json.decode(text, type=dict[str, msgspec.Raw])
        except (strict_json.NotStrict, msgspec.DecodeError):
            raise damaged_header() from None
        slots = tuple(Slot.parse(bytes(raw)) for raw in known.slots)
        if len({slot.id for slot in slots}) != len(slots):
            raise damaged_header()
        del others["vault"], others["slots"]
        return cls(bytes.fromhex(known.vault), slots, others)

    def build(self) -> bytes:
        """Return the bytes to store; a slot that was read is written as it was.

        Raises:
            InvalidInput: there are too many unlock methods.
        """
        text = msgspec.json.encode({
            "vault": self.vault_id.hex(),
            "slots": [msgspec.Raw(slot.raw) for slot in self.slots],
            **self.others,
        })  # fmt: skip
        if len(self.slots) > MOST_SLOTS or _DIGEST_BYTES + len(text) > HEADER_MOST:
            raise too_many_slots()
        return sha256(text).digest() + text

    def with_slots(self, slots: Iterable[Slot]) -> "Header":
        """Return the same header with other unlock methods."""
        return Header(self.vault_id, tuple(slots), self.others)


def too_many_slots() -> InvalidInput:
    """Return the error for an unlock method that has no room."""
    return InvalidInput(
        _("A vault has at most {count} unlock methods; remove one first.").format(count=MOST_SLOTS)
    )


def header_hash(stored: bytes) -> bytes:
    """Return the 32 bytes by which the manifest covers a header as it is stored."""
    return sha256(stored).digest()
