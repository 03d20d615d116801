# SPDX-License-Identifier: GPL-3.0-or-later
"""The slot of quick unlock: a keyslot of the common make, in a file of its own.

One of its factors is 32 random bytes that only the system's keyring holds, the other, where
one was chosen, a PIN.  It lies where log-out empties it and never in the vault's file.

The file is anybody's to write, so all of it is vouched for by a code that takes the
keyring's half to make.  That comes before everything else: bytes that are not ours, or a
keyring that gave other bytes, are told from a wrong PIN, and a cost that somebody raised is
never spent.
"""

import hmac
import os
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Annotated

import msgspec

from strongroom.crypto.kdf import (
    DEAREST,
    KEY_BYTES,
    SALT_BYTES,
    Argon2Cost,
    argon2id,
    hkdf_sha256,
)
from strongroom.crypto.keys import VAULT_ID_BYTES
from strongroom.crypto.mac import MAC_BYTES, hmac_sha256
from strongroom.errors import (
    Damaged,
    InvalidInput,
    MethodMissing,
    QuickUnlockOver,
    TooCostly,
    WrongKey,
)
from strongroom.model.credentials import Credentials
from strongroom.model.pins import check_pin
from strongroom.secret import SecretBytes
from strongroom.texts import _
from strongroom.vault import strict_json
from strongroom.vault.factors import Brought
from strongroom.vault.keyslots import unwrap, wrap
from strongroom.vault.slot import FactorType, PasswordParameters, Slot, hexadecimal

SECRET_BYTES = KEY_BYTES
FILE_MOST = 8 * 1024
MOST_LOGIN = 256
_CHECK_INFO = b"strongroom/1/quick"
_BY_CLICK = (FactorType.KEYRING,)
_BY_PIN = (FactorType.PASSWORD, FactorType.KEYRING)
_MOST_WORK_KIB = DEAREST.memory_kib * DEAREST.passes

_Moment = Annotated[int, msgspec.Meta(ge=0, le=253_402_300_799_999)]


class PinFactor(msgspec.Struct, frozen=True):
    """A PIN as Argon2id left it: enough to make a slot anew without asking for the PIN."""

    salt: Annotated[bytes, msgspec.Meta(min_length=SALT_BYTES, max_length=SALT_BYTES)]
    cost: Argon2Cost
    output: Annotated[bytes, msgspec.Meta(min_length=KEY_BYTES, max_length=KEY_BYTES)]

    def __repr__(self) -> str:
        return "PinFactor(…)"


class QuickChoice(msgspec.Struct, frozen=True):
    """That a person chose quick unlock for a vault: with a PIN, or by a click (None)."""

    pin: PinFactor | None = None


def pin_factor(pin: SecretBytes, cost: Argon2Cost) -> PinFactor:
    """Derive a PIN's factor under a new salt; the caller closes ``pin``.

    Raises:
        InvalidInput: it is no PIN.
        Damaged, TooCostly: the cost is out of bounds, or more than this machine can pay.
    """
    check_pin(pin)
    _check_work(cost)
    salt = os.urandom(SALT_BYTES)
    with argon2id(pin, salt, cost) as output:
        return PinFactor(salt, cost, bytes(output.buffer))


@dataclass(frozen=True, slots=True)
class QuickSlot:
    """What the file says; ``made_ms``, ``until_ms`` and ``login`` are there to be shown.

    Whether quick unlock is still in force is for the keyring's own record to decide.
    ``keyring_check`` vouches for ``text``, which is all the rest as it is stored.
    """

    vault_id: bytes
    path: str
    login: str
    made_ms: int
    until_ms: int
    slot: Slot
    keyring_check: bytes = field(repr=False)
    text: bytes = field(repr=False)

    @property
    def by_pin(self) -> bool:
        """Whether it takes a PIN beside what the keyring holds."""
        return self.slot.types == _BY_PIN

    @classmethod
    def parse(cls, stored: bytes) -> "QuickSlot":
        """Read a file that anybody may have written.

        Raises:
            Damaged: it is not one of ours.
        """
        if len(stored) > FILE_MOST:
            raise _damaged()
        check, text = stored[:MAC_BYTES], stored[MAC_BYTES:]
        try:
            strict_json.loads(text)
            known = msgspec.json.decode(text, type=_QuickJson)
            slot = Slot.parse(bytes(known.slot))
            if slot.password is not None:
                _check_work(slot.password.cost)
        except (strict_json.NotStrict, msgspec.DecodeError, Damaged):
            raise _damaged() from None
        if slot.types not in {_BY_CLICK, _BY_PIN} or 0 in known.path:
            raise _damaged()
        return cls(
            vault_id=bytes.fromhex(known.vault),
            path=os.fsdecode(known.path),
            login=known.login,
            made_ms=known.made,
            until_ms=known.until,
            slot=slot,
            keyring_check=check,
            text=text,
        )

    def build(self) -> bytes:
        """Return the bytes to store."""
        return self.keyring_check + self.text

    def fits(self, secret: SecretBytes) -> bool:
        """Whether the keyring's half is the one that this file was made with, unchanged."""
        check = _check(secret, self.vault_id, self.slot.id, self.text)
        return hmac.compare_digest(check, self.keyring_check)

    def vault_key(self, credentials: Credentials) -> SecretBytes:
        """Return the vault key, which the caller closes; runs Argon2 where there is a PIN.

        Raises:
            WrongKey: the PIN is wrong.
            InvalidInput: what was typed is no PIN.
            MethodMissing: there is no PIN, and one is needed.
            QuickUnlockOver: the keyring's half does not belong to this file.
        """
        if credentials.keyring is None or not self.fits(credentials.keyring):
            raise over()
        if self.by_pin:
            if credentials.password is None:
                raise MethodMissing(_("Quick unlock needs its PIN."))
            check_pin(credentials.password)
        try:
            with Brought(credentials) as brought, brought.for_slot(self.slot) as material:
                vault_key = unwrap(self.slot, self.vault_id, material)
        except (Damaged, TooCostly):
            raise over() from None
        if vault_key is not None:
            return vault_key
        raise WrongKey(_("The PIN is wrong.")) if self.by_pin else over()


def make_quick_slot(
    vault_key: SecretBytes,
    vault_id: bytes,
    *,
    path: PurePath,
    secret: SecretBytes,
    pin: PinFactor | None,
    login: str,
    made_ms: int,
    until_ms: int,
) -> QuickSlot:
    """Make the slot that the keyring's ``secret`` opens, with ``pin`` where one is given.

    ``login`` names the boot and log-in that it belongs to, for whoever asks whether it is
    stale.  Both secrets stay the caller's.

    Raises:
        ValueError: ``secret`` has not 32 bytes, or ``login`` is too long.
        InvalidInput: the path is too long to be noted.
    """
    if len(secret) != SECRET_BYTES or len(login) > MOST_LOGIN:
        message = "the keyring's half has 32 bytes, and a log-in has a short name"
        raise ValueError(message)
    slot = _slot(vault_key, vault_id, secret, pin)
    text = msgspec.json.encode(
        _QuickJson(
            vault=vault_id.hex(),
            path=os.fsencode(path),
            login=login,
            made=made_ms,
            until=until_ms,
            slot=msgspec.Raw(slot.raw),
        )
    )
    stored = _check(secret, vault_id, slot.id, text) + text
    if len(stored) > FILE_MOST:
        raise InvalidInput(_("The vault's path is too long for quick unlock; move the vault."))
    return QuickSlot.parse(stored)


def over() -> QuickUnlockOver:
    """Return the error for a quick unlock that is at its end."""
    return QuickUnlockOver(_("Quick unlock has ended; unlock with the master password."))


class _QuickJson(msgspec.Struct, frozen=True):
    vault: Annotated[str, hexadecimal(VAULT_ID_BYTES)]
    path: Annotated[bytes, msgspec.Meta(min_length=1)]
    login: Annotated[str, msgspec.Meta(max_length=MOST_LOGIN)]
    made: _Moment
    until: _Moment
    slot: msgspec.Raw


def _slot(
    vault_key: SecretBytes, vault_id: bytes, secret: SecretBytes, pin: PinFactor | None
) -> Slot:
    if pin is None:
        return wrap({FactorType.KEYRING: secret}, vault_key, vault_id)
    with SecretBytes(pin.output) as output:
        outputs: dict[int, SecretBytes] = {
            FactorType.PASSWORD: output,
            FactorType.KEYRING: secret,
        }
        return wrap(outputs, vault_key, vault_id, PasswordParameters(pin.salt, pin.cost))


def _check(secret: SecretBytes, vault_id: bytes, slot_id: bytes, text: bytes) -> bytes:
    """Vouch for the file's text; it tells nothing of the secret that made it."""
    salt = vault_id + slot_id
    with hkdf_sha256(secret, salt=salt, info=_CHECK_INFO, length=KEY_BYTES) as key:
        return hmac_sha256(key, text)


def _check_work(cost: Argon2Cost) -> None:
    """Refuse more than calibration ever chooses, so that no file makes an unlock slow."""
    if cost.memory_kib > DEAREST.memory_kib or cost.memory_kib * cost.passes > _MOST_WORK_KIB:
        raise _damaged()


def _damaged() -> Damaged:
    return Damaged(_("The file of quick unlock is damaged; unlock with the master password."))
