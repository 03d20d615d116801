# SPDX-License-Identifier: GPL-3.0-or-later
"""The line at the foot of the unlock page: other vaults left, other methods right."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from strongroom.app.state import RecentVault
from strongroom.gui import places
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.labels import label
from strongroom.texts import _


class UnlockFoot(QWidget):
    """Tells what its person wants; ``vault_wanted`` carries the path of a recent vault."""

    vault_wanted = Signal(object)
    open_wanted = Signal()
    create_wanted = Signal()
    key_file_wanted = Signal()
    code_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.other_button = buttons.link(_("Other vault"), "chevrons-up-down")
        self.menu = QMenu(self)
        self.other_button.setMenu(self.menu)
        self.key_button = buttons.link(_("Key file"))
        self.code_button = buttons.link(_("Recovery code"))
        self.key_button.clicked.connect(self.key_file_wanted)
        self.code_button.clicked.connect(self.code_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.other_button)
        row.addStretch(1)
        row.addWidget(self.key_button)
        self._dot = label("·", tone="muted")
        row.addWidget(self._dot)
        row.addWidget(self.code_button)
        self.show_recent(())

    def show_recent(self, recent: Iterable[RecentVault]) -> None:
        """Offer the vaults opened here before, and the ways to any other."""
        self.menu.clear()
        for vault in recent:
            text = f"{vault.name}\t{places.shown_path(vault.path.parent)}".replace("&", "&&")
            self.menu.addAction(text, partial(self._want, vault.path))
        if not self.menu.isEmpty():
            self.menu.addSeparator()
        self.menu.addAction(_("Open another vault…"), self.open_wanted.emit)
        self.menu.addAction(_("Create a vault…"), self.create_wanted.emit)

    def show_by_code(self, by_code: bool) -> None:  # noqa: FBT001 - a setter
        """Offer the way back to the password, or the ways round it."""
        self.code_button.setText(_("Master password") if by_code else _("Recovery code"))
        self.key_button.setVisible(not by_code)
        self._dot.setVisible(not by_code)

    def _want(self, path: Path) -> None:
        self.vault_wanted.emit(path)
