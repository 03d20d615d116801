# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands in a list that is empty: why, what to do, and the button that does it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from strongroom.gui import icons, theme
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.labels import label

_ICON = 32
_WIDTH = 260
_AROUND = 16


@dataclass(frozen=True, slots=True)
class Offer:
    """A button: what it is called, and what it does."""

    text: str
    run: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Emptiness:
    """Icon, title and sentence, and what to offer, the first as the main thing."""

    icon: str
    title: str
    sentence: str
    offers: tuple[Offer, ...] = ()


class EmptyState(QWidget):
    """Shows an :class:`Emptiness` in the middle."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = QLabel(self)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.title = label("", theme.Text.CARD, wrap=True)
        self.sentence = label("", theme.Text.BODY, "muted", wrap=True)
        self.offers: list[QPushButton] = []
        for text in (self.title, self.sentence):
            text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._page = QVBoxLayout(self)
        self._page.setContentsMargins(*[_AROUND] * 4)
        self._page.setSpacing(theme.GRID)
        self._page.addStretch(2)
        for part in (self._picture, self.title, self.sentence):
            self._page.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        self._page.addSpacing(theme.GRID)
        self._page.addStretch(3)

    def show_emptiness(self, empty: Emptiness) -> None:
        """Show it, in the place of what was shown."""
        picture = icons.icon(empty.icon, "muted").pixmap(
            QSize(_ICON, _ICON), self.devicePixelRatioF()
        )
        self._picture.setPixmap(picture)
        self.title.setText(empty.title)
        self.sentence.setText(empty.sentence)
        self.sentence.setVisible(bool(empty.sentence))
        self._fit()
        for old in self.offers:
            old.hide()  # or a layout that still has to show it makes a window of it
            old.setParent(None)
            old.deleteLater()
        self.offers = [self._button(offer, first=not n) for n, offer in enumerate(empty.offers)]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap the words where the pane is narrow."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Give the words their width, and the height that they need at it.

        The layout would ask how high they are in all of the pane's width.
        """
        width = min(theme.scaled(_WIDTH), max(1, self.width() - 2 * _AROUND))
        for text in (self.title, self.sentence):
            text.setFixedWidth(width)
            text.setMinimumHeight(0)  # else it answers with what it needed before
            text.setMinimumHeight(max(0, text.heightForWidth(width)))

    def _button(self, offer: Offer, *, first: bool) -> QPushButton:
        make = buttons.primary if first else buttons.secondary
        button = make(offer.text, parent=self)
        button.clicked.connect(partial(_run, offer))
        self._page.insertWidget(self._page.count() - 1, button, 0, Qt.AlignmentFlag.AlignHCenter)
        return button


def _run(offer: Offer, _checked: object = None) -> None:
    offer.run()
