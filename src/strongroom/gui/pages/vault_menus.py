# SPDX-License-Identifier: GPL-3.0-or-later
"""The menus of an open vault: what opens, and where.  What they hold is in ``gui/menus.py``."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from strongroom.gui import menus, theme
from strongroom.gui.models.outline import FOLDERS, Node
from strongroom.gui.pages.vault_list import VaultList
from strongroom.gui.pages.vault_words import SORTS
from strongroom.model.scopes import Place, Sort
from strongroom.texts import _


class VaultMenus(QObject):
    """Opens menus over ``page``; ``trashed`` tells what kind of item is selected."""

    def __init__(
        self,
        page: QWidget,
        actions: Mapping[str, QAction],
        items: VaultList,
        trashed: Callable[[], bool],
    ) -> None:
        super().__init__(page)
        self._page = page
        self._actions = actions
        self._items = items
        self._trashed = trashed

    def pop_up(self, action_id: str, over: QWidget) -> None:
        """Open the menu that belongs to an action, as its key does."""
        menu = self._actions[action_id].menu()
        if isinstance(menu, QMenu):
            menu.popup(over.mapToGlobal(QPoint(theme.GRID, over.height() // 3)))

    def show_below(self, over: QWidget, fill: Callable[[QMenu], None]) -> None:
        """Open a menu that ``fill`` fills, below a widget."""
        menu = self._passing()
        fill(menu)
        menu.popup(over.mapToGlobal(QPoint(theme.GRID, over.height())))

    def show_kinds(self, over: QWidget) -> None:
        """Open the menu of kinds for a new item, above a widget."""
        menu = menus.fill(self._passing(), menus.NEW_ITEM.entries, self._actions)
        menu.popup(over.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def fill_item(self, menu: QMenu) -> None:
        """Fill a menu with what can be done with the selected items."""
        entries = menus.ON_TRASHED if self._trashed() else menus.ON_ITEM
        menus.fill_possible(menu, entries, self._actions)

    def show_item(self, at: QPoint) -> None:
        """Open the menu of the selected items."""
        menu = self._passing()
        self.fill_item(menu)
        menu.popup(at)

    def show_place(self, node: Node | None, at: QPoint) -> None:
        """Open the menu of a line of the sidebar, or of the room beside all lines."""
        menu = menus.fill_possible(self._passing(), _entries_on(node), self._actions)
        if menu.actions():
            menu.popup(at)

    def fill_sorts(self, menu: QMenu) -> None:
        """Fill a menu with the orders there are."""
        for sort, name in SORTS.items():
            entry = menu.addAction(_(name))
            entry.setCheckable(True)
            entry.setChecked(sort == self._items.question.sort)
            entry.triggered.connect(partial(self._sort_by, sort))

    def _sort_by(self, sort: Sort, _on: object = None) -> None:
        self._items.sort_by(sort)

    def _passing(self) -> QMenu:
        menu = QMenu(self._page)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu


def _entries_on(node: Node | None) -> tuple[menus.Entry, ...]:
    if node is None or node.section == FOLDERS:
        return menus.ON_FOLDERS
    place = node.scope.place if node.scope is not None else None
    on = {Place.FOLDER: menus.ON_FOLDER, Place.TAG: menus.ON_TAG, Place.TRASH: menus.ON_TRASH}
    return on.get(place, menus.ON_FOLDERS) if place is not None else ()
