# SPDX-License-Identifier: GPL-3.0-or-later
"""From what a person brings to the vault key, and from a vault key to slots that open it.

A slot is an AND of factors, the vault an OR of slots; every unlock method is this one
rule.  AES-GCM does not commit to its key (Len, Grubbs, Ristenpart, "Partitioning Oracle
Attacks", USENIX Security 2021), so half of what is derived is a check that is compared
first: it also tells a wrong password from a damaged slot.
"""

import hmac
import os
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import msgspec

from strongroom.crypto.kdf import (
    KEY_BYTES,
    SALT_BYTES,
    Argon2Cost,
    argon2id,
    hkdf_sha256,
    machine_memory_kib,
)
from strongroom.crypto.sealing import SealBroken, Sealer
from strongroom.errors import CannotOpen, Damaged, MethodMissing, TooCostly, WrongKey
from strongroom.model.credentials import Credentials, NewMethod, NewUnlock
from strongroom.secret import SecretBytes
from strongroom.texts import N_, _
from strongroom.vault import key_file, passwords, recovery_code
from strongroom.vault.factors import Brought, join
from strongroom.vault.failures import when_opening
from strongroom.vault.header import Header
from strongroom.vault.slot import (
    CHECK_BYTES,
    SLOT_ID_BYTES,
    FactorType,
    PasswordParameters,
    Slot,
    damaged_header,
)

_SLOT_INFO = b"strongroom/1/slot"
_WRAP_LABEL = b"strongroom/1/wrap"

_NAMES: Mapping[tuple[int, ...], str] = {
    (FactorType.PASSWORD,): N_("master password"),
    (FactorType.PASSWORD, FactorType.KEY_FILE): N_("master password and key file"),
    (FactorType.KEY_FILE,): N_("key file"),
    (FactorType.RECOVERY_CODE,): N_("recovery code"),
    (FactorType.KEYRING,): N_("quick unlock"),
    (FactorType.PASSWORD, FactorType.KEYRING): N_("quick unlock with a PIN"),
}
_MISSING: Mapping[int, str] = {
    FactorType.PASSWORD: N_("This vault needs its master password."),
    FactorType.KEY_FILE: N_("This vault also needs its key file."),
    FactorType.RECOVERY_CODE: N_("This vault needs its recovery code."),
}


class Opened(msgspec.Struct, frozen=True):
    """The vault key, which the caller closes, and the slot that gave it."""

    vault_key: SecretBytes
    slot: Slot


class MadeSlots(msgspec.Struct, frozen=True):
    """New slots, and the recovery code that one of them takes, to be shown once."""

    slots: tuple[Slot, ...]
    recovery_code: SecretBytes | None


def method_name(slot: Slot) -> str:
    """Return what people call this unlock method."""
    if not slot.known:
        return _("unlock method of a newer version")
    if slot.types in _NAMES:
        return _(_NAMES[slot.types])
    return ", ".join(_(_NAMES[(number,)]) for number in slot.types)


def find_key(header: Header, credentials: Credentials) -> Opened:
    """Try every slot that the credentials answer, those that use the most of them first.

    Derives keys, which takes as long as the slots' costs say.  Credentials of quick unlock
    are never tried here: a PIN would be taken for a master password.

    Raises:
        WrongKey: they fit none of these slots.
        MethodMissing: every slot wants something that was not given.
        Damaged: one fits, and the key in it is broken.
        TooCostly: this machine has not the memory to try.
        InvalidInput: the key file or the recovery code is none, or has an error.
        Unreadable: the key file cannot be read.
    """
    with closing(_openings(header, credentials)) as openings:
        return next(openings)


def opened_by(header: Header, credentials: Credentials) -> tuple[Slot, ...]:
    """Return every slot that the credentials open; raises as ``find_key`` if there is none.

    Each that they answer is tried, so it derives as many keys.
    """
    slots = []
    for opened in _openings(header, credentials):
        opened.vault_key.close()
        slots.append(opened.slot)
    return tuple(slots)


def _openings(header: Header, credentials: Credentials) -> Generator[Opened, None, None]:
    """Give one after the other what opens; an error at the end where nothing did."""
    if credentials.keyring is not None:
        message = "quick unlock has a slot of its own"
        raise ValueError(message)
    failure: CannotOpen | None = None
    found = False
    with Brought(credentials) as brought:
        answered = [slot for slot in header.slots if brought.answers(slot)]
        if not answered:
            raise _method_missing(header, brought.types)
        for slot in sorted(answered, key=lambda slot: -len(slot.types)):
            try:
                with brought.for_slot(slot) as material:
                    vault_key = unwrap(slot, header.vault_id, material)
            except (Damaged, TooCostly) as error:
                failure = failure or error
                continue
            if vault_key is not None:
                found = True
                yield Opened(vault_key, slot)
    if not found:
        raise failure or _wrong_key(answered)


def no_cheaper(cost: Argon2Cost, slots: Iterable[Slot]) -> Argon2Cost:
    """Return ``cost``, or that of the dearest password in ``slots`` where that is more.

    ``slots`` are those of an open vault, whose manifest vouches for them.  What would take more
    than half of this machine's memory was chosen on another, and is no measure here.
    """
    roof = machine_memory_kib() // 2
    present = (slot.password.cost for slot in slots if slot.password is not None)
    payable = (one for one in present if one.memory_kib <= roof)
    return max((cost, *payable), key=lambda one: one.memory_kib * one.passes)


def make_slots(
    new: NewUnlock, *, vault_key: SecretBytes, vault_id: bytes, cost: Argon2Cost
) -> MadeSlots:
    """Make the slots that ``new`` describes, in its order; raises as ``make_slot``."""
    slots: list[Slot] = []
    code: SecretBytes | None = None
    try:
        for method in new.methods:
            made = make_slot(method, vault_key=vault_key, vault_id=vault_id, cost=cost)
            slots += made.slots
            code = code or made.recovery_code
    except BaseException:
        if code is not None:
            code.close()
        raise
    return MadeSlots(tuple(slots), code)


def make_slot(
    new: NewMethod, *, vault_key: SecretBytes, vault_id: bytes, cost: Argon2Cost
) -> MadeSlots:
    """Make one slot: password, key file or both, or a recovery code, which comes with it.

    ``cost`` is today's policy and at least that of before: a weakened header weakens no new slot.
    A key file that does not exist is made.

    Raises:
        InvalidInput: the password or the key file cannot be taken.
        Unreadable, CannotSave: the key file cannot be read, or made.
        TooCostly: this machine cannot pay ``cost``.
    """
    if new.recovery:
        code = recovery_code.generate()
        with recovery_code.factor(code) as output:
            slot = wrap({FactorType.RECOVERY_CODE: output}, vault_key, vault_id)
        return MadeSlots((slot,), code)
    parameters = None
    outputs: dict[int, SecretBytes] = {}
    with ExitStack() as closing_them:
        if new.password is not None:
            password = closing_them.enter_context(passwords.for_new(new.password))
            parameters = PasswordParameters(os.urandom(SALT_BYTES), cost)
            hashed = argon2id(password, parameters.salt, cost)
            outputs[FactorType.PASSWORD] = closing_them.enter_context(hashed)
        if new.key_file is not None:
            outputs[FactorType.KEY_FILE] = closing_them.enter_context(_key_of(new.key_file))
        slot = wrap(outputs, vault_key, vault_id, parameters)
    return MadeSlots((slot,), None)


def _key_of(path: Path) -> SecretBytes:
    with when_opening(path):
        there = path.exists()
    return key_file.read(path) if there else key_file.create(path)


def wrap(
    outputs: Mapping[int, SecretBytes],
    vault_key: SecretBytes,
    vault_id: bytes,
    parameters: PasswordParameters | None = None,
) -> Slot:
    """Return a new slot that these factors open: 32 bytes of each, by its type."""
    slot_id = os.urandom(SLOT_ID_BYTES)
    with join(outputs) as material, _derive(material, vault_id, slot_id) as (key, check):
        wrapped = Sealer(key).seal(vault_key.buffer, _WRAP_LABEL + vault_id + slot_id)
    types = tuple(sorted(outputs))
    return Slot.make(slot_id, types, parameters, check=check, wrapped=wrapped)


def unwrap(slot: Slot, vault_id: bytes, material: SecretBytes) -> SecretBytes | None:
    """Return the vault key, which the caller closes; None where the material is not this slot's.

    Raises:
        Damaged: it is, and the wrapped key is broken.
    """
    with _derive(material, vault_id, slot.id) as (key, check):
        if not hmac.compare_digest(check, slot.check):
            return None
        try:
            return Sealer(key).open_secret(slot.wrapped, _WRAP_LABEL + vault_id + slot.id)
        except SealBroken:
            raise damaged_header() from None


@contextmanager
def _derive(
    material: SecretBytes, vault_id: bytes, slot_id: bytes
) -> Iterator[tuple[SecretBytes, bytes]]:
    """Lend the key that wraps the vault key, with the check that is stored beside it."""
    length = KEY_BYTES + CHECK_BYTES
    with (
        hkdf_sha256(material, salt=vault_id + slot_id, info=_SLOT_INFO, length=length) as both,
        SecretBytes.adopt(both.buffer[:KEY_BYTES]) as key,
    ):
        yield key, bytes(both.buffer[KEY_BYTES:])


def _wrong_key(tried: Iterable[Slot]) -> WrongKey:
    wanted = {number for slot in tried for number in slot.types}
    if wanted == {FactorType.PASSWORD}:
        return WrongKey(_("The master password is wrong."))
    if wanted == {FactorType.PASSWORD, FactorType.KEY_FILE}:
        return WrongKey(_("The master password is wrong, or the key file is another vault's."))
    if wanted == {FactorType.RECOVERY_CODE}:
        return WrongKey(
            _(
                "This is not the vault's recovery code; "
                "changing the master password makes a new one."
            )
        )
    return WrongKey(_("Nothing of what was given opens this vault."))


def _method_missing(header: Header, given: frozenset[int]) -> MethodMissing:
    known = [slot for slot in header.slots if slot.in_headers]
    if not known:
        return MethodMissing(
            _("This vault can only be unlocked by a newer version of Strongroom; update it.")
        )
    # The slot that the person most likely means: it uses most of what was given.
    meant = max(known, key=lambda slot: len(given.intersection(slot.types)))
    return MethodMissing(_(_MISSING[min(set(meant.types) - given)]))
