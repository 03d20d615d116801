# SPDX-License-Identifier: GPL-3.0-or-later
"""The top of an item that is edited: Save and Cancel, monogram and title."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from strongroom.gui import theme
from strongroom.gui.pages.detail_head import BAR, SIDE
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.labels import label, repolish
from strongroom.gui.widgets.monogram import Monogram
from strongroom.texts import _

_TITLE = 40
_TITLE_PIXELS = 17


class EditorBar(QWidget):
    """What is going on, and its two ends."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.doing = label("", theme.Text.BODY, "muted", self)
        self.cancel = buttons.secondary(_("Cancel"), "", self)
        self.save = buttons.primary(_("Save"), "", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(SIDE, 0, SIDE, 0)
        row.setSpacing(theme.GRID)
        row.addWidget(self.doing, 1)
        row.addWidget(self.cancel)
        row.addWidget(self.save)
        self.setFixedHeight(BAR)


class EditorTitle(QWidget):
    """Monogram and title; the letter follows what is typed."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = Monogram(self)
        self._key = ""
        self.edit = QLineEdit(self)
        self.edit.setAccessibleName(_("Title"))
        self.edit.setPlaceholderText(_("Title"))
        face = theme.font(theme.Text.TITLE)
        face.setPointSizeF(face.pointSizeF() * _TITLE_PIXELS / theme.Text.TITLE.value[0])
        face.setWeight(QFont.Weight.Bold)
        self.edit.setFont(face)
        self.edit.setMinimumHeight(theme.scaled(_TITLE))
        self.note = label("", theme.Text.SMALL, "danger", self, wrap=True)
        self.note.hide()
        self.edit.textChanged.connect(self._typed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * theme.GRID)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        down = QVBoxLayout()
        down.setSpacing(2)
        down.addStretch(1)
        down.addWidget(self.edit)
        down.addWidget(self.note)
        down.addStretch(1)
        row.addLayout(down, 1)

    def show_title(self, title: str, key: str) -> None:
        """Begin with a title; ``key`` colours the monogram."""
        self._key = key
        self.edit.setText(title)
        self.edit.setCursorPosition(0)
        self._picture.show_title(title, key)

    def refuse(self, sentence: str) -> None:
        """Say what is wrong with the title, "" for nothing."""
        self.note.setText(sentence)
        self.note.setVisible(bool(sentence))
        if bool(self.edit.property("wrong")) != bool(sentence):
            self.edit.setProperty("wrong", bool(sentence))
            repolish(self.edit)

    def _typed(self, text: str) -> None:
        self._picture.show_title(text, self._key)
        self.refuse("")
        self.edited.emit()
