# SPDX-License-Identifier: GPL-3.0-or-later
"""The face of a salvage that is under way: how far it is, and a way out."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from strongroom.gui import theme
from strongroom.gui.widgets.labels import label
from strongroom.gui.widgets.progress import Progress
from strongroom.texts import _


class Running(Progress):
    """``cancel`` gives it up."""

    def __init__(self) -> None:
        super().__init__(label("", tone="muted", wrap=True))
        self.step.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(2 * theme.GRID)
        page.addWidget(self.step)
        page.addWidget(self.bar)
        page.addWidget(self.cancel, 0, Qt.AlignmentFlag.AlignHCenter)

    def show_salvage(self, done: int, total: int) -> None:
        """Show how far it is; without a ``total`` nobody knows."""
        text = _("Every page of the file is looked through; the file itself is only read.")
        self.show_step(text, done, total)
