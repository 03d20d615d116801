# SPDX-License-Identifier: GPL-3.0-or-later
"""After a vault was made: its recovery kit, to be put on paper now, as it is shown only once."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from strongroom.app.recovery_kit import RecoveryKit
from strongroom.gui import theme
from strongroom.gui.widgets.busy_button import BusyButton
from strongroom.gui.widgets.column_page import ColumnPage
from strongroom.gui.widgets.kit_card import KitCard
from strongroom.gui.widgets.labels import label
from strongroom.texts import _

_WIDTH = 400


class RecoveryKitPage(ColumnPage):
    """``done`` leaves; without print or file it takes a second press, which is said."""

    done = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, width=_WIDTH)
        self.card = KitCard()
        self.done_button = BusyButton(_("Done"), "")
        self._kept = False
        self._warned = False
        self.add_head(_("Your recovery kit"))
        purpose = label(
            _("This code opens the vault if you forget the master password. It is shown only now."),
            tone="muted",
            wrap=True,
        )
        purpose.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._warning = label(kind=theme.Text.SMALL, tone="warning", wrap=True)
        self._warning.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._warning.hide()
        self.column.addWidget(purpose)
        self.column.addSpacing(theme.GRID)
        for part in (self.card, self._warning, self.done_button):
            self.column.addWidget(part)
        self.card.kept.connect(self._keep)
        self.done_button.clicked.connect(self._leave)

    def show_kit(self, kit: RecoveryKit) -> None:
        """Show ``kit`` until ``done``."""
        self._kept = self._warned = False
        self._warning.hide()
        self.card.show_kit(kit)
        self.card.print_button.setFocus()

    def forget(self) -> None:
        """Let go of the code."""
        self.card.forget()

    def _keep(self) -> None:
        self._kept = True
        self._warning.hide()

    def _leave(self) -> None:
        if not self._kept and not self._warned:
            self._warned = True
            sentence = _(
                "It is neither printed nor saved. If you have written it down, press Done again."
            )
            self._warning.setText(sentence)
            self._warning.show()
            return
        self.forget()
        self.done.emit()
