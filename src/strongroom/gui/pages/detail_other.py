# SPDX-License-Identifier: GPL-3.0-or-later
"""What the pane shows where there is no one item to show: none, many, or none that opens."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget

from strongroom.gui import theme
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.flow_layout import FlowLayout
from strongroom.gui.widgets.icon_label import IconLabel
from strongroom.gui.widgets.labels import label
from strongroom.texts import _, ngettext

_ICON = 36


class OtherPage(QWidget):
    """An icon, a line and a sentence in the middle, and buttons for many items.

    ``wanted`` carries the id of an action of the window, ``menu_wanted`` a menu to fill.
    """

    wanted = Signal(str)
    menu_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = IconLabel("vault", "muted", _ICON)
        self.title = label("", theme.Text.CARD, wrap=True)
        self.sentence = label("", theme.Text.BODY, "muted", wrap=True)
        for text in (self.title, self.sentence):
            text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.offers: list[QPushButton] = []
        self._line = QWidget()
        self._flow = FlowLayout(self._line, gap=theme.GRID)
        page = QVBoxLayout(self)
        page.setSpacing(theme.GRID)
        page.addStretch(2)
        centre = Qt.AlignmentFlag.AlignHCenter
        page.addWidget(self._picture, 0, centre)
        page.addWidget(self.title)
        page.addWidget(self.sentence)
        page.addWidget(self._line, 0, centre)
        page.addStretch(3)

    def show_nothing(self) -> None:
        """Say that an item can be chosen."""
        sentence = _("Choose an item to see what is in it.")
        self._show("mouse-pointer-click", _("No item chosen"), sentence, ())

    def show_trouble(self, sentence: str) -> None:
        """Say why an item cannot be shown."""
        self._show("circle-alert", _("This item cannot be shown"), sentence, ())

    def show_many(self, count: int, *, trashed: bool, writable: bool) -> None:
        """Say how many are selected, and offer what can be done with all of them."""
        title = ngettext("{count} item selected", "{count} items selected", count)
        offers = _TRASHED if trashed else _LIVE
        self._show("layers", title.format(count=count), "", offers)
        for button in self.offers:
            button.setEnabled(writable)
        more = buttons.secondary(_("More"), "ellipsis", self)
        menu = QMenu(more)
        menu.aboutToShow.connect(lambda: self._fill(menu))
        more.setMenu(menu)
        self._flow.addWidget(more)
        self.offers.append(more)

    def _fill(self, menu: QMenu) -> None:
        menu.clear()
        self.menu_wanted.emit(menu)

    def _show(self, icon: str, title: str, sentence: str, offers: tuple[str, ...]) -> None:
        self._picture.show_icon(icon, "muted")
        self.title.setText(title)
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))
        for old in self.offers:
            self._flow.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.offers = [self._offer(action) for action in offers]
        self._line.setVisible(bool(offers))

    def _offer(self, action: str) -> QPushButton:
        text, icon = _texts()[action]
        make = buttons.danger if action == "delete_forever" else buttons.secondary
        button = make(text, icon, self)
        button.clicked.connect(lambda: self.wanted.emit(action))
        self._flow.addWidget(button)
        return button


_LIVE = ("favourite", "trash")
_TRASHED = ("restore", "delete_forever")


def _texts() -> dict[str, tuple[str, str]]:
    return {
        "favourite": (_("Favourite"), "star"),
        "trash": (_("Move to Trash"), "trash-2"),
        "restore": (_("Restore"), "archive-restore"),
        "delete_forever": (_("Delete forever…"), "trash-2"),
    }
