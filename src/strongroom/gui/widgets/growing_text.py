# SPDX-License-Identifier: GPL-3.0-or-later
"""A text of several lines that is as high as it needs to be, between two limits.

Breaking a paragraph into lines takes the square of its length: at 100,000 characters a
second for each key.  One that is far longer than any prose stays on its line and scrolls.
"""

from PySide6.QtCore import QMimeData, QSize, Qt
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from strongroom.gui import theme

_MOST_LINES = 16
_LONGEST_BROKEN = 10_000  # characters of a paragraph
_AROUND = 14  # border and padding, above and below together


class GrowingText(QPlainTextEdit):
    """Plain text; Tab leaves it."""

    def __init__(
        self, name: str, parent: QWidget | None = None, *, face: QFont | None = None, least: int = 2
    ) -> None:
        super().__init__(parent)
        self._least = least
        self.setAccessibleName(name)
        self.setFont(face or theme.font())
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(0)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._grow())
        self._grow()

    def setPlainText(self, text: str) -> None:
        """Show ``text``."""
        self._choose_wrapping(text)
        super().setPlainText(text)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Take what is pasted or dropped."""
        self._choose_wrapping(source.text())
        super().insertFromMimeData(source)

    def _choose_wrapping(self, coming: str) -> None:
        if max(map(len, coming.split("\n"))) > _LONGEST_BROKEN:
            self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
            self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)

    def sizeHint(self) -> QSize:
        """Want the height of the lines."""
        return QSize(super().sizeHint().width(), self._wanted())

    def minimumSizeHint(self) -> QSize:
        """Need that height too."""
        return QSize(theme.scaled(12 * theme.GRID), self._wanted())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Grow where less width breaks more lines."""
        super().resizeEvent(event)
        self._grow()

    def _wanted(self) -> int:
        # The layout of a plain text document measures its height in lines.
        lines = int(self.document().documentLayout().documentSize().height())
        shown = min(_MOST_LINES, max(self._least, lines))
        return shown * self.fontMetrics().lineSpacing() + _AROUND

    def _grow(self) -> None:
        if self.height() != self._wanted():
            self.setFixedHeight(self._wanted())
