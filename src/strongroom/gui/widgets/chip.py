# SPDX-License-Identifier: GPL-3.0-or-later
"""Chips: a tag to click, a class of characters to switch, a tag to take away."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from strongroom.gui import icons, theme
from strongroom.texts import _

_HEIGHT = 24
_PADDING = 10
_CROSS = 12
_GAP = 4
_WIDEST = 280


class Chip(QAbstractButton):
    """A rounded button with a short text.

    A checkable chip is filled with the selection's colour while it is on.  A removable one
    ends in a cross; clicking that, or Delete on the chip, asks to take it away.
    """

    remove_wanted = Signal()

    def __init__(
        self,
        text: str,
        parent: QWidget | None = None,
        *,
        checkable: bool = False,
        removable: bool = False,
    ) -> None:
        super().__init__(parent)
        self._removable = removable
        self.setText(text)
        self.setCheckable(checkable)
        self.setFont(theme.font(theme.Text.SMALL))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        """Want room for the text, as wide as it is when the chip is on."""
        cross = _GAP + _CROSS if self._removable else 0
        advance = self._text_width()
        width = min(theme.scaled(_WIDEST), advance + 2 * _PADDING + cross)
        return QSize(width, theme.scaled(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Get along with less; the text is then elided."""
        return QSize(theme.scaled(_HEIGHT) * 2, theme.scaled(_HEIGHT))

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that it can be clicked."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Show it as it was."""
        super().leaveEvent(event)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell the cross from the chip."""
        if self._removable and self._cross_box().adjusted(-4, -8, 8, 8).contains(event.position()):
            self.setDown(False)
            self.remove_wanted.emit()
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Delete and Backspace as the cross, Enter as a click."""
        key = event.key()
        if self._removable and key in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.remove_wanted.emit()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground, text and cross."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        painter.setBrush(theme.colour(self._ground()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        self._paint_text(painter, box)
        if self._removable:
            at = self._cross_box().topLeft().toPoint()
            picture = icons.pixmap("x", "muted", _CROSS, self.devicePixelRatioF())
            painter.drawPixmap(at, picture)
        if self.hasFocus():
            half = theme.RING / 2
            ring = box.adjusted(half, half, -half, -half)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent"), theme.RING))
            painter.drawRoundedRect(ring, ring.height() / 2, ring.height() / 2)

    def _paint_text(self, painter: QPainter, box: QRectF) -> None:
        painter.setFont(self._strong() if self.isChecked() else self.font())
        painter.setPen(theme.colour("accent" if self.isChecked() else "text"))
        cross = _GAP + _CROSS if self._removable else 0
        room = box.adjusted(_PADDING, 0, -_PADDING - cross, 0)
        text = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, int(room.width())
        )
        centred = Qt.AlignmentFlag.AlignCenter
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, left if self._removable else centred, text)

    def _ground(self) -> str:
        if self.isChecked():
            return "selected"
        return "pressed" if self.underMouse() or self.isDown() else "hover"

    def _cross_box(self) -> QRectF:
        top = (self.height() - _CROSS) / 2
        return QRectF(QPointF(self.width() - _PADDING - _CROSS + 2, top), QSize(_CROSS, _CROSS))

    def _strong(self) -> QFont:
        face = QFont(self.font())
        face.setWeight(QFont.Weight.DemiBold)
        return face

    def _text_width(self) -> int:
        return QFontMetrics(self._strong()).horizontalAdvance(self.text())


def tag_chip(tag: str, parent: QWidget | None = None) -> Chip:
    """Return a chip that, clicked, shows all items of that tag."""
    chip = Chip(tag, parent)
    chip.setAccessibleDescription(_("Show all items with this tag"))
    return chip
