# SPDX-License-Identifier: GPL-3.0-or-later
"""What an opening found out, as the window needs it."""

from typing import Protocol


class Finding(Protocol):
    """The vault is sound, but not as it was last seen here."""

    @property
    def sentence(self) -> str:
        """Say it to the person."""

    @property
    def can_go_on(self) -> bool:
        """Whether it may be accepted as it is; otherwise it is for looking only."""
