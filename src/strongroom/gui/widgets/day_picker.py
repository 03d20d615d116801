# SPDX-License-Identifier: GPL-3.0-or-later
"""A calendar of one month to choose a day from."""

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QWidget

from strongroom.gui import theme


class DayPicker(QCalendarWidget):
    """``chosen`` carries the day that was clicked, or taken with Enter."""

    chosen = Signal(QDate)

    def __init__(self, day: QDate | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.ShortDayNames)
        self.setGridVisible(False)
        plain = QTextCharFormat()
        plain.setForeground(theme.colour("text"))
        for weekend in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.setWeekdayTextFormat(weekend, plain)
        if day is not None:
            self.setSelectedDate(day)
        self.clicked.connect(self.chosen)
        self.activated.connect(self.chosen)
