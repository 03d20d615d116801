# SPDX-License-Identifier: GPL-3.0-or-later
"""What a value is typed into, one class for each way, all with the same few methods.

``value`` gives back exactly what is kept: nothing is cut, and what cannot be read as its
kind comes back as it was typed, to be refused in words.
"""

from collections.abc import Callable

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLineEdit, QWidget

from strongroom.gui import theme
from strongroom.gui.widgets.dates import ISO_DAY, kept_day, kept_month, read_day, typed_month
from strongroom.gui.widgets.day_picker import DayPicker
from strongroom.gui.widgets.growing_text import GrowingText
from strongroom.gui.widgets.labels import repolish
from strongroom.gui.widgets.month_picker import MonthPicker
from strongroom.gui.widgets.popover import Popover
from strongroom.gui.widgets.secret_area import SecretArea
from strongroom.gui.widgets.secret_line_edit import SecretLineEdit
from strongroom.gui.widgets.small_tool import SmallTool
from strongroom.model.fields import Field, FieldKind, label_of
from strongroom.secret import SecretBytes
from strongroom.texts import _

_PICKER = 300


class ValueInput(QWidget):
    """A place to type a value, and room for a button at its end."""

    edited = Signal()
    copy_wanted = Signal(object)  # SecretBytes, where a secret may be copied out

    def __init__(self, main: QWidget) -> None:
        super().__init__()
        self.main = main
        self.line = QHBoxLayout(self)
        self.line.setContentsMargins(0, 0, 0, 0)
        self.line.setSpacing(theme.GRID // 2)
        self.line.addWidget(main, 1)

    def value(self) -> str:
        """Return what is kept of what stands there."""
        raise NotImplementedError

    def put(self, value: str) -> None:
        """Put a kept value there."""
        raise NotImplementedError

    def target(self) -> QWidget:
        """Return what is typed into."""
        return self.main

    def take_focus(self) -> None:
        """Let the person type."""
        self.target().setFocus()

    def stops(self) -> list[QWidget]:
        """Return what Tab stops at, in order."""
        return [self.main, *self.findChildren(QAbstractButton)]

    def mark_wrong(self, wrong: bool) -> None:  # noqa: FBT001 - a setter, as Qt's own
        """Draw the frame in the colour of danger, or not."""
        if bool(self.main.property("wrong")) != wrong:
            self.main.setProperty("wrong", wrong)
            repolish(self.main)

    def wipe(self) -> None:
        """Forget what stands there."""
        self.put("")


class LineInput(ValueInput):
    """A line of text."""

    def __init__(self, name: str) -> None:
        self.edit = QLineEdit()
        self.edit.setFont(theme.font())
        self.edit.setAccessibleName(name)
        super().__init__(self.edit)
        self.edit.textChanged.connect(lambda _text: self.edited.emit())

    def value(self) -> str:
        """Return the text as it stands."""
        return self.edit.text()

    def put(self, value: str) -> None:
        """Show a text from its beginning."""
        self.edit.setText(value)
        self.edit.setCursorPosition(0)


class TextInput(ValueInput):
    """Several lines."""

    def __init__(self, name: str, *, fixed: bool = False) -> None:
        self.edit = GrowingText(name, face=theme.mono(13) if fixed else None)
        super().__init__(self.edit)
        self.edit.textChanged.connect(self.edited)

    def value(self) -> str:
        """Return the text as it stands."""
        return self.edit.toPlainText()

    def put(self, value: str) -> None:
        """Show a text."""
        self.edit.setPlainText(value)


class SecretInput(ValueInput):
    """A concealed line; bullets until it is shown."""

    def __init__(self, name: str) -> None:
        self.edit = SecretLineEdit(name)
        super().__init__(self.edit)
        self.edit.edited.connect(self.edited)
        self.edit.copy_wanted.connect(self.copy_wanted)

    def value(self) -> str:
        """Return the secret as it stands."""
        with self.edit.secret() as secret:
            return secret.text()

    def put(self, value: str) -> None:
        """Put a secret there."""
        with SecretBytes.of_text(value) as secret:
            self.edit.put(secret)

    def wipe(self) -> None:
        """Overwrite what stands there."""
        self.edit.wipe()


class AreaInput(ValueInput):
    """A concealed text of several lines."""

    def __init__(self, name: str) -> None:
        self.area = SecretArea(name)
        super().__init__(self.area)
        self.area.edited.connect(self.edited)

    def value(self) -> str:
        """Return the secret as it stands."""
        return self.area.value()

    def put(self, value: str) -> None:
        """Put a secret there."""
        self.area.put(value)

    def target(self) -> QWidget:
        """Return the text while it is open, else what opens it."""
        return self.area.plate if self.area.hidden else self.area.text

    def stops(self) -> list[QWidget]:
        """Return what Tab stops at, in order."""
        return [self.area.plate, self.area.text, self.area.eye]


class DayInput(LineInput):
    """A day, typed in any usual way or chosen from a calendar."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.edit.setPlaceholderText(_("year-month-day, like 2031-05-09"))
        self.edit.editingFinished.connect(self._tidy)
        self.pick = SmallTool("calendar-days", _("Choose a day"))
        self.pick.clicked.connect(self._choose)
        self.line.addWidget(self.pick)

    def value(self) -> str:
        """Return the day as YYYY-MM-DD, or the text where it is none."""
        return kept_day(self.edit.text())

    def _tidy(self) -> None:
        if self.edit.text().strip():
            self.edit.setText(self.value())

    def _choose(self) -> None:
        picker = DayPicker(read_day(self.edit.text()))
        popover = Popover(picker, self, width=_PICKER)
        picker.chosen.connect(lambda day: self._chosen(popover, day))
        popover.open_at(self.pick)
        picker.setFocus()

    def _chosen(self, popover: Popover, day: QDate) -> None:
        self.edit.setText(day.toString(ISO_DAY))
        popover.close()


class MonthInput(LineInput):
    """A month, typed in any usual way or chosen from a year."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.edit.setPlaceholderText(_("month/year, like 05/2031"))
        self.edit.editingFinished.connect(self._tidy)
        self.pick = SmallTool("calendar", _("Choose a month"))
        self.pick.clicked.connect(self._choose)
        self.line.addWidget(self.pick)

    def value(self) -> str:
        """Return the month as YYYY-MM, or the text where it is none."""
        return kept_month(self.edit.text())

    def put(self, value: str) -> None:
        """Show a kept month as cards have it."""
        super().put(typed_month(value))

    def _tidy(self) -> None:
        if self.edit.text().strip():
            self.edit.setText(typed_month(self.edit.text()))

    def _choose(self) -> None:
        picker = MonthPicker(self.value())
        popover = Popover(picker, self, width=_PICKER)
        picker.chosen.connect(lambda month: self._chosen(popover, month))
        popover.open_at(self.pick)
        picker.setFocus()

    def _chosen(self, popover: Popover, month: str) -> None:
        self.put(month)
        popover.close()


def input_of(field: Field) -> ValueInput:
    """Return the place to type a value of this field's kind, with the value in it."""
    made = _maker(field)(label_of(field))
    made.put(field.value)
    return made


_MAKERS: dict[str, Callable[[str], ValueInput]] = {
    FieldKind.TEXT: LineInput,
    FieldKind.CONCEALED: SecretInput,
    FieldKind.OTP: SecretInput,
    FieldKind.WEBSITE: LineInput,
    FieldKind.EMAIL: LineInput,
    FieldKind.PHONE: LineInput,
    FieldKind.DATE: DayInput,
    FieldKind.MONTH: MonthInput,
    FieldKind.NOTE: TextInput,
}
_LONG_SECRETS = frozenset({"ssh.private"})
_LONG_TEXTS = frozenset({"ssh.public"})


def _maker(field: Field) -> Callable[[str], ValueInput]:
    lines = "\n" in field.value
    if field.kind != FieldKind.OTP and field.concealed and (lines or field.role in _LONG_SECRETS):
        return AreaInput
    if field.kind == FieldKind.TEXT and (lines or field.role in _LONG_TEXTS):
        return TextInput
    # A kind that a newer version added is concealed, as everything unknown is.
    return _MAKERS.get(field.kind, SecretInput)
