# SPDX-License-Identifier: GPL-3.0-or-later
"""Changing the master password, in two steps: the passwords, then the new recovery code.

The dialog only says what its person wants; the work is the flow's.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QStackedLayout, QVBoxLayout, QWidget

from strongroom.app.recovery_kit import RecoveryKit
from strongroom.errors import MethodMissing, StrongroomError, WrongKey
from strongroom.gui import motion, theme
from strongroom.gui.dialogs.confirm import answers
from strongroom.gui.pages.wanted_change import WantedChange
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.announce import announce
from strongroom.gui.widgets.busy_button import BusyButton
from strongroom.gui.widgets.card import Card, column
from strongroom.gui.widgets.key_file_row import KeyFileRow
from strongroom.gui.widgets.kit_card import KitCard
from strongroom.gui.widgets.labels import label
from strongroom.gui.widgets.new_password import NewPassword
from strongroom.gui.widgets.option_row import OptionRow
from strongroom.gui.widgets.secret_line_edit import SecretLineEdit
from strongroom.gui.widgets.switch import Switch
from strongroom.model.credentials import Credentials, NewUnlock
from strongroom.texts import _

_WIDTH = 480


class PasswordChange(QDialog):
    """``change_wanted`` carries a ``WantedChange``, ``typed_back`` the last group."""

    change_wanted = Signal(object)
    typed_back = Signal(str)

    def __init__(self, parent: QWidget, *, by_code: bool = False) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(_("Change master password"))
        self.setMinimumWidth(theme.scaled(_WIDTH))
        self._by_code = by_code
        self.current = SecretLineEdit(_("Recovery code") if by_code else _("Present password"))
        self.method_button = buttons.link("", flush=True)
        self.key_file = KeyFileRow()
        self.password = NewPassword()
        self.recovery = Switch(_("Recovery kit"))
        self.change_button = BusyButton(_("Change password"), _("Changing…"), large=False)
        self.kit = KitCard()
        self.group = QLineEdit()
        self.finish_button = BusyButton(_("Finish"), _("Finishing…"), large=False)
        self._dropped = label(kind=theme.Text.SMALL, tone="warning", wrap=True)
        self._said = label(kind=theme.Text.SMALL, tone="danger", wrap=True)
        self._lay_out()
        self._connect()
        self._ask(by_code=by_code)

    @property
    def waiting_for_code(self) -> bool:
        """Whether the new recovery code is shown, to be typed back."""
        return self._steps.currentIndex() == 1

    def show_kit(self, kit: RecoveryKit, dropped: str) -> None:
        """Show the second step; ``dropped`` says what will no longer open the vault."""
        self._busy(False)
        self._dropped.setText(dropped)
        self._dropped.setVisible(bool(dropped))
        self.kit.show_kit(kit)
        self._steps.setCurrentIndex(1)
        self._say("")
        self.group.setFocus()

    def show_failure(self, error: StrongroomError) -> None:
        """Say what kept it from being done; what was typed stays."""
        self._busy(False)
        if isinstance(error, MethodMissing):
            self.key_file.show()
        self._say(str(error))
        if self.waiting_for_code:
            self.group.setFocus()
            self.group.selectAll()
        elif isinstance(error, WrongKey):
            self.current.mark_wrong(True)
            motion.shake(self.current)
            self.current.setFocus()
            self.current.selectAll()

    def done(self, result: int) -> None:
        """Forget everything that was typed and shown."""
        self.current.wipe()
        self.password.wipe()
        self.kit.forget()
        super().done(result)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin at what opens the vault now."""
        super().showEvent(event)
        self.current.setFocus()

    def _lay_out(self) -> None:
        self.current.setProperty("large", True)
        self.recovery.setChecked(True)
        self.key_file.hide()
        self._said.hide()
        self._steps = QStackedLayout()
        self._steps.addWidget(self._first_step())
        self._steps.addWidget(self._second_step())
        page = QVBoxLayout(self)
        page.setContentsMargins(*[3 * theme.GRID] * 4)
        page.setSpacing(theme.GRID)
        page.addWidget(label(_("Change master password"), theme.Text.TITLE))
        page.addSpacing(theme.GRID)
        page.addLayout(self._steps)
        page.addWidget(self._said)

    def _first_step(self) -> QWidget:
        step = QWidget()
        layout = column(step)
        layout.addWidget(self.current)
        layout.addWidget(self.method_button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.key_file)
        layout.addSpacing(theme.GRID)
        layout.addWidget(self.password)
        card = Card()
        why = _("A new page; the old one opens the vault no more.")
        card.add_row(OptionRow(_("Recovery kit"), why, self.recovery))
        layout.addWidget(card)
        layout.addStretch(1)
        self.cancel_button = buttons.secondary(_("Cancel"))
        layout.addLayout(answers(self.cancel_button, self.change_button))
        return step

    def _second_step(self) -> QWidget:
        step = QWidget()
        layout = column(step)
        shown_once = _("This is the new recovery code. It is shown only now.")
        layout.addWidget(label(shown_once, tone="muted", wrap=True))
        layout.addWidget(self.kit)
        layout.addWidget(self._dropped)
        layout.addSpacing(theme.GRID)
        ask = _("Type its last four characters, to be sure that you have it:")
        layout.addWidget(label(ask, wrap=True))
        self.group.setAccessibleName(_("Last four characters of the recovery code"))
        self.group.setFont(theme.mono())
        layout.addWidget(self.group)
        layout.addStretch(1)
        self.leave_button = buttons.secondary(_("Keep the old password"))
        layout.addLayout(answers(self.leave_button, self.finish_button))
        return step

    def _connect(self) -> None:
        self.method_button.clicked.connect(lambda: self._ask(by_code=not self._by_code))
        self.current.edited.connect(lambda: self.current.mark_wrong(False))
        self.current.returnPressed.connect(self.password.first.setFocus)
        self.password.first.returnPressed.connect(self.password.second.setFocus)
        self.password.second.returnPressed.connect(self._change)
        self.password.changed.connect(lambda: self._say(""))
        self.change_button.clicked.connect(self._change)
        self.finish_button.clicked.connect(self._finish)
        self.group.returnPressed.connect(self._finish)
        self.cancel_button.clicked.connect(self.reject)
        self.leave_button.clicked.connect(self.reject)

    def _ask(self, *, by_code: bool) -> None:
        self._by_code = by_code
        self.current.wipe()
        name = _("Recovery code") if by_code else _("Present master password")
        self.current.setAccessibleName(name)
        self.current.setPlaceholderText(name)
        self.current.set_revealed(by_code)
        other = _("Use the present password") if by_code else _("Use the recovery code")
        self.method_button.setText(other)

    def _change(self) -> None:
        if self.change_button.busy:
            return
        problem = self.password.problem
        if not self.current.count:
            problem = _("Type what opens the vault now.")
        if problem:
            self._say(problem)
            return
        given = Credentials(key_file=self.key_file.path)
        if self._by_code:
            given.recovery_code = self.current.secret()
        else:
            given.password = self.current.secret()
        new = NewUnlock(
            self.password.first.secret(), self.key_file.path, recovery=self.recovery.isChecked()
        )
        self._busy(True)
        self._say("")
        self.change_wanted.emit(WantedChange(given, new))

    def _finish(self) -> None:
        if self.finish_button.busy:
            return
        self._busy(True)
        self._say("")
        self.typed_back.emit(self.group.text())

    def _busy(self, busy: bool) -> None:  # noqa: FBT001 - a setter
        self.change_button.set_busy(busy)
        self.finish_button.set_busy(busy)
        for part in (self.current, self.password, self.recovery, self.group, self.key_file):
            part.setEnabled(not busy)

    def _say(self, sentence: str) -> None:
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))
        if sentence:
            announce(self, sentence)
