# SPDX-License-Identifier: GPL-3.0-or-later
"""A dialog that grows with a sentence which appears in it.

A layout tells its window the least size of its parts, but not the height that wrapped text
needs at the window's width.
"""

from PySide6.QtWidgets import QDialog, QWidget

_SHARE = 0.9  # of the screen, at most


def grow(dialog: QDialog, inside: QWidget | None = None) -> None:
    """Make ``dialog`` high enough for all that is in it now, or in what scrolls ``inside``.

    What scrolls may be higher than the screen; what does not is shown as a whole.
    """
    layout = (inside or dialog).layout()
    if layout is None or not dialog.isVisible():
        return
    layout.activate()
    needed = layout.totalHeightForWidth(dialog.width())
    if inside is not None:
        needed = min(needed, round(dialog.screen().availableSize().height() * _SHARE))
    if needed > dialog.height():
        dialog.resize(dialog.width(), needed)
