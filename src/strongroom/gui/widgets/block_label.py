# SPDX-License-Identifier: GPL-3.0-or-later
"""A painted text as a widget: titles that break anywhere, secrets that are shown on purpose."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from strongroom.gui import theme
from strongroom.gui.widgets.text_block import SecretBlock, TextBlock


class BlockLabel(QWidget):
    """Shows a block, as high as it needs to be.  The mouse goes through it."""

    def __init__(self, block: TextBlock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._block = block
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_text(self, text: str) -> None:
        """Show ``text``, and be called so."""
        self._block.set(text)
        self.setAccessibleName(text)
        self._changed()

    def hasHeightForWidth(self) -> bool:
        """Take more lines where there is less width."""
        return True

    def heightForWidth(self, width: int, /) -> int:
        """Return the height of the text at ``width`` pixels."""
        return self._block.height(width)

    def sizeHint(self) -> QSize:
        """Want the width of one line."""
        width = self._block.width_hint()
        return QSize(width, self._block.height(max(width, self.width())))

    def minimumSizeHint(self) -> QSize:
        """Get along with little width."""
        return QSize(theme.scaled(5 * theme.GRID), self._block.line_height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the block."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._block.paint(painter, QRectF(self.rect()))

    def _changed(self) -> None:
        self.updateGeometry()
        self.update()


class SecretText(BlockLabel):
    """Ten dots, or the secret; a screen reader is told its name and not what it is."""

    def __init__(
        self, name: str, parent: QWidget | None = None, *, size: int = 14, words: bool = False
    ) -> None:
        self._secret = SecretBlock(size, words=words)
        super().__init__(self._secret, parent)
        self.setAccessibleName(name)

    @property
    def hidden(self) -> bool:
        """Whether dots are shown, and the value is not here."""
        return self._secret.hidden

    def reveal(self, secret: str) -> None:
        """Show ``secret`` until :meth:`conceal`."""
        self._secret.reveal(secret)
        self._changed()

    def conceal(self) -> None:
        """Show dots, and forget what was shown."""
        self._secret.conceal()
        self._changed()
