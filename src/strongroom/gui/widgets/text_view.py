# SPDX-License-Identifier: GPL-3.0-or-later
"""A text to be read, and copied through the one owner of the clipboard.

Lines that are longer than any prose are broken for the eye alone: laying one out takes the
square of its length.
"""

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QPlainTextEdit

from strongroom.gui import theme

_LONGEST = 2000  # characters of a line
_SOFT = "\u2028"  # the break that is ours: Qt's own within a paragraph


class TextView(QPlainTextEdit):
    """``copy_wanted`` carries what is selected, without our breaks."""

    copy_wanted = Signal(object)  # str

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setReadOnly(True)
        self.setFont(theme.mono(13))
        self.setTabChangesFocus(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )

    def show_text(self, text: str) -> None:
        """Show a text."""
        self.setPlainText(broken(text))

    def forget(self) -> None:
        """Hold no text any more."""
        self.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy through whoever owns the clipboard."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """Ask for what is selected to be copied."""
        selected = self.textCursor().selectedText()
        if selected:
            self.copy_wanted.emit(selected.replace(_SOFT, "").replace("\u2029", "\n"))

    def createMimeDataFromSelection(self) -> QMimeData:
        """Give nothing to a drag, nor to the selection that a middle click pastes."""
        return QMimeData()


def broken(text: str) -> str:
    """Return a text with our break in lines that are too long."""
    # One that has such characters of its own would lose them at a copy.
    lines = text.replace(_SOFT, "\n").split("\n")
    if max(map(len, lines)) <= _LONGEST:
        return "\n".join(lines)
    return "\n".join(
        _SOFT.join(line[at : at + _LONGEST] for at in range(0, max(1, len(line)), _LONGEST))
        for line in lines
    )
