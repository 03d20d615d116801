# SPDX-License-Identifier: GPL-3.0-or-later
"""Choosing a PIN for quick unlock: twice, with a warning for one that many would try first."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from strongroom.errors import InvalidInput
from strongroom.gui import theme
from strongroom.gui.dialogs.growing import grow
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.announce import announce
from strongroom.gui.widgets.answers import answers
from strongroom.gui.widgets.labels import label, set_tone
from strongroom.gui.widgets.secret_line_edit import SecretLineEdit
from strongroom.model.pins import FEWEST, check_pin, guessable
from strongroom.texts import _

_WIDTH = 400


class ChoosePin(QDialog):
    """``chosen`` carries the PIN as ``SecretBytes``, the receiver's to close."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget, *, sentence: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(_("Choose a PIN"))
        self.setMinimumWidth(theme.scaled(_WIDTH))
        self.setAccessibleDescription(sentence)
        self.first = _field(_("PIN, 4 to 12 digits"))
        self.second = _field(_("The same PIN once more"))
        self.hint = label(kind=theme.Text.SMALL, tone="muted", wrap=True)
        self.go_on = buttons.primary(_("Continue"))
        self.cancel = buttons.secondary(_("Cancel"))
        self._lay_out(sentence)
        self._connect()

    def done(self, result: int) -> None:
        """Forget what was typed."""
        self.first.wipe()
        self.second.wipe()
        super().done(result)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin in the first field."""
        super().showEvent(event)
        self.first.setFocus()

    def _lay_out(self, sentence: str) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(*[3 * theme.GRID] * 4)
        page.setSpacing(theme.GRID)
        page.addWidget(label(_("Choose a PIN"), theme.Text.CARD))
        page.addWidget(label(sentence, tone="muted", wrap=True))
        page.addSpacing(theme.GRID)
        page.addWidget(self.first)
        page.addWidget(self.second)
        page.addWidget(self.hint)
        page.addStretch(1)
        page.addLayout(answers(self.cancel, self.go_on))
        self._say("", "muted")

    def _connect(self) -> None:
        self.first.edited.connect(self._judge)
        self.second.edited.connect(self._judge)
        self.first.returnPressed.connect(self.second.setFocus)
        self.second.returnPressed.connect(self._submit)
        self.go_on.clicked.connect(self._submit)
        self.cancel.clicked.connect(self.reject)

    def _judge(self) -> None:
        """Warn while it is typed, of what can be told so far."""
        self.first.mark_wrong(False)
        self.second.mark_wrong(False)
        with self.first.secret() as pin:
            warning = guessable(pin) if self.first.count >= FEWEST else ""
        self._say(warning, "warning")

    def _submit(self) -> None:
        with self.first.secret() as pin, self.second.secret() as again:
            try:
                check_pin(pin)
            except InvalidInput as error:
                self._refuse(self.first, str(error))
                return
            if pin != again:
                self._refuse(self.second, _("The two PINs are not the same."))
                return
        chosen = self.first.secret()
        self.accept()
        self.chosen.emit(chosen)

    def _refuse(self, field: SecretLineEdit, sentence: str) -> None:
        field.mark_wrong(True)
        field.setFocus()
        field.selectAll()
        self._say(sentence, "danger")
        announce(field, sentence)

    def _say(self, sentence: str, tone: str) -> None:
        self.hint.setText(sentence)
        set_tone(self.hint, tone)
        self.hint.setVisible(bool(sentence))
        grow(self)


def _field(name: str) -> SecretLineEdit:
    field = SecretLineEdit(name)
    field.setPlaceholderText(name)
    field.setProperty("large", True)
    field.setInputMethodHints(
        Qt.InputMethodHint.ImhDigitsOnly
        | Qt.InputMethodHint.ImhHiddenText
        | Qt.InputMethodHint.ImhSensitiveData
        | Qt.InputMethodHint.ImhNoPredictiveText
    )
    return field
