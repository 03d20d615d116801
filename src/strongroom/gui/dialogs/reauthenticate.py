# SPDX-License-Identifier: GPL-3.0-or-later
"""Is it you?  The master password of the open vault, with its key file where it has one.

Asked before what somebody who found the screen unlocked must not do.  The dialog knows no
password: ``given`` carries credentials, and whoever tries them answers with
:meth:`~Reauthenticate.show_failure` or closes it.
"""

import math
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from strongroom.errors import MethodMissing, MustWait, StrongroomError, WrongKey
from strongroom.gui import motion, theme
from strongroom.gui.dialogs.growing import grow
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.announce import announce
from strongroom.gui.widgets.answers import answers
from strongroom.gui.widgets.busy_button import BusyButton
from strongroom.gui.widgets.key_file_row import KeyFileRow
from strongroom.gui.widgets.labels import label, set_tone
from strongroom.gui.widgets.secret_line_edit import SecretLineEdit
from strongroom.model.credentials import Credentials
from strongroom.texts import _, ngettext

_WIDTH = 400
_SECOND_MS = 1000


class Reauthenticate(QDialog):
    """``given`` carries :class:`Credentials`, which the receiver closes."""

    given = Signal(object)

    def __init__(
        self,
        parent: QWidget,
        *,
        title: str,
        sentence: str,
        deed: str,
        takes_code: bool = False,
    ) -> None:
        """Ask for the password; with ``takes_code`` the recovery code does as well."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(title)
        self.setMinimumWidth(theme.scaled(_WIDTH))
        self.setAccessibleDescription(sentence)
        self.password = SecretLineEdit(_("Master password"))
        self.key_button = buttons.link(_("Key file"), "file-key", flush=True)
        self.code_button = buttons.link(_("Recovery code"), "life-buoy", flush=True)
        if not takes_code:
            self.code_button.hide()
        self._by_code = False
        self.key_file = KeyFileRow()
        self.deed = BusyButton(deed, _("Checking…"), large=False)
        self.cancel = buttons.secondary(_("Cancel"))
        self.said = label(kind=theme.Text.SMALL, wrap=True)
        self._wait = QTimer(self)
        self._wait.setInterval(_SECOND_MS)
        self._seconds = 0
        self._lay_out(title, sentence)
        self._connect()

    @property
    def busy(self) -> bool:
        """Whether what was given is being tried."""
        return self.deed.busy

    def show_failure(self, error: StrongroomError) -> None:
        """Say inline what a person can mend here."""
        self._set_busy(False)
        if isinstance(error, MethodMissing) and not self._by_code:
            self._show_key_file()
        if isinstance(error, MustWait):
            self.hold(error.seconds)
        else:
            self._say(str(error), "danger")
        if isinstance(error, WrongKey):
            self.password.mark_wrong(True)
            motion.shake(self.password)
        self.password.setFocus()
        self.password.selectAll()

    def hold(self, seconds: float) -> None:
        """Take no password for so long, and count it down."""
        self._seconds = math.ceil(seconds)
        if self._seconds > 0:
            self.deed.setEnabled(False)
            self._wait.start()
            self._say(_waiting(self._seconds), "danger")

    def use_key_file(self, path: Path) -> None:
        """Fill in the key file that was used last."""
        self.key_file.use(path)
        self.key_button.hide()
        self.key_file.show()

    def done(self, result: int) -> None:
        """Forget what was typed."""
        self._wait.stop()
        self.password.wipe()
        super().done(result)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin in the field."""
        super().showEvent(event)
        self.password.setFocus()

    def _lay_out(self, title: str, sentence: str) -> None:
        self.password.setPlaceholderText(_("Master password"))
        self.password.setProperty("large", True)
        self.key_file.hide()
        self.said.hide()
        page = QVBoxLayout(self)
        page.setContentsMargins(*[3 * theme.GRID] * 4)
        page.setSpacing(theme.GRID)
        page.addWidget(label(title, theme.Text.CARD, wrap=True))
        page.addWidget(label(sentence, tone="muted", wrap=True))
        page.addSpacing(theme.GRID)
        page.addWidget(self.password)
        page.addWidget(self.key_button, 0, Qt.AlignmentFlag.AlignLeft)
        page.addWidget(self.code_button, 0, Qt.AlignmentFlag.AlignLeft)
        page.addWidget(self.key_file)
        page.addWidget(self.said)
        page.addStretch(1)
        page.addLayout(answers(self.cancel, self.deed))

    def _connect(self) -> None:
        self.password.returnPressed.connect(self._submit)
        self.password.edited.connect(self._typed)
        self.password.caps_lock.connect(self._say_caps)
        self.password.too_long.connect(lambda: self._say(_("That is too long to be it."), "danger"))
        self.key_button.clicked.connect(self._show_key_file)
        self.code_button.clicked.connect(self._ask_for_code)
        self.cancel.clicked.connect(self.reject)
        self.deed.clicked.connect(self._submit)
        self._wait.timeout.connect(self._count_down)

    def _submit(self) -> None:
        if not self.deed.isEnabled():
            return
        if not self.password.count and self.key_file.path is None:
            empty = (
                _("Type the recovery code.") if self._by_code else _("Type the master password.")
            )
            self._say(empty, "danger")
            self.password.setFocus()
            return
        self._say("", "muted")
        given = self._given()
        self._set_busy(True)
        self.given.emit(given)

    def _given(self) -> Credentials:
        typed = self.password.secret() if self.password.count else None
        if self._by_code:
            return Credentials(recovery_code=typed)
        return Credentials(password=typed, key_file=self.key_file.path)

    def _ask_for_code(self) -> None:
        """Take the recovery code in the place of the password and its key file."""
        self._by_code = True
        self.password.wipe()
        self.password.setAccessibleName(_("Recovery code"))
        self.password.setPlaceholderText(_("Recovery code"))
        self.password.set_revealed(True)  # from paper: hiding it would only cost errors
        self.key_file.use(None)
        for part in (self.key_button, self.code_button, self.key_file):
            part.hide()
        self._say("", "muted")
        self.password.setFocus()

    def _set_busy(self, busy: bool) -> None:  # noqa: FBT001 - a setter
        self.deed.set_busy(busy)
        for part in (self.password, self.key_button, self.code_button, self.key_file):
            part.setEnabled(not busy)

    def _show_key_file(self) -> None:
        self.key_button.hide()
        self.key_file.show()
        grow(self)
        self.key_file.button.setFocus()

    def _typed(self) -> None:
        self.password.mark_wrong(False)
        self._say_caps()

    def _say_caps(self) -> None:
        if not self._wait.isActive():
            self._say(_("Caps Lock is on.") if self.password.caps_on else "", "warning")

    def _count_down(self) -> None:
        self._seconds -= 1
        if self._seconds > 0:
            self.said.setText(_waiting(self._seconds))
            return
        self._wait.stop()
        self._say("", "muted")
        self.deed.setEnabled(not self.busy)

    def _say(self, sentence: str, tone: str) -> None:
        self.said.setText(sentence)
        set_tone(self.said, tone)
        self.said.setVisible(bool(sentence))
        grow(self)
        if sentence:
            announce(self, sentence)


def _waiting(seconds: int) -> str:
    text = ngettext(
        "Too many wrong passwords in a row: wait one more second.",
        "Too many wrong passwords in a row: wait {seconds} seconds.",
        seconds,
    )
    return text.format(seconds=seconds)
