# SPDX-License-Identifier: GPL-3.0-or-later
"""From what a person knows or holds to 32 bytes of key.

Secrets go in and come out of buffers that can be zeroed, and no function here makes a
copy of one: ``argon2.low_level.hash_secret_raw`` would leave the password and the key
behind in freed memory, so Argon2 runs on our own buffers through the same library.
"""

import os
import time

import msgspec
from argon2.low_level import ARGON2_VERSION, Type, core, error_to_str, ffi
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from strongroom.errors import Damaged, TooCostly
from strongroom.secret import SecretBytes
from strongroom.texts import _

KEY_BYTES = 32
SALT_BYTES = 16

MEBIBYTE = 1024  # in KiB, the unit that Argon2 counts memory in
GIBIBYTE = 1024 * MEBIBYTE
MEMORY_KIB = range(19 * MEBIBYTE, 4 * GIBIBYTE + 1)
PASSES = range(2, 64 + 1)
LANES = range(1, 16 + 1)
MOST_WORK_KIB = 16 * GIBIBYTE  # memory times passes

_TIMINGS = 3
_ENOUGH_SECONDS = 0.3  # what may be spent on one amount of memory before it is measured again
_wall, _work = time.perf_counter, time.process_time

_MEMORY_FAILURE = -22  # ARGON2_MEMORY_ALLOCATION_ERROR in argon2.h
_THREAD_FAILURE = -33  # ARGON2_THREAD_FAIL


class Argon2Cost(msgspec.Struct, frozen=True):
    """What one derivation costs whoever tries a password."""

    memory_kib: int
    passes: int
    lanes: int


# OWASP's lower bound for Argon2id, and ours (Password Storage Cheat Sheet, 2023).
CHEAPEST = Argon2Cost(19 * MEBIBYTE, 2, 1)
# RFC 9106, section 4: the second recommended option, for memory-constrained machines.
RECOMMENDED = Argon2Cost(64 * MEBIBYTE, 3, 4)
# What calibration may reach.  More would lock the vault out of smaller machines.
DEAREST = Argon2Cost(1 * GIBIBYTE, 3, 4)


def check_bounds(cost: Argon2Cost) -> None:
    """Refuse a cost that the format does not allow, before any of it is spent.

    Raises:
        Damaged: it is out of bounds.
    """
    if (
        cost.memory_kib not in MEMORY_KIB
        or cost.passes not in PASSES
        or cost.lanes not in LANES
        or cost.memory_kib * cost.passes > MOST_WORK_KIB
    ):
        raise Damaged(_("The vault's unlock settings are damaged. Restore it from a backup."))


def check_cost(cost: Argon2Cost) -> None:
    """Refuse a cost that the format does not allow, or that this machine cannot pay.

    Raises:
        Damaged: it is out of the format's bounds.
        TooCostly: it asks for more memory than this machine has.
    """
    check_bounds(cost)
    if cost.memory_kib > machine_memory_kib():
        raise _too_costly(cost)


def machine_memory_kib() -> int:
    """Return how much memory this machine has, in KiB; without bound where it hides that."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 1024
    except (AttributeError, ValueError, OSError):
        return MEMORY_KIB.stop  # Windows: there a failing allocation tells


def argon2id(password: SecretBytes, salt: bytes, cost: Argon2Cost) -> SecretBytes:
    """Derive 32 bytes from a password: Argon2id v1.3, RFC 9106.

    ``salt`` is 16 random bytes.  Other threads go on while it runs.

    Raises:
        Damaged: the cost is out of bounds.
        TooCostly: this machine cannot give the memory or the threads.
    """
    check_cost(cost)
    return argon2_as_asked(password, salt, cost)


def argon2_as_asked(
    password: SecretBytes,
    salt: bytes,
    cost: Argon2Cost,
    *,
    kind: Type = Type.ID,
    version: int = ARGON2_VERSION,
    threads: int | None = None,
    secret: bytes = b"",
    associated: bytes = b"",
) -> SecretBytes:
    """Derive 32 bytes as another program's file asks: the caller has bounds of its own.

    ``threads`` is how many lanes run at once, all of them unless it is given; it changes the
    time alone.

    Raises:
        TooCostly: this machine cannot give the memory or the threads.
        ValueError: Argon2 itself does not allow such a cost, or a salt below 8 bytes.
    """
    key = SecretBytes(bytes(KEY_BYTES))
    parts = {
        "out": ffi.from_buffer("uint8_t[]", key.buffer, require_writable=True),
        "pwd": ffi.from_buffer("uint8_t[]", password.buffer),
        "salt": ffi.from_buffer("uint8_t[]", salt),
        "secret": ffi.from_buffer("uint8_t[]", secret),
        "ad": ffi.from_buffer("uint8_t[]", associated),
    }
    context = ffi.new("argon2_context *", {
        **parts,
        **{name + "len": len(part) for name, part in parts.items()},
        "t_cost": cost.passes,
        "m_cost": cost.memory_kib,
        "lanes": cost.lanes,
        "threads": threads or cost.lanes,
        "version": version,
    })  # fmt: skip
    result = core(context, kind.value)
    if result:
        key.close()
        refused = result in {_MEMORY_FAILURE, _THREAD_FAILURE}
        raise _too_costly(cost) if refused else ValueError(error_to_str(result))
    return key


def _too_costly(cost: Argon2Cost) -> TooCostly:
    return TooCostly(
        _(
            "Unlocking this vault takes {needed} MiB of memory, more than this computer can give."
        ).format(needed=cost.memory_kib // MEBIBYTE)
    )


def calibrate(target_seconds: float = 0.7) -> Argon2Cost:
    """Measure this machine, and return the cost that takes about that long on it.

    Three passes in four lanes (RFC 9106), and as much memory as the time allows from
    64 MiB to 1 GiB, but never more than a quarter of what there is.  Whatever else keeps the
    machine busy at this moment is left out of account, as far as can be: the cost stays.
    """
    roof = max(min(DEAREST.memory_kib, machine_memory_kib() // 4), RECOMMENDED.memory_kib)
    memory = RECOMMENDED.memory_kib
    # Time grows with memory, a little faster than in proportion: approach from below.
    for _step in range(3):
        taken = _seconds(memory)
        wanted = int(memory * target_seconds / taken) // MEBIBYTE * MEBIBYTE
        better = max(RECOMMENDED.memory_kib, min(wanted, roof))
        if better <= memory * 1.25:
            return _cost(better)
        memory = min(better, memory * 4)
    return _cost(memory)


def _cost(memory_kib: int) -> Argon2Cost:
    return Argon2Cost(memory_kib, RECOMMENDED.passes, RECOMMENDED.lanes)


def _seconds(memory_kib: int) -> float:
    """Return how long a derivation takes at its best; of short ones several are timed."""
    best = spent = _timing(memory_kib)
    for _again in range(_TIMINGS - 1):
        if spent >= _ENOUGH_SECONDS:
            break
        seconds = _timing(memory_kib)
        best, spent = min(best, seconds), spent + seconds
    return best


def _timing(memory_kib: int) -> float:
    """Measure one derivation of a password that is none, as if nothing else were running.

    On a busy machine the clock on the wall tells of the others' work as well; what this
    program's own threads have worked, shared by those that can run at once, does not.
    """
    cost = _cost(memory_kib)
    started, worked = _wall(), _work()
    with SecretBytes(b"calibration") as password:
        argon2_as_asked(password, bytes(SALT_BYTES), cost).close()
    took, work = _wall() - started, _work() - worked
    return min(took, work / min(cost.lanes, _processors())) or took


def _processors() -> int:
    """Return how many processors this program may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1  # Windows and macOS


def hkdf_sha256(ikm: SecretBytes, *, salt: bytes, info: bytes, length: int) -> SecretBytes:
    """Derive ``length`` bytes from a key that is random already: HKDF-SHA256, RFC 5869.

    Raises:
        ValueError: ``length`` is more than 255 times 32.
    """
    key = SecretBytes(bytes(length))
    HKDF(SHA256(), length, salt, info).derive_into(ikm.buffer, key.buffer)
    return key
