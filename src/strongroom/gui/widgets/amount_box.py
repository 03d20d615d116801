# SPDX-License-Identifier: GPL-3.0-or-later
"""A time or a count: one of a few from a list, or any other by typing it."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QWidget

from strongroom.gui import theme
from strongroom.gui.amounts import Amount, read, said
from strongroom.gui.widgets.choice import Choice
from strongroom.gui.widgets.labels import repolish

_WIDTH = 152
_LONGEST = 40  # characters; more than any amount that may be


class AmountBox(Choice):
    """``chosen`` carries the value, or the text that means none, for others to refuse.

    ``given_up`` tells that what was typed gave way to what is in force.
    """

    chosen = Signal(object)
    given_up = Signal()

    def __init__(self, amount: Amount, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._amount = amount
        self._in_force = ""
        self._settled = ""  # the text that was last shown or told
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setCompleter(None)  # type: ignore[arg-type]  # Qt takes None for no completer
        self.setFixedWidth(theme.scaled(_WIDTH))
        for value in amount.offered:
            self.addItem(said(amount, value), value)
        line = self.lineEdit()
        assert line is not None  # noqa: S101 - it is editable
        line.setMaxLength(_LONGEST)
        line.editingFinished.connect(self._typed)
        line.textEdited.connect(lambda _text: self.mark_wrong(False))
        self.activated.connect(self._typed)

    def show_value(self, value: int | None) -> None:
        """Show the value that is in force."""
        self._in_force = self._settled = said(self._amount, value)
        with QSignalBlocker(self):
            self.setCurrentIndex(self.findText(self._in_force))
        self.setEditText(self._in_force)
        self.mark_wrong(False)
        self._to_start()

    def mark_wrong(self, wrong: bool) -> None:  # noqa: FBT001 - a setter, as Qt's own
        """Draw the frame in the colour of danger, or not."""
        if bool(self.property("wrong")) != wrong:
            self.setProperty("wrong", wrong)
            repolish(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Escape as "as it was", where something else was typed."""
        if event.key() == Qt.Key.Key_Escape and self.currentText() != self._in_force:
            self._settled = self._in_force
            self.setEditText(self._in_force)
            self.mark_wrong(False)
            self.given_up.emit()
        else:
            super().keyPressEvent(event)

    def _typed(self, _index: int = -1) -> None:
        text = self.currentText().strip()
        if text != self._settled:
            self._settled = text
            self.chosen.emit(read(self._amount, text))

    def _to_start(self) -> None:
        line = self.lineEdit()
        if line is not None:
            line.setCursorPosition(0)
