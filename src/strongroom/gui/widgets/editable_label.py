# SPDX-License-Identifier: GPL-3.0-or-later
"""A small label that turns into a line to type when it is clicked.

Most labels are never edited, so the line is only made for those that are.
"""

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from strongroom.gui import theme
from strongroom.texts import _

_BARE = """
QLineEdit { border: 0; border-radius: 0; padding: 0; background: transparent; min-height: 16px; }
QLineEdit:focus { padding: 0; border: 0; border-bottom: 1px solid palette(highlight); }
"""
_ENDS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape})


class EditableLabel(QWidget):
    """``own`` is shown where nothing else was typed; "" asks for something."""

    edited = Signal()
    done = Signal()

    def __init__(self, text: str, own: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self._own = own
        self._line: QLineEdit | None = None
        self.setFont(theme.font(theme.Text.LABEL))
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setToolTip(_("Click to rename, or press F2"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._call()

    @property
    def shown(self) -> str:
        """What can be read there."""
        return self.typed or self._own

    @property
    def typed(self) -> str:
        """The person's own label, "" for the one that is shown without."""
        text = (self._line.text() if self._line is not None else self._text).strip()
        return "" if text == self._own else text

    @property
    def line(self) -> QLineEdit | None:
        """The line, while the label is being edited."""
        return self._line

    def edit(self) -> None:
        """Let the label be typed."""
        if self._line is None:
            self._line = self._made()
        self._line.setFocus()
        self._line.selectAll()

    def sizeHint(self) -> QSize:
        """Be as high as the text."""
        return QSize(theme.scaled(80), self.fontMetrics().height() + 2)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to edit."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.edit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the line over the label."""
        super().resizeEvent(event)
        if self._line is not None:
            self._line.setGeometry(self.rect())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Be a label again when the focus goes; Enter and Escape go on to the value."""
        if watched is not self._line:
            return False
        if event.type() == QEvent.Type.FocusOut and self._line is not None:
            self._end(self._line)
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            done = event.key() in _ENDS
            if done:
                self.done.emit()
            return done
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the label, or what asks for one."""
        if self._line is not None:
            return
        painter = QPainter(self)
        painter.setPen(theme.colour("muted"))
        box = QRect(self.rect())
        text = self.fontMetrics().elidedText(
            self.shown or _("label"), Qt.TextElideMode.ElideRight, box.width()
        )
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, text)

    def _made(self) -> QLineEdit:
        line = QLineEdit(self.shown, self)
        line.setStyleSheet(_BARE)
        line.setFont(self.font())
        line.setPlaceholderText(self._own or _("label"))
        line.setAccessibleName(_("Label"))
        line.setGeometry(self.rect())
        line.textEdited.connect(lambda _text: self.edited.emit())
        line.installEventFilter(self)
        line.show()
        return line

    def _end(self, line: QLineEdit) -> None:
        self._text = line.text().strip()
        self._line = None
        line.removeEventFilter(self)
        line.hide()
        line.deleteLater()
        self._call()
        self.update()

    def _call(self) -> None:
        self.setAccessibleName(self.shown)
