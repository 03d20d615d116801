# SPDX-License-Identifier: GPL-3.0-or-later
"""What this process refuses to others: no core dump, no debugger, no reading of its memory.

Linux: ``PR_SET_DUMPABLE`` 0 and ``RLIMIT_CORE`` 0.  An exec takes the first away, so every
start sets both again.  macOS: ``PT_DENY_ATTACH`` and the same limit.  Windows: an access
list for the process that lets its owner end it and wait for it, but not read it.  The two
last are written from their documentation and untried.  Administrators are kept out by
none of it.

It runs at the start of both programs, so nothing is imported here that costs time.
"""

import os
import sys
from typing import NamedTuple

_PR_GET_DUMPABLE, _PR_SET_DUMPABLE = 3, 4
_PT_DENY_ATTACH = 31
# PROCESS_TERMINATE, PROCESS_QUERY_LIMITED_INFORMATION and SYNCHRONIZE for the owner, who by
# being named loses the right to change the list; all for the system.
_WINDOWS_ACCESS = "D:P(A;;0x101001;;;OW)(A;;GA;;;SY)"
_DACL_SECURITY_INFORMATION = 4
_SDDL_REVISION_1 = 1


class Hardening(NamedTuple):
    """What is in force: no other program of this person reads the memory; no core dump."""

    unreadable: bool
    no_core: bool


def harden() -> Hardening:
    """Refuse what can be refused, and return what could; nothing here raises."""
    return Hardening(unreadable=_refuse_readers(), no_core=_refuse_core())


def _refuse_readers() -> bool:
    way = {"linux": _refuse_on_linux, "darwin": _refuse_on_macos, "win32": _refuse_on_windows}
    try:
        return way[sys.platform]()
    except (KeyError, OSError, ImportError, AttributeError):
        return False


def _refuse_on_linux() -> bool:
    _call("prctl", _PR_SET_DUMPABLE, 0, 0, 0, 0)
    return _call("prctl", _PR_GET_DUMPABLE, 0, 0, 0, 0) == 0


def _refuse_on_macos() -> bool:
    return _call("ptrace", _PT_DENY_ATTACH, 0, 0, 0) == 0


def _call(name: str, *arguments: int) -> int:
    """Call a function of the C library.

    With what is under ``ctypes``, which by itself takes 3 ms to load: of the 60 in which a
    command of the terminal is there.
    """
    import _ctypes  # noqa: PLC0415 - not everywhere

    program: str = None  # type: ignore[assignment]  # all that is loaded
    address = _ctypes.dlsym(_ctypes.dlopen(program, os.RTLD_NOW), name)
    result: int = _ctypes.call_function(address, arguments)
    return result


def _refuse_core() -> bool:
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return False
    try:
        _soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (0, hard))
    except (OSError, ValueError):
        return False
    return resource.getrlimit(resource.RLIMIT_CORE)[0] == 0


def _refuse_on_windows() -> bool:
    """Give this process its access list."""
    import ctypes  # noqa: PLC0415 - start-up time

    library = ctypes.windll  # type: ignore[attr-defined]  # only there
    security = ctypes.c_void_p()
    described = library.advapi32.ConvertStringSecurityDescriptorToSecurityDescriptorW(
        _WINDOWS_ACCESS, _SDDL_REVISION_1, ctypes.byref(security), None
    )
    if not described:
        return False
    process = ctypes.c_void_p(library.kernel32.GetCurrentProcess())
    done = library.advapi32.SetKernelObjectSecurity(process, _DACL_SECURITY_INFORMATION, security)
    library.kernel32.LocalFree(security)
    return bool(done)
