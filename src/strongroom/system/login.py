# SPDX-License-Identifier: GPL-3.0-or-later
"""Which start of this computer and which log-in this program belongs to.

Linux names both.  macOS names its start (``kern.bootsessionuuid``, written from its
documentation and untried); Windows names none, and there the clocks alone tell.
"""

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

UNKNOWN = "-"

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_AUDIT_SESSION = Path("/proc/self/sessionid")
_NO_AUDIT_SESSION = str(2**32 - 1)
_LONGEST = 100


class LogIn(NamedTuple):
    """Names without blanks; :data:`UNKNOWN` where the system has none."""

    boot: str
    session: str


def this_login() -> LogIn:
    """Return the names of this start and this log-in; two short files are read."""
    return LogIn(_word(_boot()), _word(_session()))


def _boot() -> str:
    if sys.platform == "darwin":  # pragma: no cover - tried on that system only
        return _sysctl(b"kern.bootsessionuuid")
    return _read(_BOOT)


def _session() -> str:
    audit = _read(_AUDIT_SESSION)
    if audit and audit != _NO_AUDIT_SESSION:
        return audit
    return os.environ.get("XDG_SESSION_ID", "")


def _read(path: Path) -> str:
    try:
        return path.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _word(text: str) -> str:
    return "".join(text.split())[:_LONGEST] or UNKNOWN


def _sysctl(name: bytes) -> str:  # pragma: no cover - tried on macOS only
    import ctypes  # noqa: PLC0415 - 3 ms that no other system needs to spend

    size = ctypes.c_size_t(_LONGEST)
    value = ctypes.create_string_buffer(_LONGEST)
    with suppress(OSError, AttributeError):
        if ctypes.CDLL(None).sysctlbyname(name, value, ctypes.byref(size), None, 0) == 0:
            return value.value.decode("ascii", "replace")
    return ""
