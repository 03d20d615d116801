# SPDX-License-Identifier: GPL-3.0-or-later
"""Buttons of the sidebar that are painted as its lines are: the vault's name, and Trash."""

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QEnterEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QStyle, QStyleOptionButton, QWidget

from strongroom.gui import icons, theme
from strongroom.gui.models.dragging import dragged_items
from strongroom.gui.models.outline import Node
from strongroom.gui.models.sidebar import spoken
from strongroom.gui.widgets.ground import paint_ground
from strongroom.gui.widgets.sidebar_line import LINE, Line, LinePainter
from strongroom.gui.widgets.text_line import TextLine
from strongroom.texts import _

_INSET = 8
_MARK = 20
_MARK_LEFT = 19
_NAME_LEFT = 50
_CHEVRON = 16


class _RowButton(QAbstractButton):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hovered = False

    def sizeHint(self) -> QSize:
        """Be as high as a line of the sidebar."""
        return QSize(theme.SIDEBAR, theme.scaled(LINE))

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the hover ground."""
        self._hover(on=True)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Drop the hover ground."""
        self._hover(on=False)
        super().leaveEvent(event)

    def _hover(self, *, on: bool) -> None:
        self.hovered = on
        self.update()

    def state(self) -> QStyle.StateFlag:
        """Return the button's state in the style's words."""
        option = QStyleOptionButton()
        option.initFrom(self)
        state: QStyle.StateFlag = option.state
        if self.isChecked():
            state |= QStyle.StateFlag.State_Selected
        return state


class SwitcherButton(_RowButton):
    """The open vault's name; it opens the menu of vaults, and of everything else."""

    def show_name(self, name: str) -> None:
        """Show what the vault is called."""
        self.setText(name)
        self.setAccessibleName(_("Vault {name}, switch or open the menu").format(name=name))
        self.setToolTip(_("Vaults and menu"))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the mark, the name, and the arrows of a switcher."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self.rect()
        ground = QRectF(box).adjusted(_INSET, 0, -_INSET, -1)
        paint_ground(painter, ground, self.state(), hovered=self.hovered or self.isDown())
        ratio = self.devicePixelRatioF()
        middle = (box.height() - 1) / 2
        mark = icons.pixmap(icons.MARK, "accent", _MARK, ratio)
        painter.drawPixmap(QPointF(_MARK_LEFT, middle - _MARK / 2), mark)
        arrows = icons.pixmap("chevrons-up-down", "muted", _CHEVRON, ratio)
        right = box.width() - _MARK_LEFT - _CHEVRON
        painter.drawPixmap(QPointF(right, middle - _CHEVRON / 2), arrows)
        area = QRect(_NAME_LEFT, 0, right - _NAME_LEFT - theme.GRID, box.height() - 1)
        line = TextLine(theme.font(theme.Text.STRONG))
        line.paint(painter, area, self.text(), theme.colour("text"))


class TrashButton(_RowButton):
    """Trash, at the foot of the sidebar; items can be dropped on it."""

    dropped = Signal(object)
    above = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setAcceptDrops(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setText(_("Trash"))
        self._count: int | None = None
        self._take_fonts()
        theme.changes().changed.connect(self._take_fonts)
        self.show_count(0)

    def _take_fonts(self) -> None:
        self._painter = LinePainter()

    def show_count(self, count: int) -> None:
        """Show how many items lie in the trash; nothing for none."""
        self._count = count or None
        self.setAccessibleName(spoken(Node(_("Trash"), count=self._count)))
        self.update()

    def nextCheckState(self) -> None:
        """Stay chosen when clicked again: another place ends that, not a second click."""
        self.setChecked(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back to the places above with the arrow key."""
        if event.key() == Qt.Key.Key_Up:
            self.above.emit()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take items."""
        if dragged_items(event.mimeData()):
            event.setDropAction(Qt.DropAction.MoveAction)
            event.accept()
            self._hover(on=True)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Go on taking them."""
        event.setDropAction(Qt.DropAction.MoveAction)
        event.setAccepted(bool(dragged_items(event.mimeData())))

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Put the light out."""
        self._hover(on=False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell what was dropped."""
        self._hover(on=False)
        event.setDropAction(Qt.DropAction.MoveAction)
        event.accept()
        self.dropped.emit(dragged_items(event.mimeData()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it as a line of the sidebar."""
        line = Line(self.text(), "trash-2", self._count)
        self._painter.paint(QPainter(self), self.rect(), line, self.state(), hovered=self.hovered)
