# SPDX-License-Identifier: GPL-3.0-or-later
"""A layout that sets its widgets like words: left to right, on to the next line.

After Qt's own "flow layout" example; in a right-to-left language the line starts right.
"""

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Widgets of different width, as many on a line as fit."""

    def __init__(self, parent: QWidget | None = None, *, gap: int, centred: bool = False) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self._centred = centred
        self.setContentsMargins(QMargins())

    def addItem(self, item: QLayoutItem, /) -> None:
        """Take one more at the end."""
        self._items.append(item)

    def insert_widget(self, index: int, widget: QWidget) -> None:
        """Put ``widget`` before what is at ``index``."""
        self.addWidget(widget)
        self._items.insert(index, self._items.pop())
        self.invalidate()

    def count(self) -> int:
        """Return how many there are."""
        return len(self._items)

    def itemAt(self, index: int, /) -> QLayoutItem | None:
        """Return one of them, None beyond the end as Qt wants it."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int, /) -> QLayoutItem | None:
        """Give one of them away."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Want no more room than the lines take."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Take more lines where there is less width."""
        return True

    def heightForWidth(self, width: int, /) -> int:
        """Return the height of all lines at ``width`` pixels."""
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect, /) -> None:
        """Set the words."""
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        """Ask for one line; it gets along with less width."""
        hints = [item.sizeHint() for item in self._items]
        width = sum(hint.width() for hint in hints) + self._gap * max(0, len(hints) - 1)
        return QSize(width, self._arrange(QRect(0, 0, max(1, width), 0), move=False))

    def minimumSize(self) -> QSize:
        """Return the size of the widest one."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        top = rect.y()
        for line in self._lines(rect.width()):
            height = max(size.height() for _item, size in line)
            left = rect.x() + self._indent(rect.width(), [size for _item, size in line])
            for item, size in line:
                # What is lower than its line stands in the middle of it.
                at = QPoint(left, top + (height - size.height()) // 2)
                if move:
                    item.setGeometry(self._mirrored(rect, at, size))
                left += size.width() + self._gap
            top += height + self._gap
        return max(0, top - self._gap - rect.y())

    def _indent(self, width: int, sizes: list[QSize]) -> int:
        used = sum(size.width() for size in sizes) + self._gap * (len(sizes) - 1)
        return max(0, width - used) // 2 if self._centred else 0

    def _lines(self, width: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
        room = 0
        for item in self._items:
            size = item.sizeHint()
            if item.isEmpty():
                continue
            size.setWidth(min(size.width(), width))
            if not lines or size.width() > room:
                lines.append([])
                room = width
            lines[-1].append((item, size))
            room -= size.width() + self._gap
        return lines

    def _mirrored(self, rect: QRect, at: QPoint, size: QSize) -> QRect:
        widget = self.parentWidget()
        if widget is not None and widget.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            at.setX(rect.right() + 1 - (at.x() - rect.x()) - size.width())
        return QRect(at, size)
