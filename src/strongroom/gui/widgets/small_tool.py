# SPDX-License-Identifier: GPL-3.0-or-later
"""A small button that is only an icon, for rows of which there may be fifty."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from strongroom.gui import icons, theme

_FAINT = 0.5  # what cannot be pressed now is still seen to be there
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class SmallTool(QAbstractButton):
    """Painted by itself: the style sheet would cost more than the rest of the row."""

    def __init__(
        self, icon: str, name: str, parent: QWidget | None = None, *, side: int = theme.CONTROL
    ) -> None:
        super().__init__(parent)
        self._name = icon
        self._side = side
        self._picture = min(theme.ICON - 2, side - 4)
        self.setToolTip(name)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def follow(self, icon: str, name: str) -> None:
        """Show another icon, and be called otherwise."""
        self._name = icon
        self.setToolTip(name)
        self.setAccessibleName(name)
        self.update()

    def sizeHint(self) -> QSize:
        """Be a square."""
        return QSize(self._side, self._side)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter as a click."""
        if event.key() in _ENTER:
            self.click()
        else:
            super().keyPressEvent(event)

    def is_drawn(self) -> bool:
        """Return whether there is anything to see of it now."""
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground, icon and ring."""
        if not self.is_drawn():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("pressed" if self.isDown() else "hover"))
            painter.drawRoundedRect(box, theme.RADIUS - 2, theme.RADIUS - 2)
        picture = icons.pixmap(self._name, "muted", self._picture, self.devicePixelRatioF())
        at = (self.rect().toRectF().center()) - picture.rect().toRectF().center() / (
            picture.devicePixelRatio()
        )
        painter.setOpacity(1 if self.isEnabled() else _FAINT)
        painter.drawPixmap(at, picture)
        painter.setOpacity(1)
        if self.hasFocus():
            half = theme.RING / 2
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent"), theme.RING))
            painter.drawRoundedRect(
                box.adjusted(half, half, -half, -half), theme.RADIUS - 2, theme.RADIUS - 2
            )
