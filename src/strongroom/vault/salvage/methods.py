# SPDX-License-Identifier: GPL-3.0-or-later
"""Unlock methods out of a header that need not be whole, and one of them made anew.

A header is believed for nothing here: a slot either gives a key that opens rows, or it does
not.  So its checksum is not asked for, and of a broken text every slot is taken that can be
read by itself.
"""

import json
import os
import re
from collections.abc import Iterable, Mapping
from contextlib import ExitStack, suppress

from strongroom.crypto.kdf import SALT_BYTES, Argon2Cost, argon2id
from strongroom.errors import CannotOpen, Damaged, StrongroomError, WrongKey
from strongroom.model.credentials import Credentials
from strongroom.secret import SecretBytes
from strongroom.texts import _
from strongroom.vault import key_file, passwords, recovery_code, strict_json
from strongroom.vault.header import MOST_SLOTS, Header
from strongroom.vault.keyslots import Opened, find_key, wrap
from strongroom.vault.slot import FactorType, PasswordParameters, Slot

_VAULT = re.compile(rb'"vault"\s*:\s*"([0-9a-f]{32})"')
_SLOT_KEYS = re.compile(rb'"(?:id|factors|check|wrapped)"')
_MOST_TRIES = 256
_MOST_IDS = 4  # each costs a derivation a slot; two are honest, the file's and a copy's
_decode = json.JSONDecoder().raw_decode


class Methods:
    """Vault ids and slots, as they are found; each once, and no more than are worth a try."""

    def __init__(self) -> None:
        self.whole = False  # whether any header is as it was written
        self.vault_ids: list[bytes] = []
        self.slots: list[Slot] = []

    def take_header(self, stored: bytes) -> None:
        """Take a header as it is stored, whole or not."""
        with suppress(Damaged):
            Header.parse(stored)
            self.whole = True
        self.take(stored)

    def take(self, text: bytes) -> None:
        """Take whatever of a header is in ``text``."""
        for found in _VAULT.finditer(text):
            vault_id = bytes.fromhex(found[1].decode("ascii"))
            if vault_id not in self.vault_ids and len(self.vault_ids) < _MOST_IDS:
                self.vault_ids.append(vault_id)
        if _SLOT_KEYS.search(text):
            for slot in _slots(text):
                if slot not in self.slots and len(self.slots) < MOST_SLOTS:
                    self.slots.append(slot)

    def open(self, credentials: Credentials) -> tuple[bytes, Opened]:
        """Return the vault's id, and the key with the slot that gave it; as ``find_key``.

        Raises:
            Damaged: there is no slot, or no vault id.
            CannotOpen, InvalidInput: as ``find_key``.
        """
        failure: CannotOpen | None = None
        for vault_id in self.vault_ids if self.slots else ():
            try:
                return vault_id, find_key(Header(vault_id, tuple(self.slots)), credentials)
            except CannotOpen as error:
                failure = failure or error
        if isinstance(failure, WrongKey) and not self.whole:
            raise WrongKey(
                _(
                    "This does not open the vault, whose unlock settings are damaged; take them "
                    "from a backup or another copy of it."
                )
            )
        raise failure or self._nothing_left()

    def _nothing_left(self) -> Damaged:
        return Damaged(
            _(
                "Nothing is left of this vault's unlock methods; "
                "take them from a backup or another copy of it."
            )
        )


def _slots(text: bytes) -> Iterable[Slot]:
    """Give every slot that can be read out of ``text`` by itself."""
    # One character a byte, so that places in one are places in the other.
    shown = text.decode("latin-1")
    at, tries = shown.find("{"), 0
    while at >= 0 and tries < _MOST_TRIES:
        tries += 1
        end = at + 1
        try:
            value, stop = _decode(shown, at)
            if isinstance(value, Mapping) and "factors" in value:
                raw = text[at:stop]
                strict_json.loads(raw)
                yield Slot.parse(raw)
                end = stop
        except (ValueError, RecursionError, strict_json.NotStrict, StrongroomError):
            pass
        at = shown.find("{", end)


def made_like(
    slot: Slot,
    credentials: Credentials,
    *,
    vault_key: SecretBytes,
    vault_id: bytes,
    cost: Argon2Cost,
) -> Slot:
    """Return a slot for a new key that opens as ``slot`` did, at today's ``cost``.

    Raises:
        InvalidInput, Unreadable: of ``credentials``, which opened ``slot`` a moment ago.
        TooCostly: this machine cannot pay ``cost``.
    """
    parameters = None
    outputs: dict[int, SecretBytes] = {}
    with ExitStack() as closing:
        if FactorType.PASSWORD in slot.types and credentials.password is not None:
            parameters = PasswordParameters(os.urandom(SALT_BYTES), cost)
            typed = closing.enter_context(passwords.normalised(credentials.password))
            hashed = argon2id(typed, parameters.salt, cost)
            outputs[FactorType.PASSWORD] = closing.enter_context(hashed)
        if FactorType.KEY_FILE in slot.types and credentials.key_file is not None:
            key = key_file.read(credentials.key_file)
            outputs[FactorType.KEY_FILE] = closing.enter_context(key)
        if FactorType.RECOVERY_CODE in slot.types and credentials.recovery_code is not None:
            code = recovery_code.factor(credentials.recovery_code)
            outputs[FactorType.RECOVERY_CODE] = closing.enter_context(code)
        return wrap(outputs, vault_key, vault_id, parameters)
