# SPDX-License-Identifier: GPL-3.0-or-later
"""What a window hands to the one that comes after it: where it stood, and at which page.

Nothing of the vault but where it lies.  A message that cannot be read, as from another
version that was installed meanwhile, is as good as none: the program starts as usual.
"""

import os
from enum import StrEnum
from pathlib import Path

import msgspec

from strongroom.app.events import LockReason


class Page(StrEnum):
    """The page to come back at."""

    UNLOCK = "unlock"
    KIT_CUT = "kit cut"  # unlocking, after a lock took the recovery kit from the screen
    CREATE = "create"
    IMPORT = "import"  # making a vault to import into


class Resume(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is carried over.

    ``dark`` is what the desktop wanted where it has to be asked, so that nothing flashes;
    ``screen`` is the connection to the X server of the window before, open as long as its
    picture is to stay; ``listening`` the socket at which further starts of the program knock.
    """

    path: bytes = b""  # as the file system has it: a name need not be text
    reason: LockReason = LockReason.START
    page: Page = Page.UNLOCK
    geometry: bytes = b""
    minimised: bool = False
    hidden: bool = False
    active: bool = True
    dark: bool = False
    screen: int | None = None
    listening: int | None = None

    @property
    def vault(self) -> Path | None:
        """The vault to ask for."""
        return Path(os.fsdecode(self.path)) if self.path else None

    def descriptors(self) -> list[int]:
        """Return the descriptors that have to live on."""
        return [number for number in (self.screen, self.listening) if number is not None]


def written(resume: Resume) -> bytes:
    """Return the message."""
    return msgspec.json.encode(resume)


def read(message: bytes | None) -> Resume | None:
    """Return what the message says, None where there is none that can be read."""
    if message is None:
        return None
    try:
        return msgspec.json.decode(message, type=Resume)
    except msgspec.DecodeError:
        return None
