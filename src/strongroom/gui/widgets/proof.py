# SPDX-License-Identifier: GPL-3.0-or-later
"""What opens the vault now, typed by whoever is at the door of something.

The master password, with its key file where there is one; the key file alone; or, where
that is allowed, the recovery code.
"""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from strongroom.errors import MethodMissing, StrongroomError, WrongKey
from strongroom.gui import motion
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.card import column
from strongroom.gui.widgets.key_file_row import KeyFileRow
from strongroom.gui.widgets.secret_line_edit import SecretLineEdit
from strongroom.model.credentials import Credentials
from strongroom.secret import SecretBytes
from strongroom.texts import _


class Proof(QWidget):
    """One field, and under it the other ways; ``submitted`` tells of Enter.

    ``codes`` lets the recovery code do as well.  ``present`` names the password as the one
    that is about to be changed.
    """

    submitted = Signal()
    grew = Signal()

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        by_code: bool = False,
        codes: bool = True,
        present: bool = True,
    ) -> None:
        super().__init__(parent)
        self.by_code = by_code
        self._present = present
        self.field = SecretLineEdit(_("Master password"))
        self.field.setProperty("large", True)
        self.method_button = buttons.link("", flush=True)
        self.key_button = buttons.link(_("It has a key file too"), "file-key", flush=True)
        self.key_file = KeyFileRow()
        self.key_file.hide()
        layout = column(self)
        layout.addWidget(self.field)
        layout.addWidget(self.method_button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.key_button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.key_file)
        self.method_button.setVisible(codes)  # in its place: alone it would be a window
        self.method_button.clicked.connect(lambda: self.ask(by_code=not self.by_code))
        self.key_button.clicked.connect(self._ask_key_file)
        self.field.edited.connect(lambda: self.field.mark_wrong(False))
        self.field.returnPressed.connect(self.submitted)
        self.ask(by_code=by_code)

    @property
    def empty(self) -> bool:
        """Whether nothing was given so far."""
        return not self.field.count and (self.by_code or self.key_file.path is None)

    def given(self) -> Credentials:
        """Return what was given; the caller closes it."""
        if self.by_code:
            return Credentials(recovery_code=self.field.secret())
        password = self.field.secret() if self.field.count else None
        return Credentials(password=password, key_file=self.key_file.path)

    def ask(self, *, by_code: bool) -> None:
        """Ask for the recovery code, or for the password."""
        self.by_code = by_code
        self.field.wipe()
        name = self._name
        self.field.setAccessibleName(name)
        self.field.setPlaceholderText(name)
        self.field.set_revealed(by_code)  # from paper: hiding it would only cost errors
        self.method_button.setText(self._other)
        self.key_button.setVisible(not by_code and self.key_file.path is None)
        self.key_file.setVisible(not by_code and self.key_file.path is not None)

    def take_code(self, *, alone: bool) -> None:
        """Let the recovery code do as well; ``alone``: nothing else opens the vault."""
        self.method_button.setHidden(alone)
        if alone and not self.by_code:
            self.ask(by_code=True)
        self.grew.emit()

    def put_code(self, code: SecretBytes) -> None:
        """Fill in a recovery code that is known already, as bullets."""
        self.ask(by_code=True)
        self.field.put(code)
        self.field.set_revealed(False)

    def use_key_file(self, path: Path) -> None:
        """Fill in the key file that was used last."""
        self.key_file.use(path)
        self.show_key_file()

    def show_key_file(self) -> None:
        """Ask for the key file too."""
        self.key_button.hide()
        self.key_file.show()
        self.grew.emit()

    def show_failure(self, error: StrongroomError) -> None:
        """Show what can be mended here, where it can be."""
        if isinstance(error, MethodMissing) and not self.by_code:
            self.show_key_file()
        if isinstance(error, WrongKey):
            self.field.mark_wrong(True)
            motion.shake(self.field)
            self.field.setFocus()
            self.field.selectAll()

    def wipe(self) -> None:
        """Forget what was typed."""
        self.field.wipe()

    @property
    def _name(self) -> str:
        if self.by_code:
            return _("Recovery code")
        return _("Present master password") if self._present else _("Master password")

    @property
    def _other(self) -> str:
        if not self.by_code:
            return _("Use the recovery code")
        return _("Use the present password") if self._present else _("Use the master password")

    def _ask_key_file(self) -> None:
        self.show_key_file()
        self.key_file.button.setFocus()
