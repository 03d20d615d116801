# SPDX-License-Identifier: GPL-3.0-or-later
"""The face of a salvage that is under way: how far it is, and a way out."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from strongroom.gui import theme
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.labels import label
from strongroom.texts import _


class Running(QWidget):
    """``cancel`` gives it up."""

    def __init__(self) -> None:
        super().__init__()
        said = label(
            _("Every page of the file is looked through; the file itself is only read."),
            tone="muted",
            wrap=True,
        )
        said.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("Progress"))
        self.cancel = buttons.secondary(_("Cancel"))
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(2 * theme.GRID)
        page.addWidget(said)
        page.addWidget(self.bar)
        page.addWidget(self.cancel, 0, Qt.AlignmentFlag.AlignHCenter)

    def show_step(self, done: int, total: int) -> None:
        """Show how far it is; without a ``total`` nobody knows."""
        self.bar.setRange(0, total)
        self.bar.setValue(done)
