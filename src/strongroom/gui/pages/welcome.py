# SPDX-License-Identifier: GPL-3.0-or-later
"""The first page on a new machine: three doors."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from strongroom.gui import theme
from strongroom.gui.widgets.column_page import ColumnPage
from strongroom.gui.widgets.door import Door
from strongroom.gui.widgets.labels import label
from strongroom.texts import _

_GAP = 2 * theme.GRID
_DOORS = 3 * 220 + 2 * _GAP


class WelcomePage(ColumnPage):
    """Create a vault, bring what a browser has, or open a vault that exists."""

    create_wanted = Signal()
    import_wanted = Signal()
    open_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, width=_DOORS)
        self.add_head(_("Welcome to Strongroom"), hero=True)
        purpose = label(_("Your passwords in one file that only you can open."), tone="muted")
        purpose.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.column.setSpacing(theme.GRID)
        self.column.addWidget(purpose)
        self.column.addSpacing(3 * theme.GRID)
        self.column.addLayout(self._doors())

    def showEvent(self, event: QShowEvent) -> None:
        """Begin at the first door."""
        super().showEvent(event)
        self.create_door.setFocus()

    def _doors(self) -> QHBoxLayout:
        self.create_door = Door(
            "circle-plus", _("Create a vault"), _("Start fresh. It takes less than a minute.")
        )
        self.import_door = Door(
            "download",
            _("Import from another manager"),
            _("A file from KeePass, Bitwarden, 1Password, Proton Pass, a browser and many more."),
        )
        self.open_door = Door(
            "folder-open", _("Open a vault"), _("You already have a .strongroom file.")
        )
        row = QHBoxLayout()
        row.setSpacing(_GAP)
        for door, wanted in (
            (self.create_door, self.create_wanted),
            (self.import_door, self.import_wanted),
            (self.open_door, self.open_wanted),
        ):
            door.clicked.connect(wanted)
            row.addWidget(door)
        return row
