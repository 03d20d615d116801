# SPDX-License-Identifier: GPL-3.0-or-later
"""A plain ground in a colour of the theme."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from strongroom.gui import theme


class Tinted(QWidget):
    """A widget that is filled with one token, whichever scheme is in force."""

    def __init__(self, token: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._token = token

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill the part that needs it."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.colour(self._token))
