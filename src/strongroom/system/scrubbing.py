# SPDX-License-Identifier: GPL-3.0-or-later
"""Memory that is overwritten in the moment it is freed, where the C library can do that.

glibc on Linux does it for two environment variables that are read before Python starts:
``PYTHONMALLOC=malloc`` leaves all of Python's memory to the C library, and two tunables make
that fill what is freed and keep no list of freed blocks past which nothing is filled.  So the
program starts itself once more with them, and takes them out again: what it starts in its
turn finds what the person had set, and nothing else.

Elsewhere (musl, macOS, Windows, Python without its lock, a C library with another allocator
put before it) nothing is overwritten; :func:`freed_memory_is_overwritten` says so, because
it looks.
"""

import os
import sys
from collections.abc import Mapping, MutableMapping

from strongroom.system import replacing

_WANTED = {
    "PYTHONMALLOC": "malloc",
    "GLIBC_TUNABLES": "glibc.malloc.perturb=170:glibc.malloc.tcache_count=0",
}
_KEPT = "STRONGROOM_KEPT_"  # + name: what the person had set, "" for nothing
_MARK = b"\x5c"
_SIZES = (48, 160, 480, 900, 4000, 40_000)
_EACH = 6


def can_scrub() -> bool:
    """Tell whether the variables do anything here."""
    if not sys.platform.startswith("linux") or getattr(sys, "frozen", False):
        return False
    if sys.flags.ignore_environment or "t" in getattr(sys, "abiflags", ""):
        return False
    try:
        return (os.confstr("CS_GNU_LIBC_VERSION") or "").startswith("glibc")
    except (OSError, ValueError):
        return False


def with_variables(environment: Mapping[str, str]) -> dict[str, str]:
    """Return ``environment`` with the variables, for a start of this program."""
    wanted = dict(environment)
    if not can_scrub():
        return wanted
    for name, value in _WANTED.items():
        own = environment.get(name, "")
        wanted[_KEPT + name] = own
        both = own + ":" + value if own and name == "GLIBC_TUNABLES" else value
        wanted[name] = both
    return wanted


def take_out(environment: MutableMapping[str, str]) -> bool:
    """Take the variables out again; tell whether this start had been given them."""
    given = False
    for name in _WANTED:
        own = environment.pop(_KEPT + name, None)
        if own is None:
            continue
        given = True
        if own:
            environment[name] = own
        else:
            environment.pop(name, None)
    return given


def start_again(environment: Mapping[str, str], message: bytes | None = None) -> None:
    """Start this very command once more with the variables; return where that cannot be.

    ``environment`` is what was found at the start and has none of them; ``message`` is what
    :func:`replacing.received` found, which goes along.  Called before anything is open and
    any other thread runs.
    """
    if not can_scrub() or not sys.executable:
        return
    command = [sys.executable, *sys.orig_argv[1:]]
    wanted = with_variables(environment)
    try:
        if message is not None:
            replacing.replace(command, message, [], wanted)
        os.execve(sys.executable, command, wanted)  # noqa: S606 - itself
    except OSError:
        return


def freed_memory_is_overwritten() -> bool:
    """Free memory of Python's, in many sizes, and look whether anything is left in it."""
    import ctypes  # noqa: PLC0415 - start-up time

    header = bytes.__basicsize__ - 1
    found = False
    for size in _SIZES:
        # Each between two others, so that none of it goes back to the system.
        made = [_MARK * (size + index % 2) for index in range(3 * _EACH)]
        places = [id(made[index]) + header for index in range(1, 3 * _EACH, 3)]
        for index in range(1, 3 * _EACH, 3):
            made[index] = b""
        # The first and last few bytes are the allocator's own, once they are free.
        left = [ctypes.string_at(place, size - 8).count(_MARK) for place in places]
        found = found or max(left) > 0
        made.clear()
    return not found
