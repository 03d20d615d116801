# SPDX-License-Identifier: GPL-3.0-or-later
"""Where this machine keeps what is no vault.  The composition root decides; nobody else."""

from pathlib import Path

import msgspec


class Places(msgspec.Struct, frozen=True):
    """Folders, which need not exist yet.

    ``config`` holds ``settings.json``; ``state`` holds ``state.json`` and, for each vault,
    what was last seen of it and this machine's sealed notes; ``documents`` is where a new
    vault lies if nothing else is said.  ``runtime`` is where the system empties a folder
    at log-out, None where it has no such place.
    """

    config: Path
    state: Path
    documents: Path
    runtime: Path | None = None

    @property
    def settings_file(self) -> Path:
        """The person's choices."""
        return self.config / "settings.json"

    @property
    def state_file(self) -> Path:
        """What the program itself remembers: geometry, recent vaults."""
        return self.state / "state.json"

    @property
    def slots(self) -> Path:
        """Where quick unlock and grants keep their slots, files that end in ``.slot``."""
        return self.runtime or self.state / "quick"
