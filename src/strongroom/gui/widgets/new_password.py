# SPDX-License-Identifier: GPL-3.0-or-later
"""Choosing a password for a vault or a file: twice, with its strength as it is typed.

It warns and never refuses: no rule of composition, paste and show allowed (NIST SP
800-63B-4).
"""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from strongroom.gui import theme
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.block_label import SecretText
from strongroom.gui.widgets.labels import label, set_tone
from strongroom.gui.widgets.secret_line_edit import SecretLineEdit
from strongroom.gui.widgets.strength_bar import StrengthBar
from strongroom.model.generator import PassphraseRecipe, entropy_bits, generate
from strongroom.model.strength import Strength, rate, rate_bits
from strongroom.secret import SecretBytes
from strongroom.texts import N_, _

LONG_ENOUGH = 15  # characters; NIST SP 800-63B-4 for a password that stands alone
_WEAK = 1  # the highest score that is warned of
_INSIDE = 13  # where the text of a field begins


@dataclass(frozen=True, slots=True)
class PasswordWords:
    """What the password is called; all of it is marked, and translated when shown."""

    head: str
    field: str
    missing: str


_MASTER = PasswordWords(
    N_("Master password"), N_("New master password"), N_("Type a master password.")
)
OF_FILE = PasswordWords(
    N_("Password of the file"), N_("New password of the file"), N_("Type a password for the file.")
)


class NewPassword(QWidget):
    """Two fields that must agree.  ``changed`` tells that :attr:`problem` may be another."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None, *, words: PasswordWords = _MASTER) -> None:
        super().__init__(parent)
        self._words = words
        self._suggested = False
        self.first = SecretLineEdit(_(words.field))
        self.second = SecretLineEdit(_("The same password once more"))
        self.second.setPlaceholderText(_("Once more"))
        self.whole = SecretText(_("Suggested passphrase"), words=True)
        self._bar = StrengthBar()
        self._word = label(kind=theme.Text.SMALL, tone="muted")
        self._hint = label(kind=theme.Text.SMALL, tone="muted", wrap=True)
        self.suggest_button = buttons.link(_("Suggest a passphrase"), flush=True)
        self.suggest_button.setProperty("tone", "accent")
        self._lay_out()
        self.first.edited.connect(self._typed)
        self.second.edited.connect(self._typed_again)
        for field in (self.first, self.second):
            field.caps_lock.connect(self._judge)
            field.too_long.connect(self._say_too_long)
        self.first.shown_changed.connect(self._show_whole)
        self.suggest_button.clicked.connect(self.suggest)
        self._judge()

    @property
    def problem(self) -> str:
        """What keeps the password from being taken, as a sentence; "" where nothing does."""
        if not self.first.count:
            return _(self._words.missing)
        with self.first.secret() as one, self.second.secret() as other:
            if one == other:
                return ""
        return _("The two passwords are not the same.")

    @property
    def weak(self) -> bool:
        """Whether what is typed would be guessed soon."""
        strength = self._strength()
        return strength is not None and strength.score <= _WEAK

    def leave_saying(self) -> None:
        """Say nothing of :attr:`problem` until something is typed: it is said elsewhere."""
        if self._hint.text() == self.problem:
            self._say("", "muted")

    def take(self) -> SecretBytes:
        """Return the password, and empty both fields; the caller closes it."""
        self.second.wipe()
        return self.first.take()

    def wipe(self) -> None:
        """Forget what was typed."""
        self.first.wipe()
        self.second.wipe()
        self.first.set_revealed(False)
        self.second.set_revealed(False)

    def suggest(self) -> None:
        """Fill in a passphrase and show it; typed once more, it is half remembered."""
        with SecretBytes.of_text(generate(PassphraseRecipe())) as phrase:
            self.first.put(phrase)
        self._suggested = True
        self.first.set_revealed(True)
        self._show_whole()
        self.second.wipe()
        self.second.setFocus()
        self._judge()

    def _lay_out(self) -> None:
        for field in (self.first, self.second):
            field.setProperty("large", True)
        head = QHBoxLayout()
        head.addWidget(label(_(self._words.head), theme.Text.SECTION, "muted"), 1)
        head.addWidget(self.suggest_button)
        rating = QHBoxLayout()
        rating.setSpacing(theme.GRID)
        rating.addWidget(self._bar, 1)
        rating.addWidget(self._word)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        column.addLayout(head)
        column.addWidget(self.first)
        column.addLayout(self._whole_line())
        column.addLayout(rating)
        column.addWidget(self.second)
        column.addWidget(self._hint)

    def _whole_line(self) -> QHBoxLayout:
        self.whole.hide()
        line = QHBoxLayout()
        line.setContentsMargins(_INSIDE, 0, _INSIDE, 0)
        line.addWidget(self.whole)
        return line

    def _show_whole(self) -> None:
        """Show all of a suggestion, which is longer than the field, while it is to be seen."""
        shown = self._suggested and self.first.revealed
        if shown:
            with self.first.secret() as phrase:
                self.whole.reveal(phrase.text())
        else:
            self.whole.conceal()
        self.whole.setVisible(shown)

    def _typed(self) -> None:
        self._suggested = False
        self._show_whole()
        self._judge()
        self.changed.emit()

    def _typed_again(self) -> None:
        self._judge()
        self.changed.emit()

    def _judge(self) -> None:
        strength = self._strength()
        self._bar.show_score(
            strength.score if strength else None, strength.word if strength else ""
        )
        self._word.setText(strength.word if strength else "")
        if self.first.caps_on or self.second.caps_on:
            self._say(_("Caps Lock is on."), "warning")
        else:
            self._say(*self._advice(strength))

    def _strength(self) -> Strength | None:
        if not self.first.count:
            return None
        if self._suggested:
            return rate_bits(entropy_bits(PassphraseRecipe()))
        with self.first.secret() as secret:
            return rate(secret.text())

    def _advice(self, strength: Strength | None) -> tuple[str, str]:
        """Return a sentence and its tone, the most pressing one."""
        if strength is None:
            return _("{count} characters or more; a few random words are easy to remember.").format(
                count=LONG_ENOUGH
            ), "muted"
        if self._suggested and not self.second.count:
            return _("Write it down, then type it once more."), "muted"
        if self.second.count and self.problem and not self._still_typing():
            return self.problem, "danger"
        if strength.score <= _WEAK:
            weak = _("This would be guessed soon; a few random words are better.")
            return strength.advice or weak, "warning"
        if self.first.count < LONG_ENOUGH:
            short = _("Short: {count} characters or more would be safer.")
            return short.format(count=LONG_ENOUGH), "warning"
        return "", "muted"

    def _still_typing(self) -> bool:
        """Tell whether the second field is the beginning of the first so far."""
        if self.second.count >= self.first.count:
            return False
        with self.first.secret() as one, self.second.secret() as other:
            return one.buffer.startswith(other.buffer)

    def _say_too_long(self) -> None:
        self._say(_("That is too long for a password."), "danger")

    def _say(self, sentence: str, tone: str) -> None:
        self._hint.setText(sentence)
        set_tone(self._hint, tone)
