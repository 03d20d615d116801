# SPDX-License-Identifier: GPL-3.0-or-later
"""A row of choices of which one is taken, all of them in sight."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QWidget

from strongroom.gui import theme


class Segmented(QFrame):
    """``chosen`` carries the index of the choice; arrow keys move it."""

    chosen = Signal(int)

    def __init__(self, name: str, choices: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setProperty("segmented", True)
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(3, 3, 3, 3)
        row.setSpacing(2)
        for index, text in enumerate(choices):
            button = QPushButton(text, self)
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setProperty("role", "segment")
            button.setFont(theme.font(theme.Text.STRONG))
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self._group.addButton(button, index)
            row.addWidget(button, 1)
        self._group.buttons()[0].setChecked(True)
        self._group.idToggled.connect(self._toggled)

    @property
    def index(self) -> int:
        """Which choice is taken."""
        return self._group.checkedId()

    def choose(self, index: int) -> None:
        """Take one of the choices."""
        self._group.button(index).setChecked(True)

    def name_choices(self, texts: Sequence[str]) -> None:
        """Call the choices something else."""
        for button, text in zip(self._group.buttons(), texts, strict=True):
            button.setText(text)

    def _toggled(self, index: int, on: bool) -> None:  # noqa: FBT001 - a slot
        if on:
            self.chosen.emit(index)
