# SPDX-License-Identifier: GPL-3.0-or-later
"""One row of the settings: name, sentence, default and the way back to it, and the control.

What could not be set is said under the control's own row, and what was there stays in
force.
"""

from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from strongroom.gui import amounts, theme
from strongroom.gui.amounts import Amount
from strongroom.gui.settings_table import DEFAULTS, Deed, OneOf, OnOff, Row, Told, Words
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.amount_box import AmountBox
from strongroom.gui.widgets.announce import announce
from strongroom.gui.widgets.labels import label, set_tone
from strongroom.gui.widgets.setting_controls import (
    DeedControl,
    Doing,
    Mark,
    SegmentedControl,
    Standing,
    SwitchControl,
    ToldControl,
    WordsControl,
)
from strongroom.texts import _

_BESIDE, _BELOW = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignLeft
_WORDS = 160  # the least width for words beside a control
_MARGIN = (2 * theme.GRID, theme.GRID + 2, 2 * theme.GRID, theme.GRID + 2)

AnyControl = SwitchControl | SegmentedControl | AmountBox | WordsControl | DeedControl | ToldControl


class SettingRow(QWidget):
    """``chosen`` carries what a person chose, the default too."""

    chosen = Signal(object)

    def __init__(self, row: Row, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = row
        self._in_force: Any = None
        small = theme.Text.SMALL
        # Each has its parent from the first: shown without one, it would be a window.
        self.title = label(_(row.name), theme.Text.STRONG, parent=self, wrap=True)
        self.mark = Mark(self)
        self.text = label(_(row.text) if row.text else "", small, "muted", self, wrap=True)
        self.hint = label("", small, "warning", self, wrap=True)
        self.problem = label("", small, "danger", self, wrap=True)
        self.default = label("", small, "muted", self)
        self.reset = buttons.link(_("Use the default"), parent=self, flush=True)
        self.control = _control(row, self)
        self._lay_out()
        self._connect()

    def show_value(self, value: Any) -> None:
        """Show what is in force; an earlier refusal is over."""
        self._in_force = value
        self.control.show_value(value)
        self._say_problem("")
        if isinstance(value, Standing):
            self._explain(value.sentence)
        elif isinstance(value, Doing):
            self.mark.show_mark(value)
            self._describe()
        elif self.row.id in DEFAULTS:
            self.reset.setVisible(value != DEFAULTS[self.row.id])

    def refuse(self, sentence: str) -> None:
        """Say why it could not be set so.  What was typed stays, to be mended."""
        if isinstance(self.control, SwitchControl | SegmentedControl):
            self.control.show_value(self._in_force)
        self.control.mark_wrong(True)
        self._say_problem(sentence)
        announce(self.control, sentence)

    def lack(self, sentence: str) -> None:
        """Be out of use, and say what is missing; "" to be of use again."""
        self.control.setEnabled(not sentence)
        self.reset.setEnabled(not sentence)
        set_tone(self.title, "muted" if sentence else "")
        self.warn(sentence, tone="muted")

    def warn(self, sentence: str, *, tone: str = "warning") -> None:
        """Say something that a person should know of it; "" for nothing."""
        self.hint.setText(sentence)
        set_tone(self.hint, tone)
        self.hint.setVisible(bool(sentence))
        self._describe()

    def minimumSizeHint(self) -> QSize:
        """Need no width for a control beside the words: it finds its place below them."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the control below the words where there is no room beside them."""
        super().resizeEvent(event)
        needed = theme.scaled(_WORDS) + self.control.sizeHint().width() + 7 * theme.GRID
        below = self.width() < needed
        if below != (self._line.direction() == QBoxLayout.Direction.TopToBottom):
            way = QBoxLayout.Direction
            self._line.setDirection(way.TopToBottom if below else way.LeftToRight)
            self._line.setAlignment(self.control, _BELOW if below else _BESIDE)
            self._line.setSpacing(theme.GRID if below else 3 * theme.GRID)
            self.updateGeometry()

    def _explain(self, sentence: str) -> None:
        self.text.setText(sentence)
        self.text.setVisible(bool(sentence))
        self._describe()

    def _lay_out(self) -> None:
        self.text.setVisible(bool(self.row.text))
        self.hint.hide()
        self.problem.hide()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addLayout(self._head())
        for part in (self.text, self.hint, self.problem):
            words.addWidget(part)
        if self.row.id in DEFAULTS:
            words.addLayout(self._foot())
        else:
            self.default.hide()
            self.reset.hide()
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(*_MARGIN)
        self._line.setSpacing(3 * theme.GRID)
        self._line.addLayout(words, 1)
        self._line.addWidget(self.control, 0, _BESIDE)
        self.control.setAccessibleName(_(self.row.name))
        self._describe()

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(2 * theme.GRID)
        if isinstance(self.row.control, Deed):
            self.title.setWordWrap(False)
            head.addWidget(self.title)
            head.addWidget(self.mark)
            head.addStretch(1)
        else:
            head.addWidget(self.title, 1)
        return head

    def _foot(self) -> QHBoxLayout:
        value = said(self.row, DEFAULTS[self.row.id])
        self.default.setText(_("Default: {value}").format(value=value))
        self.reset.setProperty("tone", "accent")
        self.reset.setFont(theme.font(theme.Text.SMALL))
        name = _("Use the default for “{name}”: {value}")
        self.reset.setAccessibleName(name.format(name=_(self.row.name), value=value))
        self.reset.hide()
        foot = QHBoxLayout()
        foot.setSpacing(theme.GRID)
        foot.addWidget(self.default)
        foot.addWidget(self.reset)
        foot.addStretch(1)
        return foot

    def _connect(self) -> None:
        control = self.control
        chosen = control.picked if isinstance(control, SegmentedControl) else control.chosen
        chosen.connect(self.chosen)
        self.reset.clicked.connect(self._use_default)
        if isinstance(control, AmountBox | WordsControl):
            control.given_up.connect(lambda: self._say_problem(""))

    def _use_default(self) -> None:
        self.control.setFocus(Qt.FocusReason.OtherFocusReason)  # the link will be gone
        self.chosen.emit(DEFAULTS[self.row.id])

    def _say_problem(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        self._describe()

    def _describe(self) -> None:
        """Let assistive technology read, with the control, all that stands in the row."""
        parts = (self.mark.word, self.text, self.hint, self.problem, self.default)
        spoken = (part.text() for part in parts if not part.isHidden())
        self.control.setAccessibleDescription(" ".join(text for text in spoken if text))


def said(row: Row, value: Any) -> str:
    """Return a value of the row in words."""
    kind = row.control
    if isinstance(kind, Amount):
        return amounts.said(kind, value)
    if isinstance(kind, OneOf):
        return _(dict(kind.choices)[value])
    return _("on") if value else _("off")


def _control(row: Row, parent: QWidget) -> AnyControl:
    match row.control:
        case OnOff():
            return SwitchControl(_(row.name), parent)
        case OneOf(choices):
            return SegmentedControl(_(row.name), choices, parent)
        case Amount():
            return AmountBox(row.control, parent)
        case Words():
            return WordsControl(parent)
        case Deed(text):
            return DeedControl(_(row.name), _(text), parent)
        case Told():
            return ToldControl(parent)
