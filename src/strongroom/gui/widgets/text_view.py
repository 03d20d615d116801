# SPDX-License-Identifier: GPL-3.0-or-later
"""A text to be read, and copied through the one owner of the clipboard.

It is put into its document a slice at a time, for a large one takes seconds.  Lines that are
longer than any prose are broken for the eye alone: laying one out takes the square of its
length.  Where that was done is remembered, and a copy has none of it.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from strongroom.gui import theme
from strongroom.gui.turns import Turns

LONGEST = 1000  # characters of a line
_LINES, _CHARACTERS = 250, 16_000  # of a slice
# What Qt ends a line at, beside "\n"; "\r\n" it takes for one.
_ENDS = str.maketrans(dict.fromkeys("\r\u2028\u2029\ufdd0\ufdd1", "\n"))
_BREAK = "\u2029"  # as a selection tells of the end of a line


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is shown; ``goes_on`` where the end of it is ours."""

    text: str
    goes_on: bool


class TextView(QPlainTextEdit):
    """``copy_wanted`` carries what is selected, without our breaks."""

    copy_wanted = Signal(object)  # str

    def __init__(self, name: str) -> None:
        super().__init__()
        self._turns = Turns(self)
        self._breaks: list[int] = []  # places in the document, in the order of it
        self._end = 0  # behind the last line and its end
        self._copies_later = False
        self.setAccessibleName(name)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)  # it would keep everything twice
        self.setFont(theme.mono(13))
        self.setTabChangesFocus(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )

    @property
    def whole(self) -> bool:
        """Whether all of the text is in the document."""
        return not self._turns.busy

    def show_text(self, text: str) -> None:
        """Show the beginning of a text, and soon all of it."""
        self.forget()
        self._turns.begin(map(self._add, _sliced(lines_of(text))), self._is_whole)

    def forget(self) -> None:
        """Hold no text any more."""
        self._turns.stop()
        self._breaks.clear()
        self._end = 0
        self._copies_later = False
        self.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy through whoever owns the clipboard."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """Ask for what is selected to be copied; all of a text, once all of it is there."""
        cursor = self.textCursor()
        if not self.whole and cursor.selectionEnd() >= self._end - 1:
            self._copies_later = True
        elif cursor.hasSelection():
            self.copy_wanted.emit(self._selected(cursor))

    def createMimeDataFromSelection(self) -> QMimeData:
        """Give nothing to a drag, nor to the selection that a middle click pastes."""
        return QMimeData()

    def _add(self, lines: Sequence[Line]) -> None:
        """Put some more lines below the others; what is selected up to the end takes them in."""
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        text = "\n".join(line.text for line in lines)
        is_first = not self._end
        cursor.insertText(text if is_first else f"\n{text}")
        if is_first:
            self.moveCursor(QTextCursor.MoveOperation.Start)
        self._note_breaks(lines)

    def _note_breaks(self, lines: Sequence[Line]) -> None:
        for line in lines:
            self._end += _units(line.text) + 1
            if line.goes_on:
                self._breaks.append(self._end - 1)

    def _is_whole(self) -> None:
        if self._copies_later:
            self._copies_later = False
            self.copy()

    def _selected(self, cursor: QTextCursor) -> str:
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        first, last = bisect_left(self._breaks, start), bisect_left(self._breaks, end)
        # Places count in the units of UTF-16, as Qt does.
        units = cursor.selectedText().encode("utf-16-le", "surrogatepass")
        pieces, at = [], 0
        for place in self._breaks[first:last]:
            pieces.append(units[at : 2 * (place - start)])
            at = 2 * (place - start + 1)
        text = b"".join((*pieces, units[at:])).decode("utf-16-le", "surrogatepass")
        return text.replace(_BREAK, "\n")


def lines_of(text: str) -> Iterator[Line]:
    """Give the lines of a text, long ones in pieces."""
    for line in text.replace("\r\n", "\n").translate(_ENDS).split("\n"):
        pieces = [line[at : at + LONGEST] for at in range(0, max(1, len(line)), LONGEST)]
        yield from (Line(piece, goes_on=True) for piece in pieces[:-1])
        yield Line(pieces[-1], goes_on=False)


def _sliced(lines: Iterator[Line]) -> Iterator[Sequence[Line]]:
    """Give so many lines at a time as go into a document within a moment."""
    now: list[Line] = []
    room = _CHARACTERS
    for line in lines:
        now.append(line)
        room -= len(line.text)
        if room <= 0 or len(now) == _LINES:
            yield now
            now, room = [], _CHARACTERS
    if now:
        yield now


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
