# SPDX-License-Identifier: GPL-3.0-or-later
"""The middle pane: search field, how many, in which order, the items, and New item."""

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from strongroom.gui import icons, theme
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.empty_state import Emptiness, EmptyState
from strongroom.gui.widgets.item_table import ItemTable
from strongroom.gui.widgets.labels import label
from strongroom.gui.widgets.search_field import SearchField
from strongroom.gui.widgets.tinted import Tinted
from strongroom.texts import _

_MARGIN = 12
_COUNT_LEFT = 16
_SORT_RIGHT = 9
_UNDER_SEARCH = 8
_UNDER_COUNT = 5


class ListPane(Tinted):
    """``searched`` gives what stands in the search field; the buttons are the page's."""

    searched = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("pane", parent)
        self.search = SearchField(self)
        self.count = label("", theme.Text.SMALL, "muted")
        self.sort = _sort_button(self)
        self.notice = label("", theme.Text.SMALL, "warning", wrap=True)
        self.table = ItemTable(self)
        self.empty = EmptyState(self)
        self.new = buttons.primary(_("New item"), "plus", self)
        self.new.setMinimumHeight(theme.scaled(theme.CONTROL))
        self.clear_out = buttons.secondary(_("Empty Trash…"), "trash-2", self)
        self.clear_out.hide()
        self.notice.hide()
        self.setMinimumWidth(theme.LIST_LEAST)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setContentsMargins(_COUNT_LEFT, _UNDER_SEARCH, _SORT_RIGHT, _UNDER_COUNT)
        line.addWidget(self.count, 1)
        line.addWidget(self.sort)
        self._body = QStackedLayout()
        self._body.addWidget(self.table)
        self._body.addWidget(self.empty)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, _MARGIN, 0, _MARGIN)
        page.setSpacing(0)
        page.addLayout(_inset(self.search))
        page.addLayout(line)
        page.addLayout(_inset(self.notice))
        page.addLayout(self._body, 1)
        page.addSpacing(theme.GRID)
        page.addLayout(_inset(self.new))
        page.addLayout(_inset(self.clear_out))

    def _connect(self) -> None:
        self.search.textChanged.connect(self.searched)
        self.search.moved.connect(self._move)
        self.search.entered.connect(self._enter)
        self.table.typed.connect(self.search.take)

    def show_count(self, text: str, notice: str = "") -> None:
        """Show how many items there are, and what the search did not understand."""
        self.count.setText(text)
        self.notice.setText(notice)
        self.notice.setVisible(bool(notice))

    def show_emptiness(self, empty: Emptiness | None) -> None:
        """Show why there is nothing, or the items where there are some."""
        if empty is not None:
            self.empty.show_emptiness(empty)
            if self.table.hasFocus():  # which would go to a button otherwise
                self.search.setFocus()
        self._body.setCurrentIndex(0 if empty is None else 1)

    def show_trash(self, *, trash: bool, full: bool) -> None:
        """Offer what is done in this place: a new item, or to empty the trash."""
        self.new.setVisible(not trash)
        self.clear_out.setVisible(trash and full)

    def show_sort(self, name: str) -> None:
        """Show the order in force on its button."""
        self.sort.setText(name)
        self.sort.setAccessibleName(_("Sorted by {order}").format(order=name))

    def _move(self, event: QKeyEvent) -> None:
        copy = QKeyEvent(QEvent.Type.KeyPress, event.key(), event.modifiers())
        QCoreApplication.sendEvent(self.table, copy)

    def _enter(self) -> None:
        if self.table.items.rowCount():
            if not self.table.currentIndex().isValid():
                self.table.choose_row(0)
            self.table.setFocus(Qt.FocusReason.TabFocusReason)


def _inset(widget: QWidget) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
    line.addWidget(widget)
    return line


def _sort_button(parent: QWidget) -> QPushButton:
    button = buttons.link("", parent=parent)
    button.setIcon(icons.icon("chevron-down", "muted"))
    button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    button.setFont(theme.font(theme.Text.SMALL))
    return button
