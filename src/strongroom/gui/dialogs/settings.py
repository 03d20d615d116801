# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings: pages on the left, a search over all of them, and the rows on the right.

Nothing is written here.  A choice is told by ``chosen`` with the row's id; whoever carries
it out answers with :meth:`~SettingsDialog.show_value` or :meth:`~SettingsDialog.refuse`.

Rows are made, and a search is shown, a step at a time, whenever the window has nothing else
to do: together they would keep it from answering.
"""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from strongroom.gui import theme
from strongroom.gui.dialogs.settings_page import SettingsPage
from strongroom.gui.settings_table import BY_ID, Page, found
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.announce import announce
from strongroom.gui.widgets.card import Hairline
from strongroom.gui.widgets.empty_state import Emptiness, EmptyState, Offer
from strongroom.gui.widgets.overlay_scroll import OverlayScroll
from strongroom.gui.widgets.plain_list import PlainList
from strongroom.gui.widgets.scrolling import scrolling
from strongroom.gui.widgets.search_field import SearchField
from strongroom.gui.widgets.setting_row import SettingRow
from strongroom.gui.widgets.tinted import Tinted
from strongroom.texts import _, ngettext

_SIZE = (760, 560)
_LEAST = (560, 360)
_LEFT = 220
_SHARE = 0.9  # of the screen, at most

_PAGES = tuple(Page)


class SettingsDialog(QDialog):
    """``chosen`` carries the id of a row and what was chosen in it, None for a button."""

    chosen = Signal(str, object)

    def __init__(self, parent: QWidget, *, page: Page = Page.WINDOW) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(_("Settings"))
        self.search = SearchField()
        self.list = PlainList(_("Pages"), ())
        self.empty = EmptyState()
        self.close_button = buttons.secondary(_("Close"))
        self._pages: dict[Page, SettingsPage] = {}
        self._rows: dict[str, SettingRow] = {}
        self._found: frozenset[str] = frozenset()
        self._values: dict[str, Any] = {}
        self._lacking: dict[str, str] = {}
        self._warnings: dict[str, tuple[str, str]] = {}
        self._searched: list[Page] = []  # which still show what was found before
        self._steps = QTimer(self)
        self._lay_out()
        self._connect()
        self.go_to(page)
        self.search.setFocus()

    @property
    def page(self) -> Page:
        """The page that is shown, or was before the search."""
        return _PAGES[max(0, self.list.currentRow())]

    @property
    def pages(self) -> Mapping[Page, SettingsPage]:
        """All pages, made by now, and showing what is found."""
        while self._step():
            pass
        return self._pages

    @property
    def rows(self) -> Mapping[str, SettingRow]:
        """All rows by their ids, made by now."""
        return self._rows if self.pages else {}

    def go_to(self, page: Page) -> None:
        """Show a page; a search is over."""
        self.search.clear()
        self.list.setCurrentRow(_PAGES.index(page))
        self._show()

    def show_value(self, row: str, value: Any) -> None:
        """Show the value in force of one row; rows under it follow."""
        self._values[row] = value
        if row in self._rows:
            self._rows[row].show_value(value)
            for each in self._rows.values():
                if each.row.under == row:
                    self._judge(each)

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Show several."""
        for row, value in values.items():
            self.show_value(row, value)

    def refuse(self, row: str, sentence: str) -> None:
        """Say in the row why it could not be set so."""
        self.rows[row].refuse(sentence)

    def lack(self, row: str, sentence: str) -> None:
        """Say in the row what it cannot do without; "" where nothing is missing."""
        self._lacking[row] = sentence
        if row in self._rows:
            self._judge(self._rows[row])

    def warn(self, row: str, sentence: str, *, tone: str = "warning") -> None:
        """Say in the row what a person should know."""
        self._warnings[row] = (sentence, tone)
        if row in self._rows:
            self._judge(self._rows[row])

    def showEvent(self, event: QShowEvent) -> None:
        """Go on making what is shown, then the other pages."""
        super().showEvent(event)
        self._steps.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Escape as the end of a search first."""
        if event.key() == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
            self.search.setFocus()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """Want room for a page, as far as the screen has it."""
        screen = self.screen().availableSize()
        wide, high = (theme.scaled(length) for length in _SIZE)
        return QSize(
            min(wide, round(screen.width() * _SHARE)), min(high, round(screen.height() * _SHARE))
        )

    def _judge(self, row: SettingRow) -> None:
        """Let a row be of use, or say what is missing: something here, or a switch above it."""
        sentence = self._lacking.get(row.row.id, "")
        above = row.row.under
        if not sentence and above and not self._values.get(above, True):
            text = _("Needs “{name}”, which is off.")
            sentence = text.format(name=_(BY_ID[above].name))
        row.lack(sentence)
        if not sentence and row.row.id in self._warnings:
            warning, tone = self._warnings[row.row.id]
            row.warn(warning, tone=tone)

    def _step(self) -> bool:
        """Do the next thing that is left to do; False where nothing is."""
        if self._searched:
            self._search_page(self._searched.pop(0))
            return True
        if any(self._make_row(page) for page in (self.page, *_PAGES)):
            return True
        self._steps.stop()
        return False

    def _search_page(self, page: Page) -> None:
        while self._make_row(page):
            pass
        self._pages[page].show_found(self._found)

    def _make_page(self, page: Page) -> SettingsPage:
        """Make a page, without rows, where its place is."""
        if page not in self._pages:
            made = SettingsPage(page)
            made.hide()
            before = sum(1 for each in self._pages if _PAGES.index(each) < _PAGES.index(page))
            self._column.insertWidget(before, made)
            self._pages[page] = made
        return self._pages[page]

    def _make_row(self, page: Page) -> bool:
        """Make the next row of a page, with what is known of it; False where there is none."""
        row = self._make_page(page).make_row()
        if row is None:
            return False
        name = row.row.id
        self._rows[name] = row
        row.chosen.connect(lambda value: self.chosen.emit(name, value))
        if name in self._values:
            row.show_value(self._values[name])
        self._judge(row)
        return True

    def _lay_out(self) -> None:
        self.search.setPlaceholderText(_("Search settings"))
        self.search.setAccessibleName(_("Search settings"))
        for page in _PAGES:
            self.list.add_line(page.title, page.icon)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self._left())
        line.addWidget(Hairline(orientation=Qt.Orientation.Vertical))
        line.addWidget(self._right(), 1)
        self.setMinimumSize(*_LEAST)
        self.resize(self.sizeHint())

    def _left(self) -> QWidget:
        left = Tinted("pane")
        left.setFixedWidth(theme.scaled(_LEFT))
        column = QVBoxLayout(left)
        column.setContentsMargins(theme.GRID, 12, theme.GRID, 12)
        column.setSpacing(12)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        OverlayScroll(self.list)
        column.addWidget(self.close_button)
        return left

    def _right(self) -> QWidget:
        inside = QWidget()
        self._column = column = QVBoxLayout(inside)
        column.setContentsMargins(*[3 * theme.GRID] * 4)
        column.setSpacing(2 * theme.GRID)
        column.addStretch(1)
        self.area = scrolling(inside)
        right = QWidget()
        self._right_pane = QStackedLayout(right)
        self._right_pane.addWidget(self.area)
        self._right_pane.addWidget(self.empty)
        return right

    def _connect(self) -> None:
        self._steps.timeout.connect(self._step)
        self.search.textChanged.connect(self._show)
        self.search.moved.connect(lambda event: QApplication.sendEvent(self.list, event))
        self.list.currentRowChanged.connect(self._turn)
        self.list.itemClicked.connect(lambda _line: self.search.clear())
        self.close_button.clicked.connect(self.accept)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(self.search.start)

    def _turn(self, _row: int) -> None:
        self.search.clear()
        self._show()

    def _show(self) -> None:
        """Show the page that is chosen, or what is found."""
        text = self.search.text().strip()
        self._found = ids = found(text) if text else frozenset()
        self._searched = []
        if text:
            # What is in sight first.
            self._searched = sorted(_PAGES, key=lambda page: self._make_page(page).isHidden())
            self._steps.start()
        else:
            self._make_page(self.page)
            for name, page in self._pages.items():
                if name is self.page:
                    page.show_all()
                else:
                    page.hide()
        self._right_pane.setCurrentIndex(1 if text and not ids else 0)
        if text:
            self.list.clearSelection()  # the page to go back to stays the current one
            self._say_found(text, len(ids))
        else:
            self.list.currentItem().setSelected(True)
        self.area.verticalScrollBar().setValue(0)

    def _say_found(self, text: str, count: int) -> None:
        sentence = _("No setting has “{words}” in its name or its explanation.")
        if count:
            sentence = ngettext("{count} setting found", "{count} settings found", count)
        else:
            offer = Offer(_("Clear the search"), self.search.clear)
            said = sentence.format(words=text)
            self.empty.show_emptiness(Emptiness("search-x", _("Nothing found"), said, (offer,)))
        announce(self.search, sentence.format(words=text, count=count))
