# SPDX-License-Identifier: GPL-3.0-or-later
"""Two states of one item beside each other, row by row, and what differs marked.

Values look and behave as in the detail pane: concealed ones are ten bullets until they are
asked for.  What stands in one state alone has an empty place opposite.  Nothing here opens a
website: what an earlier state or another file names as one is to be read first.  After
``clear()`` nothing is kept.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from strongroom.gui import theme
from strongroom.gui.dialogs.large_type import LargeType
from strongroom.gui.pages.detail_fields import ItemRow, PlainRow, row_of
from strongroom.gui.pages.detail_text import sentence_label
from strongroom.gui.pages.paired import Pair, paired_cards, paired_places
from strongroom.gui.pages.side_marks import Marks, of_history
from strongroom.gui.turns import Turns, sliced
from strongroom.gui.widgets.block_label import BlockLabel
from strongroom.gui.widgets.labels import label
from strongroom.gui.widgets.rows_card import RowsCard
from strongroom.gui.widgets.scrolling import scrolling
from strongroom.gui.widgets.text_block import TextBlock
from strongroom.model.fields import Field, FieldKind

_AT_ONCE = 8  # pairs made with the rest; more of them take longer than a frame
_SLICE = 4
_NARROW = 460  # below this the sides stand one under the other
_EMPTY = 44  # the height of a place where nothing stands, at least
_PLACED = frozenset({QEvent.Type.LayoutRequest, QEvent.Type.Show})


@dataclass(frozen=True)
class Side:
    """One state: what it is ("This computer", a time), the item's title, fields and places.

    ``places`` are label and text, as ("Folder", "Work").  A side that is not ``there`` has a
    title that says so.
    """

    heading: str
    title: str = field(repr=False)
    fields: tuple[Field, ...] = field(repr=False)
    places: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    there: bool = True


class SideBySide(QWidget):
    """Shows a pair, or one alone.  ``copy_wanted`` and ``revealed`` carry the ``ItemRow``.

    ``marks`` has the words for what differs; a history's without it.
    With ``take`` each field at the left that differs has a button of that name, whose press
    ``taken`` tells with the row.
    """

    copy_wanted = Signal(object)
    revealed = Signal(object)
    taken = Signal(object)

    def __init__(
        self,
        now_ms: Callable[[], int],
        seconds: Callable[[], int | None],
        parent: QWidget | None = None,
        *,
        take: str = "",
        marks: Marks | None = None,
    ) -> None:
        super().__init__(parent)
        self.marks = marks or of_history()
        self._take = take
        self.sides = (_Column(), _Column())
        self._now_ms = now_ms
        self._seconds = seconds
        self._cells: list[tuple[QWidget, QWidget]] = []
        self._single = False
        self._turns = Turns(self)
        self._build()

    @property
    def rows(self) -> list[ItemRow]:
        """The rows that are there so far, pair by pair."""
        return [cell for pair in self._cells for cell in pair if isinstance(cell, ItemRow)]

    @property
    def narrow(self) -> bool:
        """Whether the sides stand one under the other."""
        return self._across.direction() == QHBoxLayout.Direction.TopToBottom

    def show_pair(self, left: Side, right: Side) -> None:
        """Show two states; ``left`` counts as the one before."""
        self._begin(left, right)
        if left.there and right.there and left.title != right.title:
            for column, text in zip(self.sides, self.marks.titles, strict=True):
                column.changed.setText(text)
                column.changed.show()
        cards = [*paired_cards(left.fields, right.fields)]
        cards.append(paired_places(left.places, right.places))
        self._show([card for card in cards if card])

    def show_one(self, side: Side) -> None:
        """Show one state, without a mark."""
        self._begin(side, None)
        cards = [*paired_cards(side.fields, side.fields)]
        cards.append(paired_places(side.places, side.places))
        self._show([card for card in cards if card])

    def clear(self) -> None:
        """Let go of both states and of everything that was made of them."""
        self._turns.stop()
        for row in self.rows:
            row.conceal()
        self._cells.clear()
        for side in self.sides:
            side.clear()

    # Inside

    def _begin(self, left: Side, right: Side | None) -> None:
        self.clear()
        self._single = right is None
        for column, side in zip(self.sides, (left, right), strict=True):
            column.setVisible(side is not None)
            if side is not None:
                column.show_head(side.heading, side.title)
        self._area.verticalScrollBar().setValue(0)
        self._turn()

    def _show(self, cards: Sequence[Sequence[Pair]]) -> None:
        for _card in cards:
            for side in self.sides:
                side.add_card()
        pairs = [(number, pair) for number, card in enumerate(cards) for pair in card]
        self._turns.begin(map(self._add, sliced(pairs, _AT_ONCE, _SLICE)), self._order_stops)

    def _add(self, pairs: Sequence[tuple[int, Pair]]) -> None:
        for number, pair in pairs:
            after = None if self._single else pair.after
            cells = (self._cell(pair, pair.before), self._cell(pair, after))
            self._cells.append(cells)
            for side, cell in zip(self.sides, cells, strict=True):
                side.cards[number].add_row(cell)
        self._align()

    def _cell(self, pair: Pair, shown: Field | None) -> QWidget:
        if shown is None:
            return _Empty()
        row = self._row(pair, shown)
        if pair.kind is not None:
            row.set_mark(*self.marks.of_row(pair, shown is pair.before))
            if self._take and shown is pair.before and not pair.place:
                row.add_tool("undo-2", self._take, lambda: self.taken.emit(row))
        row.copy_wanted.connect(lambda: self.copy_wanted.emit(row))
        row.large_wanted.connect(lambda: self._show_large(row))
        row.revealed.connect(lambda: self.revealed.emit(row))
        return row

    def _row(self, pair: Pair, shown: Field) -> ItemRow:
        if pair.place:
            return PlainRow(shown)
        return row_of(
            shown,
            strength=None,
            reveal_seconds=self._seconds(),
            now_ms=self._now_ms,
            may_open=False,
        )

    def _show_large(self, row: ItemRow) -> None:
        found = row.field
        secret = found.concealed or found.kind == FieldKind.OTP
        LargeType(self, sentence_label(found), row.shared_text(), secret=secret).open()
        if secret:
            self.revealed.emit(row)

    def _order_stops(self) -> None:
        """Let Tab go down one side, then down the other."""
        before: QWidget | None = None
        for number in range(len(self.sides)):
            for pair in self._cells:
                cell = pair[number]
                if isinstance(cell, ItemRow):
                    if before is not None:
                        QWidget.setTabOrder(before, cell)
                    before = cell.last_stop()

    # Geometry

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep what belongs together on one height, whatever is revealed."""
        if watched is self._page and event.type() in _PLACED:
            self._align()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the sides beside each other where there is room."""
        super().resizeEvent(event)
        self._turn()
        self._align()

    def _turn(self) -> None:
        beside = self.width() >= theme.scaled(_NARROW)
        directions = QHBoxLayout.Direction
        self._across.setDirection(directions.LeftToRight if beside else directions.TopToBottom)

    def _align(self) -> None:
        alone = self.narrow or self._single
        width = (self._page.width() - 3 * theme.GRID) // (1 if alone else 2) - 2
        heads = [side.head_height(width) for side in self.sides]
        for side, own in zip(self.sides, heads, strict=True):
            side.set_head_height(own if alone else max(heads))
        for cells in self._cells:
            heights = [cell.heightForWidth(width) for cell in cells]
            for cell, own in zip(cells, heights, strict=True):
                cell.setVisible(not alone or not isinstance(cell, _Empty))
                wanted = own if alone else max(heights)
                if cell.minimumHeight() != wanted:
                    cell.setMinimumHeight(wanted)

    def _build(self) -> None:
        self._page = QWidget()
        self._page.installEventFilter(self)
        down = QVBoxLayout(self._page)
        down.setContentsMargins(0, 0, theme.GRID, 0)
        self._across = QHBoxLayout()
        self._across.setSpacing(2 * theme.GRID)
        for side in self.sides:
            self._across.addWidget(side, 1, Qt.AlignmentFlag.AlignTop)
        down.addLayout(self._across)
        down.addStretch(1)
        self._area = scrolling(self._page)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self._area)


class _Column(QWidget):
    """One side: heading, title and cards, one under the other."""

    def __init__(self) -> None:
        super().__init__()
        self.cards: list[RowsCard] = []
        self.heading = label("", theme.Text.SECTION, "muted", wrap=True)
        self.title = BlockLabel(TextBlock(theme.font(theme.Text.CARD)))
        self._head = QWidget()
        head = QVBoxLayout(self._head)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(theme.GRID // 2)
        head.addWidget(self.heading)
        head.addWidget(self.title)
        self.changed = label("", theme.Text.LABEL, "warning")
        head.addWidget(self.changed)
        head.addStretch(1)
        self._stack = QVBoxLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.setSpacing(2 * theme.GRID)
        self._stack.addWidget(self._head)

    def show_head(self, heading: str, title: str) -> None:
        """Show what this side is, and the item's title."""
        self.heading.setText(heading)
        self.title.show_text(title)
        self.changed.hide()

    def add_card(self) -> None:
        """Begin another card."""
        card = RowsCard()
        self.cards.append(card)
        self._stack.addWidget(card)

    def head_height(self, width: int) -> int:
        """Return what heading and title need."""
        gap = theme.GRID // 2
        mark = 0 if self.changed.isHidden() else gap + self.changed.sizeHint().height()
        return self.heading.heightForWidth(width) + gap + self.title.heightForWidth(width) + mark

    def set_head_height(self, height: int) -> None:
        """Let the cards of both sides begin at one height."""
        if self._head.minimumHeight() != height:
            self._head.setMinimumHeight(height)

    def clear(self) -> None:
        """Let go of everything."""
        for card in self.cards:
            # It keeps its parent: without one it could show as a window, and Python could
            # destroy it from the worker's thread.
            self._stack.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards.clear()
        self.heading.setText("")
        self.title.show_text("")


class _Empty(QWidget):
    """The place opposite something that stands in the other state alone."""

    def hasHeightForWidth(self) -> bool:
        """Be as high as what stands opposite."""
        return True

    def heightForWidth(self, _width: int, /) -> int:
        """Need a little, so that it can be seen that nothing is there."""
        return theme.scaled(_EMPTY)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint a short line, as where nothing was written."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("hairline"))
        width = 2 * theme.GRID
        left = 14 if not self.isRightToLeft() else self.width() - 14 - width
        painter.drawRoundedRect(QRectF(left, self.height() / 2 - 1, width, 2), 1, 1)
