# SPDX-License-Identifier: GPL-3.0-or-later
"""Another state of the vault, open for looking only: its items, and the one that is chosen.

Details are there only while an item is looked at, and nothing is written here.
"""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from strongroom.gui import theme
from strongroom.gui.pages.side_by_side import Side, SideBySide
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.answers import answers
from strongroom.gui.widgets.empty_state import Emptiness, EmptyState
from strongroom.gui.widgets.item_finder import ItemFinder
from strongroom.gui.widgets.labels import label
from strongroom.gui.widgets.notice_bar import NoticeBar
from strongroom.gui.widgets.progress_line import ProgressLine
from strongroom.model.item import Overview
from strongroom.texts import _

_SIZE = (820, 580)
_LIST = 330


class CopyItems(QDialog):
    """``look_wanted`` asks for an item by its id, ``taken`` carries the ids to bring back.

    ``copy_wanted`` carries an ``ItemRow``.  Without ``take`` nothing can be brought back.
    """

    look_wanted = Signal(object)
    taken = Signal(object)
    copy_wanted = Signal(object)

    def __init__(
        self,
        parent: QWidget,
        title: str,
        *,
        take: str,
        now_ms: Callable[[], int],
        seconds: Callable[[], int | None],
    ) -> None:
        super().__init__(parent)
        self._looked_at: int | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(title)
        self.notice = NoticeBar()
        self.finder = ItemFinder(_("Items"), Emptiness("vault", _("No items in it"), ""), self)
        self.finder.setFixedWidth(theme.scaled(_LIST))
        self.side = SideBySide(now_ms, seconds)
        self.progress = ProgressLine()
        self.take = buttons.primary(take or _("Take"), parent=self)
        self.take.setVisible(bool(take))
        self.close_it = buttons.secondary(_("Close"), parent=self)
        self._build(title)
        self.finder.chosen.connect(self._choose)
        self.side.copy_wanted.connect(self.copy_wanted)
        self.progress.cancelled.connect(self.reject)
        self.take.clicked.connect(self._take)
        self.close_it.clicked.connect(self.reject)
        self.progress.show_step(_("Opening…"))
        self._choose()

    def show_items(self, ids: Sequence[int], items: Mapping[int, Overview]) -> None:
        """Show what is in it."""
        self.progress.end()
        self.finder.show_items(ids, items)
        self.finder.search.setFocus()

    def show_one(self, side: Side) -> None:
        """Show the item that was asked for."""
        self.side.show_one(side)
        self._right.setCurrentWidget(self.side)

    def show_trouble(self, sentence: str) -> None:
        """Say what went wrong."""
        self.progress.end()
        self.notice.say(sentence, tone="danger")

    def done(self, result: int) -> None:
        """Let go of everything that was shown."""
        self.side.clear()
        self.finder.clear()
        super().done(result)

    def _choose(self) -> None:
        chosen = self.finder.chosen_ids
        self.take.setEnabled(bool(chosen))
        if len(chosen) != 1:
            self._looked_at = None
            self.side.clear()
            self._right.setCurrentWidget(self._none)
            return
        (item_id,) = chosen
        if item_id != self._looked_at:
            self._looked_at = item_id
            self.look_wanted.emit(item_id)

    def _take(self) -> None:
        taken = self.finder.chosen_ids
        self.accept()
        self.taken.emit(taken)

    def _build(self, title: str) -> None:
        self._none = EmptyState()
        self._none.show_emptiness(
            Emptiness("eye", _("Choose an item"), _("It is shown here, for looking only."))
        )
        self._right = QStackedWidget()
        self._right.addWidget(self._none)
        self._right.addWidget(self.side)
        across = QHBoxLayout()
        across.setSpacing(2 * theme.GRID)
        across.addWidget(self.finder)
        across.addWidget(self._right, 1)
        page = QVBoxLayout(self)
        page.setContentsMargins(*[3 * theme.GRID] * 4)
        page.setSpacing(theme.GRID + 4)
        page.addWidget(label(title, theme.Text.CARD, wrap=True))
        page.addWidget(self.notice)
        page.addLayout(across, 1)
        page.addWidget(self.progress)
        page.addLayout(answers(self.close_it, self.take))
        self.resize(theme.scaled(_SIZE[0]), theme.scaled(_SIZE[1]))
