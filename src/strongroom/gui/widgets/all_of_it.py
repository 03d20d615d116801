# SPDX-License-Identifier: GPL-3.0-or-later
"""A scroll area that wants to show all of its content, and scrolls where the screen is low."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

_SHARE = 0.7  # of the screen's height, the rest is the dialog's frame and the desktop's bars


class AllOfIt(QScrollArea):
    """The content of a dialog that may be higher than the screen with large text."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self._content = content
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(content)
        self.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)

    def sizeHint(self) -> QSize:
        """Want the content's size, as far as the screen has it."""
        wanted = self._content.sizeHint()
        most = round(self.screen().availableSize().height() * _SHARE)
        if wanted.height() > most:
            bar = self.verticalScrollBar().sizeHint().width()
            return QSize(wanted.width() + bar, most)
        return wanted
