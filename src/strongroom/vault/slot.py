# SPDX-License-Identifier: GPL-3.0-or-later
"""One unlock method as it lies in the header: which factors it wants, and what they open.

A slot is kept as the text that it was read from, so that rewriting the header changes no
byte of a slot that stays: neither what a newer version put into it, nor one of a factor
that this version does not know.  Such a slot is shown, never tried.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from itertools import pairwise
from typing import Annotated

import msgspec

from strongroom.crypto.kdf import KEY_BYTES, SALT_BYTES, Argon2Cost, check_bounds
from strongroom.crypto.sealing import OVERHEAD
from strongroom.errors import Damaged
from strongroom.texts import _

SLOT_ID_BYTES = 16
CHECK_BYTES = 32
WRAPPED_BYTES = OVERHEAD + KEY_BYTES


class FactorType(IntEnum):
    """The factors that this version can ask for, with their numbers in the file."""

    PASSWORD = 1
    KEY_FILE = 2
    RECOVERY_CODE = 3
    KEYRING = 4


_KNOWN = frozenset(FactorType)


@dataclass(frozen=True, slots=True)
class PasswordParameters:
    """What Argon2id needs beside the password."""

    salt: bytes
    cost: Argon2Cost


@dataclass(frozen=True, slots=True)
class Slot:
    """One unlock method: all its factors together open the vault.

    ``types`` are strictly ascending numbers, ``check`` proves the right key before
    ``wrapped`` is opened with it, ``raw`` is the slot's JSON as it is stored.
    """

    id: bytes
    types: tuple[int, ...]
    password: PasswordParameters | None
    check: bytes = field(repr=False)
    wrapped: bytes = field(repr=False)
    raw: bytes = field(repr=False)

    @property
    def known(self) -> bool:
        """Whether this version knows all of its factors."""
        return _KNOWN.issuperset(self.types)

    @property
    def in_headers(self) -> bool:
        """Whether it is one to try where it lies in a vault's header.

        What the keyring holds opens a slot in a file of its own.  One that was put into a
        header would have a PIN tried for as long as the header lasts.
        """
        return self.known and FactorType.KEYRING not in self.types

    @classmethod
    def parse(cls, raw: bytes) -> "Slot":
        """Read a slot's JSON, which is known to be strict.

        Raises:
            Damaged: it is not a slot's, or asks for a derivation out of bounds.
        """
        try:
            slot = msgspec.json.decode(raw, type=_SlotJson)
            types = tuple(_factor(factor).type for factor in slot.factors)
            password = next(map(_parameters, slot.factors)) if 1 in types else None
        except msgspec.DecodeError:
            raise damaged_header() from None
        if any(left >= right for left, right in pairwise(types)):
            raise damaged_header()
        return cls(
            id=bytes.fromhex(slot.id),
            types=types,
            password=password,
            check=bytes.fromhex(slot.check),
            wrapped=bytes.fromhex(slot.wrapped),
            raw=raw,
        )

    @classmethod
    def make(
        cls,
        slot_id: bytes,
        types: tuple[int, ...],
        password: PasswordParameters | None,
        *,
        check: bytes,
        wrapped: bytes,
    ) -> "Slot":
        """Return a new slot with its JSON; ``types`` are ascending."""
        raw = msgspec.json.encode({
            "id": slot_id.hex(),
            "factors": [_factor_json(number, password) for number in types],
            "check": check.hex(),
            "wrapped": wrapped.hex(),
        })  # fmt: skip
        return cls(slot_id, types, password, check, wrapped, raw)


def damaged_header() -> Damaged:
    """Return the error for a header that cannot be what was written."""
    return Damaged(_("The vault's unlock settings are damaged. Restore it from a backup."))


def hexadecimal(length: int) -> msgspec.Meta:
    """Describe ``length`` bytes in lower-case hexadecimal."""
    return msgspec.Meta(pattern=rf"\A[0-9a-f]{{{2 * length}}}\Z")


class _SlotJson(msgspec.Struct, frozen=True):
    id: Annotated[str, hexadecimal(SLOT_ID_BYTES)]
    factors: Annotated[list[msgspec.Raw], msgspec.Meta(min_length=1)]
    check: Annotated[str, hexadecimal(CHECK_BYTES)]
    wrapped: Annotated[str, hexadecimal(WRAPPED_BYTES)]


class _FactorJson(msgspec.Struct, frozen=True):
    """What every factor has; an unknown one may have anything beside it."""

    type: Annotated[int, msgspec.Meta(ge=1, le=255)]


class _PasswordJson(msgspec.Struct, frozen=True):
    type: int
    salt: Annotated[str, hexadecimal(SALT_BYTES)]
    memory_kib: int
    passes: int
    lanes: int


def _factor(raw: msgspec.Raw) -> _FactorJson:
    return msgspec.json.decode(raw, type=_FactorJson)


def _parameters(raw: msgspec.Raw) -> PasswordParameters:
    factor = msgspec.json.decode(raw, type=_PasswordJson)
    cost = Argon2Cost(factor.memory_kib, factor.passes, factor.lanes)
    check_bounds(cost)
    return PasswordParameters(bytes.fromhex(factor.salt), cost)


def _factor_json(number: int, password: PasswordParameters | None) -> object:
    if number != FactorType.PASSWORD or password is None:
        return _FactorJson(number)
    cost = password.cost
    return _PasswordJson(number, password.salt.hex(), cost.memory_kib, cost.passes, cost.lanes)
