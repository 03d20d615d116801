# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person decided about a new vault."""

from dataclasses import dataclass
from pathlib import Path

from strongroom.model.credentials import NewUnlock


@dataclass(frozen=True, slots=True)
class WantedVault:
    """Where it shall lie, what it is called, how it opens.  Whoever receives it closes it."""

    path: Path
    name: str
    unlock: NewUnlock
