# SPDX-License-Identifier: GPL-3.0-or-later
"""The days of a month to choose one from.

Arrow keys move by a day or a week, Page Up and Page Down by a month; Enter takes the day.
"""

from PySide6.QtCore import QDate, QLocale, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from strongroom.gui import theme
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.announce import announce
from strongroom.gui.widgets.dates import day_in_words
from strongroom.gui.widgets.labels import label
from strongroom.texts import _

_DAYS = 7
_WEEKS = 6
_CELL = 32
_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (-_DAYS, 0),
    Qt.Key.Key_Down: (_DAYS, 0),
    Qt.Key.Key_PageUp: (0, -1),
    Qt.Key.Key_PageDown: (0, 1),
}
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space})


class DayPicker(QWidget):
    """``chosen`` carries the day that was clicked, or taken with Enter."""

    chosen = Signal(QDate)

    def __init__(self, day: QDate | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = label("", theme.Text.STRONG)
        earlier = buttons.tool("chevron-left", _("Earlier month"))
        later = buttons.tool("chevron-right", _("Later month"))
        self.grid = DayGrid(day or QDate.currentDate(), has_day=day is not None)
        self.grid.chosen.connect(self.chosen)
        self.grid.moved.connect(self._name_month)
        earlier.clicked.connect(lambda: self.grid.move_by(0, -1))
        later.clicked.connect(lambda: self.grid.move_by(0, 1))
        head = QHBoxLayout()
        head.addWidget(earlier)
        head.addWidget(self._title, 1, Qt.AlignmentFlag.AlignCenter)
        head.addWidget(later)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(theme.GRID)
        page.addLayout(head)
        page.addWidget(self.grid)
        self.setFocusProxy(self.grid)
        self._name_month()

    def _name_month(self) -> None:
        day = self.grid.day
        name = QLocale().standaloneMonthName(day.month())
        self._title.setText(_("{month} {year}").format(month=name, year=day.year()))


class DayGrid(QWidget):
    """Six weeks, painted; the day with the focus is the one that keys move."""

    chosen = Signal(QDate)
    moved = Signal()

    def __init__(self, day: QDate, *, has_day: bool) -> None:
        super().__init__()
        self.day = day
        self._kept = day if has_day else QDate()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(day_in_words(day))

    def sizeHint(self) -> QSize:
        """Want a square for each day, and a line for their names."""
        return QSize(_DAYS * theme.scaled(_CELL), (_WEEKS + 1) * theme.scaled(_CELL))

    def move_by(self, days: int, months: int) -> None:
        """Go to another day; a screen reader hears which."""
        self.day = self.day.addDays(days).addMonths(months)
        self.setAccessibleName(day_in_words(self.day))
        announce(self, day_in_words(self.day))
        self.moved.emit()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, or take the day."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.move_by(*_STEPS[key])
        elif key in _ENTER:
            self.chosen.emit(self.day)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the day under the pointer."""
        day = self.day_at(event.position())
        if day is not None:
            self.chosen.emit(day)

    def day_at(self, at: QPointF) -> QDate | None:
        """Return the day in a place, None among the names."""
        row, column = int(at.y() // self._high), int(at.x() // self._wide)
        column = _DAYS - 1 - column if self.isRightToLeft() else column
        inside = 1 <= row <= _WEEKS and 0 <= column < _DAYS
        return self._first().addDays((row - 1) * _DAYS + column) if inside else None

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint names and days."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        first = self._first()
        painter.setFont(theme.font(theme.Text.LABEL))
        painter.setPen(theme.colour("muted"))
        for column in range(_DAYS):
            name = QLocale().standaloneDayName(
                first.addDays(column).dayOfWeek(), QLocale.FormatType.ShortFormat
            )
            painter.drawText(self._box(0, column), Qt.AlignmentFlag.AlignCenter, name)
        painter.setFont(theme.digits(theme.Text.BODY))
        for place in range(_DAYS * _WEEKS):
            self._paint_day(painter, self._box(place // _DAYS + 1, place % _DAYS), first, place)

    def _paint_day(self, painter: QPainter, box: QRectF, first: QDate, place: int) -> None:
        day = first.addDays(place)
        plate = box.adjusted(2, 2, -2, -2)
        if day == self._kept:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("selected"))
            painter.drawRoundedRect(plate, theme.RADIUS, theme.RADIUS)
        if day == self.day and self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), theme.RING))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(plate, theme.RADIUS, theme.RADIUS)
        token = "text" if day.month() == self.day.month() else "muted"
        painter.setPen(theme.colour("accent" if day == self._kept else token))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, QLocale().toString(day.day()))

    def _first(self) -> QDate:
        month = QDate(self.day.year(), self.day.month(), 1)
        start = QLocale().firstDayOfWeek().value
        return month.addDays(-((month.dayOfWeek() - start) % _DAYS))

    def _box(self, row: int, column: int) -> QRectF:
        column = _DAYS - 1 - column if self.isRightToLeft() else column
        return QRectF(column * self._wide, row * self._high, self._wide, self._high)

    @property
    def _wide(self) -> float:
        return self.width() / _DAYS

    @property
    def _high(self) -> float:
        return self.height() / (_WEEKS + 1)
