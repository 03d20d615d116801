# SPDX-License-Identifier: GPL-3.0-or-later
"""Fields that are looked at, in cards.  The first rows are there at once, the rest soon."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from strongroom.gui import theme
from strongroom.gui.pages.detail_fields import ItemRow, row_of
from strongroom.gui.pages.detail_text import cards_of
from strongroom.gui.turns import Turns, sliced
from strongroom.gui.widgets.rows_card import RowsCard
from strongroom.model.fields import Field
from strongroom.model.strength import Strength

_AT_ONCE = 12  # rows made with the item; more of them take longer than a frame
_SLICE = 6


class RowsColumn(QWidget):
    """What is wanted carries the row, or its field; never a value alone."""

    copy_wanted = Signal(object)  # ItemRow
    large_wanted = Signal(object)  # ItemRow
    open_wanted = Signal(object)  # Field
    revealed = Signal(object)  # Field

    def __init__(
        self,
        now_ms: Callable[[], int],
        reveal_seconds: Callable[[], int | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.rows: list[ItemRow] = []
        self._now_ms = now_ms
        self._reveal_seconds = reveal_seconds
        self._strengths: Mapping[int, Strength] = {}
        self._cards: list[RowsCard] = []
        self._turns = Turns(self)
        self._stack = QVBoxLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.setSpacing(2 * theme.GRID)

    def show_fields(self, fields: Iterable[Field], strengths: Mapping[int, Strength]) -> None:
        """Show those that have a value."""
        self.clear()
        self._strengths = strengths
        waiting: list[tuple[RowsCard, Field]] = []
        for filled in cards_of(fields):
            card = RowsCard()
            self._cards.append(card)
            self._stack.addWidget(card)
            waiting += [(card, field) for field in filled]
        self._turns.begin(map(self._add, sliced(waiting, _AT_ONCE, _SLICE)))

    def clear(self) -> None:
        """Let go of the fields and of everything that was made of them."""
        self._turns.stop()
        self.conceal()
        self.rows.clear()
        for card in self._cards:
            # It keeps its parent: without one it could show as a window, and Python could
            # destroy it from the worker's thread.
            self._stack.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards.clear()
        self._strengths = {}

    def conceal(self) -> None:
        """Hide whatever is revealed."""
        for row in self.rows:
            row.conceal()

    def _add(self, some: Sequence[tuple[RowsCard, Field]]) -> None:
        for card, field in some:
            row = self._row(field)
            card.add_row(row)
            if self.rows:
                QWidget.setTabOrder(self.rows[-1].last_stop(), row)
            self.rows.append(row)

    def _row(self, field: Field) -> ItemRow:
        row = row_of(
            field,
            strength=self._strengths.get(field.id),
            reveal_seconds=self._reveal_seconds(),
            now_ms=self._now_ms,
        )
        row.copy_wanted.connect(lambda: self.copy_wanted.emit(row))
        row.large_wanted.connect(lambda: self.large_wanted.emit(row))
        row.open_wanted.connect(lambda: self.open_wanted.emit(row.field))
        row.revealed.connect(lambda: self.revealed.emit(row.field))
        return row
