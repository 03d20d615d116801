# SPDX-License-Identifier: GPL-3.0-or-later
"""A secret that is shown on purpose, as a widget: the generator's, and large ones."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from strongroom.gui import theme
from strongroom.gui.widgets.text_block import SecretBlock


class SecretText(QWidget):
    """Ten dots, or the secret; screen readers are told only that it is one."""

    def __init__(self, parent: QWidget | None = None, *, size: int = 14) -> None:
        super().__init__(parent)
        self._block = SecretBlock(size)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    @property
    def hidden(self) -> bool:
        """Whether dots are shown, and the value is not here."""
        return self._block.hidden

    def reveal(self, secret: str) -> None:
        """Show ``secret`` until :meth:`conceal`."""
        self._block.reveal(secret)
        self._changed()

    def conceal(self) -> None:
        """Show dots, and forget what was shown."""
        self._block.conceal()
        self._changed()

    def hasHeightForWidth(self) -> bool:
        """Take more lines where there is less width."""
        return True

    def heightForWidth(self, width: int, /) -> int:
        """Return the height of the secret at ``width`` pixels."""
        return self._block.height(width)

    def sizeHint(self) -> QSize:
        """Want the width of one line."""
        width = self._block.width_hint()
        return QSize(width, self._block.height(max(width, self.width())))

    def minimumSizeHint(self) -> QSize:
        """Get along with little width."""
        return QSize(theme.scaled(40), self._block.line_height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the secret, or the dots."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._block.paint(painter, QRectF(self.rect()))

    def _changed(self) -> None:
        self.updateGeometry()
        self.update()
