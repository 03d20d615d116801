# SPDX-License-Identifier: GPL-3.0-or-later
"""One line low in a dialog: what is going on, how far it is, and a way to stop it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from strongroom.gui import theme
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.announce import announce
from strongroom.gui.widgets.labels import label
from strongroom.texts import _

_BAR = 160


class ProgressLine(QWidget):
    """Hidden while nothing is going on; ``cancelled`` asks to stop."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = label("", theme.Text.SMALL, "muted")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(theme.scaled(_BAR))
        self.bar.setAccessibleName(_("Progress"))
        self.cancel = buttons.secondary(_("Cancel"), parent=self)
        self.cancel.clicked.connect(self.cancelled)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GRID)
        row.addWidget(self.text)
        row.addWidget(self.bar)
        row.addStretch(1)
        row.addWidget(self.cancel)
        self.hide()

    def show_step(self, text: str, done: int = 0, total: int = 0) -> None:
        """Show a step; without a ``total`` nobody knows how long it takes."""
        if self.text.text() != text or self.isHidden():
            self.text.setText(text)
            announce(self, text)
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.show()

    def end(self) -> None:
        """Show nothing any more."""
        self.text.setText("")
        self.hide()
