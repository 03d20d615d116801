# SPDX-License-Identifier: GPL-3.0-or-later
"""A concealed text of several lines, as a private key is: hidden until it is asked for.

Hidden, the text is in no widget.  An empty one is open at once, so that a key can be pasted;
it hides when the focus leaves it, when its time is over and when the program loses the focus.
"""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from strongroom.gui import theme
from strongroom.gui.hiding import Shown
from strongroom.gui.widgets.growing_text import GrowingText
from strongroom.gui.widgets.plate import Plate
from strongroom.gui.widgets.small_tool import SmallTool
from strongroom.texts import _


class SecretArea(QWidget):
    """``edited`` tells that the text changed, and never how."""

    edited = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = ""
        self._shown = Shown(self)
        self._shown.over.connect(self.close_again)
        self.text = GrowingText(name, self, face=theme.mono(13), least=3)
        self.text.textChanged.connect(self._typed)
        self.text.installEventFilter(self)
        self.plate = Plate(_("{label}: concealed").format(label=name), self)
        self.plate.clicked.connect(self.open)
        self.eye = SmallTool("eye", _("Show"), self)
        self.eye.clicked.connect(self._toggle)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GRID // 2)
        down = QVBoxLayout()
        down.addWidget(self.text)
        down.addWidget(self.plate)
        row.addLayout(down, 1)
        row.addWidget(self.eye, 0, Qt.AlignmentFlag.AlignTop)
        self.put("")

    @property
    def hidden(self) -> bool:
        """Whether dots are shown."""
        return self.text.isHidden()

    def value(self) -> str:
        """Return the text."""
        return self._value if self.hidden else self.text.toPlainText()

    def put(self, value: str) -> None:
        """Hold ``value``; hidden, unless it is empty."""
        self._value = value
        self._show_hidden(hidden=bool(value))

    def open(self) -> None:
        """Show the text, to be edited."""
        self._show_hidden(hidden=False)
        self.text.setFocus()

    def close_again(self) -> None:
        """Hide the text, if there is any."""
        if not self.hidden and self.text.toPlainText():
            focused = self.window().focusWidget() is self.text
            self._value = self.text.toPlainText()
            self._show_hidden(hidden=True)
            if focused:  # which would go to whatever comes next
                self.plate.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hide when the focus goes to something else in the window."""
        if watched is self.text and event.type() == QEvent.Type.FocusOut and not self._stays():
            self.close_again()
        return False

    def _stays(self) -> bool:
        # A menu or another window took the focus, or the eye is about to be clicked.
        return not self.isActiveWindow() or self.eye.underMouse() or self.text.underMouse()

    def _toggle(self) -> None:
        if self.hidden:
            self.open()
        else:
            self.close_again()

    def _typed(self) -> None:
        if not self.hidden:
            self._shown.touch()
            self.edited.emit()

    def _show_hidden(self, *, hidden: bool) -> None:
        self.text.setVisible(not hidden)
        self.plate.setVisible(hidden)
        self.text.blockSignals(True)
        self.text.setPlainText("" if hidden else self._value)
        self.text.blockSignals(False)
        self.text.document().clearUndoRedoStacks()
        self.eye.follow("eye" if hidden else "eye-off", _("Show") if hidden else _("Hide"))
        if hidden:
            self._shown.end()
        else:
            self._value = ""
            self._shown.begin()
