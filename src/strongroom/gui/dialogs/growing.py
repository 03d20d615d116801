# SPDX-License-Identifier: GPL-3.0-or-later
"""A dialog that grows with a sentence which appears in it.

A layout tells its window the least size of its parts, but not the height that wrapped text
needs at the window's width.
"""

from PySide6.QtWidgets import QDialog


def grow(dialog: QDialog) -> None:
    """Make ``dialog`` high enough for all that is in it now."""
    layout = dialog.layout()
    if layout is None or not dialog.isVisible():
        return
    layout.activate()
    needed = layout.totalHeightForWidth(dialog.width())
    if needed > dialog.height():
        dialog.resize(dialog.width(), needed)
