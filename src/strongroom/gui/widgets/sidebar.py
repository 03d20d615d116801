# SPDX-License-Identifier: GPL-3.0-or-later
"""The left pane: which vault, which place in it, and the trash at its foot."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from strongroom.gui import theme
from strongroom.gui.models.catalogue import Tally
from strongroom.gui.models.outline import Node, Outline
from strongroom.gui.widgets.row_button import SwitcherButton, TrashButton
from strongroom.gui.widgets.sidebar_tree import SidebarTree
from strongroom.gui.widgets.tinted import Tinted
from strongroom.model.scopes import Scope
from strongroom.texts import _

_TOP = 16
_UNDER_SWITCHER = 12
_FOOT = 11


class Sidebar(Tinted):
    """``chosen`` gives a scope; what is dropped on a place is told with that place."""

    chosen = Signal(object)
    dropped_items = Signal(object, object)
    dropped_folder = Signal(object, object)
    menu_wanted = Signal(object, object)
    folder_wanted = Signal()
    rename_wanted = Signal()
    delete_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("window", parent)
        self.switcher = SwitcherButton(self)
        self.tree = SidebarTree(self)
        self.trash = TrashButton(self)
        self.setMinimumWidth(theme.SIDEBAR_LEAST)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, _TOP, 0, _FOOT)
        page.setSpacing(0)
        page.addWidget(self.switcher)
        page.addSpacing(_UNDER_SWITCHER)
        page.addWidget(self.tree, 1)
        page.addSpacing(theme.GRID)
        page.addWidget(self.trash)
        self._connect()

    def _connect(self) -> None:
        self.tree.chosen.connect(self._take)
        self.tree.dropped_items.connect(self.dropped_items)
        self.tree.dropped_folder.connect(self.dropped_folder)
        self.tree.menu_wanted.connect(self.menu_wanted)
        self.tree.folder_wanted.connect(self.folder_wanted)
        self.tree.rename_wanted.connect(self.rename_wanted)
        self.tree.delete_wanted.connect(self.delete_wanted)
        self.tree.below.connect(self.trash.setFocus)
        self.tree.below.connect(self.trash.click)
        self.trash.clicked.connect(lambda: self._take(Scope.trash()))
        self.trash.dropped.connect(lambda ids: self.dropped_items.emit(ids, Scope.trash()))
        self.trash.above.connect(self._up_from_trash)
        self.trash.customContextMenuRequested.connect(
            lambda at: self.menu_wanted.emit(
                Node(_("Trash"), scope=Scope.trash()), self.trash.mapToGlobal(at)
            )
        )

    def set_writable(self, *, writable: bool) -> None:
        """Offer to add folders, or not."""
        self.tree.may_add = writable
        self.tree.viewport().update()

    def show_outline(self, nodes: Outline, tally: Tally, scope: Scope) -> bool:
        """Show the places with ``scope`` chosen; False where it is no longer among them."""
        found = self.tree.show_outline(nodes, scope)
        self.trash.show_count(tally.trashed)
        self.trash.setChecked(scope == Scope.trash())
        return found or scope == Scope.trash()

    def choose(self, scope: Scope) -> None:
        """Take a place, as if it had been clicked."""
        self._take(scope)

    def mark(self, scope: Scope) -> None:
        """Show ``scope`` as the chosen one, and tell nobody."""
        self.tree.choose(scope)
        self.trash.setChecked(scope == Scope.trash())

    def _take(self, scope: Scope) -> None:
        self.mark(scope)
        self.chosen.emit(scope)

    def _up_from_trash(self) -> None:
        self.tree.setFocus()
        self.tree.choose_last()
