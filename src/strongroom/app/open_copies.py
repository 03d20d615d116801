# SPDX-License-Identifier: GPL-3.0-or-later
"""The copies of the open vault that somebody looks at: until they are closed, or its keys go.

A copy holds all overviews of another file, and keys of its own where that has others: so
whoever opened one closes it, and a lock or a re-key closes those that are left.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

# The vault is loaded when one is opened: a window stands without it.
if TYPE_CHECKING:
    from strongroom.model.credentials import Credentials
    from strongroom.vault.copies import VaultCopy
    from strongroom.vault.vault import Vault


class OpenCopies:
    """Opens copies of what ``vault`` gives, and knows those that are open."""

    def __init__(self, vault: Callable[[], "Vault"]) -> None:
        self._vault = vault
        self._open: list[VaultCopy] = []

    @property
    def paths(self) -> frozenset[Path]:
        """The files that are open."""
        return frozenset(copy.path for copy in self._open)

    def open(
        self, path: Path, credentials: "Credentials | None", *, costly: bool = False
    ) -> "VaultCopy":
        """Open the copy at ``path``; raises as ``Session.open_copy``."""
        copy = self._vault().open_copy(path, credentials, costly=costly)
        self._open.append(copy)
        return copy

    def close(self, copy: "VaultCopy") -> None:
        """Let go of one; nothing happens to one that was closed before."""
        self._open = [each for each in self._open if each is not copy]
        copy.close()

    def close_all(self) -> None:
        """Let go of every one."""
        copies, self._open = self._open, []
        for copy in copies:
            copy.close()
