# SPDX-License-Identifier: GPL-3.0-or-later
"""From the hash of password and key file to the key that a database was closed with.

AES-KDF encrypts the 32 bytes with AES over and over, each half for itself.  That is the chain
which CBC makes of zero bytes, so that millions of rounds are a few calls.  Argon2 (RFC 9106)
is that of ``crypto.kdf``.

What a derivation costs is said by a file that nobody vouches for.  Up to ``ROUNDS_UNASKED``,
``WORK_UNASKED`` (some ten seconds) and the memory of ``exchange.costs`` it is paid, beyond
them after a question, and beyond ten minutes or what this machine can give, never: Argon2
cannot be stopped once it runs.
"""

import hashlib
import os
from dataclasses import dataclass, field
from typing import Final

from argon2.low_level import Type
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from strongroom.crypto.kdf import GIBIBYTE, MEBIBYTE, Argon2Cost, argon2_as_asked
from strongroom.errors import CannotImport, SourceTooCostly, TooCostly
from strongroom.exchange import costs
from strongroom.exchange.kdbx.faults import header_damaged
from strongroom.exchange.reading import Step
from strongroom.secret import SecretBytes
from strongroom.texts import _, ngettext

KEY_BYTES = 32

ROUNDS_UNASKED = 200_000_000  # of AES-KDF
WORK_UNASKED = 12 * GIBIBYTE  # in KiB: memory times passes
_ROUNDS_PER_SECOND = 25_000_000
_WORK_PER_SECOND = GIBIBYTE
_TWO_MINUTES, _MOST_SECONDS = 120, 600
_MOST_ROUNDS = _MOST_SECONDS * _ROUNDS_PER_SECOND
_MOST_WORK = _MOST_SECONDS * _WORK_PER_SECOND

_PIECE = 1 << 20  # bytes of the chain between two steps
_BLOCK = 16
_ARGON2_VERSIONS = (0x10, 0x13)
_LANES = range(1, 1 << 24)
_LANE_MEMORY = 8  # KiB that each lane needs at least
_WORTH_A_THREAD = MEBIBYTE  # memory of a lane, in KiB, for which a thread is not the dearer part
_SHORTEST_SALT = 8
_WORD = 1 << 32
_ZEROS: Final = bytes(_PIECE)


@dataclass(frozen=True, slots=True)
class AesKdf:
    """Rounds of AES under a key that the header gives."""

    seed: bytes
    rounds: int


@dataclass(frozen=True, slots=True)
class Argon2:
    """Argon2d or Argon2id with all that its parameters can be."""

    kind: Type
    salt: bytes
    memory_kib: int
    passes: int
    lanes: int
    version: int = 0x13
    secret: bytes = field(default=b"", repr=False)
    associated: bytes = b""


Derivation = AesKdf | Argon2


def check_possible(derivation: Derivation) -> None:
    """Refuse what no implementation could compute, and what this machine cannot.

    Raises:
        CannotImport: it is not to be had, whoever asks.
        SourceDamaged: the parameters mean nothing.
    """
    if isinstance(derivation, AesKdf):
        _check_aes(derivation)
    else:
        _check_argon2(derivation)


def _check_aes(derivation: AesKdf) -> None:
    if len(derivation.seed) != KEY_BYTES:
        raise header_damaged()
    if derivation.rounds > _MOST_ROUNDS:
        raise _too_long(_in_rounds(derivation.rounds))


def _check_argon2(derivation: Argon2) -> None:
    memory, lanes = derivation.memory_kib, derivation.lanes
    if derivation.version not in _ARGON2_VERSIONS or len(derivation.salt) < _SHORTEST_SALT:
        raise header_damaged()
    if lanes not in _LANES or not derivation.passes >= 1 or memory < _LANE_MEMORY * lanes:
        raise header_damaged()
    if costs.is_out_of_reach(memory) or memory >= _WORD:
        raise _never(_in_memory(memory))
    if memory * derivation.passes > _MOST_WORK or derivation.passes >= _WORD:
        raise _too_long(_in_passes(derivation))


def check_unasked(derivation: Derivation) -> None:
    """Refuse what is only paid after a question.

    Raises:
        SourceTooCostly: it says how much that would be.
    """
    if isinstance(derivation, AesKdf):
        if derivation.rounds > ROUNDS_UNASKED:
            raise _costly(_in_rounds(derivation.rounds), derivation.rounds / _ROUNDS_PER_SECOND)
        return
    work = derivation.memory_kib * derivation.passes
    if derivation.memory_kib > costs.UNASKED_KIB:
        raise _costly(_in_memory(derivation.memory_kib), work / _WORK_PER_SECOND)
    if work > WORK_UNASKED:
        raise _costly(_in_passes(derivation), work / _WORK_PER_SECOND)


def _in_rounds(rounds: int) -> str:
    return _("{rounds} rounds of AES").format(rounds=f"{rounds:,}")


def _in_memory(memory_kib: int) -> str:
    return _("{memory} MiB of memory").format(memory=f"{memory_kib // MEBIBYTE:,}")


def _in_passes(derivation: Argon2) -> str:
    return _("{passes} passes over {memory} MiB of memory").format(
        passes=f"{derivation.passes:,}", memory=f"{derivation.memory_kib // MEBIBYTE:,}"
    )


def _never(amount: str) -> CannotImport:
    sentence = _(
        "Opening this KeePass database takes {amount}, more than any database needs and more "
        "than this computer gives."
    )
    return CannotImport(sentence.format(amount=amount))


def _too_long(amount: str) -> CannotImport:
    sentence = _(
        "Opening this KeePass database takes {amount}, more than ten minutes of work: lower its "
        "key derivation in the program that it is from."
    )
    return CannotImport(sentence.format(amount=amount))


def _costly(amount: str, seconds: float) -> SourceTooCostly:
    if seconds < _TWO_MINUTES:
        count = max(1, round(seconds))
        time = ngettext("about {seconds} second", "about {seconds} seconds", count)
        time = time.format(seconds=count)
    else:
        time = _("about {minutes} minutes").format(minutes=f"{round(seconds / 60):,}")
    sentence = _(
        "Opening this KeePass database takes {amount} and {time}; a file that was made to do "
        "harm could ask for that too."
    )
    return SourceTooCostly(sentence.format(amount=amount, time=time))


def derived(composite: SecretBytes, derivation: Derivation, step: Step) -> SecretBytes:
    """Return the 32 bytes that a derivation makes of the hash of what a person gave.

    Raises:
        CannotImport: this machine has not got the memory.
    """
    if isinstance(derivation, AesKdf):
        return _aes(composite, derivation, step)
    step()
    return _argon2(composite, derivation)


def _aes(composite: SecretBytes, derivation: AesKdf, step: Step) -> SecretBytes:
    with SecretBytes(composite.buffer) as key:
        for half in (0, _BLOCK):
            _encrypt_chain(memoryview(key.buffer)[half : half + _BLOCK], derivation, step)
        return SecretBytes(hashlib.sha256(key.buffer).digest())


def _encrypt_chain(block: memoryview, derivation: AesKdf, step: Step) -> None:
    """Encrypt a block as often as there are rounds, in place."""
    cipher = Cipher(algorithms.AES(derivation.seed), modes.CBC(bytes(block))).encryptor()
    left = derivation.rounds * _BLOCK
    with SecretBytes(bytes(_PIECE + _BLOCK)) as chain:
        while left:
            length = min(left, _PIECE)
            cipher.update_into(_ZEROS[:length], chain.buffer)
            left -= length
            block[:] = chain.buffer[length - _BLOCK : length]
            step()


def _argon2(composite: SecretBytes, derivation: Argon2) -> SecretBytes:
    memory = derivation.memory_kib
    try:
        return argon2_as_asked(
            composite,
            derivation.salt,
            Argon2Cost(memory, derivation.passes, derivation.lanes),
            kind=derivation.kind,
            version=derivation.version,
            threads=_threads(derivation),
            secret=derivation.secret,
            associated=derivation.associated,
        )
    except TooCostly:
        raise _never(_in_memory(memory)) from None
    except ValueError:
        raise header_damaged() from None


def _threads(derivation: Argon2) -> int:
    """Return how many lanes run at once, which changes the time alone.

    A thread is made for each quarter of a pass in each lane: a file could ask for more of them
    than for memory.
    """
    if derivation.memory_kib // derivation.lanes < _WORTH_A_THREAD:
        return 1
    return min(derivation.lanes, os.cpu_count() or 1)
