# SPDX-License-Identifier: GPL-3.0-or-later
"""The last step of a change of unlock methods: the new recovery code, to be typed back.

Where there is none it only says what will be gone, and waits for a word.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from strongroom.app.recovery_kit import RecoveryKit
from strongroom.gui import theme
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.answers import answers
from strongroom.gui.widgets.busy_button import BusyButton
from strongroom.gui.widgets.card import column
from strongroom.gui.widgets.kit_card import KitCard
from strongroom.gui.widgets.labels import label
from strongroom.texts import _


class KitStep(QWidget):
    """``finished`` carries what was typed back, ``left`` gives up."""

    finished = Signal(str)
    left = Signal()

    def __init__(self, leave: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kit = KitCard()
        self.group = QLineEdit()
        self.dropped = label(tone="warning", wrap=True)
        self.leave_button = buttons.secondary(leave)
        self.finish_button = BusyButton(_("Finish"), _("Finishing…"), large=False)
        self._once = label(
            _("This is the new recovery code. It is shown only now."), tone="muted", wrap=True
        )
        self._ask = label(_("Type its last four characters, to be sure that you have it:"))
        self._ask.setWordWrap(True)
        self.group.setAccessibleName(_("Last four characters of the recovery code"))
        self.group.setFont(theme.mono())
        layout = column(self)
        for part in (self._once, self.kit, self.dropped, self._ask, self.group):
            layout.addWidget(part)
        layout.addStretch(1)
        layout.addLayout(answers(self.leave_button, self.finish_button))
        self.finish_button.clicked.connect(self._finish)
        self.group.returnPressed.connect(self._finish)
        self.leave_button.clicked.connect(self.left)

    def show_kit(self, kit: RecoveryKit | None, dropped: str) -> None:
        """Show the code, and what will no longer open the vault."""
        self.dropped.setText(dropped)
        self.dropped.setVisible(bool(dropped))
        for part in (self._once, self.kit, self._ask, self.group):
            part.setVisible(kit is not None)
        if kit is not None:
            self.kit.show_kit(kit)

    def begin(self) -> None:
        """Put the focus where the next step is done."""
        if self.group.isHidden():
            self.leave_button.setFocus()
        else:
            self.group.setFocus()
            self.group.selectAll()

    def set_busy(self, busy: bool) -> None:  # noqa: FBT001 - a setter
        """Show that it is being done."""
        self.finish_button.set_busy(busy)
        self.group.setEnabled(not busy)

    def forget(self) -> None:
        """Let go of the code."""
        self.kit.forget()
        self.group.clear()

    def _finish(self) -> None:
        if not self.finish_button.busy:
            self.finished.emit(self.group.text())
