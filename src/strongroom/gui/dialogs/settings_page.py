# SPDX-License-Identifier: GPL-3.0-or-later
"""A page of the settings: its title, and its rows in cards, a heading over each group.

The same page serves a search: then it shows only the rows that were found, under its own
name as a heading.
"""

from itertools import groupby

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from strongroom.gui import theme
from strongroom.gui.settings_table import Page, Row, rows_of
from strongroom.gui.widgets.labels import label
from strongroom.gui.widgets.rows_card import RowsCard
from strongroom.gui.widgets.setting_row import SettingRow
from strongroom.texts import _


class SettingsPage(QWidget):
    """``rows`` are the page's rows by their ids; ``foot`` is for what only one page has."""

    def __init__(self, page: Page, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page = page
        self.rows: dict[str, SettingRow] = {}
        self._groups: list[tuple[QLabel | None, RowsCard, list[Row]]] = []
        self.title = label(page.title, theme.Text.TITLE)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.GRID)
        self._layout.addWidget(self.title)
        self._layout.addSpacing(theme.GRID)
        for group, rows in groupby(rows_of(page), lambda row: row.group):
            self._add_group(group, list(rows))

    def insert(self, widget: QWidget) -> None:
        """Put ``widget`` between the title and the rows."""
        self._layout.insertWidget(2, widget)

    def show_all(self) -> None:
        """Show the whole page."""
        self._show_title(searching=False)
        for heading, card, rows in self._groups:
            card.show()
            if heading is not None:
                heading.show()
            for row in rows:
                self.rows[row.id].show()

    def show_found(self, ids: frozenset[str]) -> None:
        """Show the rows with these ids, and nothing where there is none."""
        self._show_title(searching=True)
        self.setVisible(bool(ids & self.rows.keys()))
        for heading, card, rows in self._groups:
            if heading is not None:
                heading.hide()
            for row in rows:
                self.rows[row.id].setVisible(row.id in ids)
            card.setVisible(any(row.id in ids for row in rows))

    def _show_title(self, *, searching: bool) -> None:
        self.title.setFont(theme.font(theme.Text.SECTION if searching else theme.Text.TITLE))

    def _add_group(self, group: str, rows: list[Row]) -> None:
        heading = None
        if group:
            heading = label(_(group), theme.Text.SECTION, "muted")
            heading.setContentsMargins(0, theme.GRID, 0, 0)
            self._layout.addWidget(heading)
        card = RowsCard()
        for row in rows:
            self.rows[row.id] = SettingRow(row)
            card.add_row(self.rows[row.id])
        self._layout.addWidget(card)
        self._groups.append((heading, card, rows))
