# SPDX-License-Identifier: GPL-3.0-or-later
"""How strong a password is: a thin bar and a word, never colour alone."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from strongroom.gui import theme

_HEIGHT = 4
_STEPS = 4
_TOKENS = ("danger", "danger", "warning", "accent", "accent")


class StrengthBar(QWidget):
    """A bar of four steps; ``score`` is 0 to 4, None shows an empty bar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._score: int | None = None
        self._share = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_score(self, score: int | None, word: str = "", share: float | None = None) -> None:
        """Fill the bar for ``score``, or to ``share`` (0 to 1); ``word`` is what is read out."""
        self._score = score
        filled = 0.0 if score is None else (score + 0.25) / (_STEPS + 0.25)
        self._share = min(1.0, max(0.0, filled if share is None else share))
        self.setAccessibleName(word)
        self.update()

    def sizeHint(self) -> QSize:
        """Want this much room."""
        return QSize(84, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the filled part over the empty."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        box = QRectF(0, (self.height() - _HEIGHT) / 2, self.width(), _HEIGHT)
        painter.setBrush(theme.colour("hairline"))
        painter.drawRoundedRect(box, _HEIGHT / 2, _HEIGHT / 2)
        if self._score is not None:
            box.setWidth(max(float(_HEIGHT), box.width() * self._share))
            painter.setBrush(theme.colour(_TOKENS[self._score]))
            painter.drawRoundedRect(box, _HEIGHT / 2, _HEIGHT / 2)
