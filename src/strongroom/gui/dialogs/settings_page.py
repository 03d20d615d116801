# SPDX-License-Identifier: GPL-3.0-or-later
"""A page of the settings: its title, and its rows in cards, a heading over each group.

The same page serves a search: then it shows only the rows that were found, under its own
name as a heading.  A row takes some milliseconds to make, so whoever has the page makes its
rows one at a time.
"""

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from strongroom.gui import theme
from strongroom.gui.settings_table import Page, Row, rows_of
from strongroom.gui.widgets.labels import label
from strongroom.gui.widgets.rows_card import RowsCard
from strongroom.gui.widgets.setting_row import SettingRow
from strongroom.texts import _


class SettingsPage(QWidget):
    """``rows`` are the page's rows by their ids, as far as they are made."""

    def __init__(self, page: Page, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page = page
        self.rows: dict[str, SettingRow] = {}
        self._groups: list[tuple[QLabel | None, RowsCard, list[Row]]] = []
        self._left = rows_of(page)
        self._found: frozenset[str] | None = None
        self.title = label(page.title, theme.Text.TITLE)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.GRID)
        self._layout.addWidget(self.title)
        self._layout.addSpacing(theme.GRID)

    def make_row(self) -> SettingRow | None:
        """Make the next row in its place; None where all are made."""
        if not self._left:
            return None
        row = self._left.pop(0)
        if not self._groups or self._groups[-1][2][-1].group != row.group:
            self._begin_group(row.group)
        _heading, card, rows = self._groups[-1]
        made = self.rows[row.id] = SettingRow(row)
        shown = self._found is None or row.id in self._found
        card.add_row(made)
        made.setVisible(shown)
        rows.append(row)
        card.setVisible(shown or not card.isHidden())
        return made

    def insert(self, widget: QWidget) -> None:
        """Put ``widget`` between the title and the rows."""
        self._layout.insertWidget(2, widget)

    def show_all(self) -> None:
        """Show the whole page."""
        self._show_only(None)
        self.show()

    def show_found(self, ids: frozenset[str]) -> None:
        """Show the rows with these ids, and nothing where there is none."""
        self._show_only(ids)
        self.setVisible(bool(ids & self.rows.keys()))

    def _show_only(self, ids: frozenset[str] | None) -> None:
        self._found = ids
        self.hide()  # a page in sight would be laid out anew for every row that comes or goes
        self._show_title(searching=ids is not None)
        for heading, card, rows in self._groups:
            if heading is not None:
                heading.setVisible(ids is None)
            for row in rows:
                self.rows[row.id].setVisible(ids is None or row.id in ids)
            card.setVisible(ids is None or any(row.id in ids for row in rows))

    def _show_title(self, *, searching: bool) -> None:
        self.title.setFont(theme.font(theme.Text.SECTION if searching else theme.Text.TITLE))

    def _begin_group(self, group: str) -> None:
        heading = None
        if group:
            heading = label(_(group), theme.Text.SECTION, "muted", self)
            heading.setContentsMargins(0, theme.GRID, 0, 0)
            heading.setVisible(self._found is None)
            self._layout.addWidget(heading)
        card = RowsCard()
        card.hide()
        self._layout.addWidget(card)
        self._groups.append((heading, card, []))
