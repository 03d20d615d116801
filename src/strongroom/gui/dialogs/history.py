# SPDX-License-Identifier: GPL-3.0-or-later
"""The history of an item: to look at, to compare, and to take back.

The dialog holds details only while it is open, and writes nothing.
"""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from strongroom.gui import theme
from strongroom.gui.pages.detail_fields import ItemRow
from strongroom.gui.pages.side_by_side import Side, SideBySide
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.answers import answers
from strongroom.gui.widgets.choice import Choice
from strongroom.gui.widgets.labels import ElidedLabel, label
from strongroom.gui.widgets.plain_list import PlainList
from strongroom.gui.words import moment_texts
from strongroom.model.history import State, states_of, steps_in_words
from strongroom.model.item import Item
from strongroom.texts import _

_SIZE = (720, 480)
_HISTORY = (980, 600)
_LIST = 230
_MOST = 0.9  # of the screen

NowMs = Callable[[], int]
Seconds = Callable[[], int | None]


class HistoryDialog(QDialog):
    """All states by their time at the left, two of them beside each other at the right.

    The older one of the two stands first, so that what was added and removed is true.
    ``restore_wanted`` carries the id of a version, ``field_wanted`` that and a field's,
    ``copy_wanted`` an ``ItemRow``, ``revealed`` a field.
    """

    restore_wanted = Signal(object)
    field_wanted = Signal(object, object)
    copy_wanted = Signal(object)
    revealed = Signal(object)

    def __init__(
        self, parent: QWidget, item: Item, now_ms: NowMs, seconds: Seconds, *, writable: bool
    ) -> None:
        super().__init__(parent)
        title = _("History of “{title}”").format(title=item.overview.title)
        _prepare(self, _("History"))
        self._left = 0
        self._states: tuple[State, ...] = states_of(item)
        self._writable = writable
        self._moments = moment_texts(state.at for state in self._states)
        self.list = PlainList(_("Versions"), ())
        for state, told in zip(self._states, steps_in_words(item), strict=True):
            self.list.add_two_lines(self._name(state), told)
        self.list.setFixedWidth(theme.scaled(_LIST))
        self.against = Choice(self)
        self.against.setAccessibleName(_("Compare with"))
        self.against.addItems([*(self._name(state) for state in self._states), _("Nothing")])
        take = _("Bring back this field") if writable else ""
        self.sides = SideBySide(now_ms, seconds, take=take)
        self.sides.copy_wanted.connect(self.copy_wanted)
        self.sides.revealed.connect(lambda row: self.revealed.emit(row.field))
        self.sides.taken.connect(self._take)
        self.restore = buttons.primary(_("Restore this version"), parent=self)
        self.restore.clicked.connect(self._restore)
        close = buttons.secondary(_("Close"), parent=self)
        close.clicked.connect(self.reject)
        _lay_out(self, title, self._across(), answers(close, self.restore), size=_HISTORY)
        self.list.currentRowChanged.connect(lambda _row: self._show())
        self.against.currentIndexChanged.connect(lambda _index: self._show())
        self.list.setCurrentRow(min(1, len(self._states) - 1))
        self.finished.connect(self._forget)

    def _across(self) -> QHBoxLayout:
        with_what = QHBoxLayout()
        with_what.setSpacing(theme.GRID)
        with_what.addWidget(label(_("Compare with"), theme.Text.SMALL, "muted"))
        with_what.addWidget(self.against)
        with_what.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(2 * theme.GRID)
        right.addLayout(with_what)
        right.addWidget(self.sides, 1)
        across = QHBoxLayout()
        across.setSpacing(3 * theme.GRID)
        across.addWidget(self.list)
        across.addLayout(right, 1)
        return across

    def _chosen(self) -> State | None:
        row = self.list.currentRow()
        return self._states[row] if 0 <= row < len(self._states) else None

    def _show(self) -> None:
        chosen, other = self._chosen(), self.against.currentIndex()
        if chosen is None:
            return
        self.restore.setEnabled(self._writable and not chosen.present)
        against = self._states[other] if 0 <= other < len(self._states) else chosen
        if against is chosen:
            self.sides.show_one(self._side(chosen))
            return
        # The states lie from the newest to the oldest.
        older, newer = sorted((chosen, against), key=self._states.index, reverse=True)
        self.sides.show_pair(self._side(older), self._side(newer))
        self._left = older.id

    def _restore(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self.accept()
            self.restore_wanted.emit(chosen.id)

    def _take(self, row: ItemRow) -> None:
        version, field = self._left, row.field.id
        self.accept()
        self.field_wanted.emit(version, field)

    def _name(self, state: State) -> str:
        return _("Present state") if state.present else self._moments[state.at]

    def _side(self, state: State) -> Side:
        heading = self._moments[state.at]
        if state.present:
            heading = _("Present state · {time}").format(time=heading)
        return Side(heading, state.title, state.fields)

    def _forget(self, _result: int) -> None:
        self.sides.clear()
        self._states = ()


def _prepare(dialog: QDialog, title: str) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    dialog.setWindowTitle(title)


def _lay_out(
    dialog: QDialog,
    title: str,
    across: QHBoxLayout,
    below: QHBoxLayout,
    *,
    size: tuple[int, int] = _SIZE,
) -> None:
    page = QVBoxLayout(dialog)
    page.setContentsMargins(*[3 * theme.GRID] * 4)
    page.setSpacing(2 * theme.GRID)
    page.addWidget(ElidedLabel(title, theme.Text.CARD))
    page.addLayout(across, 1)
    page.addLayout(below)
    screen = dialog.screen().availableSize() * _MOST
    dialog.resize(QSize(theme.scaled(size[0]), theme.scaled(size[1])).boundedTo(screen))
