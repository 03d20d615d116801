# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes from this process all that decoding of a hostile file needs not have.

Linux on x86-64 and ARM64: a seccomp filter leaves the calls that move bytes between memory and
the descriptors that are open already; no file can be opened or asked about by its name, no
program started, no socket made, no other process touched, and no memory made that can be run as
a program or that is shared, which no limit counts
(``Documentation/userspace-api/seccomp_filter.rst``).  It holds for every thread there is.
Wherever there are limits for resources: no core dump, no bytes written to files, bounded memory
and time.  Windows has none of both; there it is a process of its own and no more.

Call it after everything is imported: nothing can be loaded any more.
"""

import ctypes
import os
import struct
import sys
from typing import NamedTuple

_PR_SET_NO_NEW_PRIVS = 38
_SET_MODE_FILTER, _ALL_THREADS = 1, 1  # seccomp(2): the operation, and its flag TSYNC
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050001, 0x80000000  # refuse: EPERM
_ABSENT = 0x00050026  # ENOSYS: the C library then makes threads by clone, whose flags are seen
_LOAD, _EQUAL, _AT_LEAST, _BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # BPF: ld, jeq, jge, jset
# Offsets in struct seccomp_data; an argument is compared in two halves, the lower one first.
_ARCHITECTURE, _NUMBER, _FIRST_ARGUMENT, _THIRD_ARGUMENT, _FOURTH_ARGUMENT = 4, 0, 16, 32, 40
_HALF = 4  # bytes
_CLONE_THREAD = 0x10000
_PROT_EXEC, _MAP_SHARED = 4, 1  # the latter a bit of MAP_SHARED_VALIDATE too
_CLONE3 = 435
_X32 = 0x40000000  # the bit of x86's other set of calls

# In this order, by arch/x86/entry/syscalls/syscall_64.tbl: read and write, close and fstat, poll,
# lseek, munmap and brk, the rt_sig family, readv and writev, sched_yield, mremap, madvise,
# nanosleep, getpid, exit, gettimeofday, sigaltstack, gettid, time, futex, sched_getaffinity,
# restart_syscall, clocks, exit_group, set_robust_list, eventfd2, getrandom, membarrier, rseq.
# Not newfstatat: a filter sees where a name lies and not what it is, and AT_EMPTY_PATH allows a
# name all the same.
_X86_64 = (
    *(0, 1, 3, 5, 7, 8, 11, 12, 13, 14, 15, 19, 20, 24, 25, 28, 35, 39, 60, 96, 131),
    *(186, 201, 202, 204, 219, 228, 229, 230, 231, 273, 290, 318, 324, 334),
)
# The same, as far as there are the same (include/uapi/asm-generic/unistd.h).
_ARM64 = (
    *(63, 64, 57, 80, 73, 62, 215, 214, 134, 135, 139, 65, 66, 124, 216, 233, 101),
    *(172, 93, 169, 132, 178, 98, 123, 128, 113, 114, 115, 94, 99, 19, 278, 283, 293),
)


class Machine(NamedTuple):
    """How a machine numbers its calls: those that go through, and those that are looked into."""

    architecture: int
    seccomp: int
    clone: int
    tgkill: int
    mmap: int
    mprotect: int
    calls: tuple[int, ...]


_MACHINES = {
    "x86_64": Machine(0xC000003E, 317, 56, 234, 9, 10, _X86_64),
    "aarch64": Machine(0xC00000B7, 277, 220, 131, 222, 226, _ARM64),
}


class Limits(NamedTuple):
    """Bytes of memory of its own, and seconds of processor time."""

    memory: int
    seconds: int


_Line = tuple[int, int, int, int]  # of BPF: what to do, two jumps, and with what


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def confine(limits: Limits) -> bool:
    """Give up what can be given up; return whether the calls are filtered.  Nothing raises."""
    _limit(limits)
    try:
        return _filter()
    except (OSError, AttributeError, KeyError):
        return False


def filters_here() -> bool:
    """Tell whether the calls of a process can be filtered on this system and machine."""
    if not sys.platform.startswith("linux"):
        return False
    return os.uname().machine in _MACHINES


def _limit(limits: Limits) -> None:
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    wanted = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CPU: limits.seconds,
        resource.RLIMIT_DATA: limits.memory,
    }
    for what, most in wanted.items():
        try:
            _soft, hard = resource.getrlimit(what)
            bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(what, (bound, bound))
        except (OSError, ValueError):
            continue


def _filter() -> bool:
    if not filters_here():
        return False
    machine = _MACHINES[os.uname().machine]
    rules = bpf(machine, os.getpid())
    library = ctypes.CDLL(None, use_errno=True)
    program = _Program(len(rules) // 8, rules)
    if library.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return False
    # Of a thread that could not be taken along it says which.
    refused: int = library.syscall(
        machine.seccomp, _SET_MODE_FILTER, _ALL_THREADS, ctypes.byref(program)
    )
    return refused == 0


def bpf(machine: Machine, own: int) -> bytes:
    """Return the filter: the calls of that machine go through, others are refused.

    ``clone`` goes through where it makes a thread, for pictures are made smaller by several;
    ``tgkill`` to the process ``own`` alone, which aborts by it; ``mmap`` and ``mprotect`` where
    what they make cannot be run, and is this process's own.
    A jump counts the instructions to leave out, where it holds and where it does not.
    """
    calls = machine.calls
    lines: list[_Line] = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, machine.architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 0, 1, _X32),
        (_RETURN, 0, 0, _REFUSE),
        (_EQUAL, 0, 1, _CLONE3),
        (_RETURN, 0, 0, _ABSENT),
        *_where(machine.clone, (_FIRST_ARGUMENT, _BIT, _CLONE_THREAD, True)),
        *_where(
            machine.tgkill,
            (_FIRST_ARGUMENT, _EQUAL, own, True),
            (_FIRST_ARGUMENT + _HALF, _EQUAL, 0, True),
        ),
        *_where(machine.mprotect, (_THIRD_ARGUMENT, _BIT, _PROT_EXEC, False)),
        *_where(
            machine.mmap,
            (_THIRD_ARGUMENT, _BIT, _PROT_EXEC, False),
            (_FOURTH_ARGUMENT, _BIT, _MAP_SHARED, False),
        ),
    ]
    left = len(calls)
    for call in calls:
        lines.append((_EQUAL, left, 0, call))
        left -= 1
    lines += [(_RETURN, 0, 0, _REFUSE), (_RETURN, 0, 0, _ALLOW)]
    return b"".join(struct.pack("=HBBI", *line) for line in lines)


def _where(call: int, *wanted: tuple[int, int, int, bool]) -> list[_Line]:
    """Return what lets a call through where each comparison of an argument turns out as wanted."""
    lines = [(_EQUAL, 0, 2 * len(wanted) + 2, call)]
    for left, (argument, comparison, value, holds) in enumerate(reversed(wanted)):
        refuse = 2 * left + 1  # past the comparisons that are left, and past the line that allows
        jumps = (0, refuse) if holds else (refuse, 0)
        lines[1:1] = [(_LOAD, 0, 0, argument), (comparison, *jumps, value)]
    return [*lines, (_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE)]
