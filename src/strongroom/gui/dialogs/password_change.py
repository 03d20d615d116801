# SPDX-License-Identifier: GPL-3.0-or-later
"""Changing the master password, in two steps: the passwords, then the new recovery code."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from strongroom.errors import StrongroomError, WrongKey
from strongroom.gui.dialogs.two_steps import TwoSteps
from strongroom.gui.pages.wanted_change import WantedChange
from strongroom.gui.widgets.busy_button import BusyButton
from strongroom.gui.widgets.card import Card
from strongroom.gui.widgets.key_file_place import KeyFilePlace
from strongroom.gui.widgets.labels import label
from strongroom.gui.widgets.new_password import NewPassword
from strongroom.gui.widgets.option_row import OptionRow
from strongroom.gui.widgets.proof import Proof
from strongroom.gui.widgets.switch import Switch
from strongroom.model.credentials import NewUnlock
from strongroom.secret import SecretBytes
from strongroom.texts import _


class PasswordChange(TwoSteps):
    """``wanted`` carries a ``WantedChange``.

    The recovery ``code`` that opened the vault a moment ago is not asked for once more.
    After it the key file may be lost: a new one is offered.
    """

    def __init__(
        self,
        parent: QWidget,
        *,
        code: SecretBytes | None = None,
        key_file: Path | None = None,
        vault: Path | None = None,
    ) -> None:
        proof = Proof(by_code=code is not None)
        super().__init__(
            parent,
            title=_("Change master password") if code is None else _("New master password"),
            deed=BusyButton(_("Change password"), _("Changing…"), large=False),
            leave=_("Keep the old password"),
            proof=proof,
        )
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.current, self.method_button, self.key_file = (
            proof.field,
            proof.method_button,
            proof.key_file,
        )
        self.change_button = self.deed
        self.password = NewPassword()
        self.recovery = Switch(_("Recovery kit"))
        self.recovery.setChecked(True)
        beside = vault or Path.home() / _("Personal")
        without = _("None: the password opens the vault alone.")
        self.new_key_file = KeyFilePlace(
            without if code is not None else _("As it is now."), beside
        )
        self._card = Card()
        why = _("A new page; the old one opens the vault no more.")
        self._card.add_row(OptionRow(_("Recovery kit"), why, self.recovery))
        self._card.add_row(self.new_key_file)
        said = _("You opened the vault with the recovery code. Choose a new master password.")
        self._why = label(said, tone="muted", wrap=True)
        self._build()
        self._why.setVisible(code is not None)
        if code is not None:
            self.setAccessibleDescription(said)
            proof.put_code(code)
            proof.hide()  # nothing is asked for there
        elif key_file is not None:
            proof.use_key_file(key_file)
        proof.submitted.connect(self.password.first.setFocus)
        self.password.first.returnPressed.connect(self.password.second.setFocus)
        self.password.second.returnPressed.connect(self._submit)
        self.password.changed.connect(lambda: self._say(""))

    def showEvent(self, event: QShowEvent) -> None:
        """Begin at what is missing."""
        super().showEvent(event)
        if not self.proof.empty and self.proof.by_code:
            self.password.first.setFocus()

    def show_failure(self, error: StrongroomError) -> None:
        """Say what kept it from being done; a code that does not open it any more is asked for."""
        if isinstance(error, WrongKey):
            self.proof.show()
        super().show_failure(error)

    def done(self, result: int) -> None:
        """Forget everything that was typed and shown."""
        self.password.wipe()
        super().done(result)

    def _parts(self) -> tuple[QWidget, ...]:
        return (self._why, self.proof, self.password, self._card)

    def _collect(self) -> WantedChange | None:
        if self.password.problem:
            self._say(self.password.problem)
            return None
        given = self.proof.given()
        beside = given.key_file if given.password is not None else None
        new = NewUnlock(
            self.password.first.secret(),
            self.new_key_file.path or beside,
            recovery=self.recovery.isChecked(),
        )
        return WantedChange(given, new)
