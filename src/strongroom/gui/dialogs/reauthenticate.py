# SPDX-License-Identifier: GPL-3.0-or-later
"""Is it you?  What opens the vault: the master password as a rule, with its key file.

Asked before what somebody who found the screen unlocked must not do.  The dialog knows no
password: ``given`` carries credentials, and whoever tries them answers with
:meth:`~Reauthenticate.show_failure` or closes it.
"""

import math
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from strongroom.errors import MustWait, StrongroomError
from strongroom.gui import theme
from strongroom.gui.dialogs.growing import grow
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.announce import announce
from strongroom.gui.widgets.answers import answers
from strongroom.gui.widgets.busy_button import BusyButton
from strongroom.gui.widgets.labels import label, set_tone
from strongroom.gui.widgets.proof import Proof
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
        """Ask for the password; with ``takes_code`` the recovery code does as well.

        Whether it does may turn out later: ``proof.take_code``.
        """
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(title)
        self.setMinimumWidth(theme.scaled(_WIDTH))
        self.setAccessibleDescription(sentence)
        self.proof = Proof(codes=takes_code, present=False)
        self.password, self.code_button = self.proof.field, self.proof.method_button
        self.key_button, self.key_file = self.proof.key_button, self.proof.key_file
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
        if isinstance(error, MustWait):
            self.hold(error.seconds)
        else:
            self._say(str(error), "danger")
        self.proof.show_failure(error)
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
        self.proof.use_key_file(path)

    def done(self, result: int) -> None:
        """Forget what was typed."""
        self._wait.stop()
        self.proof.wipe()
        super().done(result)

    def showEvent(self, event: QShowEvent) -> None:
        """Be as high as is needed, and begin in the field."""
        super().showEvent(event)
        grow(self)
        self.password.setFocus()

    def _lay_out(self, title: str, sentence: str) -> None:
        self.said.hide()
        page = QVBoxLayout(self)
        page.setContentsMargins(*[3 * theme.GRID] * 4)
        page.setSpacing(theme.GRID)
        page.addWidget(label(title, theme.Text.CARD, wrap=True))
        page.addWidget(label(sentence, tone="muted", wrap=True))
        page.addSpacing(theme.GRID)
        page.addWidget(self.proof)
        page.addWidget(self.said)
        page.addStretch(1)
        page.addLayout(answers(self.cancel, self.deed))

    def _connect(self) -> None:
        self.proof.submitted.connect(self._submit)
        self.proof.grew.connect(lambda: grow(self))
        self.password.edited.connect(self._say_caps)
        self.password.caps_lock.connect(self._say_caps)
        self.password.too_long.connect(lambda: self._say(_("That is too long to be it."), "danger"))
        self.code_button.clicked.connect(self._changed_way)
        self.cancel.clicked.connect(self.reject)
        self.deed.clicked.connect(self._submit)
        self._wait.timeout.connect(self._count_down)

    def _submit(self) -> None:
        if not self.deed.isEnabled():
            return
        if self.proof.empty:
            by_code = self.proof.by_code
            empty = _("Type the recovery code.") if by_code else _("Type the master password.")
            self._say(empty, "danger")
            self.password.setFocus()
            return
        self._say("", "muted")
        given = self.proof.given()
        self._set_busy(True)
        self.given.emit(given)

    def _set_busy(self, busy: bool) -> None:  # noqa: FBT001 - a setter
        self.deed.set_busy(busy)
        self.proof.setEnabled(not busy)

    def _changed_way(self) -> None:
        self._say("", "muted")
        self.password.setFocus()

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
