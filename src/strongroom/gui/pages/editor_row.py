# SPDX-License-Identifier: GPL-3.0-or-later
"""One field being edited: its label, its value, and what can be done with it as a whole."""

from functools import partial

import msgspec
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from strongroom.errors import InvalidInput
from strongroom.gui import icons, theme
from strongroom.gui.pages.detail_text import FIELD_KINDS
from strongroom.gui.pages.editor_values import SecretInput, ValueInput, input_of
from strongroom.gui.widgets.drag_handle import DragHandle
from strongroom.gui.widgets.editable_label import EditableLabel
from strongroom.gui.widgets.labels import label, set_tone
from strongroom.gui.widgets.small_tool import SmallTool
from strongroom.model.fields import ROLE_LABELS, Field, FieldKind, label_of
from strongroom.model.otp import parse_otp
from strongroom.texts import _

_LEFT = 10
_TOP, _BOTTOM = 7, 10


class EditorRow(QWidget):
    """Handle, label and value.  ``value`` never leaves it but in :meth:`field`."""

    edited = Signal()
    removed = Signal()
    retyped = Signal()
    moved = Signal(int)  # by so many places
    dragged = Signal(int)  # the pointer's height on the screen
    copy_wanted = Signal(object)  # SecretBytes
    generator_wanted = Signal()

    def __init__(self, field: Field) -> None:
        super().__init__()
        self._field = field
        self.handle = DragHandle(self)
        own = _(ROLE_LABELS[field.role]) if field.role in ROLE_LABELS else ""
        self.name = EditableLabel(field.label, own)
        self.menu = _Options(self, _("Options of {label}").format(label=label_of(field)))
        self.menu.clicked.connect(self._open_menu)
        self.note = label("", theme.Text.SMALL, "danger", wrap=True)
        self.note.hide()
        self.input: ValueInput = input_of(field)
        self.name.edited.connect(self._renamed)
        self.name.done.connect(self._to_value)
        self.handle.dragged.connect(self.dragged)
        self._lay_out()
        self._connect()

    # What it holds

    @property
    def field(self) -> Field:
        """The field as it stands now."""
        return msgspec.structs.replace(self._field, label=self.name.typed, value=self.input.value())

    @property
    def kind(self) -> str:
        """The kind that the field has now."""
        return self._field.kind

    @property
    def is_left_out(self) -> bool:
        """Whether nothing was typed into it, neither a value nor a label of its own."""
        return not self.name.typed and not self.input.value()

    def stops(self) -> list[QWidget]:
        """Return what Tab stops at, in order."""
        return [*self.input.stops(), self.menu]

    def retype(self, kind: str) -> None:
        """Make it a field of another kind; the value stays as it was typed."""
        self._field = msgspec.structs.replace(self.field, kind=kind)
        old, self.input = self.input, input_of(self._field)
        self._down.replaceWidget(old, self.input)
        old.wipe()
        old.hide()
        old.deleteLater()
        self._connect()
        self.input.take_focus()
        self.retyped.emit()
        self.edited.emit()

    def _retyped(self, kind: str, _checked: object) -> None:
        if kind != self.kind:
            self.retype(kind)

    def rename(self) -> None:
        """Let the person type another label."""
        self.name.edit()

    def refuse(self, sentence: str) -> None:
        """Say at the field what is wrong with it, "" for nothing."""
        self.input.mark_wrong(bool(sentence))
        self._say(sentence, "danger")

    # Inside

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with Alt and an arrow, rename with F2."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in steps:
            self.moved.emit(steps[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_F2:
            self.rename()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Draw the button for more."""
        super().enterEvent(event)
        self.menu.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Draw it no more."""
        super().leaveEvent(event)
        self.menu.update()

    def _connect(self) -> None:
        self.input.edited.connect(self._edited)
        self.input.copy_wanted.connect(self.copy_wanted)
        if isinstance(self.input, SecretInput) and self.kind == FieldKind.CONCEALED:
            self.dice = SmallTool("dices", _("Generate a password"))
            self.dice.clicked.connect(self.generator_wanted)
            self.input.line.addWidget(self.dice)
        self._live()

    def _edited(self) -> None:
        self.input.mark_wrong(False)
        self._live()
        self.edited.emit()

    def _live(self) -> None:
        """Say at once whether a one-time password gives codes."""
        if self.kind != FieldKind.OTP:
            self._say("", "danger")
            return
        value = self.input.value()
        try:
            otp = parse_otp(value) if value else None
        except InvalidInput as error:
            self._say(str(error), "danger")
            return
        sentence = _("Gives codes of {count} characters every {seconds} s.")
        count, seconds = (otp.digits, otp.period) if otp else (0, 0)
        self._say(sentence.format(count=count, seconds=seconds) if otp else "", "muted")

    def _say(self, sentence: str, tone: str) -> None:
        self.note.setText(sentence)
        set_tone(self.note, tone)
        self.note.setVisible(bool(sentence))

    def _to_value(self) -> None:
        self.input.take_focus()

    def _renamed(self) -> None:
        self.input.main.setAccessibleName(self.name.shown)
        self.edited.emit()

    def _open_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(icons.icon("pencil"), _("Rename"), self.rename)
        kinds = menu.addMenu(icons.icon("shapes"), _("Kind"))
        for kind, name in FIELD_KINDS.items():
            action = kinds.addAction(_(name))
            action.triggered.connect(partial(self._retyped, kind))
            action.setCheckable(True)
            action.setChecked(kind == self.kind)
        menu.addSeparator()
        menu.addAction(icons.icon("arrow-up"), _("Move up"), lambda: self.moved.emit(-1))
        menu.addAction(icons.icon("arrow-down"), _("Move down"), lambda: self.moved.emit(1))
        menu.addSeparator()
        menu.addAction(icons.icon("trash-2", "danger"), _("Remove"), self.removed.emit)
        menu.popup(self.menu.mapToGlobal(self.menu.rect().bottomLeft()))

    def _lay_out(self) -> None:
        across = QHBoxLayout(self)
        across.setContentsMargins(_LEFT, _TOP, 14, _BOTTOM)
        across.setSpacing(theme.GRID)
        across.addWidget(self.handle, 0, Qt.AlignmentFlag.AlignVCenter)
        self._down = QVBoxLayout()
        self._down.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(theme.GRID)
        head.addWidget(self.name, 1)
        head.addWidget(self.menu)
        self._down.addLayout(head)
        self._down.addWidget(self.input)
        self._down.addWidget(self.note)
        across.addLayout(self._down, 1)


class _Options(SmallTool):
    """The button that opens what can be done with a field; drawn while its row is pointed at."""

    def __init__(self, row: EditorRow, name: str) -> None:
        super().__init__("ellipsis", name, row, side=20)
        self._row = row

    def is_drawn(self) -> bool:
        """Return whether the pointer or the focus is on the row."""
        focused = self._row.window().focusWidget()
        inside = focused is not None and self._row.isAncestorOf(focused)
        return inside or self._row.underMouse()
