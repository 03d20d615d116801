# SPDX-License-Identifier: GPL-3.0-or-later
"""A row of a card: a small label above a value, and buttons while it is pointed at.

The whole row is one button that copies.  Label and value are painted, so that no widget's
text carries a value, and an item of fifty fields is shown within a frame.  The buttons are
made when the row first has the pointer or the focus; their place is kept free from the
start, so nothing jumps, and Tab goes from the row into them.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QEnterEvent,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QStyle, QWidget

from strongroom.gui import icons, theme
from strongroom.gui.widgets.small_tool import SmallTool
from strongroom.gui.widgets.text_block import TextBlock
from strongroom.texts import _

_LEFT, _TOP, _RIGHT, _BOTTOM = 14, 9, 10, 10
_BETWEEN = 2  # label and value
_TOOL = 32
_BAR = 3  # of a row that stands out
_LEAST = 48  # of a value
_LEAST_BESIDE = 120  # of a value that has something beside it
_WIDE = 1000  # a row that has room for all
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_BY_POINTER = frozenset({Qt.FocusReason.MouseFocusReason, Qt.FocusReason.PopupFocusReason})


@dataclass(slots=True)
class ToolSpec:
    """A button to be made: Lucide's name, what it is called, what it does."""

    icon: str
    name: str
    run: Callable[[], None]


class RowButton(SmallTool):
    """A button of a row, drawn while its row is active."""

    def __init__(self, spec: ToolSpec, row: "FieldRow") -> None:
        super().__init__(spec.icon, spec.name, row)
        self._row = row
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.clicked.connect(lambda _checked: spec.run())
        self.installEventFilter(row)

    def is_drawn(self) -> bool:
        """Return whether the row is active."""
        return self._row.active


class FieldRow(QAbstractButton):
    """Label, value, and what can be done with it; a click copies (``copy_wanted``)."""

    copy_wanted = Signal()
    large_wanted = Signal()

    def __init__(self, label: str, block: TextBlock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = label
        self.block = block
        self._specs: list[ToolSpec] = []
        self._tools: list[RowButton] = []
        self._aside: QWidget | None = None
        self._aside_first = False
        self._label_font = theme.font(theme.Text.LABEL)
        self._label_metrics = QFontMetrics(self._label_font)
        self._ring = False
        self.mark = ""
        self._tone = ""
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.clicked.connect(self.copy_wanted)

    # What it offers

    def say(self, value: str) -> None:
        """Tell screen readers the row's value; what is concealed is never passed here."""
        name = _("{label}: {value}").format(label=self.label, value=value)
        self.setAccessibleName(name)
        self.setAccessibleDescription(_("Press to copy"))

    def set_mark(self, word: str, tone: str) -> None:
        """Let the row stand out: ``word`` behind the label, a bar and a tint in ``tone``."""
        self.mark, self._tone = word, tone
        said = _("{word}; press to copy").format(word=word)
        self.setAccessibleDescription(said)
        self.update()

    def set_aside(self, widget: QWidget, *, first: bool = False) -> None:
        """Put a small widget beside the value: after the buttons, or before them.

        One that stands before them gives way where the row is narrow.
        """
        widget.setParent(self)
        self._aside, self._aside_first = widget, first

    def add_tool(self, icon: str, name: str, run: Callable[[], None]) -> ToolSpec:
        """Add a button at the end."""
        spec = ToolSpec(icon, name, run)
        self._specs.append(spec)
        return spec

    def add_copy(self) -> None:
        """Add the button that does what a click on the row does."""
        self.add_tool("copy", _("Copy {label}").format(label=self.label), self.click)

    def add_large(self) -> None:
        """Add the button that shows the value large."""
        self.add_tool("case-sensitive", _("Show in large type"), self.large_wanted.emit)

    def tools(self) -> list[RowButton]:
        """Return the buttons, made now if they are not there yet."""
        if not self._tools:
            self._tools = [RowButton(spec, self) for spec in self._specs]
            self._place()
            before: QWidget = self
            for tool in self._tools:
                tool.show()
                QWidget.setTabOrder(before, tool)
                before = tool
        return self._tools

    def last_stop(self) -> QWidget:
        """Return what Tab leaves the row from."""
        return self._tools[-1] if self._tools else self

    def follow_specs(self) -> None:
        """Show what the buttons' icons and names are now."""
        for tool, spec in zip(self._tools, self._specs, strict=False):
            tool.follow(spec.icon, spec.name)

    def value_changed(self) -> None:
        """Take note that the value needs other room, and paint it."""
        self.updateGeometry()
        self.update()

    @property
    def active(self) -> bool:
        """Whether the pointer or the focus is on the row or one of its buttons."""
        return self.underMouse() or self.hasFocus() or any(t.hasFocus() for t in self._tools)

    # Events

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Draw the buttons when the focus comes to one of them, and not when it is gone."""
        if event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            self.update()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter as a click."""
        if event.key() in _ENTER:
            self.click()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Make the buttons; show a ring where the focus came by keyboard."""
        self._ring = event.reason() not in _BY_POINTER
        super().focusInEvent(event)
        self.tools()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Make the buttons, and draw them."""
        super().enterEvent(event)
        self.tools()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Draw no buttons."""
        super().leaveEvent(event)
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer the row's buttons by name."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for spec in self._specs:
            menu.addAction(icons.icon(spec.icon), spec.name, spec.run)
        menu.popup(event.globalPos())

    # Geometry

    def hasHeightForWidth(self) -> bool:
        """Grow with a long value."""
        return True

    def heightForWidth(self, width: int, /) -> int:
        """Return the height that the value needs at that width."""
        return self._value_top() + self.block.height(self._value_width(width)) + _BOTTOM

    def sizeHint(self) -> QSize:
        """Want room for the value on one line."""
        width = self.block.width_hint() + _LEFT + _RIGHT + self._reserved(_WIDE)
        return QSize(width, self.heightForWidth(max(width, self.width())))

    def minimumSizeHint(self) -> QSize:
        """Get along with little width."""
        width = _LEFT + _RIGHT + self._reserved(0) + theme.scaled(_LEAST)
        return QSize(width, self._value_top() + self.block.line_height + _BOTTOM)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put buttons and what stands aside in their places."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        right = self.width() - _RIGHT
        aside = self._aside
        if aside is not None:
            aside.setVisible(self._has_aside(self.width()))
            hint = aside.sizeHint()
            tools = self._tools_width() + 2 * theme.GRID if self._aside_first else 0
            box = QRect(right - tools - hint.width(), 0, hint.width(), hint.height())
            self._put(aside, box)
            right -= 0 if self._aside_first else hint.width() + theme.GRID
        for number, tool in enumerate(reversed(self._tools)):
            self._put(tool, QRect(right - (number + 1) * _TOOL, 0, _TOOL, _TOOL))

    def _put(self, widget: QWidget, box: QRect) -> None:
        # Beside the first line of a long value, in the middle of a short one.
        middle = min(self.height(), self.minimumSizeHint().height()) // 2
        box.moveTop(middle - box.height() // 2)
        widget.setGeometry(QStyle.visualRect(self.layoutDirection(), self.rect(), box))

    def _tools_width(self) -> int:
        return len(self._specs) * _TOOL

    def _reserved(self, width: int) -> int:
        aside = self._aside_width() if self._has_aside(width) else 0
        return self._tools_width() + aside + theme.GRID

    def _aside_width(self) -> int:
        gap = 2 * theme.GRID if self._aside_first else theme.GRID
        return self._aside.sizeHint().width() + gap if self._aside else 0

    def _has_aside(self, width: int) -> bool:
        room = width - _LEFT - _RIGHT - self._tools_width() - self._aside_width()
        return not self._aside_first or room >= theme.scaled(_LEAST_BESIDE)

    def _value_width(self, width: int) -> int:
        return max(1, width - _LEFT - _RIGHT - self._reserved(width))

    def _value_top(self) -> int:
        return _TOP + self._label_metrics.height() + _BETWEEN

    # Paint

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground, label and value, and a ring where the keyboard is."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.mark:
            self._paint_mark(painter)
        if self.isDown() or self.underMouse():
            self._fill(painter, "pressed" if self.isDown() else "hover")
        self._paint_label(painter)
        width = self._value_width(self.width())
        box = QRect(_LEFT, self._value_top(), width, self.height() - self._value_top())
        box = QStyle.visualRect(self.layoutDirection(), self.rect(), box)
        self.block.paint(painter, QRectF(box))
        if self.hasFocus() and self._ring:
            half = theme.RING / 2
            painter.setPen(QPen(theme.colour("accent"), theme.RING))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = QRectF(self.rect()).adjusted(half, half, -half, -half)
            painter.drawRoundedRect(ring, theme.RADIUS - 1, theme.RADIUS - 1)

    def _paint_label(self, painter: QPainter) -> None:
        metrics = self._label_metrics
        box = QRect(_LEFT, _TOP, self._value_width(self.width()), metrics.height())
        box = QStyle.visualRect(self.layoutDirection(), self.rect(), box)
        behind = f" · {self.mark}" if self.mark else ""
        room = box.width() - metrics.horizontalAdvance(behind)
        text = metrics.elidedText(self.label, Qt.TextElideMode.ElideRight, room)
        painter.setFont(self._label_font)
        painter.setPen(theme.colour("muted"))
        side = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, text)
        if behind:
            before = metrics.horizontalAdvance(text)
            left, right = (0, -before) if self.isRightToLeft() else (before, 0)
            rest = box.adjusted(left, 0, right, 0)
            painter.setPen(theme.colour(self._tone))
            painter.drawText(rest, side | Qt.AlignmentFlag.AlignVCenter, behind)

    def _paint_mark(self, painter: QPainter) -> None:
        """Tint the row, and draw a bar at the side where reading begins."""
        self._fill(painter, theme.tint(self._tone))
        bar = QRect(0, theme.GRID, _BAR, self.height() - 2 * theme.GRID)
        bar = QStyle.visualRect(self.layoutDirection(), self.rect(), bar)
        painter.setBrush(theme.colour(self._tone))
        painter.drawRoundedRect(QRectF(bar), _BAR / 2, _BAR / 2)

    def _fill(self, painter: QPainter, ground: str | QColor) -> None:
        """Fill the row; the corners that lie in a card's corner are round as the card's."""
        card = self.parentWidget()
        first = card is not None and self.y() <= 1
        last = card is not None and self.geometry().bottom() >= card.height() - 2
        box, radius = QRectF(self.rect()), float(theme.RADIUS - 1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(ground) if isinstance(ground, str) else ground)
        painter.drawRoundedRect(box, radius, radius)
        if not first:
            painter.drawRect(QRectF(0, 0, box.width(), radius))
        if not last:
            painter.drawRect(QRectF(0, box.height() - radius, box.width(), radius))
