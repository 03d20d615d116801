# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a person types what they look for, while the keys of the list keep working.

The field keeps the keys of text.  Those that mean nothing in it (copy where nothing is
selected, undo where nothing was typed since the last deed) and those that a text field
hardly needs (Ctrl+U, Ctrl+D, Ctrl+E) go on to the window; arrows and Return go to the list.
"""

from typing import cast

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from strongroom.gui import icons, theme
from strongroom.gui.widgets.text_line import TextLine
from strongroom.texts import _

_CROSS = 24

_THE_WINDOWS_OWN = frozenset({"Ctrl+B", "Ctrl+D", "Ctrl+E", "Ctrl+R", "Ctrl+T", "Ctrl+U"})
_THE_LISTS_OWN = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})


class SearchField(QLineEdit):
    """``textChanged`` at each keystroke; ``moved`` carries a key of the list."""

    moved = Signal(object)
    entered = Signal()

    edge = 12
    glass = 16
    left = 34  # room for the magnifying glass
    right = 58  # room for the name of the key
    key = "Ctrl+F"  # leads here

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._newest = False  # whether something was typed since the last deed
        self.setPlaceholderText(_("Search"))
        self.setAccessibleName(_("Search"))
        self.setProperty("search", True)
        self.setMaxLength(1024)
        self.setTextMargins(self.left - self.edge, 0, self.right - self.edge, 0)
        self._clear = QToolButton(self)
        self._clear.setProperty("role", "ghost")
        self._clear.setIcon(icons.icon("x", "muted"))
        self._clear.setIconSize(QSize(14, 14))
        self._clear.setFixedSize(_CROSS, _CROSS)
        self._clear.setToolTip(_("Clear the search"))
        self._clear.setAccessibleName(_("Clear the search"))
        self._clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clear.setCursor(Qt.CursorShape.ArrowCursor)
        self._clear.clicked.connect(self.clear)
        self._clear.hide()
        self.textEdited.connect(self._typed)
        self.textChanged.connect(lambda text: self._clear.setVisible(bool(text)))

    def take(self, text: str) -> None:
        """Go on here with what was typed in the list."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setText(self.text() + text)

    def give_way(self) -> None:
        """Leave undo and redo to the window until something is typed: a deed came later."""
        self._newest = False

    def start(self) -> None:
        """Take the focus, with what is there selected."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def event(self, event: QEvent) -> bool:
        """Leave the window's keys to the window."""
        asked = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if asked and self._is_the_windows(cast("QKeyEvent", event)):
            event.ignore()
            return False
        return super().event(event)

    def _typed(self) -> None:
        self._newest = True

    def _is_the_windows(self, event: QKeyEvent) -> bool:
        keys = QKeySequence.StandardKey
        return (
            _name(event) in _THE_WINDOWS_OWN
            or (event.matches(keys.Copy) and not self.hasSelectedText())
            or (event.matches(keys.Undo) and not (self._newest and self.isUndoAvailable()))
            or (event.matches(keys.Redo) and not (self._newest and self.isRedoAvailable()))
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move in the list, clear, or type."""
        if event.key() in _THE_LISTS_OWN:
            self.moved.emit(event)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the clearing cross at the end."""
        super().resizeEvent(event)
        top = (self.height() - self._clear.height()) // 2
        side = self.edge // 2
        left = self.width() - self._clear.width() - side
        self._clear.move(side if self.isRightToLeft() else left, top)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the field, its glass, and the key that leads here."""
        super().paintEvent(event)
        painter = QPainter(self)
        side = self.glass
        picture = icons.pixmap("search", "muted", side, self.devicePixelRatioF())
        painter.drawPixmap(self.edge, (self.height() - side) // 2, picture)
        if self.key and not self.text() and not self.hasFocus():
            keys = QKeySequence(self.key).toString(QKeySequence.SequenceFormat.NativeText)
            box = self.rect().adjusted(0, 0, -self.edge, 0)
            line = TextLine(theme.font(theme.Text.LABEL))
            line.paint(painter, box, keys, theme.colour("muted"), Qt.AlignmentFlag.AlignRight)


def _name(event: QKeyEvent) -> str:
    return QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText)
