# SPDX-License-Identifier: GPL-3.0-or-later
"""Long work told at the foot of a pane; what is over in a moment is never seen there."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from strongroom.gui import theme
from strongroom.gui.widgets.progress_line import ProgressLine

_PATIENCE_MS = 400


class PaneProgress(QWidget):
    """Takes no room while nothing is going on; ``cancelled`` asks to stop."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = ProgressLine()
        self.line.cancelled.connect(self.cancelled)
        self._latest = ("", 0, 0)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._show)
        box = QVBoxLayout(self)
        box.setContentsMargins(3 * theme.GRID, theme.GRID, 3 * theme.GRID, theme.GRID)
        box.addWidget(self.line)
        self.hide()

    def show_soon(self, text: str, done: int, total: int) -> None:
        """Show a step, once the work has taken a while."""
        self._latest = (text, done, total)
        if not self.isHidden():
            self._show()
        elif not self._patience.isActive():
            self._patience.start()

    def end(self) -> None:
        """Show nothing any more."""
        self._patience.stop()
        self.line.end()
        self.hide()

    def _show(self) -> None:
        self.line.show_step(*self._latest)
        self.show()
