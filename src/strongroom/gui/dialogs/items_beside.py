# SPDX-License-Identifier: GPL-3.0-or-later
"""A dialog over another state of the vault: its items at the left, the chosen one at the right.

It knows nothing of where that state comes from.  Details are there only while an item is
looked at, and nothing is written here.  Until its items are there, and where there are none,
it shows no list.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from strongroom.gui import theme
from strongroom.gui.pages.side_by_side import Side, SideBySide
from strongroom.gui.pages.side_marks import of_comparison
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.answers import answers
from strongroom.gui.widgets.empty_state import Emptiness, EmptyState
from strongroom.gui.widgets.item_finder import ItemFinder
from strongroom.gui.widgets.labels import label
from strongroom.gui.widgets.notice_bar import NoticeBar
from strongroom.gui.widgets.progress_line import ProgressLine
from strongroom.gui.widgets.segmented import Segmented
from strongroom.model.item import Overview
from strongroom.texts import _

_LIST = 330


@dataclass(frozen=True, slots=True)
class Looks:
    """What such a dialog is made of; ``take`` names the button that takes, "" for none."""

    title: str
    items: str
    empty: Emptiness
    none_chosen: Emptiness
    take: str
    size: tuple[int, int]


class ItemsBeside(QDialog):
    """``look_wanted`` asks for an item by its id, ``taken`` carries the ids to take.

    ``copy_wanted`` carries an ``ItemRow``; ``cancel_wanted`` asks to end what is under way.
    What stands ``above`` the items, and the choice of ``groups`` of them, is hidden at first.
    What was taken is told before the end, so that the state is there as long as it is needed.
    """

    look_wanted = Signal(object)
    taken = Signal(object)
    copy_wanted = Signal(object)
    cancel_wanted = Signal()

    def __init__(
        self,
        parent: QWidget,
        looks: Looks,
        above: tuple[QWidget, ...] = (),
        groups: Segmented | None = None,
        *,
        now_ms: Callable[[], int],
        seconds: Callable[[], int | None],
    ) -> None:
        super().__init__(parent)
        self._looked_at: int | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(looks.title)
        self.notice = NoticeBar()
        self.finder = ItemFinder(looks.items, looks.empty, self)
        self.finder.setFixedWidth(theme.scaled(_LIST))
        self.fate = label("", theme.Text.STRONG, wrap=True)
        self.sides = SideBySide(now_ms, seconds, marks=of_comparison())
        self.progress = ProgressLine()
        self.take = buttons.primary(looks.take or _("Take"), parent=self)
        self.take.setVisible(bool(looks.take))
        self.close_it = buttons.secondary(_("Close"), parent=self)
        self._build(looks, above, groups)
        self._connect()
        self._choose()

    def show_items(self, ids: Sequence[int], items: Mapping[int, Overview]) -> None:
        """Show ``items`` in the order of ``ids``."""
        self.finder.show_items(ids, items)
        self._body.setCurrentWidget(self._across)

    def show_nothing(self, why: Emptiness) -> None:
        """Say why there is no item to show."""
        self._empty.show_emptiness(why)
        self._body.setCurrentWidget(self._empty)

    def show_pair(self, here: Side, there: Side) -> None:
        """Show both sides of the item that was asked for."""
        self.sides.show_pair(here, there)
        self._right.setCurrentWidget(self._looked)

    def show_one(self, side: Side) -> None:
        """Show the item that was asked for, where it has one side."""
        self.sides.show_one(side)
        self._right.setCurrentWidget(self._looked)

    def show_trouble(self, sentence: str) -> None:
        """Say what went wrong."""
        self.progress.end()
        self.notice.say(sentence, tone="danger")

    def done(self, result: int) -> None:
        """Let go of everything that was shown."""
        self.cancel_wanted.emit()
        self.sides.clear()
        self.finder.clear()
        super().done(result)

    def takeable(self) -> frozenset[int] | None:
        """Return the items that can be taken, None where that is any of them."""
        return None

    def _can_take(self) -> bool:
        chosen, takeable = self.finder.table.selected(), self.takeable()
        return bool(chosen) if takeable is None else not takeable.isdisjoint(chosen.ids)

    def _choose(self) -> None:
        chosen = self.finder.table.selected()
        self.take.setEnabled(self._can_take())
        if len(chosen) != 1:
            self._looked_at = None
            self.sides.clear()
            self._right.setCurrentWidget(self._none)
            return
        (item_id,) = chosen.ids
        if item_id != self._looked_at:
            self._looked_at = item_id
            self._look(item_id)

    def _look(self, item_id: int) -> None:
        self.look_wanted.emit(item_id)

    def _take(self) -> None:
        chosen, takeable = self.finder.chosen_ids, self.takeable()
        self.taken.emit(chosen if takeable is None else chosen & takeable)
        self.accept()

    def _connect(self) -> None:
        self.finder.chosen.connect(self._choose)
        self.sides.copy_wanted.connect(self.copy_wanted)
        self.progress.cancelled.connect(self.reject)
        self.take.clicked.connect(self._take)
        self.close_it.clicked.connect(self.reject)

    def _build(self, looks: Looks, above: tuple[QWidget, ...], groups: Segmented | None) -> None:
        self._build_body(looks)
        page = QVBoxLayout(self)
        page.setContentsMargins(*[3 * theme.GRID] * 4)
        page.setSpacing(theme.GRID + 4)
        page.addWidget(label(looks.title, theme.Text.CARD, wrap=True))
        for widget in (*above, self.notice):
            page.addWidget(widget)
            widget.hide()
        if groups is not None:
            page.addWidget(groups, 0, Qt.AlignmentFlag.AlignLeft)
            groups.hide()
        page.addWidget(self._body, 1)
        page.addWidget(self.progress)
        page.addLayout(answers(self.close_it, self.take))
        self.resize(theme.scaled(looks.size[0]), theme.scaled(looks.size[1]))

    def _build_body(self, looks: Looks) -> None:
        self._none = EmptyState()
        self._none.show_emptiness(looks.none_chosen)
        self._looked = QWidget()
        looked = QVBoxLayout(self._looked)
        looked.setContentsMargins(0, 0, 0, 0)
        self.fate.hide()
        looked.addWidget(self.fate)
        looked.addWidget(self.sides, 1)
        self._right = QStackedWidget()
        self._right.addWidget(self._none)
        self._right.addWidget(self._looked)
        self._across = QWidget()
        across = QHBoxLayout(self._across)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(2 * theme.GRID)
        across.addWidget(self.finder)
        across.addWidget(self._right, 1)
        self._empty = EmptyState()
        self._body = QStackedWidget()
        for part in (QWidget(), self._empty, self._across):
            self._body.addWidget(part)


def counted(names: Sequence[str], counts: Sequence[int]) -> list[str]:
    """Return the names of groups with how many are in each, once there are any."""
    if not any(counts):
        return list(names)
    text = _("{group} ({count:,})")
    return [text.format(group=name, count=count) for name, count in zip(names, counts, strict=True)]
