# SPDX-License-Identifier: GPL-3.0-or-later
"""What the settings say of this computer and this process, handed in as plain values.

The composition root fills it; None stands for what nobody has looked at.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Protection:
    """What keeps this process's memory clean and its own: what was found at the start."""

    scrubbed: bool | None = None  # what is freed is overwritten; a self-test said so
    unreadable: bool | None = None  # no other program of this person can read it
    no_core: bool | None = None  # a crash leaves no copy of it on the disk
    confines: bool | None = None  # what decodes attached files can reach nothing else


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Each is asked when the settings open."""

    has_tray: Callable[[], bool]
    tells_idle_time: Callable[[], bool]
    quick_access_key: Callable[[], str]  # a sentence on where the key works
    protection: Callable[[], Protection]
