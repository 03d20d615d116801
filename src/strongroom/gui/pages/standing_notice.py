# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands over an open vault for as long as there is something to say of it."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from strongroom.gui import theme
from strongroom.gui.widgets.notice_bar import NoticeBar


class StandingNotice(QWidget):
    """A bar with room around it; subclasses say in it what is to be said, or clear it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = NoticeBar(self)
        box = QVBoxLayout(self)
        box.setContentsMargins(2 * theme.GRID, 2 * theme.GRID, 2 * theme.GRID, theme.GRID)
        box.addWidget(self.bar)
        self.hide()

    @property
    def text(self) -> str:
        """What is said, "" for nothing."""
        return self.bar.text.text()

    def _show(self) -> None:
        """Say what there is to say now, and take no room where that is nothing."""
        self._tell()
        self.setVisible(not self.bar.isHidden())

    def _tell(self) -> None:
        raise NotImplementedError
