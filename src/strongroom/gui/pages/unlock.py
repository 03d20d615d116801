# SPDX-License-Identifier: GPL-3.0-or-later
"""The locked door: one field, one button; at the foot what is needed seldom."""

import math
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from strongroom.errors import Cancelled, MethodMissing, MustWait, StrongroomError, WrongKey
from strongroom.gui import motion, places, theme
from strongroom.gui.pages.unlock_foot import UnlockFoot
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.announce import announce
from strongroom.gui.widgets.busy_button import BusyButton
from strongroom.gui.widgets.column_page import ColumnPage
from strongroom.gui.widgets.key_file_row import KeyFileRow
from strongroom.gui.widgets.labels import ElidedLabel, label, set_tone
from strongroom.gui.widgets.secret_line_edit import SecretLineEdit
from strongroom.model.credentials import Credentials
from strongroom.texts import _, ngettext

_SECOND_MS = 1000


class UnlockPage(ColumnPage):
    """``unlock_wanted`` carries :class:`Credentials`, which the receiver closes."""

    unlock_wanted = Signal(object)
    cancel_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.add_head("")
        self._place = ElidedLabel(tone="muted", elide=Qt.TextElideMode.ElideMiddle)
        self.password = _field(_("Master password"))
        self.code = _field(_("Recovery code"))
        self.key_file = KeyFileRow()
        self.unlock_button = BusyButton(_("Unlock"), _("Unlocking…"))
        self.cancel_button = buttons.link(_("Cancel"))
        self._said = label(wrap=True)
        self._wait = QTimer(self)
        self._wait.setInterval(_SECOND_MS)
        self._seconds = 0
        self.bottom = UnlockFoot()
        self._lay_out()
        self._connect()

    @property
    def by_code(self) -> bool:
        """Whether the recovery code is asked for instead of the password."""
        return not self.code.isHidden()

    def show_vault(self, path: Path, sentence: str = "") -> None:
        """Ask for the vault at ``path``; ``sentence`` says why it is locked."""
        self.title.setText(path.stem)
        self._place.setText(places.shown_path(path))
        self.password.wipe()
        self.code.wipe()
        self.password.set_revealed(False)
        self.key_file.use(None)
        self.key_file.hide()
        self._ask_code(False)
        self._wait.stop()
        self.show_busy(False)
        self._say(sentence, "muted")

    def show_busy(self, busy: bool) -> None:  # noqa: FBT001 - a setter
        """Show that the key is being derived, or no longer."""
        self.unlock_button.set_busy(busy)
        self.cancel_button.setVisible(busy)
        for part in (self.password, self.code, self.key_file, self.bottom):
            part.setEnabled(not busy)

    def show_failure(self, error: StrongroomError) -> None:
        """Say inline what a person can mend here: a wrong password, a key file, a wait."""
        self.show_busy(False)
        if isinstance(error, Cancelled):
            self._say(str(error), "muted")
        elif isinstance(error, MustWait):
            self.hold(error.seconds)
        else:
            if isinstance(error, MethodMissing):
                self.key_file.show()
            self._say(str(error), "danger")
        if isinstance(error, WrongKey):
            self._field().mark_wrong(True)
            motion.shake(self._field())
        self._field().setFocus()
        self._field().selectAll()

    def say(self, sentence: str) -> None:
        """Say what is to be known before the password is typed."""
        self._say(sentence, "warning")

    def hold(self, seconds: float) -> None:
        """Take no password for so long, and count it down."""
        self._seconds = math.ceil(seconds)
        self.unlock_button.setEnabled(self._seconds <= 0)
        if self._seconds > 0:
            self._wait.start()
            self._say(_waiting(self._seconds), "danger")

    def showEvent(self, event: QShowEvent) -> None:
        """Begin in the field."""
        super().showEvent(event)
        self._field().setFocus()

    def _lay_out(self) -> None:
        self._place.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._said.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.cancel_button.hide()
        self.column.addWidget(self._place)
        self.column.addSpacing(theme.GRID + 4)
        for part in (self.password, self.code, self.key_file, self.unlock_button, self._said):
            self.column.addWidget(part)
        self.column.addWidget(self.cancel_button, 0, Qt.AlignmentFlag.AlignHCenter)
        self.foot.addWidget(self.bottom)

    def _connect(self) -> None:
        for field in (self.password, self.code):
            field.returnPressed.connect(self._submit)
            field.edited.connect(self._forget_failure)
            field.caps_lock.connect(self._say_caps)
            field.too_long.connect(lambda: self._say(_("That is too long to be it."), "danger"))
        self.unlock_button.clicked.connect(self._submit)
        self.cancel_button.clicked.connect(self.cancel_wanted)
        self.bottom.key_file_wanted.connect(self._toggle_key_file)
        self.bottom.code_wanted.connect(lambda: self._ask_code(not self.by_code))
        self._wait.timeout.connect(self._count_down)

    def _field(self) -> SecretLineEdit:
        return self.code if self.by_code else self.password

    def _submit(self) -> None:
        if not self.unlock_button.isEnabled():
            return
        if not self._field().count:
            empty = _("Type the recovery code.") if self.by_code else _("Type the master password.")
            self._say(empty, "danger")
            self._field().setFocus()
            return
        self._say("", "muted")
        given = Credentials(key_file=self.key_file.path)
        if self.by_code:
            given.recovery_code = self.code.secret()
        else:
            given.password = self.password.secret()
        self.show_busy(True)
        self.unlock_wanted.emit(given)

    def _ask_code(self, wanted: bool) -> None:  # noqa: FBT001 - a setter
        self.code.setVisible(wanted)
        self.password.setVisible(not wanted)
        self.code.set_revealed(wanted)  # typed from paper: hiding it would only cost errors
        self.bottom.show_by_code(wanted)
        if wanted:
            self.key_file.hide()
            self.key_file.use(None)
        self._forget_failure()
        self._field().setFocus()

    def _toggle_key_file(self) -> None:
        self._ask_code(False)
        self.key_file.setVisible(self.key_file.isHidden())
        if self.key_file.isVisible():
            self.key_file.choose()
        else:
            self.key_file.use(None)

    def _forget_failure(self) -> None:
        self._field().mark_wrong(False)
        self._say_caps()

    def _count_down(self) -> None:
        self._seconds -= 1
        if self._seconds > 0:
            self._said.setText(_waiting(self._seconds))
            return
        self._wait.stop()
        self._said.clear()
        self.unlock_button.setEnabled(not self.unlock_button.busy)

    def _say_caps(self) -> None:
        if not self._wait.isActive():
            self._say(_("Caps Lock is on.") if self._field().caps_on else "", "warning")

    def _say(self, sentence: str, tone: str) -> None:
        self._said.setText(sentence)
        set_tone(self._said, tone)
        if sentence:
            announce(self, sentence)


def _field(name: str) -> SecretLineEdit:
    field = SecretLineEdit(name)
    field.setPlaceholderText(name)
    field.setProperty("large", True)
    return field


def _waiting(seconds: int) -> str:
    text = ngettext(
        "Too many wrong passwords in a row: wait one more second.",
        "Too many wrong passwords in a row: wait {seconds} seconds.",
        seconds,
    )
    return text.format(seconds=seconds)
