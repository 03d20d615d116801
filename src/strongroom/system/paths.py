# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the platform keeps what belongs to a person; nothing is made here.

Linux: the XDG base folders (``$XDG_CONFIG_HOME``, ``$XDG_STATE_HOME``) and the documents
folder of xdg-user-dirs.  Windows and macOS: their own.  Whoever writes into a folder makes
it first, for its owner alone.
"""

import os
import stat
from pathlib import Path

import platformdirs

_PROGRAM = "strongroom"


def config_folder() -> Path:
    """Return the folder of settings, which a person may carry to another machine."""
    return platformdirs.user_config_path(_PROGRAM, appauthor=False, roaming=True)


def state_folder() -> Path:
    """Return the folder of what belongs to this machine alone."""
    return platformdirs.user_state_path(_PROGRAM, appauthor=False)


def documents_folder() -> Path:
    """Return the folder in which a person looks for what they made."""
    return platformdirs.user_documents_path()


def runtime_folder() -> Path | None:
    """Return a folder of this log-in that the system empties at log-out; None without one.

    Only a folder that nobody else can enter is taken, as the XDG specification asks:
    https://specifications.freedesktop.org/basedir-spec/latest/
    """
    named = os.environ.get("XDG_RUNTIME_DIR", "")
    if not named or not hasattr(os, "getuid"):
        return None
    try:
        found = Path(named).stat()
    except OSError:
        return None
    private = stat.S_ISDIR(found.st_mode) and not found.st_mode & 0o077
    return Path(named) / _PROGRAM if private and found.st_uid == os.getuid() else None
