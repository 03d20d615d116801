# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a GNOME-like desktop wants dark windows, asked of its own settings.

Qt asks the desktop portal, which answers no process that refuses to be read, as this one
does (flatpak/xdg-desktop-portal#785).  ``gsettings`` is a program of its own and may.
KDE and others are left to Qt, which reads their files.
"""

import os
import subprocess
import sys
from collections.abc import Mapping

_DESKTOPS = frozenset({"GNOME", "UNITY", "BUDGIE", "PANTHEON"})
_COMMAND = ("gsettings", "get", "org.gnome.desktop.interface", "color-scheme")
_PATIENCE = 0.5  # seconds; it takes 10 ms


def has_own_settings(environment: Mapping[str, str] = os.environ) -> bool:
    """Tell whether the desktop is one that keeps its choice where it can be asked for."""
    named = environment.get("XDG_CURRENT_DESKTOP", "").upper().split(":")
    return sys.platform.startswith("linux") and not _DESKTOPS.isdisjoint(named)


def prefers_dark() -> bool:
    """Ask; False where there is no answer."""
    if not has_own_settings():
        return False
    try:
        asked = subprocess.run(  # noqa: S603 - a fixed command
            _COMMAND,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.stdout.strip() == b"'prefer-dark'"
