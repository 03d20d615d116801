# SPDX-License-Identifier: GPL-3.0-or-later
"""A list of items with a search field over it, for a state that is not the open vault's."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, QEvent, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from strongroom.gui import theme
from strongroom.gui.models.items import NOTHING, Listing
from strongroom.gui.models.sifting import Sifter
from strongroom.gui.widgets.empty_state import Emptiness, EmptyState
from strongroom.gui.widgets.item_table import ItemTable
from strongroom.gui.widgets.labels import label
from strongroom.gui.widgets.search_field import SearchField
from strongroom.model.item import Overview
from strongroom.texts import _, ngettext


class ItemFinder(QWidget):
    """``chosen`` tells that something else is selected; ``empty`` says why nothing is there."""

    chosen = Signal()

    def __init__(self, name: str, empty: Emptiness, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._why = empty
        self._ids: Sequence[int] = ()
        self._items: Mapping[int, Overview] = {}
        self.search = SearchField(self)
        self.search.key = ""
        self.count = label("", theme.Text.SMALL, "muted")
        self.table = ItemTable(self)
        self.table.setAccessibleName(name)
        self.table.setDragEnabled(False)
        self.table.viewport().setAutoFillBackground(False)
        self.nothing = EmptyState(self)
        self._sifter = Sifter(self)
        self._lay_out()
        self._sifter.found.connect(self._show)
        self._sifter.finished.connect(self._finished)
        self.search.textChanged.connect(self._sift)
        self.search.moved.connect(self._move)
        self.search.entered.connect(self._enter)
        self.table.typed.connect(self.search.take)
        self.table.chosen.connect(self.chosen)

    @property
    def chosen_ids(self) -> frozenset[int]:
        """The items that are selected."""
        return frozenset(self.table.selected().ids)

    def show_items(self, ids: Sequence[int], items: Mapping[int, Overview]) -> None:
        """Show ``items`` in the order of ``ids``, those that the search leaves."""
        self._ids, self._items = ids, items
        self._sift()

    def clear(self) -> None:
        """Let go of everything."""
        self._sifter.clear()
        self._ids, self._items = (), {}
        self.table.show_listing(NOTHING, keep=False)

    def _sift(self) -> None:
        self._sifter.sift(self._ids, self._items, self.search.text())

    def _show(self, listing: Listing) -> None:
        self.table.show_listing(listing, keep=True)
        shown = len(listing.ids)
        self.count.setText(ngettext("{count:,} item", "{count:,} items", shown).format(count=shown))
        if shown:
            self._body.setCurrentWidget(self.table)

    def _finished(self) -> None:
        if not self.table.items.rowCount():
            searched = Emptiness("search-x", _("Nothing found"), _("Try fewer words."))
            self.nothing.show_emptiness(searched if self._ids else self._why)
            self._body.setCurrentWidget(self.nothing)
        self.chosen.emit()

    def _move(self, event: QKeyEvent) -> None:
        copy = QKeyEvent(QEvent.Type.KeyPress, event.key(), event.modifiers())
        QCoreApplication.sendEvent(self.table, copy)

    def _enter(self) -> None:
        if self.table.items.rowCount():
            if not self.table.currentIndex().isValid():
                self.table.choose_row(0)
            self.table.setFocus()

    def _lay_out(self) -> None:
        self._body = QStackedLayout()
        self._body.addWidget(self.table)
        self._body.addWidget(self.nothing)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(theme.GRID)
        page.addWidget(self.search)
        page.addWidget(self.count)
        page.addLayout(self._body, 1)
