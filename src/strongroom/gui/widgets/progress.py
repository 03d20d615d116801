# SPDX-License-Identifier: GPL-3.0-or-later
"""What is being done, how far it is, and a way out: the parts, wherever they are laid."""

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QLabel, QProgressBar, QWidget

from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.announce import announce
from strongroom.texts import _


class Progress(QWidget):
    """Its steps are told in ``step``; who derives from it lays out that, ``bar`` and ``cancel``."""

    def __init__(self, step: QLabel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.step = step
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("Progress"))
        self.cancel = buttons.secondary(_("Cancel"), parent=self)
        self._stopping = False

    def show_step(self, text: str, done: int = 0, total: int = 0) -> None:
        """Show a step; without a ``total`` nobody knows how long it takes."""
        if self._stopping:
            return
        if self.step.text() != text or not self.isVisible():
            self.step.setText(text)
            announce(self, text)
        self.show_amount(done, total)

    def show_amount(self, done: int, total: int) -> None:
        """Show how much of a step is done."""
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def show_stopping(self) -> None:
        """Say that it is asked to stop: the work ends at its next step."""
        self._stopping = True
        self.cancel.setEnabled(False)
        self.step.setText(_("Cancelling…"))
        announce(self, self.step.text())

    def hideEvent(self, event: QHideEvent) -> None:
        """Whatever is shown here next can be cancelled anew."""
        super().hideEvent(event)
        if not event.spontaneous():  # as when the window is minimised
            self._stopping = False
            self.cancel.setEnabled(True)
