# SPDX-License-Identifier: GPL-3.0-or-later
"""The locked door: one field, one button; at the foot what is needed seldom."""

import math
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from strongroom.errors import (
    Cancelled,
    KeyringFailed,
    MethodMissing,
    MustWait,
    QuickUnlockOver,
    StrongroomError,
    WrongKey,
    WrongPin,
)
from strongroom.gui import motion, places, theme
from strongroom.gui.pages.unlock_foot import UnlockFoot
from strongroom.gui.pages.ways_in import WayIn
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.announce import announce
from strongroom.gui.widgets.busy_button import BusyButton
from strongroom.gui.widgets.column_page import ColumnPage
from strongroom.gui.widgets.key_file_row import KeyFileRow
from strongroom.gui.widgets.labels import ElidedLabel, label, set_tone
from strongroom.gui.widgets.secret_line_edit import SecretLineEdit
from strongroom.model.credentials import Credentials
from strongroom.model.pins import is_pin
from strongroom.texts import _, ngettext

_SECOND_MS = 1000


class UnlockPage(ColumnPage):
    """``unlock_wanted`` carries :class:`Credentials`, which the receiver closes.

    ``quick_wanted`` carries the PIN as ``SecretBytes``, the receiver's to close, or None for
    a click.
    """

    unlock_wanted = Signal(object)
    quick_wanted = Signal(object)
    cancel_wanted = Signal()
    key_file_lost = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.add_head("")
        self._place = ElidedLabel(tone="muted", elide=Qt.TextElideMode.ElideMiddle)
        self.password = _field(_("Master password"))
        self.code = _field(_("Recovery code"))
        self.pin = _field(_("PIN or master password"))
        self._way = WayIn.PASSWORD
        self._quick: WayIn | None = None
        self.key_file = KeyFileRow()
        self.lost_button = buttons.link(_("Lost the key file?"))
        self._last_key_file: Path | None = None
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
    def way(self) -> WayIn:
        """What is asked for."""
        return self._way

    def show_vault(
        self,
        path: Path,
        sentence: str = "",
        quick: WayIn | None = None,
        key_file: Path | None = None,
    ) -> None:
        """Ask for the vault at ``path``; ``sentence`` says why it is locked.

        ``quick`` is the way of quick unlock, where it is in force, and ``key_file`` the one
        that opened it the last time.
        """
        self.title.setText(path.stem)
        self._place.setText(places.shown_path(path))
        for field in self._fields:
            field.wipe()
            field.set_revealed(False)
        self._quick = quick
        self._last_key_file = key_file
        self.ask(quick or WayIn.PASSWORD)
        self._wait.stop()
        self.show_busy(False)
        self._say(sentence, "muted")

    def show_busy(self, busy: bool) -> None:  # noqa: FBT001 - a setter
        """Show that the key is being derived, or no longer."""
        self.unlock_button.set_busy(busy)
        self.cancel_button.setVisible(busy)
        for part in (*self._fields, self.key_file, self.lost_button, self.bottom):
            part.setEnabled(not busy)

    def rest(self, resting: bool) -> None:  # noqa: FBT001 - a setter
        """Take nothing for a moment, and look like it: what was typed would be lost."""
        for part in (*self._fields, self.key_file, self.bottom):
            part.setEnabled(not resting)
        may = not self.unlock_button.busy and not self._wait.isActive()
        self.unlock_button.setEnabled(may and not resting)
        if not resting:
            self._begin()

    def show_failure(self, error: StrongroomError) -> None:
        """Say inline what a person can mend here: a wrong password, a key file, a wait."""
        self.show_busy(False)
        if _ends_quick_unlock(error):
            self._quick = None
        if self._way.quick and (self._quick is None or isinstance(error, KeyringFailed)):
            self.ask(WayIn.PASSWORD)
            self._say(str(error), "danger" if isinstance(error, WrongPin) else "warning")
            return
        if isinstance(error, Cancelled):
            self._say(str(error), "muted")
        elif isinstance(error, MustWait):
            self.hold(error.seconds)
        else:
            if isinstance(error, MethodMissing) and self._way is WayIn.PASSWORD:
                self._show_key_file(shown=True)
            self._say(str(error), "danger")
        if isinstance(error, WrongKey) and self._field is not None:
            self._field.mark_wrong(True)
            motion.shake(self._field)
        self._begin()
        if self._field is not None:
            self._field.selectAll()

    def forget(self) -> None:
        """Overwrite what was typed: it had its use, and the page is hidden, not gone."""
        for field in self._fields:
            field.wipe()
        self.show_busy(False)

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
        self._begin()

    def _lay_out(self) -> None:
        self._place.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._said.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.cancel_button.hide()
        self.column.addWidget(self._place)
        self.column.addSpacing(theme.GRID + 4)
        for part in (*self._fields, self.key_file):
            self.column.addWidget(part)
        self.column.addWidget(self.lost_button, 0, Qt.AlignmentFlag.AlignRight)
        for part in (self.unlock_button, self._said):
            self.column.addWidget(part)
        self.column.addWidget(self.cancel_button, 0, Qt.AlignmentFlag.AlignHCenter)
        self.foot.addWidget(self.bottom)

    def _connect(self) -> None:
        for field in self._fields:
            field.returnPressed.connect(self._submit)
            field.edited.connect(self._forget_failure)
            field.caps_lock.connect(self._caps_changed)
            field.too_long.connect(lambda: self._say(_("That is too long to be it."), "danger"))
        self.unlock_button.clicked.connect(self._submit)
        self.cancel_button.clicked.connect(self.cancel_wanted)
        self.lost_button.clicked.connect(self.key_file_lost)
        self.bottom.key_file_wanted.connect(self._toggle_key_file)
        self.bottom.code_wanted.connect(lambda: self.ask(WayIn.CODE))
        self.bottom.password_wanted.connect(lambda: self.ask(WayIn.PASSWORD))
        self.bottom.quick_wanted.connect(lambda: self.ask(self._quick or WayIn.PASSWORD))
        self._wait.timeout.connect(self._count_down)

    @property
    def _fields(self) -> tuple[SecretLineEdit, ...]:
        return (self.password, self.code, self.pin)

    @property
    def _field(self) -> SecretLineEdit | None:
        """The field of the present way; a click has none."""
        shown = {WayIn.PASSWORD: self.password, WayIn.CODE: self.code, WayIn.PIN: self.pin}
        return shown.get(self._way)

    def _begin(self) -> None:
        (self._field or self.unlock_button).setFocus()

    def _submit(self) -> None:
        if not self.unlock_button.isEnabled():
            return
        if self._field is not None and not self._field.count and not self._has_key_file:
            self._say(self._way.if_empty, "danger")
            self._field.setFocus()
            return
        self._say("", "muted")
        self.show_busy(True)
        if self._has_key_file and self._field is not None and not self._field.count:
            # It may be one that opens the vault alone.
            self.unlock_wanted.emit(Credentials(key_file=self.key_file.path))
            return
        given = self._field.secret() if self._field is not None else None
        if given is None or (self._way is WayIn.PIN and is_pin(given)):
            self.quick_wanted.emit(given)
        elif self._way is WayIn.CODE:
            self.unlock_wanted.emit(Credentials(recovery_code=given))
        else:  # where a PIN is asked for, the master password will do as well
            self.unlock_wanted.emit(Credentials(password=given, key_file=self.key_file.path))

    def ask(self, way: WayIn) -> None:
        """Ask for another way in."""
        self._way = way
        for field in self._fields:
            field.setVisible(field is self._field)
        self.code.set_revealed(way is WayIn.CODE)  # from paper: hiding it would only cost errors
        self.bottom.show_way(way, self._quick)
        last = self._last_key_file if way is WayIn.PASSWORD else None
        self.key_file.use(last)
        self._show_key_file(shown=last is not None)
        self._forget_failure()
        self._begin()

    def ask_for_code(self) -> None:
        """Ask for the recovery code, for nothing else opens it; what is said stays said."""
        field = self._field
        if self._way is WayIn.PASSWORD and not self.unlock_button.busy:
            said = self._said.text()
            if field is not None and not field.count:
                self.ask(WayIn.CODE)
                self._say(said, "muted")

    @property
    def _has_key_file(self) -> bool:
        return self._way is WayIn.PASSWORD and self.key_file.path is not None

    def _show_key_file(self, *, shown: bool) -> None:
        self.key_file.setVisible(shown)
        self.lost_button.setVisible(shown)

    def _toggle_key_file(self) -> None:
        self._show_key_file(shown=self.key_file.isHidden())
        if self.key_file.isVisible():
            self.key_file.choose()
        else:
            self.key_file.use(None)

    def _forget_failure(self) -> None:
        if self._field is not None:
            self._field.mark_wrong(False)
        self._say_caps()

    def _count_down(self) -> None:
        self._seconds -= 1
        if self._seconds > 0:
            self._said.setText(_waiting(self._seconds))
            return
        self._wait.stop()
        self._said.clear()
        self.unlock_button.setEnabled(not self.unlock_button.busy)

    def _caps_changed(self, caps_on: bool) -> None:  # noqa: FBT001 - a signal's
        """Say it, and take back no other sentence: the focus comes and goes with dialogs."""
        if caps_on or self._said.text() == _("Caps Lock is on."):
            self._say_caps()

    def _say_caps(self) -> None:
        if not self._wait.isActive():
            caps_on = self._field is not None and self._field.caps_on
            self._say(_("Caps Lock is on.") if caps_on else "", "warning")

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


def _ends_quick_unlock(error: StrongroomError) -> bool:
    return isinstance(error, QuickUnlockOver) or (isinstance(error, WrongPin) and not error.left)


def _waiting(seconds: int) -> str:
    text = ngettext(
        "Too many wrong passwords in a row: wait one more second.",
        "Too many wrong passwords in a row: wait {seconds} seconds.",
        seconds,
    )
    return text.format(seconds=seconds)
