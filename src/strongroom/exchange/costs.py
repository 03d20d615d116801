# SPDX-License-Identifier: GPL-3.0-or-later
"""What a file may ask for before its password is even tried: so much unasked, and no more.

A key derivation's numbers stand in the file, and a hostile one asks for 2^60 rounds or a
tebibyte.  What every program's own settings give is taken at once, what a machine can do in
minutes only when the person allows it, and what lies beyond is no setting but damage.  Half
of the machine's memory is the most that is taken, and nobody can allow more.

What memory is taken holds for every format.  How long a KeePass database may take is said in
``kdbx.derivation``: people set that by the second.
"""

from strongroom.crypto.kdf import (
    GIBIBYTE,
    MEBIBYTE,
    Argon2Cost,
    argon2_as_asked,
    machine_memory_kib,
)
from strongroom.errors import CannotImport, SourceDamaged, SourceTooCostly, TooCostly
from strongroom.secret import SecretBytes
from strongroom.texts import _

UNASKED_ROUNDS = 10_000_000  # of PBKDF2: some five seconds
MOST_ROUNDS = 1_000_000_000
UNASKED_KIB = 256 * MEBIBYTE
UNASKED_WORK_KIB = 4 * GIBIBYTE  # memory times passes: some five seconds
MOST_KIB = 4 * GIBIBYTE
MOST_WORK_KIB = 256 * GIBIBYTE


def check_rounds(rounds: int, *, costly: bool) -> None:
    """Refuse a number of PBKDF2 rounds.

    Raises:
        SourceTooCostly: more than is taken unasked.
        SourceDamaged: no number that any program writes.
    """
    if not 0 < rounds <= MOST_ROUNDS:
        raise out_of_range()
    if rounds > UNASKED_ROUNDS and not costly:
        raise SourceTooCostly(
            _("Opening this file takes minutes, by its own settings: allow it if you trust it.")
        )


def check_memory(memory_kib: int, passes: int, *, costly: bool, before: int = 0) -> int:
    """Refuse an amount of memory, and how often it is gone through.

    Returns the work of it and of what was done ``before``, for the file's next derivation:
    all of them together are bounded as one is.

    Raises:
        SourceTooCostly: more than is taken unasked.
        CannotImport: more than this machine gives, whoever allows it.
        SourceDamaged: no amount that any program writes.
    """
    work = before + memory_kib * passes
    if memory_kib < 1 or passes < 1 or memory_kib > MOST_KIB or work > MOST_WORK_KIB:
        raise out_of_range()
    if is_out_of_reach(memory_kib):
        raise no_memory(memory_kib)
    if not costly and (memory_kib > UNASKED_KIB or work > UNASKED_WORK_KIB):
        sentence = _(
            "Opening this file takes {needed} MiB of memory and a long time, by its own settings:"
            " allow it if you trust it."
        )
        raise SourceTooCostly(sentence.format(needed=_mebibytes(memory_kib)))
    return work


def is_out_of_reach(memory_kib: int) -> bool:
    """Say whether it is more memory than is taken on this machine, whoever allows it."""
    return memory_kib > machine_memory_kib() // 2


def argon2(password: SecretBytes, salt: bytes, cost: Argon2Cost) -> SecretBytes:
    """Derive what a file asks for, whose cost was checked or is always the same.

    Raises:
        CannotImport: the memory is not to be had after all.
    """
    try:
        return argon2_as_asked(password, salt, cost)
    except TooCostly:
        raise no_memory(cost.memory_kib) from None


def no_memory(memory_kib: int) -> CannotImport:
    """Return the error for memory that is not to be had: nobody can allow it."""
    sentence = _("Opening this file takes {needed} MiB of memory, more than this computer gives.")
    return CannotImport(sentence.format(needed=_mebibytes(memory_kib)))


def _mebibytes(memory_kib: int) -> int:
    return max(1, memory_kib // MEBIBYTE)


def out_of_range() -> SourceDamaged:
    """Return the error for numbers that no program writes."""
    return SourceDamaged(
        _("The file's settings for its password are out of every range: export it again.")
    )
