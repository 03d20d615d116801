# SPDX-License-Identifier: GPL-3.0-or-later
"""The line at the foot of the unlock page: other vaults left, other methods right."""

from collections.abc import Iterable
from functools import partial
from itertools import zip_longest
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from strongroom.app.state import RecentVault
from strongroom.gui import places
from strongroom.gui.pages.ways_in import WayIn
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
    password_wanted = Signal()
    quick_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.other_button = buttons.link(_("Other vault"), "chevrons-up-down")
        self.menu = QMenu(self)
        self.other_button.setMenu(self.menu)
        self.quick_button = buttons.link("")
        self.password_button = buttons.link(WayIn.PASSWORD.name_of_it)
        self.key_button = buttons.link(_("Key file"))
        self.code_button = buttons.link(WayIn.CODE.name_of_it)
        self.quick_button.clicked.connect(self.quick_wanted)
        self.password_button.clicked.connect(self.password_wanted)
        self.key_button.clicked.connect(self.key_file_wanted)
        self.code_button.clicked.connect(self.code_wanted)
        self._ways = (
            self.quick_button,
            self.password_button,
            self.key_button,
            self.code_button,
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.other_button)
        row.addStretch(1)
        self._dots = tuple(label("·", tone="muted") for _way in self._ways[1:])
        for way, dot in zip_longest(self._ways, self._dots):
            row.addWidget(way)
            if dot is not None:
                row.addWidget(dot)
        self.show_recent(())
        self.show_way(WayIn.PASSWORD)

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

    def show_way(self, way: WayIn, quick: WayIn | None = None) -> None:
        """Offer the other ways than ``way``; ``quick`` is quick unlock's, where it is in force."""
        plain = way is WayIn.PASSWORD
        self.quick_button.setText(quick.name_of_it if quick is not None else "")
        shown = (quick is not None and not way.quick, not plain, plain, plain)
        for button, wanted in zip(self._ways, shown, strict=True):
            button.setVisible(wanted)
        for at, dot in enumerate(self._dots):  # one between two that are shown
            dot.setVisible(shown[at] and any(shown[at + 1 :]))

    def _want(self, path: Path) -> None:
        self.vault_wanted.emit(path)
