# SPDX-License-Identifier: GPL-3.0-or-later
"""A card that is one big button: an icon, a title, and a sentence on what lies behind it."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from strongroom.gui import theme
from strongroom.gui.widgets.buttons import ENTER
from strongroom.gui.widgets.icon_label import IconLabel
from strongroom.gui.widgets.labels import label

_WIDTH = 220
_LEAST = 160
_HEIGHT = 172
_ICON = 28
_MARGIN = 22


class Door(QAbstractButton):
    """One of a page's big choices."""

    def __init__(self, icon: str, title: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(_MARGIN, _MARGIN + 4, _MARGIN, _MARGIN)
        inside.setSpacing(theme.GRID // 2)
        inside.addWidget(IconLabel(icon, "accent", _ICON))
        inside.addSpacing(theme.GRID + 4)
        for part in (
            label(title, theme.Text.CARD, wrap=True),
            label(text, tone="muted", wrap=True),
        ):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            inside.addWidget(part)
        inside.addStretch(1)

    def hasHeightForWidth(self) -> bool:
        """Be higher where the text wraps more often."""
        return True

    def heightForWidth(self, width: int, /) -> int:
        """Return the height that icon and words need at ``width``."""
        inside = self.layout()
        return max(_HEIGHT, inside.heightForWidth(width) if inside else 0)

    def sizeHint(self) -> QSize:
        """Want the card's own width."""
        width = theme.scaled(_WIDTH)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Manage with less width, where the window is narrow or the text large."""
        return QSize(_LEAST, self.heightForWidth(max(_LEAST, self.width())))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter as Space."""
        if event.key() in ENTER:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the card, and the ring when it has the focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = theme.RING if self.hasFocus() else 1
        painter.setPen(QPen(theme.colour("accent" if self.hasFocus() else "hairline"), ring))
        ground = "pressed" if self.isDown() else "hover" if self.underMouse() else "pane"
        painter.setBrush(theme.colour(ground))
        half = ring / 2
        box = QRectF(self.rect()).adjusted(half, half, -half, -half)
        painter.drawRoundedRect(box, theme.RADIUS, theme.RADIUS)
