# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person brings, made into the 32 bytes that each factor of a slot stands for."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Self

from strongroom.crypto.kdf import KEY_BYTES, argon2id
from strongroom.model.credentials import Credentials
from strongroom.secret import SecretBytes
from strongroom.vault import key_file, passwords, recovery_code
from strongroom.vault.slot import FactorType, Slot


class Brought:
    """The factors of one attempt: each read once, only if a slot asks, and zeroed after.

    ``types`` are the factors that there are.
    """

    __slots__ = ("_read", "_readers", "types")

    def __init__(self, credentials: Credentials) -> None:
        """Look at ``credentials``, which stay the caller's, without reading any yet."""
        self._readers: dict[int, Callable[[], SecretBytes]] = {}
        if credentials.password is not None:
            self._readers[FactorType.PASSWORD] = partial(passwords.normalised, credentials.password)
        if credentials.key_file is not None:
            self._readers[FactorType.KEY_FILE] = partial(key_file.read, credentials.key_file)
        if credentials.recovery_code is not None:
            self._readers[FactorType.RECOVERY_CODE] = partial(
                recovery_code.factor, credentials.recovery_code
            )
        if credentials.keyring is not None:
            self._readers[FactorType.KEYRING] = credentials.keyring.copy
        self._read: dict[int, SecretBytes] = {}
        self.types = frozenset(self._readers)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        for secret in self._read.values():
            secret.close()

    def answers(self, slot: Slot) -> bool:
        """Whether every factor that the slot wants is there; one we do not know never is."""
        return self.types.issuperset(slot.types)

    def for_slot(self, slot: Slot) -> SecretBytes:
        """Return what the slot's key is derived from; runs Argon2 if it wants a password.

        Raises:
            InvalidInput, Unreadable: what was brought cannot be taken.
            TooCostly: this machine has not the memory.
        """
        outputs = {number: self._once(number) for number in slot.types}
        if slot.password is None:
            return join(outputs)
        typed = outputs[FactorType.PASSWORD]
        with argon2id(typed, slot.password.salt, slot.password.cost) as hashed:
            return join({**outputs, FactorType.PASSWORD: hashed})

    def _once(self, number: int) -> SecretBytes:
        if number not in self._read:
            self._read[number] = self._readers[number]()
        return self._read[number]


def join(outputs: Mapping[int, SecretBytes]) -> SecretBytes:
    """Return type (1 byte) and output (32 bytes) of each factor, types ascending."""
    step = 1 + KEY_BYTES
    joined = SecretBytes(bytes(step * len(outputs)))
    for at, number in enumerate(sorted(outputs)):
        start = at * step
        joined.buffer[start] = number
        joined.buffer[start + 1 : start + step] = outputs[number].buffer
    return joined
