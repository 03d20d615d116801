# SPDX-License-Identifier: GPL-3.0-or-later
"""The twelve months of a year to choose one from."""

from PySide6.QtCore import QDate, QLocale, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from strongroom.gui import theme
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.chip import Chip
from strongroom.gui.widgets.dates import read_month
from strongroom.gui.widgets.labels import label
from strongroom.texts import _

_MONTHS = 12
_COLUMNS = 4


class MonthPicker(QWidget):
    """``chosen`` carries the month as YYYY-MM."""

    chosen = Signal(str)

    def __init__(self, kept: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        today = QDate.currentDate()
        self._year, self._month = read_month(kept) or (today.year(), today.month())
        self._shown = self._year
        self._title = label("", theme.Text.STRONG)
        self.months: list[Chip] = []
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(theme.GRID)
        page.addLayout(self._years())
        page.addLayout(self._grid())
        self.setFocusProxy(self.months[self._month - 1])
        self._show(self._year)

    def _years(self) -> QHBoxLayout:
        row = QHBoxLayout()
        earlier = buttons.tool("chevron-left", _("Earlier year"))
        later = buttons.tool("chevron-right", _("Later year"))
        earlier.clicked.connect(lambda: self._show(self._shown - 1))
        later.clicked.connect(lambda: self._show(self._shown + 1))
        row.addWidget(earlier)
        row.addWidget(self._title, 1, Qt.AlignmentFlag.AlignCenter)
        row.addWidget(later)
        return row

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(theme.GRID // 2)
        for number in range(_MONTHS):
            name = QLocale().standaloneMonthName(number + 1, QLocale.FormatType.ShortFormat)
            button = Chip(name, checkable=True)
            button.clicked.connect(lambda _on=False, month=number + 1: self._choose(month))
            grid.addWidget(button, number // _COLUMNS, number % _COLUMNS)
            self.months.append(button)
        return grid

    def _show(self, year: int) -> None:
        self._shown = year
        self._title.setText(str(year))
        for number, button in enumerate(self.months):
            button.setChecked(year == self._year and number + 1 == self._month)

    def _choose(self, month: int) -> None:
        self.chosen.emit(f"{self._shown:04}-{month:02}")
