# SPDX-License-Identifier: GPL-3.0-or-later
"""A line across a pane that says something and offers what to do about it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QWidget

from strongroom.gui import theme
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.announce import announce
from strongroom.gui.widgets.icon_label import IconLabel
from strongroom.gui.widgets.labels import label

_ROOMY = 900  # from this width on, a long sentence and its buttons stand in one line

Offer = tuple[str, Callable[[], None]]


class NoticeBar(QWidget):
    """Hidden until there is something to say; each offer is a button."""

    def __init__(self, parent: QWidget | None = None, *, above: int = 0) -> None:
        """Keep ``above`` pixels free over the bar while it is shown."""
        super().__init__(parent)
        self._picture = IconLabel("info", "accent")
        self.text = label("", wrap=True)
        self.offers: list[QPushButton] = []
        said = QHBoxLayout()
        said.setSpacing(theme.GRID)
        said.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignVCenter)
        said.addWidget(self.text, 1)
        self._row = QHBoxLayout()
        self._row.setSpacing(theme.GRID)
        self._row.addStretch(1)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setSpacing(theme.GRID)
        self._box.addLayout(said, 1)
        self._box.addLayout(self._row)
        self._above = above
        self._ground = "selected"
        self._long = False
        self._box.setContentsMargins(theme.GRID + 4, theme.GRID + above, theme.GRID, theme.GRID)
        self.hide()

    def say(self, text: str, *offers: Offer, tone: str = "accent") -> None:
        """Show ``text``; ``tone`` is accent, or danger for what went wrong."""
        self._picture.show_icon("circle-alert" if tone == "danger" else "info", tone)
        self._ground = "hover" if tone == "danger" else "selected"
        self.text.setText(text)
        self._long = tone == "danger" and bool(offers)
        self._turn()
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons where there is room."""
        super().resizeEvent(event)
        self._turn()

    def _turn(self) -> None:
        # What went wrong is a long sentence: its buttons stand below it in a narrow pane.
        below = self._long and self.width() < theme.scaled(_ROOMY)
        directions = QBoxLayout.Direction
        self._box.setDirection(directions.TopToBottom if below else directions.LeftToRight)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint a ground that is told from the pane's."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(self._ground))
        box = self.rect().adjusted(0, self._above, 0, 0)
        painter.drawRoundedRect(box, theme.RADIUS, theme.RADIUS)

    def _drop_offers(self) -> None:
        for button in self.offers:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.offers.clear()
