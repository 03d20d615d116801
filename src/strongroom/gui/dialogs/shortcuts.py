# SPDX-License-Identifier: GPL-3.0-or-later
"""Every key of the window on one page, read from the same table that makes them work."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from strongroom.gui import menus, theme
from strongroom.gui.actions import BY_ID, Action, keys_text
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.answers import answers
from strongroom.gui.widgets.labels import label
from strongroom.texts import _

_SIZE = (560, 520)


class Shortcuts(QDialog):
    """The keys, grouped as the menus are, in two columns."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(_("Keyboard shortcuts"))
        self.resize(theme.scaled(_SIZE[0]), theme.scaled(_SIZE[1]))
        close = buttons.secondary(_("Close"), parent=self)
        close.clicked.connect(self.accept)
        close.setDefault(True)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setWidget(_page())
        page = QVBoxLayout(self)
        page.setContentsMargins(*[3 * theme.GRID] * 4)
        page.setSpacing(theme.GRID)
        page.addWidget(label(_("Keyboard shortcuts"), theme.Text.TITLE))
        page.addWidget(area, 1)
        page.addLayout(answers(close))
        area.setFocus()


def keyed(menu: menus.Menu) -> list[Action]:
    """Return the actions of a menu that have a key, in the menu's order."""
    ids = [entry for entry in menu.entries if isinstance(entry, str) and entry in BY_ID]
    return [BY_ID[entry] for entry in ids if BY_ID[entry].shortcuts]


def _page() -> QWidget:
    page = QWidget()
    grid = QGridLayout(page)
    grid.setContentsMargins(0, 0, theme.GRID, 0)
    grid.setVerticalSpacing(theme.GRID // 2)
    grid.setColumnStretch(0, 1)
    row = 0
    for menu in menus.BAR:
        heading = label(_(menu.title).replace("&", ""), theme.Text.SECTION, "muted")
        heading.setContentsMargins(0, 2 * theme.GRID if row else 0, 0, theme.GRID // 2)
        grid.addWidget(heading, row, 0, 1, 2)
        row += 1
        for action in keyed(menu):
            grid.addWidget(label(_(action.text).rstrip("…")), row, 0)
            keys = label(keys_text(action), tone="muted")
            keys.setFont(theme.digits(theme.Text.BODY))
            grid.addWidget(keys, row, 1, Qt.AlignmentFlag.AlignRight)
            row += 1
    grid.setRowStretch(row, 1)
    return page
