# SPDX-License-Identifier: GPL-3.0-or-later
"""What an opening finds out about a vault that is sound, and not as it was last seen here."""

from strongroom.vault.findings import BothChanged, Finding, Older, Retired, Unrelated

__all__ = ["BothChanged", "Finding", "Older", "Retired", "Unrelated"]
