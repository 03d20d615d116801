# SPDX-License-Identifier: GPL-3.0-or-later
"""The top of an item that is looked at: what can be done with it, and what it is called."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from strongroom.gui import icons, theme
from strongroom.gui.models.items import monogram_key
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.block_label import BlockLabel
from strongroom.gui.widgets.labels import ElidedLabel
from strongroom.gui.widgets.monogram import Monogram
from strongroom.gui.widgets.text_block import TextBlock
from strongroom.model.item import Overview
from strongroom.texts import _

BAR = 64  # its height, above everything
SIDE = 24  # margin of the pane, left and right


class ItemBar(QWidget):
    """Favourite, Edit, More and Lock; for an item in the trash Restore and Delete forever.

    ``wanted`` carries the id of an action of the window, ``menu_wanted`` a menu to fill.
    """

    wanted = Signal(str)
    menu_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.star = buttons.tool("star", _("Favourite"), self)
        self.star.setCheckable(True)
        self.edit = buttons.secondary(_("Edit"), "pencil", self)
        self.restore = buttons.secondary(_("Restore"), "archive-restore", self)
        self.delete = buttons.danger(_("Delete forever…"), "", self)
        self.more = buttons.tool("ellipsis", _("More"), self)
        self.lock = buttons.tool("lock", _("Lock"), self)
        asked: dict[str, QAbstractButton] = {
            "favourite": self.star,
            "edit": self.edit,
            "restore": self.restore,
            "delete_forever": self.delete,
            "lock": self.lock,
        }
        for action, asking in asked.items():
            asking.clicked.connect(lambda _on=False, action=action: self.wanted.emit(action))
        menu = QMenu(self.more)
        menu.aboutToShow.connect(lambda: self._fill(menu))
        self.more.setMenu(menu)
        self.more.setPopupMode(self.more.ToolButtonPopupMode.InstantPopup)
        self._lay_out()

    def show_item(self, seen: Overview, *, writable: bool) -> None:
        """Offer what this item allows."""
        live = seen.trashed is None
        self.more.show()
        self.star.setVisible(live)
        self.star.setChecked(seen.favourite)
        self._draw_star(on=seen.favourite)
        self.edit.setVisible(live)
        for button in (self.restore, self.delete):
            button.setVisible(not live)
        for change in (self.star, self.edit, self.restore, self.delete):
            change.setEnabled(writable)

    def show_nothing(self) -> None:
        """Offer no more than the lock."""
        for button in (self.star, self.edit, self.restore, self.delete, self.more):
            button.hide()

    def _draw_star(self, *, on: bool) -> None:
        name = _("Remove from favourites") if on else _("Add to favourites")
        self.star.setIcon(icons.icon("star", "warning" if on else "muted", filled=on))
        self.star.setToolTip(name)
        self.star.setAccessibleName(name)

    def _fill(self, menu: QMenu) -> None:
        menu.clear()
        self.menu_wanted.emit(menu)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(SIDE, 0, SIDE, 0)
        row.setSpacing(theme.GRID // 2)
        row.addStretch(1)
        for button in (self.star, self.edit, self.restore, self.delete, self.more):
            row.addWidget(button)
        row.addSpacing(theme.GRID)
        row.addWidget(self.lock)
        self.setFixedHeight(BAR)


class ItemTitle(QWidget):
    """Monogram, title, and a line that says what it is and where it lies."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = Monogram(self)
        self.title = BlockLabel(TextBlock(theme.font(theme.Text.TITLE)), self)
        self.subtitle = ElidedLabel("", theme.Text.BODY, "muted", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * theme.GRID)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addStretch(1)
        texts.addWidget(self.title)
        texts.addWidget(self.subtitle)
        texts.addStretch(1)
        row.addLayout(texts, 1)

    def show_item(self, seen: Overview, subtitle: str) -> None:
        """Show what an item is called."""
        self._picture.show_title(seen.title, monogram_key(seen))
        self.title.show_text(seen.title)
        self.subtitle.setText(subtitle)

    def sizeHint(self) -> QSize:
        """Be no lower than the monogram."""
        return super().sizeHint().expandedTo(QSize(0, theme.MONOGRAM_LARGE))
