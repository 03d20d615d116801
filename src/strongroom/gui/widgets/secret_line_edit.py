# SPDX-License-Identifier: GPL-3.0-or-later
"""A line edit that never holds what is typed into it.

Its text is bullets, as many as there are characters; the characters are in
:class:`SecretCharacters`, where they can be overwritten (QLineEdit leaves copies behind
even after clear, overwrite and destruction).  What edits text in Qt's own way is taken
over here: keys, input methods, paste, middle click.  Shown, the characters are painted one
by one over blanks, until their time is over or the program loses the focus.  To assistive
technology it is a password field in either state.
"""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFontMetricsF,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QWidget

from strongroom.gui import clipboard, icons, theme
from strongroom.gui.hiding import Shown
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.caps_lock import CapsLock
from strongroom.gui.widgets.labels import repolish
from strongroom.gui.widgets.secret_characters import SecretCharacters
from strongroom.secret import SecretBytes
from strongroom.texts import _

BULLET = "\u2022"
_CURSOR_MARGIN = 5  # QLineEdit's cursor rectangle begins this far left of the cursor
_Key = QKeySequence.StandardKey
_SWALLOWED = (_Key.Undo, _Key.Redo)


class SecretLineEdit(QLineEdit):
    """A field for one secret.  ``edited`` tells that it changed, and never how."""

    edited = Signal()
    too_long = Signal()
    shown_changed = Signal(bool)
    caps_lock = Signal(bool)
    copy_wanted = Signal(object)  # SecretBytes, the receiver's to close; only while shown

    def __init__(self, name: str, parent: QWidget | None = None, *, reveal: bool = True) -> None:
        super().__init__(parent)
        self._characters = SecretCharacters()
        self._caps = CapsLock()
        self._revealed = False
        self._shown = Shown(self)
        self._shown.over.connect(lambda: self.set_revealed(False))
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setAccessibleName(name)
        self.setAcceptDrops(False)
        self._mono = theme.mono()
        self._mono.setLetterSpacing(self._mono.SpacingType.AbsoluteSpacing, 1.0)
        self._eye = buttons.tool("eye", _("Show"), self)
        self._eye.setProperty("role", "inner")
        self._eye.setCursor(Qt.CursorShape.ArrowCursor)
        self._eye.clicked.connect(self._toggle)
        self._eye.setVisible(reveal)
        self.textChanged.connect(self._mend)
        self.edited.connect(self._shown.touch)

    # -- the value -----------------------------------------------------------------------

    @property
    def count(self) -> int:
        """How many characters there are."""
        return len(self._characters)

    @property
    def revealed(self) -> bool:
        """Whether the characters are shown."""
        return self._revealed

    @property
    def caps_on(self) -> bool:
        """Whether Caps Lock is on while somebody types here."""
        return self.hasFocus() and self._caps.on

    def secret(self) -> SecretBytes:
        """Return a copy of what is in the field, as UTF-8; the caller closes it."""
        return self._characters.secret()

    def take(self) -> SecretBytes:
        """Return what is in the field, and empty it."""
        taken = self._characters.secret()
        self.wipe()
        return taken

    def put(self, secret: SecretBytes) -> None:
        """Replace what is in the field with a copy of ``secret``."""
        self._characters.wipe()
        self._insert(secret.text(), at=0)

    def wipe(self) -> None:
        """Overwrite what is in the field."""
        had_any = bool(self.count)
        self._characters.wipe()
        self._show_bullets(0)
        if had_any:
            self.edited.emit()

    def set_revealed(self, shown: bool) -> None:  # noqa: FBT001 - a setter, as Qt's own
        """Show the characters, or bullets."""
        if shown == self._revealed:
            return
        self._revealed = shown
        if shown:
            self._shown.begin()
        else:
            self._shown.end()
        self.setProperty("revealed", shown)
        repolish(self)
        QApplication.sendEvent(self, QEvent(QEvent.Type.StyleChange))  # re-reads the bullet
        self._set_face()
        self._eye.setIcon(icons.icon("eye-off" if shown else "eye", "muted"))
        self._eye.setToolTip(_("Hide") if shown else _("Show"))
        self._eye.setAccessibleName(self._eye.toolTip())
        self.shown_changed.emit(shown)

    def mark_wrong(self, wrong: bool) -> None:  # noqa: FBT001 - a setter, as Qt's own
        """Draw the frame in the colour of danger, or not."""
        if bool(self.property("wrong")) != wrong:
            self.setProperty("wrong", wrong)
            repolish(self)
            self._set_face()

    # -- ways in -------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Type, delete and paste into the buffer; leave the rest to Qt."""
        self._watch_caps(event)
        if (
            (not self.isReadOnly() and self._edit_by_key(event))
            or _is_text(event)
            or any(event.matches(key) for key in _SWALLOWED)
        ):
            event.accept()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Watch Caps Lock."""
        super().keyReleaseEvent(event)
        self._watch_caps(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Take what was composed; show nothing of what is being composed."""
        text = event.commitString()
        if text and not self.isReadOnly():
            self._replace_selection(text)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Paste the selection on a middle click, ourselves."""
        if event.button() != Qt.MouseButton.MiddleButton:
            super().mouseReleaseEvent(event)
        elif not self.isReadOnly():
            self.setCursorPosition(self.cursorPositionAt(event.position().toPoint()))
            self._replace_selection(clipboard.pasted_selection())
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what works here."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        paste = menu.addAction(_("Paste"), self.paste)
        paste.setEnabled(not self.isReadOnly() and bool(clipboard.pasted()))
        if self._revealed:
            menu.addAction(_("Copy"), self.copy).setEnabled(self.hasSelectedText())
        menu.addAction(_("Select all"), self.selectAll).setEnabled(self.count > 0)
        menu.addAction(_("Hide") if self._revealed else _("Show"), self._toggle)
        menu.popup(event.globalPos())

    def paste(self) -> None:
        """Put the clipboard's text in place of the selection; a last line end is left out."""
        self._replace_selection(clipboard.pasted().removesuffix("\n").removesuffix("\r"))

    def copy(self) -> None:
        """Hand the selected characters to whoever copies, while they are shown."""
        if self._revealed and self.hasSelectedText():
            self.copy_wanted.emit(self._characters.secret(*self._span()))

    def _edit_by_key(self, event: QKeyEvent) -> bool:
        """Apply an editing key, and tell whether it was one."""
        if event.matches(_Key.Paste):
            self.paste()
        elif event.matches(_Key.Copy):
            self.copy()
        elif event.matches(_Key.Cut):
            self._cut()
        elif (span := self._deleted_by(event)) is not None:
            self._remove(*(self._span() if self.hasSelectedText() else span))
        elif _is_text(event):
            self._replace_selection(event.text())
        else:
            return False
        return True

    def _cut(self) -> None:
        if self._revealed and self.hasSelectedText():
            self.copy()
            self._remove(*self._span())

    def _deleted_by(self, event: QKeyEvent) -> tuple[int, int] | None:
        """Return what a key deletes without a selection; a word is all, as nobody sees it."""
        at, end = self.cursorPosition(), self.count
        for key, span in (
            (_Key.Delete, (at, min(at + 1, end))),
            (_Key.DeleteStartOfWord, (0, at)),
            (_Key.DeleteEndOfWord, (at, end)),
            (_Key.DeleteEndOfLine, (at, end)),
            (_Key.DeleteCompleteLine, (0, end)),
        ):
            if event.matches(key):
                return span
        if event.key() == Qt.Key.Key_Backspace:
            return max(0, at - 1), at
        return None

    def _span(self) -> tuple[int, int]:
        if not self.hasSelectedText():
            return self.cursorPosition(), self.cursorPosition()
        return self.selectionStart(), self.selectionEnd()

    def _replace_selection(self, text: str) -> None:
        start, end = self._span()
        self._characters.remove(start, end)
        self._insert(text, at=start)

    def _insert(self, text: str, *, at: int) -> None:
        before = self.count
        fits = self._characters.insert(at, text)
        self._show_bullets(at + self.count - before)
        self.edited.emit()
        if not fits:
            self.too_long.emit()

    def _remove(self, start: int, end: int) -> None:
        if start == end:
            return
        self._characters.remove(start, end)
        self._show_bullets(start)
        self.edited.emit()

    def _show_bullets(self, cursor: int) -> None:
        self._set_face()
        self.setText(BULLET * self.count)
        self.setCursorPosition(cursor)

    def _mend(self, text: str) -> None:
        """Take in what came another way (assistive technology), so that no text stays."""
        if text == BULLET * self.count:
            return
        typed = text.strip(BULLET)
        if text and not typed:
            self._show_bullets(self.count)  # bullets alone went: which ones, nobody knows
            return
        after = len(text) - len(text.rstrip(BULLET))
        before = len(text) - len(text.lstrip(BULLET))
        self._characters.remove(min(before, self.count), max(before, self.count - after))
        self._insert(typed, at=min(before, self.count))

    # -- looks ---------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Want no less than the style sheet demands, whichever font is in use."""
        hint = super().sizeHint()
        return hint.expandedTo(QSize(hint.width(), self.minimumHeight()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the eye at the end, and the text off it."""
        super().resizeEvent(event)
        side = min(self.height() - 2 * theme.RING, theme.scaled(theme.CONTROL))
        left = theme.RING * 2 if self.isRightToLeft() else self.width() - side - theme.RING * 2
        self._eye.setGeometry(left, (self.height() - side) // 2, side, side)
        room = side if self._eye.isVisibleTo(self) else 0
        self.setTextMargins(0, 0, room, 0)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Stop speaking of Caps Lock."""
        super().focusOutEvent(event)
        self.caps_lock.emit(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the characters over Qt's blanks while they are shown."""
        super().paintEvent(event)
        if self._revealed and self.count:
            self._paint_characters()

    def _set_face(self) -> None:
        """Set the fixed-width face, the body's for the placeholder; polishing loses it."""
        self.setFont(self._mono if self.count else theme.font())

    def _paint_characters(self) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        step = QFontMetricsF(self.font()).horizontalAdvance(" ")
        box = QRectF(self.cursorRect())
        origin = box.left() + _CURSOR_MARGIN - self.cursorPosition() * step
        inner = self.rect().adjusted(theme.GRID, 0, -self.textMargins().right() - theme.GRID, 0)
        painter.setClipRect(inner)
        start, end = self._span()
        for index in range(self.count):
            cell = QRectF(QPointF(origin + index * step, box.top()), box.size())
            cell.setWidth(step)
            if cell.right() < inner.left() or cell.left() > inner.right():
                continue
            character = self._characters.character(index)
            token = "on_accent" if start <= index < end else token_of(character)
            painter.setPen(theme.colour(token))
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, character)

    def _toggle(self) -> None:
        self.set_revealed(not self._revealed)

    def _watch_caps(self, event: QKeyEvent) -> None:
        if self._caps.heard(event):
            self.caps_lock.emit(self._caps.on)


def token_of(character: str) -> str:
    """Return the token in which a character of a secret is painted."""
    if character.isdigit():
        return "accent"
    return "text" if character.isalpha() else "warning"


def _is_text(event: QKeyEvent) -> bool:
    """Tell whether a key types text (Qt's QInputControl::isAcceptableInput)."""
    text = event.text()
    if not text:
        return False
    control = Qt.KeyboardModifier.ControlModifier
    shift = Qt.KeyboardModifier.ShiftModifier
    if event.modifiers() & ~shift == control:
        return False
    return text.isprintable() or text in _JOINERS


_JOINERS = "\u200c\u200d\u200e\u200f"
