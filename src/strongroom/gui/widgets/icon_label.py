# SPDX-License-Identifier: GPL-3.0-or-later
"""An icon that is only looked at; a screen reader passes it by."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from strongroom.gui import icons, theme


class IconLabel(QWidget):
    """One icon, painted in the colour that its token has at that moment."""

    def __init__(
        self,
        name: str,
        role: str = "text",
        side: int = theme.ICON,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._side = side
        self.show_icon(name, role)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_icon(self, name: str, role: str = "text") -> None:
        """Show another one."""
        self._name, self._role = name, role
        self.update()

    def sizeHint(self) -> QSize:
        """Want a square."""
        return QSize(self._side, self._side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it."""
        # An icon that is kept would be destroyed by Python after its engine.
        icons.icon(self._name, self._role).paint(QPainter(self), self.rect())
