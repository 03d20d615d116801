# SPDX-License-Identifier: GPL-3.0-or-later
"""A value to be read across a desk, or typed on another machine.

A secret goes when its time is over, counted from the last key or movement here, and when the
program loses the focus.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QDialog, QFrame, QScrollArea, QVBoxLayout, QWidget

from strongroom.gui import theme
from strongroom.gui.hiding import Shown
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.answers import answers
from strongroom.gui.widgets.labels import label
from strongroom.gui.widgets.large_text import LargeText
from strongroom.gui.widgets.overlay_scroll import OverlayScroll
from strongroom.texts import _

_MOST = 0.8  # of the screen


class LargeType(QDialog):
    """Shows one value until Escape, a click or Close; then it holds it no longer."""

    def __init__(self, parent: QWidget, name: str, text: str, *, secret: bool = False) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(name)
        self.text = LargeText(name, text)
        close = buttons.secondary(_("Close"), parent=self)
        close.clicked.connect(self.accept)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.text)
        OverlayScroll(area)
        page = QVBoxLayout(self)
        page.setContentsMargins(*[3 * theme.GRID] * 4)
        page.setSpacing(2 * theme.GRID)
        page.addWidget(label(name, theme.Text.CARD))
        page.addWidget(area, 1)
        page.addLayout(answers(close))
        self._fit(area)
        self.finished.connect(lambda _result: self.text.forget())
        self._shown = Shown(self)
        self._shown.over.connect(self.reject)
        if secret:
            self.setMouseTracking(True)
            self._shown.begin()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Stay longer for whoever is at it."""
        self._shown.touch()
        super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Stay longer, likewise."""
        self._shown.touch()
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Go at a click anywhere."""
        self.accept()
        event.accept()

    def _fit(self, area: QScrollArea) -> None:
        screen = self.screen().availableSize() * _MOST
        width = min(self.text.sizeHint().width(), screen.width())
        height = min(self.text.heightForWidth(width) + 2, screen.height() // 2)
        area.setMinimumSize(
            min(width, theme.scaled(320)), min(height, self.text.sizeHint().height())
        )
        self.resize(width + 6 * theme.GRID + 2, height + theme.scaled(140))
