# SPDX-License-Identifier: GPL-3.0-or-later
"""One line low in a dialog: what is going on, how far it is, and a way to stop it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from strongroom.gui import theme
from strongroom.gui.widgets.labels import label
from strongroom.gui.widgets.progress import Progress

_BAR = 160


class ProgressLine(Progress):
    """Hidden while nothing is going on; ``cancelled`` asks to stop."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(label("", theme.Text.SMALL, "muted"), parent)
        self.bar.setFixedWidth(theme.scaled(_BAR))
        self.cancel.clicked.connect(self.cancelled)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GRID)
        row.addWidget(self.step)
        row.addWidget(self.bar)
        row.addStretch(1)
        row.addWidget(self.cancel)
        self.hide()

    def show_step(self, text: str, done: int = 0, total: int = 0) -> None:
        """Show a step, and the line itself."""
        super().show_step(text, done, total)
        self.show()

    def end(self) -> None:
        """Show nothing any more."""
        self.step.setText("")
        self.hide()
