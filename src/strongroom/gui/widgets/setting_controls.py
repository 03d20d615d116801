# SPDX-License-Identifier: GPL-3.0-or-later
"""The controls of the settings, all of one shape.

``chosen`` carries what a person chose, and only that: showing a value says nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from strongroom.gui import theme
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.icon_label import IconLabel
from strongroom.gui.widgets.labels import label, repolish, set_tone
from strongroom.gui.widgets.segmented import Segmented
from strongroom.gui.widgets.switch import Switch
from strongroom.texts import _

_LINE = 200
_TICK = 16


class Control(Protocol):
    """What a row of the settings holds at its end."""

    chosen: Signal

    def show_value(self, value: Any) -> None:
        """Show the value that is in force."""

    def mark_wrong(self, wrong: bool) -> None:  # noqa: FBT001 - a setter, as Qt's own
        """Draw it as refused, or not."""


class SwitchControl(Switch):
    """On or off."""

    chosen = Signal(object)

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(name, parent)
        self.clicked.connect(lambda on: self.chosen.emit(on))  # noqa: PLW0108 - or it carries none

    def show_value(self, value: bool) -> None:  # noqa: FBT001 - a setter, as Qt's own
        """Stand so."""
        self.setChecked(value)

    def mark_wrong(self, _wrong: bool) -> None:  # noqa: FBT001 - as the protocol has it
        """Do nothing: a switch is never wrong."""


class SegmentedControl(Segmented):
    """One of a few values, side by side."""

    picked = Signal(object)

    def __init__(self, name: str, choices: Sequence[tuple[Any, str]], parent: QWidget) -> None:
        super().__init__(name, [_(text) for _value, text in choices], parent)
        self._values = [value for value, _text in choices]
        self.chosen.connect(lambda index: self.picked.emit(self._values[index]))

    def show_value(self, value: Any) -> None:
        """Take the value's place."""
        with QSignalBlocker(self):
            self.choose(self._values.index(value))

    def mark_wrong(self, _wrong: bool) -> None:  # noqa: FBT001 - as the protocol has it
        """Do nothing: one of its choices is never wrong."""


class WordsControl(QLineEdit):
    """A line that is taken when it is left, or at Enter; Escape brings back what was."""

    chosen = Signal(object)
    given_up = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._in_force = ""
        self._settled = ""
        self.setFixedWidth(theme.scaled(_LINE))
        self.editingFinished.connect(self._typed)
        self.textEdited.connect(lambda _text: self.mark_wrong(False))

    def show_value(self, value: str) -> None:
        """Show the text that is in force."""
        self._in_force = self._settled = value
        self.setText(value)
        self.mark_wrong(False)

    def mark_wrong(self, wrong: bool) -> None:  # noqa: FBT001 - a setter, as Qt's own
        """Draw the frame in the colour of danger, or not."""
        if bool(self.property("wrong")) != wrong:
            self.setProperty("wrong", wrong)
            repolish(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Escape as "as it was", where something else was typed."""
        if event.key() == Qt.Key.Key_Escape and self.text() != self._in_force:
            self.show_value(self._in_force)
            self.given_up.emit()
        else:
            super().keyPressEvent(event)

    def _typed(self) -> None:
        if self.text() != self._settled:
            self._settled = self.text()
            self.chosen.emit(self._settled)


@dataclass(frozen=True, slots=True)
class Doing:
    """How a deed stands: ``mark`` says that it is in force, ``text`` names the button.

    Without a text there is no button; ``going_on`` tells that it is not in force yet.
    """

    text: str = ""
    mark: str = ""
    going_on: bool = False


class DeedControl(QWidget):
    """A button; that what it does is in force stands beside the row's name."""

    chosen = Signal(object)

    def __init__(self, name: str, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = name
        self.button = buttons.secondary(text, parent=self)
        self.button.clicked.connect(lambda: self.chosen.emit(None))
        self.setFocusProxy(self.button)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.button)
        self.show_value(Doing(text))

    def show_value(self, value: Doing) -> None:
        """Show how it stands."""
        had_focus = self.button.hasFocus()
        self.button.setText(value.text)
        self.setVisible(bool(value.text))
        self.button.setAccessibleName(f"{self._name}: {value.text.rstrip('…')}")
        if had_focus and not value.text:
            self.focusNextChild()

    def mark_wrong(self, _wrong: bool) -> None:  # noqa: FBT001 - as the protocol has it
        """Do nothing: a button is never wrong."""


class Mark(QWidget):
    """A word in the accent colour, with a tick before it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.word = label("", theme.Text.SMALL, "accent", self)
        self._tick = IconLabel("circle-check", "accent", _TICK, self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GRID // 2)
        row.addWidget(self._tick)
        row.addWidget(self.word)
        self.hide()

    def show_mark(self, doing: Doing) -> None:
        """Show the word of ``doing``, with the tick unless it is still going on."""
        self.word.setText(doing.mark)
        self._tick.setVisible(not doing.going_on)
        self.setVisible(bool(doing.mark))


@dataclass(frozen=True, slots=True)
class Standing:
    """How something stands: ``sentence`` says it; ``good`` is None for a plain fact."""

    sentence: str
    word: str = ""
    good: bool | None = None


class ToldControl(QWidget):
    """A word and its mark; the sentence stands under the row's name."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon = IconLabel("circle-check", "accent", parent=self)
        self.word = label("", theme.Text.STRONG, parent=self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GRID)
        row.addWidget(self._icon)
        row.addWidget(self.word)

    def show_value(self, value: Standing) -> None:
        """Show the word in the tone of good news, or of bad."""
        tone = "accent" if value.good else "warning"
        self._icon.show_icon("circle-check" if value.good else "triangle-alert", tone)
        self._icon.setVisible(value.good is not None)
        self.word.setText(value.word)
        set_tone(self.word, tone if value.good is not None else "muted")
        self.setVisible(bool(value.word))

    def mark_wrong(self, _wrong: bool) -> None:  # noqa: FBT001 - as the protocol has it
        """Do nothing: a fact is never wrong."""
