# SPDX-License-Identifier: GPL-3.0-or-later
"""Make a password: what it is, how strong, what goes into it, and one more.

The panel makes its own passwords and hands out copies as ``SecretBytes``; whoever shows it
decides what "use" means, and keeps the recipe for the next time.
"""

from dataclasses import dataclass, field

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from strongroom.errors import InvalidInput
from strongroom.gui import theme
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.announce import announce
from strongroom.gui.widgets.block_label import SecretText
from strongroom.gui.widgets.chip import Chip
from strongroom.gui.widgets.flow_layout import FlowLayout
from strongroom.gui.widgets.labels import label, set_tone
from strongroom.gui.widgets.length_line import LengthLine
from strongroom.gui.widgets.segmented import Segmented
from strongroom.gui.widgets.strength_bar import StrengthBar
from strongroom.model.generator import (
    MAX_LENGTH,
    MAX_SEPARATOR,
    MAX_WORDS,
    MIN_LENGTH,
    MIN_WORDS,
    PassphraseRecipe,
    PasswordRecipe,
    Recipe,
    entropy_bits,
    generate,
)
from strongroom.model.strength import rate_bits
from strongroom.secret import SecretBytes
from strongroom.texts import _

_SLIDES_TO = 40  # characters; longer ones are typed
_SLIDES_TO_WORDS = 12
_FULL_BITS = 130  # where the bar ends
_CODE = 17


@dataclass(frozen=True, slots=True)
class Recipes:
    """Both recipes as last used, and which of them was the last."""

    password: PasswordRecipe = field(default_factory=PasswordRecipe)
    passphrase: PassphraseRecipe = field(default_factory=PassphraseRecipe)
    phrase_last: bool = False

    @property
    def last(self) -> Recipe:
        """The recipe that was used last."""
        return self.passphrase if self.phrase_last else self.password


class GeneratorPanel(QWidget):
    """``made`` tells of each new password, ``used`` carries the one taken (``SecretBytes``)."""

    made = Signal()
    used = Signal(object)

    def __init__(self, recipes: Recipes, use_label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._password = ""
        self._shown = SecretText(_("Generated password"), size=_CODE)
        self._bar = StrengthBar(self)
        self._verdict = label("", theme.Text.SMALL, "muted")
        self.another = buttons.link(_("Another"), "refresh-cw")
        self.kinds = Segmented(_("What to make"), [_("Password"), _("Passphrase")])
        self.kinds.choose(int(recipes.phrase_last))
        self.use = buttons.primary(use_label)
        self.passwords = _PasswordPart(recipes.password)
        self.phrases = _PhrasePart(recipes.passphrase)
        self._parts = QStackedWidget()
        self._parts.addWidget(self.passwords)
        self._parts.addWidget(self.phrases)
        self._parts.setCurrentIndex(self.kinds.index)
        self._lay_out()
        self.another.clicked.connect(self.make)
        self.use.clicked.connect(self._use)
        self.kinds.chosen.connect(self._kind_chosen)
        self.passwords.changed.connect(self.make)
        self.phrases.changed.connect(self.make)
        self.make()

    @property
    def recipes(self) -> Recipes:
        """Both recipes as they are set now, to be kept."""
        return Recipes(self.passwords.recipe, self.phrases.recipe, bool(self.kinds.index))

    def secret(self) -> SecretBytes:
        """Return a copy of the password shown; the caller closes it."""
        return SecretBytes.of_text(self._password)

    def make(self) -> None:
        """Make one more by the recipe that is set, or say why it cannot be."""
        recipe = self.recipes.last
        try:
            self._password = generate(recipe)
            strength = rate_bits(entropy_bits(recipe))
        except InvalidInput as error:
            self._refuse(str(error))
            return
        self._shown.reveal(self._password)
        bits = round(strength.bits)
        text = _("{word} · {bits} bits").format(word=strength.word, bits=bits)
        self._bar.show_score(strength.score, strength.word, strength.bits / _FULL_BITS)
        self._say(text, "muted")
        self.use.setEnabled(True)
        self.made.emit()

    def forget(self) -> None:
        """Drop the password that is shown."""
        self._password = ""
        self._shown.conceal()

    def _refuse(self, sentence: str) -> None:
        self.forget()
        self._bar.show_score(None)
        self._say(sentence, "danger")
        self.use.setEnabled(False)
        announce(self, sentence)

    def _say(self, text: str, tone: str) -> None:
        self._verdict.setText(text)
        set_tone(self._verdict, tone)

    def _use(self) -> None:
        self.used.emit(self.secret())

    def _keep_room(self) -> None:
        """Keep two lines free for a passphrase, so that nothing below moves with each one."""
        lines = 1 + self.kinds.index
        self._shown.setMinimumHeight(theme.scaled(lines * (_CODE + 4)))

    def _kind_chosen(self, index: int) -> None:
        self._parts.setCurrentIndex(index)
        self._keep_room()
        self.make()

    def _lay_out(self) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(2 * theme.GRID - 4)
        self._keep_room()
        page.addWidget(self._shown)
        page.addWidget(self._bar)
        verdict = QHBoxLayout()
        verdict.addWidget(self._verdict, 1)
        verdict.addWidget(self.another)
        page.addLayout(verdict)
        page.addWidget(self.kinds)
        page.addWidget(self._parts)
        page.addWidget(self.use)


class _PasswordPart(QWidget):
    """Length and kinds of characters."""

    changed = Signal()

    def __init__(self, recipe: PasswordRecipe) -> None:
        super().__init__()
        self._exclude = recipe.exclude
        self.length = LengthLine(_("Length"), (MIN_LENGTH, MAX_LENGTH), _SLIDES_TO, recipe.length)
        self.capitals = _switch("A–Z", _("Capital letters"), recipe.upper)
        self.small = _switch("a–z", _("Small letters"), recipe.lower)
        self.digits = _switch("0–9", _("Digits"), recipe.digits)
        self.symbols = _switch("!#%", _("Symbols"), recipe.symbols)
        sentence = _("Look-alikes, as 0 and O")
        self.lookalikes = _switch(_("Look-alikes"), sentence, recipe.lookalikes)
        chips = (self.capitals, self.small, self.digits, self.symbols, self.lookalikes)
        _stack(self, self.length, _in_line(chips))
        self.length.changed.connect(self.changed)
        for chip in chips:
            chip.toggled.connect(lambda _on: self.changed.emit())

    @property
    def recipe(self) -> PasswordRecipe:
        """What is set."""
        return PasswordRecipe(
            length=self.length.value,
            upper=self.capitals.isChecked(),
            lower=self.small.isChecked(),
            digits=self.digits.isChecked(),
            symbols=self.symbols.isChecked(),
            lookalikes=self.lookalikes.isChecked(),
            exclude=self._exclude,
        )


class _PhrasePart(QWidget):
    """Number of words, and what stands between them."""

    changed = Signal()

    def __init__(self, recipe: PassphraseRecipe) -> None:
        super().__init__()
        self.words = LengthLine(_("Words"), (MIN_WORDS, MAX_WORDS), _SLIDES_TO_WORDS, recipe.words)
        self.separator = QLineEdit(recipe.separator)
        self.separator.setMaxLength(MAX_SEPARATOR)
        self.separator.setFixedWidth(theme.scaled(64))
        self.separator.setAccessibleName(_("Separator"))
        self.capitalise = _switch(_("Capitals"), _("Capital first letters"), recipe.capitalise)
        self.number = _switch(_("Digit"), _("A digit after one of the words"), recipe.number)
        between = label(_("Between words"))
        _stack(self, self.words, _in_line((between, self.separator, self.capitalise, self.number)))
        self.words.changed.connect(self.changed)
        self.separator.textChanged.connect(lambda _text: self.changed.emit())
        for chip in (self.capitalise, self.number):
            chip.toggled.connect(lambda _on: self.changed.emit())

    @property
    def recipe(self) -> PassphraseRecipe:
        """What is set."""
        return PassphraseRecipe(
            words=self.words.value,
            separator=self.separator.text(),
            capitalise=self.capitalise.isChecked(),
            number=self.number.isChecked(),
        )


def _switch(text: str, name: str, on: bool) -> Chip:  # noqa: FBT001 - a state, not an option
    chip = Chip(text, checkable=True)
    chip.setChecked(on)
    chip.setAccessibleName(name)
    chip.setToolTip(name)
    return chip


def _stack(part: QWidget, line: QWidget, below: QWidget) -> None:
    page = QVBoxLayout(part)
    page.setContentsMargins(0, 0, 0, 0)
    page.setSpacing(theme.GRID)
    page.addWidget(line)
    page.addWidget(below)


def _in_line(widgets: tuple[QWidget, ...]) -> QWidget:
    line = QWidget()
    flow = FlowLayout(line, gap=theme.GRID)
    for widget in widgets:
        flow.addWidget(widget)
    return line
