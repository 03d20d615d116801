# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person decided about the unlock methods of a vault that exists."""

from dataclasses import dataclass

from strongroom.model.credentials import Credentials, NewUnlock


@dataclass(frozen=True, slots=True)
class WantedChange:
    """What opens the vault now, and what shall.  Whoever receives it closes both."""

    current: Credentials
    new: NewUnlock

    def close(self) -> None:
        """Zero what is secret."""
        self.current.close()
        self.new.close()
