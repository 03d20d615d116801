# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking a vault over: what anyone can read of it, and whether all of it is sound."""

from collections.abc import Callable
from pathlib import Path

from strongroom.app.session import Session
from strongroom.vault.check import Report
from strongroom.vault.preview import PublicInfo, preview

__all__ = ["PublicInfo", "Report", "check", "public_info", "quick_check"]


def public_info(path: Path) -> PublicInfo:
    """Return what can be read of the vault at ``path`` without unlocking it.

    Raises:
        CannotOpen: in every kind that takes no key to find out.
    """
    return preview(path)


def quick_check(session: Session) -> Report:
    """Compare every item's details with its overview, and decrypt none: 1 µs an item.

    Called once after an unlock, when the list is on the screen, so that tampering shows
    on the day it happens.

    Raises:
        VaultLocked: no vault is open.
        CannotOpen: the file is no longer one that would be opened.
    """
    return session.vault.verify_details()


def check(session: Session, progress: Callable[[int, int], None]) -> Report:
    """Verify every row of the open vault down to the last.

    ``progress`` is told rows done and rows in all; what it raises ends the check.

    Raises:
        VaultLocked: no vault is open.
        CannotOpen: the file is no longer one that would be opened.
    """
    return session.vault.check(progress)
