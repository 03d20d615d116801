# SPDX-License-Identifier: GPL-3.0-or-later
"""What the palette of quick access is made of: a prompt, a list, and the keys that work.

The list is the window's own, with its model and its painter; here one row is chosen at a
time, nothing is dragged, and the row says what Return does.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLabel, QWidget

from strongroom.gui import theme
from strongroom.gui.actions import BY_ID, keys_text
from strongroom.gui.flows.looking import Part
from strongroom.gui.widgets.item_table import ItemTable
from strongroom.gui.widgets.labels import label, set_tone
from strongroom.gui.widgets.search_field import SearchField
from strongroom.model.item import Overview
from strongroom.texts import N_, _

PROMPT = 52  # height
FOOT = 39
_SIDE = 19  # as far in as a row's monogram
_BETWEEN = 18
_RETURN = "↵"


def part_for(overview: Overview) -> Part | None:
    """Return what Return copies of an item: its password, else the best there is."""
    if overview.has_secret:
        return Part.PASSWORD
    if overview.has_otp:
        return Part.OTP
    if overview.username:
        return Part.USERNAME
    return Part.WEBSITE if overview.websites else None


_DEEDS = {
    Part.PASSWORD: N_("{key} copy password"),
    Part.OTP: N_("{key} copy one-time password"),
    Part.USERNAME: N_("{key} copy username"),
    Part.WEBSITE: N_("{key} copy website"),
}


def deed_of(overview: Overview) -> str:
    """Say what Return does with a row, "" where it can do nothing."""
    part = part_for(overview)
    return "" if part is None else _(_DEEDS[part]).format(key=_RETURN)


class Prompt(SearchField):
    """The search field in large; Escape is the palette's."""

    edge = 20
    glass = 18
    left = 47
    right = 36
    key = ""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("search", False)
        self.setProperty("bare", True)
        self.setTextMargins(self.left, 0, self.right, 0)
        self.setPlaceholderText(_("Find a password"))
        self.setAccessibleName(_("Find a password"))
        self.setFont(theme.font(theme.Text.PROMPT))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave Escape to the palette."""
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)


class Hits(ItemTable):
    """The rows that were found."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows.hint = deed_of
        self.setAccessibleName(_("Found items"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setDragEnabled(False)
        self.setDragDropMode(QAbstractItemView.DragDropMode.NoDragDrop)

    def current(self) -> Overview | None:
        """Return the chosen item."""
        return self.selected().only


class Keys(QWidget):
    """The line at the foot: the keys that do something for the chosen item, or a sentence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hints = {
            action_id: label(_hint(action_id), theme.Text.SMALL, "muted") for action_id in _HINTS
        }
        self._close = label(_("Esc close"), theme.Text.SMALL, "muted")
        self._sentence = label("", theme.Text.SMALL, "danger", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(_SIDE, 0, _SIDE, 0)
        row.setSpacing(_BETWEEN)
        row.addWidget(self._sentence, 1)
        for hint in self._hints.values():
            row.addWidget(hint)
        row.addWidget(self._close)
        row.addStretch(1)
        self.setFixedHeight(theme.scaled(FOOT))
        self.show_for(None)

    def show_for(self, overview: Overview | None) -> None:
        """Show the keys of an item."""
        works = _works(overview)
        for action_id, hint in self._hints.items():
            hint.setVisible(action_id in works)
        self._close.setVisible(not works)
        self._sentence.hide()

    def say(self, sentence: str, tone: str = "danger") -> None:
        """Show a sentence in the place of the keys."""
        for hint in (*self._hints.values(), self._close):
            hint.hide()
        set_tone(self._sentence, tone)
        self._sentence.setText(sentence)
        self._sentence.show()

    @property
    def refused(self) -> bool:
        """Whether a sentence says why something was not done."""
        return not self._sentence.isHidden()

    @property
    def shown(self) -> list[str]:
        """What can be read there."""
        parts: list[QLabel] = [self._sentence, *self._hints.values(), self._close]
        return [part.text() for part in parts if not part.isHidden()]


class Line(QWidget):
    """A hairline."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        painter.setPen(QPen(theme.colour("hairline"), 1))
        painter.drawLine(0, 0, self.width(), 0)


_HINTS = {
    "copy_username": N_("{key} username"),
    "copy_otp": N_("{key} one-time password"),
    "copy_website": N_("{key} website"),
    "open_website": N_("{key} open"),
}


def _hint(action_id: str) -> str:
    return _(_HINTS[action_id]).format(key=keys_text(BY_ID[action_id]))


def _works(overview: Overview | None) -> set[str]:
    if overview is None:
        return set()
    works = {
        "copy_username": bool(overview.username),
        "copy_otp": overview.has_otp,
        "copy_website": bool(overview.websites),
        "open_website": bool(overview.websites),
    }
    return {action_id for action_id, true in works.items() if true}
