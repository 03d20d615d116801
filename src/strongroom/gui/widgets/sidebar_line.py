# SPDX-License-Identifier: GPL-3.0-or-later
"""How a line of the sidebar looks: icon, name, number; or a heading."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStyle

from strongroom.gui import icons, theme
from strongroom.gui.widgets.ground import paint_ground
from strongroom.gui.widgets.text_line import TextLine

LINE = 33
HEADING = 37
INDENT = 18
_INSET = 8
_ICON = 16
_ICON_LEFT = 19
_TEXT_LEFT = 46
_HEADING_LEFT = 18
_RIGHT = 19
_GAP = 8
_HEADING_BASE = 9  # a heading stands nearer to what follows it
PLUS = 14
FOLD = 10  # the small arrow of a folder that has others in it


@dataclass(frozen=True, slots=True)
class Line:
    """What is painted; ``folded`` is None where there is nothing to unfold."""

    text: str
    icon: str
    count: int | None = None
    depth: int = 0
    folded: bool | None = None


class LinePainter:
    """The fonts of the sidebar; it keeps no text."""

    def __init__(self) -> None:
        self._name = TextLine(theme.font(theme.Text.BODY))
        self._chosen = TextLine(theme.font(theme.Text.STRONG))
        self._heading = TextLine(theme.font(theme.Text.SECTION))
        self._count = TextLine(theme.digits(theme.Text.SMALL))
        self._chosen_count = TextLine(_strong_digits())

    def paint(
        self,
        painter: QPainter,
        box: QRect,
        line: Line,
        state: QStyle.StateFlag,
        *,
        hovered: bool = False,
    ) -> None:
        """Paint a place that can be chosen."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QRectF(box).adjusted(_INSET, 0, -_INSET, -1)
        paint_ground(painter, ground, state, hovered=hovered)
        inner = box.adjusted(line.depth * INDENT, 0, 0, -1)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        self._paint_icon(painter, inner, line, chosen=chosen)
        right = self._paint_count(painter, inner, line.count, chosen=chosen)
        text = QRect(inner)
        text.setLeft(inner.left() + _TEXT_LEFT)
        text.setRight(right)
        name = self._chosen if chosen else self._name
        name.paint(painter, text, line.text, theme.colour("accent" if chosen else "text"))
        painter.restore()

    def paint_heading(
        self, painter: QPainter, box: QRect, text: str, *, plus: bool = False, lit: bool = False
    ) -> None:
        """Paint a heading, with a ``plus`` at its end where something can be added."""
        area = box.adjusted(_HEADING_LEFT, _HEADING_BASE, -_RIGHT, 0)
        self._heading.paint(painter, area, text, theme.colour("muted"))
        if plus:
            role = "text" if lit else "muted"
            picture = icons.pixmap("plus", role, PLUS, _ratio_of(painter))
            at = plus_box(box)
            painter.drawPixmap(QPointF(at.topLeft()), picture)

    def _paint_icon(self, painter: QPainter, box: QRect, line: Line, *, chosen: bool) -> None:
        ratio = _ratio_of(painter)
        role = "accent" if chosen else "muted"
        picture = icons.pixmap(line.icon, role, _ICON, ratio, filled=chosen and _fills(line.icon))
        top = box.top() + (box.height() - _ICON) / 2
        painter.drawPixmap(QPointF(box.left() + _ICON_LEFT, top), picture)
        if line.folded:
            arrow = icons.pixmap("chevron-right", "muted", FOLD, ratio)
            painter.drawPixmap(
                QPointF(box.left() + _ICON_LEFT - FOLD, box.top() + (box.height() - FOLD) / 2),
                arrow,
            )

    def _paint_count(
        self, painter: QPainter, box: QRect, count: int | None, *, chosen: bool
    ) -> int:
        """Paint the number at the end, and return where the name must end."""
        right = box.right() + 1 - _RIGHT
        if count is None:
            return right
        line = self._chosen_count if chosen else self._count
        text = str(count)
        area = QRect(box)
        area.setRight(right - 1)
        colour = theme.colour("accent" if chosen else "muted")
        line.paint(painter, area, text, colour, Qt.AlignmentFlag.AlignRight)
        return right - line.width(text) - _GAP


def plus_box(heading: QRect) -> QRect:
    """Return where the plus of a heading is drawn."""
    middle = heading.top() + (heading.height() + _HEADING_BASE) // 2
    return QRect(heading.right() + 1 - _RIGHT - PLUS, middle - PLUS // 2, PLUS, PLUS)


def _ratio_of(painter: QPainter) -> float:
    device = painter.device()
    return device.devicePixelRatioF() if device else 1.0


def _fills(icon: str) -> bool:
    return icon in {"layout-grid", "star", "folder", "folder-open", "tag"}


def _strong_digits() -> QFont:
    face = theme.digits(theme.Text.SMALL)
    face.setWeight(theme.font(theme.Text.STRONG).weight())
    return face
