# SPDX-License-Identifier: GPL-3.0-or-later
"""A line across a pane that says something and offers what to do about it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from strongroom.gui import theme
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.announce import announce
from strongroom.gui.widgets.icon_label import IconLabel
from strongroom.gui.widgets.labels import label, set_tone

Offer = tuple[str, Callable[[], None]]


class NoticeBar(QWidget):
    """Hidden until there is something to say; each offer is a button."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = IconLabel("info", "accent")
        self.text = label("", wrap=True)
        self.offers: list[QPushButton] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(theme.GRID + 4, theme.GRID, theme.GRID, theme.GRID)
        self._row.setSpacing(theme.GRID)
        self._row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addWidget(self.text, 1)
        self.hide()

    def say(self, text: str, *offers: Offer, tone: str = "accent") -> None:
        """Show ``text``; ``tone`` is accent, or danger for what went wrong."""
        self._picture.show_icon("circle-alert" if tone == "danger" else "info", tone)
        self.text.setText(text)
        set_tone(self.text, "danger" if tone == "danger" else "")
        self._drop_offers()
        for name, run in offers:
            button = buttons.secondary(name, parent=self)
            button.clicked.connect(lambda _on=False, run=run: run())
            self._row.addWidget(button)
            self.offers.append(button)
        self.show()
        announce(self, text)

    def clear(self) -> None:
        """Say nothing."""
        self._drop_offers()
        self.text.setText("")
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint a ground that is told from the pane's."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("selected"))
        painter.drawRoundedRect(self.rect(), theme.RADIUS, theme.RADIUS)

    def _drop_offers(self) -> None:
        for button in self.offers:
            button.setParent(None)
            button.deleteLater()
        self.offers.clear()
