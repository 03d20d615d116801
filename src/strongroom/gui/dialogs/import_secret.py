# SPDX-License-Identifier: GPL-3.0-or-later
"""The face of an import that asks what opens an encrypted file: a password, a key file, or both.

What was typed stays in its field until it has opened the file, or the dialog ends.
"""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from strongroom.errors import SourcePasswordNeeded, SourceWrongPassword
from strongroom.gui import motion, theme
from strongroom.gui.dialogs.faces import face, in_the_middle
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.announce import announce
from strongroom.gui.widgets.answers import answers
from strongroom.gui.widgets.busy_button import BusyButton
from strongroom.gui.widgets.key_file_row import KeyFileRow
from strongroom.gui.widgets.labels import label, set_tone
from strongroom.gui.widgets.secret_line_edit import SecretLineEdit
from strongroom.secret import SecretBytes
from strongroom.texts import _


@dataclass(frozen=True, slots=True)
class TypedSecret:
    """What was given; the receiver closes the password."""

    password: SecretBytes | None
    key_file: Path | None


class SecretFace(QWidget):
    """``given`` carries a :class:`TypedSecret`."""

    given = Signal(object)

    def __init__(self, file_name: str, folder: Path | None = None) -> None:
        super().__init__()
        self.title = label(
            _("“{file}” is encrypted").format(file=file_name), theme.Text.TITLE, wrap=True
        )
        self.text = label("", tone="muted", wrap=True)
        self.password = SecretLineEdit(_("Password of the file"))
        self.password.setPlaceholderText(_("Password of the file"))
        self.key_file = KeyFileRow(folder=folder)
        self.said = label("", theme.Text.SMALL, wrap=True)
        self.open_it = BusyButton(_("Open"), _("Opening…"), large=False)
        self.cancel = buttons.secondary(_("Cancel"))
        parts = (self.title, self.text, self.password, self.key_file, self.said)
        page = face(self)
        page.addLayout(in_the_middle(parts), 1)
        page.addLayout(answers(self.cancel, self.open_it))
        self.key_file.hide()
        self.open_it.clicked.connect(self._submit)
        self.password.returnPressed.connect(self._submit)
        self.password.edited.connect(self._changed)
        self.key_file.changed.connect(self._changed)
        self.password.caps_lock.connect(lambda _on: self._say_caps())
        self.password.too_long.connect(lambda: self._say(_("That is too long to be it."), "danger"))

    def ask(self, error: SourcePasswordNeeded) -> None:
        """Ask for it, or say that it was the wrong one."""
        self.set_busy(busy=False)
        self.key_file.setVisible(error.key_file or self.key_file.path is not None)
        if isinstance(error, SourceWrongPassword):
            self._say(str(error), "danger")
            self.password.mark_wrong(True)
            motion.shake(self.password)
        elif self.key_file.path is not None:
            self._say(str(error), "danger")
        else:
            self.text.setText(str(error))
            self._say_caps()
        self.password.setFocus()
        self.password.selectAll()

    def set_busy(self, *, busy: bool) -> None:
        """Show that it is being tried, or no longer."""
        self.open_it.set_busy(busy)
        self.password.setEnabled(not busy)
        self.key_file.setEnabled(not busy)

    def forget(self) -> None:
        """Overwrite what was typed."""
        self.password.wipe()
        self.key_file.use(None)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin in the field."""
        super().showEvent(event)
        self.password.setFocus()

    def _submit(self) -> None:
        if self.open_it.busy:
            return
        path = self.key_file.path
        if not self.password.count and path is None:
            self._say(_("Type the password of the file."), "danger")
            self.password.setFocus()
            return
        self._say("", "muted")
        self.set_busy(busy=True)
        password = self.password.secret() if self.password.count else None
        self.given.emit(TypedSecret(password, path))

    def _changed(self) -> None:
        self.password.mark_wrong(False)
        self._say_caps()

    def _say_caps(self) -> None:
        self._say(_("Caps Lock is on.") if self.password.caps_on else "", "warning")

    def _say(self, sentence: str, tone: str) -> None:
        self.said.setText(sentence)
        set_tone(self.said, tone)
        if sentence:
            announce(self, sentence)
