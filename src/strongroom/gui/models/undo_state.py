# SPDX-License-Identifier: GPL-3.0-or-later
"""What undo and redo would do now, in words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UndoState:
    """An empty label means that there is nothing to do."""

    undo: str = ""
    redo: str = ""
